import io

import pytest
from PIL import Image

from moviedb.lib.cards.card import COLUMN, LINE_SIZE, LINE_WEIGHT, MARGIN, Card, draw
from moviedb.lib.cards.face import Face, settable
from moviedb.lib.poster_text import typeset
from moviedb.lib.poster_widths import WIDTHS


def card(*titles: str, record_id: int = 1, year: int | None = 1953, line: tuple[str, ...] = ()) -> Card:
    return Card(record_id, titles, year, line, "Film shelf")


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("The Concert", "THE CONCERT"),
        ("Łódź  &\nñandú", "ŁÓDŹ & ÑANDÚ"),
        ("Нелюбовь", "НЕЛЮБОВЬ"),
        ("Ο θίασος", "Ο ΘΙΑΣΟΣ"),
        ("Lawrence of Arabia 🐪", "LAWRENCE OF ARABIA"),
        ("東京物語", ""),
        ("ملكة الصحراء", ""),
        ("🐪🐪", ""),
        ("", ""),
    ],
)
def test_settable(text, set_as):
    assert settable(text) == set_as


def test_face_has_every_character_that_it_measures():
    """The table of widths is in ems; Pillow rounds to 1/64 of a pixel."""
    face = Face(1000, 900)
    wrong = {sign: face.width(sign) for sign, width in WIDTHS.items() if abs(face.width(sign) - 1000 * width) > 2}
    assert wrong == {}


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (card("Tokyo Story", "東京物語", line=("Yasujirō Ozu",)), ("TOKYO STORY", "1953 · YASUJIRŌ OZU")),
        (card("東京物語", "Tōkyō monogatari"), ("TŌKYŌ MONOGATARI", "1953")),
        (card("東京物語", "", line=("小津安二郎", "Y. Ozu")), ("1953", "Y. OZU")),
        (card("東京物語", year=None), ("FILM SHELF", "")),
        (card("M", year=None), ("M", "")),
        (card("M", year=None, line=("Fritz Lang",)), ("M", "FRITZ LANG")),
        (card("M", line=("A" * 20, "B" * 20, "C" * 20)), ("M", f"1953 · {'A' * 20}, …")),
        (card("M", line=("A" * 90,)), ("M", "1953")),
    ],
)
def test_texts(content, texts):
    assert content.texts() == texts


def test_line_fits_its_column():
    _, line = card("M", line=tuple(f"Director Number {n}" for n in range(9))).texts()
    assert Face(LINE_SIZE, LINE_WEIGHT).width(line) <= COLUMN


@pytest.mark.parametrize(
    "title",
    [
        "Up",
        "東京物語",
        "ملكة الصحراء والليل الطويل",
        "!!!",
        "a" * 300,
        "Night of the Day of the Dawn " * 9,
        "👩‍👩‍👧‍👦",
        "\u0301",
        "A\u200b",
    ],
)
def test_draw_any_title(title):
    png = draw(card(title))
    with Image.open(io.BytesIO(png)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(png) < 60_000


@pytest.mark.parametrize("title", ["Up", "The Umbrellas of Cherbourg", "a" * 300, "Donaudampfschifffahrtsgesellschaft"])
def test_title_stays_in_its_column(title):
    setting = typeset(settable(title))
    face = Face(setting.size * COLUMN / 204, 900)
    assert [line for line in setting.lines if face.width(line) > COLUMN + len(line)] == []


def test_title_is_drawn_in_the_palette():
    """M: a moon on ochre, the title in its ink at the left, nothing in the margin."""
    with Image.open(io.BytesIO(draw(card("M", record_id=14)))) as file:
        image = file.convert("RGB")
    ground = image.getpixel((2, 2))
    left = image.crop((0, 0, MARGIN - 8, 630))
    assert left.getcolors() == [(left.width * left.height, ground)]
    counts = image.crop((MARGIN, MARGIN, MARGIN + COLUMN, 500)).getcolors(10_000) or []
    most, next_most = (colour for _, colour in sorted(counts, reverse=True)[:2])
    assert most == ground
    # reducing the number of colours moves them by a shade
    assert next_most == pytest.approx((0x1D, 0x14, 0x0A), abs=2)


def test_digest_changes_with_what_is_shown():
    cards = [card("M"), card("N"), card("M", year=1931), card("M", record_id=2), card("M", line=("Fritz Lang",))]
    assert len({content.digest for content in cards}) == len(cards)
    assert card("M").digest == card("M").digest
