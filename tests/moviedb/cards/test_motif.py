import math

import pytest
from PIL import Image

from moviedb.lib import posters
from moviedb.lib.cards.card import palettes
from moviedb.lib.cards.motif import draw_motif, flatten, motif_shapes

COLOURS = {"ground": "#000000", "shape": "#ff0000", "ink": "#00ff00"}


def drawing_of(motif: str, *, flipped: bool = False) -> posters.Drawing:
    return posters.Drawing(motif, "night", 30, flipped, 0, 240, 10, 18, False, ())


def colours_in(image: Image.Image) -> set[object]:
    return {colour for _count, colour in image.getcolors(100_000) or []}


@pytest.mark.parametrize(
    ("path", "points"),
    [
        ("M10 20h5v-5H2V1z", [(10, 20), (15, 20), (15, 15), (2, 15), (2, 1), (10, 20)]),
        ("M1 2 3 4l1 1", [(1, 2), (3, 4), (4, 5)]),
        ("m1 2 3 4", [(1, 2), (4, 6)]),
    ],
)
def test_flatten_straight_lines(path, points):
    assert flatten(path) == [points]


def test_flatten_subpaths():
    assert flatten("M0 0h4zM9 9v1z") == [[(0, 0), (4, 0), (0, 0)], [(9, 9), (9, 10), (9, 9)]]


@pytest.mark.parametrize(("sweep", "side"), [(1, -1), (0, 1)])
def test_flatten_half_circle(sweep, side):
    """Clockwise, as y grows downwards: from left to right over the top."""
    [points] = flatten(f"M-10 0a10 10 0 0 {sweep} 20 0")
    assert {round(math.hypot(x, y), 6) for x, y in points} == {10.0}
    assert points[len(points) // 2] == pytest.approx((0, 10 * side))
    assert points[-1] == pytest.approx((10, 0))


def test_flatten_large_arc():
    """Three quarters of a circle about (0, 0), from the top to the left."""
    [points] = flatten("M0 -10A10 10 0 1 1 -10 0")
    assert {round(math.hypot(x, y), 6) for x, y in points} == {10.0}
    assert points[len(points) // 2] == pytest.approx((10 * math.sin(math.radians(45)), 10 * math.sin(math.radians(45))))


def test_flatten_curve_and_its_reflection():
    [points] = flatten("M0 0q5 -10 10 0t10 0")
    assert min(y for _, y in points) == pytest.approx(-5)
    assert max(y for _, y in points) == pytest.approx(5)
    assert points[-1] == pytest.approx((20, 0))


@pytest.mark.parametrize("motif", posters.MOTIFS)
def test_motif_has_shapes_of_known_roles(motif):
    shapes = motif_shapes(motif)
    assert {shape.role for shape in shapes} <= {"shape", "ground", "ink"}
    assert [shape for shape in shapes if not shape.lines] == []


@pytest.mark.parametrize("motif", posters.MOTIFS)
def test_motif_fills_its_area(motif):
    image = draw_motif(drawing_of(motif), COLOURS, 200, 120)
    assert image.size == (200, 120)
    assert (255, 0, 0) in colours_in(image)
    assert colours_in(image) <= {(0, 0, 0), (255, 0, 0), (0, 255, 0)}


def test_motif_flipped():
    image = draw_motif(drawing_of("beam"), COLOURS, 240, 240)
    flipped = draw_motif(drawing_of("beam", flipped=True), COLOURS, 240, 240)
    assert (image.getpixel((222, 34)), flipped.getpixel((239 - 222, 34))) == ((0, 255, 0), (0, 255, 0))
    assert flipped.getpixel((222, 34)) != (0, 255, 0)


def test_motif_that_stands_on_the_lower_edge():
    """In a wide area the upper part is cut, where another motif loses as much below."""
    bars = draw_motif(drawing_of("bars"), COLOURS, 240, 60)
    assert bars.getpixel((141, 59)) == (0, 255, 0)
    discs = draw_motif(drawing_of("discs"), COLOURS, 240, 60)
    assert discs.getpixel((120, 30)) == (0, 0, 0)


def test_palettes_are_those_of_the_stylesheet():
    assert set(palettes()) == set(posters.PALETTES)
    assert palettes()["night"] == {"ground": "#1b1a1f", "shape": "#dc3d30", "ink": "#f5ecdc"}
