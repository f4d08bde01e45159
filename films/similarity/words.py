"""The words of titles and overviews, folded, in any language; and when two titles are the same film's."""

import re
from hashlib import blake2b

from moviedb.lib.folding import fold

# Letters only: a number in a title is the part of a series, in an overview a date. Two letters say nothing, save in
# scripts that write a whole word with one or two signs.
_WORD = re.compile(r"[^\W\d_]+")
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PAIRS_OF_WIDE = re.compile(r"(?=([\u3040-\u30ff\u3400-\u9fff]{2}))")
SHORTEST_REASON = 5
LONGEST = 40  # characters of a word: what is longer is an address or a slip

# The glue of the languages that most titles are in. Words as common as these in other languages are recognised by
# how many films carry them (`features.COMMON_SHARE`); these few are for small catalogues, where nothing is common.
_GLUE = (
    "the and for with from his her their they them who that this has have had was were will not but are you your "
    "its our out all into one two three when where what why how after before about over under between more than "
    "then there only just been being him she himself herself itself first last next part chapter episode volume "
    "movie film der die das den dem des ein eine einen einem einer und mit von zum zur aus auf fur ist sich nicht "
    "als auch bei les des une dans pour sur par avec qui que est son ses aux pas plus sont mais elle las los una "
    "del por con para sus como mas pero entre gli della delle degli dei nel nella per non che piu sono alla uma "
    "dos nas com nao mais seu sua het een van voor niet och att som med det til paa ikke или что как его это для "
    "она они под при над без"
)
STOP_WORDS = frozenset(_GLUE.split())
# What an alternative cut adds to the title of the same film.
_CUT = re.compile(
    r"(?:\s*[:;(\[]|\s+-\s)\s*(?:the\s+)?(?:[\w']+\s+){0,3}(?:cut|edition|version|redux|remastered)\s*[)\]]*$"
    r"|\s+(?:redux|director'?s cut)$"
)
_NOT_WORD = re.compile(r"[\W_]+")


def words(text: str) -> list[str]:
    """In the order of the text, with repeats. A run of Chinese or Japanese gives its pairs of signs."""
    folded = fold(text)
    if folded.isascii() or not _WIDE.search(folded):
        return [word for word in _WORD.findall(folded) if 2 < len(word) <= LONGEST and word not in STOP_WORDS]
    found = []
    for word in _WORD.findall(folded):
        if _WIDE.search(word):
            found += _PAIRS_OF_WIDE.findall(word) or [word]
        elif len(word) > 2 and word not in STOP_WORDS:
            found.append(word)
    return [word for word in found if len(word) <= LONGEST]


def may_be_a_reason(word: str) -> bool:
    """Whether a word of two titles is worth showing: short ones are rarely what a film is about."""
    return len(word) >= SHORTEST_REASON or not word.isascii()


def same_film_key(title: str) -> tuple[str, bool]:
    """What the titles of a film's versions have in common, and whether this one names a cut of its own."""
    folded = fold(title).strip()
    bare = _CUT.sub("", folded)
    return _NOT_WORD.sub(" ", bare).strip() or folded, bare != folded


def number_of(word: str) -> int:
    """The same in every run, unlike the places of words in a vocabulary. Two words with one number: not on Earth."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little", signed=True)
