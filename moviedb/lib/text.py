"""Slugs, sort titles and initials for titles and names in any script."""

import re
import unicodedata
from functools import lru_cache

import regex

from moviedb.lib.folding import fold

# Articles that filing ignores at the head of a title, by language of the title.
ARTICLES = {
    "en": ("the", "a", "an"),
    "fr": ("le", "la", "les", "l'", "un", "une"),
    "de": ("der", "die", "das", "ein", "eine"),
    "es": ("el", "la", "los", "las", "un", "una"),
    "it": ("il", "lo", "la", "i", "gli", "le", "l'", "un", "uno", "una"),
    "pt": ("o", "a", "os", "as", "um", "uma"),
    "nl": ("de", "het", "een"),
    "sv": ("den", "det", "en", "ett"),
    "da": ("den", "det", "en", "et"),
    "ca": ("el", "la", "els", "les", "l'"),
}
# Keeps Arabic letters apart, which would be written as one word.
NON_JOINER = "\u200c"
_GRAPHEME = regex.compile(r"\X")
_NOT_SLUG = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=65_536)
def slug(text: str, fallback: str) -> str:
    """A readable path segment: Latin letters without their marks, other scripts as they are.

    `fallback` is for titles without any letter or digit ("!!!").
    """
    letters = "".join(fold(c) if _is_latin(c) else c for c in unicodedata.normalize("NFKC", text).lower())
    return _NOT_SLUG.sub("-", letters.replace("'", "").replace("’", ""))[:80].strip("-") or fallback


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN")


def sort_title(title: str, language: str = "en") -> str:
    """The title as it is filed: without a leading article ("The Concert" → "Concert, The").

    English articles are dropped whatever the language, since catalogues mix English titles of foreign films.
    """
    for article in (*ARTICLES["en"], *ARTICLES.get(language, ())):
        elided = article.endswith("'")
        head, rest = title[: len(article)], title[len(article) :]
        if head.lower().replace("’", "'") == article and (elided or rest[:1] == " ") and rest.strip():
            return f"{rest.strip()}, {head}"
    return title


def storable(text: str) -> str:
    """The text with signs in place of what Postgres keeps in no text: NUL, and halves of surrogate pairs, which are
    what Python makes of bytes of a file name that are not UTF-8."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{SYMBOL FOR NULL}")


def initials(name: str) -> str:
    """The first grapheme of the first and of the last name, in any script: "Mélanie Laurent" → "ML"."""
    words = [word for word in name.replace("-", " ").split() if any(c.isalnum() for c in word)]
    if not words:
        return _first_grapheme(name.strip())
    firsts = [_first_grapheme(word.lstrip("\"'“‘(«„.")) for word in (words[:1] + words[1:][-1:])]
    joiner = NON_JOINER if unicodedata.bidirectional(firsts[0][:1] or " ") == "AL" else ""
    return joiner.join(firsts).upper()


def _first_grapheme(text: str) -> str:
    match = _GRAPHEME.match(text)
    return match.group() if match else ""
