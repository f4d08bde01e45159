"""The display face for Pillow: what it can show of a text, and lines set in it."""

from functools import cache
from itertools import groupby

import regex
from django.conf import settings
from PIL import ImageDraw, ImageFont

from moviedb.lib.poster_text import capitals, in_face

SCRIPTS = ("latin", "latin-ext", "cyrillic", "greek")
# A text is shown without the signs that the face lacks as long as this part of it remains.
ENOUGH = 0.8
# No font has this one: its drawing is what a font gives for a missing character.
MISSING = "\uffff"
_GRAPHEME = regex.compile(r"\X")


def settable(text: str) -> str:
    """The text in capitals as far as the face has it; "" where it lacks more than a few signs."""
    graphemes = _GRAPHEME.findall(capitals(" ".join(text.split())))
    kept = [grapheme for grapheme in graphemes if in_face(grapheme)]
    enough = _count_signs(kept) >= ENOUGH * _count_signs(graphemes)
    return " ".join("".join(kept).split()) if enough else ""


def _count_signs(graphemes: list[str]) -> int:
    return sum(not grapheme.isspace() for grapheme in graphemes)


class Face:
    """The face in one size and weight. Not for use by two threads: FreeType's fonts are not."""

    def __init__(self, size: float, weight: int) -> None:
        self.fonts = {script: _font(script, size) for script in SCRIPTS}
        for font in self.fonts.values():
            font.set_variation_by_axes([weight])

    def width(self, text: str) -> float:
        return sum(self.fonts[script].getlength(part) for script, part in _parts(text))

    def draw(self, pen: ImageDraw.ImageDraw, x: float, baseline: float, text: str, colour: str) -> None:
        for script, part in _parts(text):
            pen.text((x, baseline), part, fill=colour, font=self.fonts[script], anchor="ls")
            x += self.fonts[script].getlength(part)


def _font(script: str, size: float) -> ImageFont.FreeTypeFont:
    path = settings.BASE_DIR / "static" / "fonts" / f"sofia-sans-extra-condensed-{script}-wght-normal.woff2"
    # The simple layout: the widths by which titles are broken know no kerning either.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _parts(text: str) -> list[tuple[str, str]]:
    return [(script, "".join(characters)) for script, characters in groupby(text, _script_of)]


@cache
def _script_of(character: str) -> str:
    """The first file that has the character; Latin, with its sign for a missing one, where none has."""
    return next((script for script in SCRIPTS if _has(script, character)), SCRIPTS[0])


@cache
def _has(script: str, character: str) -> bool:
    font = _font(script, 40)
    return bytes(font.getmask(character)) != bytes(font.getmask(MISSING))
