import io

import pytest
from PIL import Image

from tests.factories import make_film

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def state(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    return tmp_path


@pytest.fixture
def film():
    return make_film("The Concert", release_date="2009-11-04")


def test_card(client, film, state, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(f"{film.get_absolute_url()}card.png")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Cache-Control"] == "public, max-age=2592000"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    with Image.open(io.BytesIO(response.content)) as image:
        assert image.size == (1200, 630)
    assert [path.read_bytes() for path in (state / "cards").iterdir()] == [response.content]


def test_card_is_known_by_its_etag(client, film, state):
    url = f"{film.get_absolute_url()}card.png"
    tag = client.get(url)["ETag"]
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    film.title = "Another"
    film.save()
    changed = client.get(f"{film.get_absolute_url()}card.png", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert len(list((state / "cards").iterdir())) == 2


def test_card_is_redirected_to_its_address(client, film):
    for slug in ("", "-wrong"):
        response = client.get(f"/films/{film.pk}{slug}/card.png?v=1")
        assert (response.status_code, response["Location"]) == (301, f"{film.get_absolute_url()}card.png?v=1")


def test_card_of_no_film(client):
    assert client.get("/films/99-nobody/card.png").status_code == 404


def test_card_cannot_be_posted_to(client, film):
    assert client.post(f"{film.get_absolute_url()}card.png").status_code == 405
