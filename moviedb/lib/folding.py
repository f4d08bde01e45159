"""Folding: how names are compared, so that "Lódz" finds "Łódź" and "andrei" finds "Andreï".

The same function exists twice, as SQL for columns and queries and here for Python. Both do, in this order:
NFKD, lower case, combining marks removed, the letters that have no decomposition replaced by our own table,
NFC (which only puts Hangul back together). The tables below are the one definition of both; a change of them
needs a migration that rewrites the generated columns.
"""

import re
import unicodedata

# Written as escapes: in an editor a combining mark would sit on the character before it.
# Latin, Greek and Cyrillic marks; Hebrew points; Arabic vowel signs; kana voicing marks.
COMBINING = (
    "\\u0300-\\u036F\\u0483-\\u0487\\u0591-\\u05BD\\u05BF\\u05C1\\u05C2\\u05C4\\u05C5\\u05C7\\u0610-\\u061A"
    "\\u064B-\\u065F\\u0670\\u06D6-\\u06DC\\u1AB0-\\u1AFF\\u1DC0-\\u1DFF\\u20D0-\\u20FF\\u3099\\u309A\\uFE20-\\uFE2F"
)
# Letters that decompose into ASCII and combining marks, and these marks: most names have no other.
PLAIN_LATIN = (
    "\\u0001-\\u007F\\u00C0-\\u00C5\\u00C7-\\u00CF\\u00D1-\\u00D6\\u00D9-\\u00DD\\u00E0-\\u00E5\\u00E7-\\u00EF"
    "\\u00F1-\\u00F6\\u00F9-\\u00FD\\u00FF-\\u010F\\u0112-\\u0125\\u0128-\\u0130\\u0134-\\u0137\\u0139-\\u013E"
    "\\u0143-\\u0148\\u014C-\\u0151\\u0154-\\u0165\\u0168-\\u017E\\u01CD-\\u01DC\\u0218-\\u021B\\u0300-\\u036F"
    "\\u1E00-\\u1E99\\u1EA0-\\u1EF9"
)
SINGLE_LETTERS = {
    "ł": "l", "đ": "d", "ð": "d", "ø": "o", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ƒ": "f",
    "ς": "σ", "ə": "e", "ɛ": "e", "ɔ": "o", "ʼ": "'", "’": "'", "‘": "'", "–": "-", "—": "-", "‐": "-",
}  # fmt: skip
DOUBLE_LETTERS = {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th"}

# Folded Cyrillic and Greek to Latin, as English-language catalogues write names.
LATIN_SINGLE = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "з": "z", "и": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "ы": "y",
    "э": "e", "і": "i", "ј": "j", "ђ": "d", "ћ": "c", "є": "e",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "τ": "t", "υ": "y", "φ": "f",
    "ω": "o",
}  # fmt: skip
LATIN_DOUBLE = {
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya",
    "љ": "lj", "њ": "nj", "џ": "dz", "θ": "th", "χ": "ch", "ψ": "ps", "ъ": "", "ь": "",
}  # fmt: skip

_COMBINING_RE = re.compile(f"[{COMBINING}]")
_LETTERS = str.maketrans(SINGLE_LETTERS | DOUBLE_LETTERS)


def fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = _COMBINING_RE.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower()))
    return unicodedata.normalize("NFC", decomposed.translate(_LETTERS))


def _replace(expression: str, table: dict[str, str]) -> str:
    for letter, replacement in table.items():
        expression = f"replace({expression}, '{letter}', '{replacement}')"
    return expression


def _translate(expression: str, table: dict[str, str]) -> str:
    quoted = ["".join(part).replace("'", "''") for part in (table.keys(), table.values())]
    return f"translate({expression}, '{quoted[0]}', '{quoted[1]}')"


def _function(name: str, returns: str, body: str) -> str:
    """Not STRICT, since Postgres does not inline a strict function with a CASE; null gives null all the same."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}(t text) RETURNS {returns}\n"
        f"LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$\n{body}\n$body$"
    )


# lower() follows the database's LC_CTYPE; `moviedb.checks` refuses a database whose lower() knows ASCII only.
_LOWER = "normalize(lower(normalize(t, NFKD)), NFKD)"
_MARKLESS = f"regexp_replace({_LOWER}, '[{COMBINING}]', '', 'g')"
FOLD_SQL = _function(
    "moviedb_fold",
    "text",
    # ASCII, and what becomes ASCII once its marks are gone, need not go the whole way: it ends in the same.
    'SELECT CASE WHEN octet_length(t) = length(t) THEN lower(t COLLATE "C")\n'
    f"WHEN t !~ '[^{PLAIN_LATIN}]'\n"
    """THEN lower(regexp_replace(normalize(t, NFKD), '[^\\u0001-\\u007F]', '', 'g') COLLATE "C")\n"""
    f"ELSE normalize({_replace(_translate(_MARKLESS, SINGLE_LETTERS), DOUBLE_LETTERS)}, NFC) END",
)
LATIN_SQL = _function(
    "moviedb_latin",
    "text",
    "-- Latin spelling of a folded text that has Cyrillic or Greek letters, else NULL\n"
    "SELECT CASE WHEN t ~ '[\\u0370-\\u03FF\\u0400-\\u04FF]'\n"
    f"THEN {_replace(_translate('t', LATIN_SINGLE), LATIN_DOUBLE)} END",
)
BIGRAMS_SQL = _function(
    "moviedb_bigrams",
    "text[]",
    "-- Pairs of neighbouring characters of a text with CJK in it, else NULL: trigrams miss two-letter words\n"
    "SELECT CASE WHEN t ~ '[\\u3040-\\u30FF\\u3400-\\u9FFF\\uAC00-\\uD7A3]' THEN ARRAY(\n"
    "  SELECT DISTINCT substr(t, i, 2) FROM generate_series(1, greatest(length(t) - 1, 1)) AS i ORDER BY 1) END",
)
FUNCTIONS = [FOLD_SQL, LATIN_SQL, BIGRAMS_SQL]

# What a start-up check folds in the database: every step of the function, and letters of several scripts.
PROBE = "ÀÉÎ Łódź Weiß ØRSTED Ἀθήνα ΣΟΦΟΣ Ёлки İstanbul ﬁlm ガ 한글 Æ"
