"""Setting a title on a drawn poster: line breaks and the largest size at which it fits its box.

Widths come from the display face's own table; what the face lacks is set by the browser in another, so it is
reckoned generously. All lengths are in units of the poster, 240 × 360.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import regex

from moviedb.lib.poster_widths import WIDTHS

BOX_WIDTH = 204.0
BOX_HEIGHT = 172.0
MAX_SIZE = 150.0
MAX_LINES = 8
# What is longer is cut: 300-letter titles exist, and nobody reads them on a poster.
MAX_EMS = 38.0
# A word wider than this would push the whole title below a readable size: it is broken.
MAX_WORD_EMS = 7.6
CAP_HEIGHT = 0.655
LEADING = 0.88
# Accents on capitals, and the scripts that hang below the line or fill the em, need more room.
ACCENT_HEIGHT = 0.84
WIDE_LEADING = 1.06
DEPTH = 0.2

_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}")
_NARROW = regex.compile(r"[\p{Script=Arabic}\p{Script=Thai}\p{Script=Lao}]")
_HANGUL = regex.compile(r"\p{Script=Hangul}")
_GREEK = regex.compile(r"\p{Script=Greek}")
_GEORGIAN = regex.compile(r"\p{Script=Georgian}")
# Signs that do not begin a line in Chinese and Japanese, and those that do not end one.
_CLOSING = set("、。，．！？：；・」』）】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…")
_OPENING = set("「『（【〈《")


@dataclass(frozen=True, slots=True)
class Setting:
    lines: tuple[str, ...]
    size: float
    leading: float
    # How far the last line reaches below its baseline, and the first above it, in ems.
    depth: float
    height: float
    rtl: bool


@dataclass(slots=True)
class _Token:
    """What is never broken: a word, a piece of one, or a single CJK character."""

    text: str
    width: float
    gap: float  # in front of it, where it does not begin a line


@lru_cache(maxsize=16_384)
def typeset(title: str) -> Setting:
    text = capitals(unicodedata.normalize("NFC", " ".join(title.split())))
    tokens = _tokens(_shortened(text))
    own_face = all(in_face(grapheme) for token in tokens for grapheme in _GRAPHEME.findall(token.text))
    plain = own_face and not _has_accents(text)
    leading = LEADING if plain else WIDE_LEADING
    height = CAP_HEIGHT if plain else ACCENT_HEIGHT
    depth = 0.0 if own_face else DEPTH
    choices = []
    for count in range(1, min(MAX_LINES, len(tokens)) + 1):
        lines = _break(tokens, count)
        widest = max(_width_of(line) for line in lines)
        block = (count - 1) * leading + height + depth
        size = min(BOX_WIDTH / widest, BOX_HEIGHT / block, MAX_SIZE)
        # A little smaller in fewer lines looks better than a little larger in more.
        choices.append((size * 0.97**count, size, lines))
    _, size, lines = max(choices, key=lambda choice: choice[0])
    return Setting(
        lines=tuple(_text_of(line) for line in lines),
        size=int(size * 10) / 10,
        leading=leading,
        depth=depth,
        height=height,
        rtl=_is_rtl(title),
    )


def width(text: str) -> float:
    """In ems."""
    return sum(_grapheme_width(grapheme) for grapheme in _GRAPHEME.findall(text))


@lru_cache(maxsize=16_384)
def _grapheme_width(grapheme: str) -> float:
    if grapheme in WIDTHS:
        return WIDTHS[grapheme]
    if _EMOJI.search(grapheme):
        return 1.35
    if unicodedata.east_asian_width(grapheme[0]) in "WF":
        return 1.02
    return 0.66 if _NARROW.match(grapheme) else 0.8


def in_face(grapheme: str) -> bool:
    return grapheme in WIDTHS


def capitals(text: str) -> str:
    """As a typesetter would: Greek capitals lose the accent; fonts lack the capitals that Georgian got in 2018."""
    return "".join(c if _GEORGIAN.match(c) else _greek_capital(c) if _GREEK.match(c) else c.upper() for c in text)


def _greek_capital(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter.upper())
    return unicodedata.normalize("NFC", apart.replace("\N{COMBINING ACUTE ACCENT}", ""))


def _has_accents(text: str) -> bool:
    return any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", text))


def _is_rtl(text: str) -> bool:
    strong = (unicodedata.bidirectional(c) for c in text)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L"


def _shortened(text: str) -> str:
    graphemes = _GRAPHEME.findall(text)
    ends = list(accumulate(_grapheme_width(grapheme) for grapheme in graphemes))
    if not ends or ends[-1] <= MAX_EMS:
        return text
    kept = "".join(grapheme for grapheme, end in zip(graphemes, ends, strict=True) if end <= MAX_EMS - 1)
    words, _, _ = kept.rpartition(" ")
    return (words if len(words) > 0.7 * len(kept) else kept).rstrip(" ,.:;-–—") + "…"


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for word in text.split(" "):
        gap = WIDTHS[" "]
        for piece in _pieces(word):
            tokens.append(_Token(piece, width(piece), gap))
            gap = 0.0
    return tokens


def _pieces(word: str) -> list[str]:
    """The word at its breaks: between CJK characters, after a hyphen; a very long word anywhere."""
    pieces: list[str] = []
    glue = True
    for grapheme in _GRAPHEME.findall(word):
        breakable = _is_cjk(grapheme)
        if not pieces or ((breakable or glue) and grapheme not in _CLOSING and pieces[-1] not in _OPENING):
            pieces.append(grapheme)
        else:
            pieces[-1] += grapheme
        glue = breakable or (grapheme in "-‐–/" and len(pieces[-1]) > 3)
    return [part for piece in pieces for part in _cut(piece)]


def _is_cjk(grapheme: str) -> bool:
    wide = unicodedata.east_asian_width(grapheme[0]) in "WF"
    return wide and not _HANGUL.match(grapheme) and not _EMOJI.match(grapheme)


def _cut(word: str) -> list[str]:
    """A word that is too wide in even pieces, hyphenated where its letters are the display face's own."""
    total = width(word)
    if total <= MAX_WORD_EMS:
        return [word]
    graphemes = _GRAPHEME.findall(word)
    count = -int(-total // (MAX_WORD_EMS - WIDTHS["-"]))
    pieces = [""] * count
    for grapheme, end in zip(graphemes, accumulate(map(_grapheme_width, graphemes)), strict=True):
        pieces[min(int(end / total * count), count - 1)] += grapheme
    pieces = [piece for piece in pieces if piece]
    hyphens = [a[-1:].isalpha() and a in word.upper() and b[:1] in WIDTHS and b[:1].isalpha()
               for a, b in pairwise(pieces)]  # fmt: skip
    return [piece + "-" * hyphen for piece, hyphen in zip(pieces, [*hyphens, False], strict=True)]


def _break(tokens: list[_Token], count: int) -> list[list[_Token]]:
    """The tokens in `count` lines whose widest is as narrow as can be; the evenest of such breaks."""
    ends = [0.0, *accumulate(token.gap + token.width for token in tokens)]

    def line(start: int, end: int) -> float:
        return ends[end] - ends[start] - tokens[start].gap

    total = len(tokens)
    # best[end] = (widest line, unevenness, breaks) of the first `end` tokens in the lines so far
    best: dict[int, tuple[float, float, tuple[int, ...]]] = {
        end: (line(0, end), line(0, end) ** 2, (0,)) for end in range(1, total + 1)
    }
    for lines in range(2, count + 1):
        best = {
            end: min(
                (max(best[start][0], line(start, end)), best[start][1] + line(start, end) ** 2,
                 (*best[start][2], start))
                for start in range(lines - 1, end)
            )
            for end in range(lines, total + 1)
        }  # fmt: skip
    starts = [*best[total][2], total]
    return [tokens[start:end] for start, end in pairwise(starts)]


def _width_of(line: list[_Token]) -> float:
    return sum(token.width + token.gap for token in line) - line[0].gap


def _text_of(line: list[_Token]) -> str:
    text = "".join((" " if token.gap else "") + token.text for token in line)
    return text.strip()
