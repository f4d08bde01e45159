"""Posters drawn for films that have none: a motif, a palette and the title, all chosen by the film's id.

Nothing is stored. Templates show a drawing with the macros in `components/poster.html`; the motifs are
`<symbol>`s in `templates/motifs/`, the colours are the classes `.palette-…` of `static/css/posters.css`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from markupsafe import Markup, escape

from moviedb.lib.poster_text import Setting, typeset

MOTIFS = (
    "arches", "bars", "beam", "discs", "halftone", "horizon", "moon", "peak", "rays", "reel", "rings", "seats",
    "spiral", "steps", "tiles", "waves",
)  # fmt: skip
# Each palette's hue tints the whole page of its film, in steps of ten degrees: `.hue-40`.
PALETTE_HUES = {
    "ember": 40, "oxblood": 30, "ochre": 80, "olive": 120, "bottle": 170, "mint": 160, "petrol": 220, "sky": 240,
    "cobalt": 270, "violet": 290, "plum": 340, "rose": 10, "night": 30, "sand": 90,
}  # fmt: skip
PALETTES = tuple(PALETTE_HUES)
# In grids of 2, 4, 5 and 10 columns these are the posters beside and above: none of them looks alike.
NEIGHBOURS = (1, 2, 4, 5, 10)

WIDTH, HEIGHT = 240, 360
MARGIN = 18
# Between title and motif.
AIR = 15


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    y: float


@dataclass(frozen=True)
class Drawing:
    motif: str
    palette: str
    hue: int
    flipped: bool
    art_y: float
    art_height: float
    size: float
    x: int
    rtl: bool
    lines: tuple[Line, ...]

    @cached_property
    def svg(self) -> Markup:
        """Written once for each drawing: a page shows twenty, and half of what it rendered was these."""
        # Markup's own format takes ten times as long; of all this only the title's words are not ours.
        lines = "".join(f'<text x="{self.x}" y="{line.y}">{escape(line.text)}</text>' for line in self.lines)
        flipped = ' transform="matrix(-1 0 0 1 240 0)"' if self.flipped else ""
        direction = ' direction="rtl"' if self.rtl else ""
        return Markup(
            f'  <svg class="poster palette-{self.palette}" width="96" height="144" viewBox="0 0 240 360" '
            'aria-hidden="true" focusable="false">\n'
            f'    <use href="#motif-{self.motif}" y="{self.art_y}" width="240" height="{self.art_height}"{flipped}/>\n'
            f'    <g font-size="{self.size}"{direction}>\n'
            f"{lines}    </g>\n"
            "  </svg>\n"
        )


@lru_cache(maxsize=16_384)
def draw(film_id: int, title: str) -> Drawing:
    """The film's own poster, as its page shows it."""
    seed = _seed(film_id)
    return _compose(seed, title, seed % len(MOTIFS), seed // 16 % len(PALETTES))


def draw_strip(films: Sequence[tuple[int, str]]) -> list[Drawing]:
    """The posters of a strip or grid. Motif and palette differ from those of every neighbour."""
    motifs: list[int] = []
    palettes: list[int] = []
    seeds = [_seed(film_id) for film_id, _title in films]
    for i, seed in enumerate(seeds):
        near = [i - distance for distance in NEIGHBOURS if distance <= i]
        motifs.append(_first_free(seed % len(MOTIFS), len(MOTIFS), {motifs[j] for j in near}))
        palettes.append(_first_free(seed // 16 % len(PALETTES), len(PALETTES), {palettes[j] for j in near}))
    return [
        _compose(seed, title, motif, palette)
        for seed, (_film_id, title), motif, palette in zip(seeds, films, motifs, palettes, strict=True)
    ]


def page_hue(film_or_person_id: int) -> int:
    """The hue of a page that has no poster of its own, such as a person's."""
    return PALETTE_HUES[PALETTES[_seed(film_or_person_id) // 16 % len(PALETTES)]]


def _seed(key: int) -> int:
    return int.from_bytes(hashlib.blake2b(str(key).encode(), digest_size=6).digest())


def _first_free(wanted: int, count: int, taken: set[int]) -> int:
    # A step that shares no factor with the count visits every choice.
    return next(choice for k in range(count) if (choice := (wanted + 3 * k) % count) not in taken)


@lru_cache(maxsize=16_384)
def _compose(seed: int, title: str, motif: int, palette: int) -> Drawing:
    setting = typeset(title)
    block = ((len(setting.lines) - 1) * setting.leading + setting.height + setting.depth) * setting.size
    title_first = seed // 1024 % 3 == 0
    top = MARGIN if title_first else HEIGHT - MARGIN - block
    art_y = MARGIN + block + AIR if title_first else 0
    name = PALETTES[palette]
    return Drawing(
        motif=MOTIFS[motif],
        palette=name,
        hue=PALETTE_HUES[name],
        flipped=seed // 4096 % 2 == 1,
        art_y=round(art_y, 1),
        art_height=round(HEIGHT - art_y if title_first else top - AIR, 1),
        size=setting.size,
        x=WIDTH - MARGIN if setting.rtl else MARGIN,
        rtl=setting.rtl,
        lines=tuple(_lines(setting, top)),
    )


def _lines(setting: Setting, top: float) -> list[Line]:
    first = top + setting.height * setting.size
    return [Line(text, round(first + i * setting.leading * setting.size, 1)) for i, text in enumerate(setting.lines)]
