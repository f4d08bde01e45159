import pytest
from django.conf import settings
from PIL import Image as Pillow

from moviedb.lib.images.files import FORMATS, add_image, file_path, has_files, write_files
from moviedb.lib.images.hue import dominant_hue
from moviedb.lib.images.models import Image
from tests.factories import make_image


@pytest.mark.parametrize(
    ("colour", "hue"),
    [
        ("#ff0000", 30),
        ("#ffff00", 110),
        ("#00ff00", 140),
        ("#0000ff", 260),
        ("#ff0001", 30),
        ("#808080", None),
        ("#000000", None),
        ("#ffffff", None),
    ],
)
def test_hue_of_one_colour(colour, hue):
    assert dominant_hue(Pillow.new("RGB", (90, 30), colour)) == hue


def test_hue_of_what_dominates():
    picture = Pillow.new("RGB", (100, 100), "#0000ff")
    picture.paste("#ff0000", (0, 0, 100, 30))
    assert dominant_hue(picture) == 260
    assert dominant_hue(picture.convert("P")) == 260


def test_hue_of_a_speck_of_colour_is_none():
    picture = Pillow.new("RGB", (100, 100), "#888888")
    picture.paste("#ff0000", (0, 0, 10, 10))
    assert dominant_hue(picture) is None


@pytest.mark.django_db
def test_add_image():
    image = make_image(size=(300, 450), alt="A", focus_x=20)
    assert (image.width, image.height, image.widths, image.hue) == (300, 450, [138, 276], 40)
    assert (image.alt, image.focus_x, image.focus_y) == ("A", 20, 50)
    sizes = {}
    for ending in FORMATS:
        for width in image.widths:
            with Pillow.open(file_path(image.name, width, ending)) as file:
                sizes[ending, width] = file.size
    assert sizes == {
        ("avif", 138): (138, 207),
        ("avif", 276): (276, 414),
        ("jpg", 138): (138, 207),
        ("jpg", 276): (276, 414),
    }


@pytest.mark.django_db
def test_add_image_again_describes_it_anew():
    first, second = make_image(alt="A"), make_image(alt="B")
    assert (first.pk, second.alt) == (second.pk, "B")
    assert make_image(size=(300, 449)).pk != first.pk
    assert Image.objects.count() == 2


@pytest.mark.django_db
def test_add_image_narrower_than_every_width_keeps_its_own():
    assert add_image(Pillow.new("L", (90, 60)), [200, 342]).widths == [90]


@pytest.mark.django_db
def test_missing_files_are_written_anew():
    image = make_image("#123456")
    file_path(image.name, 138, "avif").unlink()
    assert not has_files(image)
    write_files(image.name, Pillow.new("RGB", (300, 450), "#123456"), image.widths)
    assert has_files(image)
    assert [path.name for path in settings.MEDIA_ROOT.rglob("*.unfinished")] == []
