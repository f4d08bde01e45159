import re
from itertools import pairwise

import pytest

from moviedb.lib import posters
from moviedb.lib.poster_text import BOX_HEIGHT, BOX_WIDTH, MAX_EMS, typeset, width
from moviedb.lib.posters import MOTIFS, NEIGHBOURS, PALETTE_HUES, PALETTES, draw, draw_strip, page_hue
from tests.colours import contrast, hue
from tests.paths import ROOT

PALETTE = re.compile(
    r"\.palette-(\w+) \{ --poster-ground: (#\w{6}); --poster-shape: (#\w{6}); --poster-ink: (#\w{6}); \}"
)
COLOURS = {
    name: (ground, shape, ink)
    for name, ground, shape, ink in PALETTE.findall((ROOT / "static/css/posters.css").read_text())
}
TITLES = [
    "M",
    "Up",
    "The Concert",
    "X-Men: Days of Future Past",
    "Les Misérables: 10th Anniversary Concert at the Royal Albert Hall",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "a" * 300,
    "word " * 100,
    "東京物語",
    "ハリー・ポッターと賢者の石",
    "ملكة الصحراء والليل الطويل",
    "สัตว์ประหลาด",
    "살인의 추억",
    "👨‍👩‍👧‍👦",
    "!!!",
    "…",
]


def test_palettes_in_the_stylesheet_are_those_drawn():
    assert set(COLOURS) == set(PALETTES)
    assert len(PALETTES) >= 12


@pytest.mark.parametrize("palette", PALETTES)
def test_palette_ink_is_readable_on_its_ground(palette):
    ground, shape, ink = COLOURS[palette]
    assert contrast(ink, ground) >= 7
    assert contrast(shape, ground) >= 2


@pytest.mark.parametrize("palette", sorted(set(PALETTES) - {"night"}))
def test_palette_hue_is_that_of_its_ground(palette):
    assert abs((hue(COLOURS[palette][0]) - PALETTE_HUES[palette] + 180) % 360 - 180) <= 6


def test_palette_hue_of_a_grey_ground_is_that_of_its_shape():
    assert abs(hue(COLOURS["night"][1]) - PALETTE_HUES["night"]) <= 6


def test_palette_hue_has_a_class_in_the_stylesheet():
    classes = set(re.findall(r"\.hue-(\d+) \{ --hue: \1; \}", (ROOT / "static/css/tokens.css").read_text()))
    assert classes == {str(degrees) for degrees in range(0, 360, 10)}
    assert {str(degrees) for degrees in PALETTE_HUES.values()} <= classes


def test_motifs_each_have_a_drawing():
    drawings = {path.stem: path.read_text() for path in (ROOT / "templates/motifs").glob("*.svg")}
    assert sorted(drawings) == list(MOTIFS)
    assert len(MOTIFS) >= 10
    assert [name for name, svg in drawings.items() if f'<symbol id="motif-{name}"' not in svg] == []
    assert [name for name, svg in drawings.items() if "style=" in svg] == []


def test_draw_is_the_same_every_time():
    posters._compose.cache_clear()
    first = draw.__wrapped__(25205, "The Concert")
    posters._compose.cache_clear()
    typeset.cache_clear()
    assert draw.__wrapped__(25205, "The Concert") == first


def test_draw_depends_on_the_id_not_the_title():
    one, other = draw(7, "Heat"), draw(7, "Chaleur")
    assert (one.motif, one.palette, one.hue) == (other.motif, other.palette, other.hue)


def test_draw_uses_every_motif_and_palette_about_as_often():
    drawings = [draw(film_id, "Film") for film_id in range(5_000)]
    for kinds, total in (([d.motif for d in drawings], len(MOTIFS)), ([d.palette for d in drawings], len(PALETTES))):
        counts = [kinds.count(kind) for kind in set(kinds)]
        assert len(counts) == total
        assert max(counts) < 1.4 * min(counts)


def test_page_hue_is_that_of_the_poster():
    assert [page_hue(n) for n in range(50)] == [draw(n, "Film").hue for n in range(50)]


@pytest.mark.parametrize("ids", [range(100), [1] * 40, range(0, 9_000, 97)])
def test_draw_strip_neighbours_differ(ids):
    strip = draw_strip([(film_id, f"Film {film_id}") for film_id in ids])
    alike = [
        (i, distance)
        for i, drawing in enumerate(strip)
        for distance in NEIGHBOURS
        if distance <= i
        and (drawing.motif == strip[i - distance].motif or drawing.palette == strip[i - distance].palette)
    ]
    assert alike == []
    assert len(strip) == len(ids)


def test_draw_strip_first_is_the_film_own_poster():
    assert draw_strip([(7, "Heat")]) == [draw(7, "Heat")]


def test_draw_strip_empty():
    assert draw_strip([]) == []


@pytest.mark.parametrize("title", TITLES)
def test_typeset_fits_its_box(title):
    setting = typeset(title)
    block = (len(setting.lines) - 1) * setting.leading + setting.height + setting.depth
    assert max(width(line) for line in setting.lines) * setting.size <= BOX_WIDTH + 0.5
    assert block * setting.size <= BOX_HEIGHT + 0.5
    assert setting.size >= 15


@pytest.mark.parametrize("film_id", range(12))
@pytest.mark.parametrize("title", ["Up", "Amélie", "The Birth of a Nation", "東京物語"])
def test_draw_text_and_motif_do_not_meet(film_id, title):
    drawing = draw(film_id, title)
    setting = typeset(title)
    top = drawing.lines[0].y - setting.height * setting.size
    bottom = drawing.lines[-1].y + setting.depth * setting.size
    assert top >= posters.MARGIN - 1
    assert bottom <= posters.HEIGHT - posters.MARGIN + 1
    assert drawing.art_y >= bottom or drawing.art_y + drawing.art_height <= top
    assert drawing.art_height >= 150


def test_typeset_short_titles_are_larger():
    sizes = [typeset(title).size for title in ("Up", "The Concert", "The Haunted Castle", "word " * 15)]
    assert all(larger > smaller for larger, smaller in pairwise(sizes))


def test_typeset_breaks_into_even_lines():
    assert typeset("A Time to Love and a Time to Die").lines == ("A TIME TO", "LOVE AND A", "TIME TO DIE")
    assert typeset("The Concert").lines == ("THE", "CONCERT")


def test_typeset_hyphenates_a_word_that_is_too_long():
    lines = typeset("Supercalifragilisticexpialidocious").lines
    assert "".join(lines).replace("-", "") == "SUPERCALIFRAGILISTICEXPIALIDOCIOUS"
    assert [line.endswith("-") for line in lines] == [True] * (len(lines) - 1) + [False]


def test_typeset_cuts_a_long_title_at_a_word():
    text = " ".join(typeset("Return of the Living Daylight " * 10).lines)
    assert text.endswith("…")
    assert width(text) <= MAX_EMS
    assert text.rstrip("…").split()[-1] in {"RETURN", "OF", "THE", "LIVING", "DAYLIGHT"}


def test_typeset_keeps_graphemes_whole():
    family = "👨‍👩‍👧‍👦"
    assert "".join(typeset(family * 40).lines).rstrip("…").replace(family, "") == ""


def test_typeset_breaks_japanese_without_hyphens_and_not_before_a_stop():
    lines = typeset("ハリー・ポッターと賢者の石、そして。").lines
    assert "".join(lines) == "ハリー・ポッターと賢者の石、そして。"
    assert [line for line in lines if line[0] in "、。ー・ッ"] == []


@pytest.mark.parametrize(
    ("title", "rtl"), [("ملكة", True), ("בית", True), ("1917", False), ("Heat", False), ("12 בית", True)]
)
def test_draw_rtl_titles_stand_on_the_right(title, rtl):
    drawing = draw(1, title)
    assert (drawing.rtl, drawing.x) == (rtl, 222 if rtl else 18)


@pytest.mark.parametrize(
    ("title", "capitals"), [("Κυνόδοντας", "ΚΥΝΟΔΟΝΤΑΣ"), ("ვეფხი", "ვეფხი"), ("Weiß", "WEISS"), ("Ёлки", "ЁЛКИ")]
)
def test_typeset_sets_capitals_as_a_typesetter_does(title, capitals):
    assert typeset(title).lines == (capitals,)
