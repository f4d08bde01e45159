import pytest
from django.db import IntegrityError, models, transaction

from moviedb.lib.images.models import Image
from tests.factories import make_film, make_image, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "allowed", "refused"),
    [
        ("name", "0123456789abcdef01234567", "../../../etc/passwd00000"),
        ("width", 1, 0),
        ("height", 1, 0),
        ("widths", [1], []),
        ("widths", [780, 1280], [0, 780]),
        ("hue", 350, 355),
        ("hue", None, 360),
        ("focus_x", 100, 101),
        ("focus_y", 0, 101),
    ],
)
def test_constraint(field, allowed, refused):
    image = Image.objects.filter(pk=make_image().pk)
    image.update(**{field: allowed})
    with pytest.raises(IntegrityError), transaction.atomic():
        image.update(**{field: refused})


@pytest.mark.parametrize(("make", "field"), [(make_film, "poster"), (make_film, "backdrop"), (make_person, "portrait")])
def test_image_in_use_stays(make, field):
    image = make_image()
    owner = make(**{field: image})
    with pytest.raises(models.ProtectedError):
        image.delete()
    owner.delete()
    image.delete()
    assert not Image.objects.exists()
