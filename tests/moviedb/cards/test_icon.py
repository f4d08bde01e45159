import pytest
from PIL import Image, ImageChops

from moviedb.lib.cards.icon import FILES, draw_icon, icon_path


@pytest.mark.parametrize("name", FILES)
def test_file_is_what_is_drawn(name):
    """Otherwise the favicon was changed without them: see the module's docstring."""
    size, share = FILES[name]
    with Image.open(icon_path(name)) as file:
        image = file.convert("RGBA")
    assert image.size == (size, size)
    difference = ImageChops.difference(image, draw_icon(size, share))
    assert [band.point(lambda shade: shade > 8 and 255).getbbox() for band in difference.split()] == [None] * 4


@pytest.mark.parametrize(("name", "corner"), [("512", 0), ("maskable-512", 255), ("apple-180", 255)])
def test_corners(name, corner):
    """A system that cuts an icon to its shape gets it without holes."""
    with Image.open(icon_path(name)) as image:
        assert image.convert("RGBA").getchannel("A").getpixel((0, 0)) == corner


def test_maskable_drawing_keeps_to_the_safe_circle():
    """Four fifths of the width are always seen."""
    with Image.open(icon_path("maskable-512")) as image:
        pixels = image.convert("RGB")
    ground = Image.new("RGB", pixels.size, pixels.getpixel((1, 1)))
    box = ImageChops.difference(pixels, ground).getbbox() or ()
    farthest = max(((x - 256) ** 2 + (y - 256) ** 2) ** 0.5 for x in box[::2] for y in box[1::2])
    assert farthest <= 0.4 * 512
