"""The card of a film or a person for links on other sites: 1200 × 630, in the look of drawn posters.

Title or name at the left, a motif at the right. The display face has Latin, Cyrillic and Greek: of a title in
another script the card shows the original or the year instead.
"""

import hashlib
import io
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw

from moviedb.lib import posters
from moviedb.lib.cards.face import Face, settable
from moviedb.lib.cards.motif import draw_motif
from moviedb.lib.poster_text import BOX_WIDTH, Setting, typeset

WIDTH, HEIGHT = 1200, 630
MARGIN = 56
ART = 560  # the motif's width
COLUMN = WIDTH - ART - 2 * MARGIN + 24  # the title's
TITLE_WEIGHT, LINE_WEIGHT = 900, 700
LINE_SIZE = 46
# Motifs are drawn larger and reduced: Pillow smooths letters, but not the edges of shapes.
FINER = 4
COLOURS = 128
_PALETTE = re.compile(
    r"\.palette-(\w+) \{ --poster-ground: (#\w+); --poster-shape: (#\w+); --poster-ink: (#\w+); \}", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows, and with it its name: the same content is drawn once."""

    record_id: int
    titles: tuple[str, ...]  # the first that the face can show is set
    year: int | None
    line: tuple[str, ...]  # directors; a person's life and trade
    site_name: str

    @property
    def digest(self) -> str:
        content = repr((drawn_with(), self.record_id, self.titles, self.year, self.line, self.site_name))
        return hashlib.blake2b(content.encode(), digest_size=12).hexdigest()

    def texts(self) -> tuple[str, str]:
        """Title and line; where no title can be shown the year, or the site's name, is set as large."""
        title = next((text for text in map(settable, self.titles) if text), "")
        names = [text for text in map(settable, self.line) if text]
        year = str(self.year or "")
        return title or year or settable(self.site_name), _line(year if title else "", names)


def draw(card: Card) -> bytes:
    """The card as PNG."""
    title, line = card.texts()
    drawing = posters.draw(card.record_id, title)
    colours = palettes()[drawing.palette]
    image = Image.new("RGB", (WIDTH, HEIGHT), colours["ground"])
    motif = draw_motif(drawing, colours, ART * FINER, HEIGHT * FINER)
    image.paste(motif.reduce(FINER), (WIDTH - ART, 0))
    pen = ImageDraw.Draw(image)
    _draw_title(pen, typeset(title), colours["ink"])
    Face(LINE_SIZE, LINE_WEIGHT).draw(pen, MARGIN, HEIGHT - MARGIN, line, colours["ink"])
    file = io.BytesIO()
    # A third of the bytes: there are but three colours and the shades between them.
    image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_title(pen: ImageDraw.ImageDraw, setting: Setting, colour: str) -> None:
    size = setting.size * COLUMN / BOX_WIDTH
    face = Face(size, TITLE_WEIGHT)
    for number, line in enumerate(setting.lines):
        face.draw(pen, MARGIN, MARGIN + (setting.height + number * setting.leading) * size, line, colour)


def _line(year: str, names: list[str]) -> str:
    """The year and what follows it, as much as there is room for."""
    face = Face(LINE_SIZE, LINE_WEIGHT)
    for count in range(len(names), 0, -1):
        shown = ", ".join([*names[:count], *["…"] * (count < len(names))])
        line = f"{year} · {shown}" if year else shown
        if face.width(line) <= COLUMN:
            return line
    return year


@cache
def palettes() -> dict[str, dict[str, str]]:
    """The posters' colours, from the stylesheet that gives them."""
    css = (settings.BASE_DIR / "static" / "css" / "posters.css").read_text()
    return {name: {"ground": ground, "shape": shape, "ink": ink} for name, ground, shape, ink in _PALETTE.findall(css)}


@cache
def drawn_with() -> str:
    """Changes with anything that cards are drawn with: they are drawn anew then."""
    base = settings.BASE_DIR
    files = [
        *sorted(Path(__file__).parent.glob("*.py")),
        *sorted((base / "moviedb" / "lib").glob("poster*.py")),
        *sorted((base / "templates" / "motifs").iterdir()),
        *sorted((base / "static" / "fonts").glob("*.woff2")),
        base / "static" / "css" / "posters.css",
    ]
    return hashlib.blake2b(b"".join(path.read_bytes() for path in files), digest_size=8).hexdigest()
