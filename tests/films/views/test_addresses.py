"""Where films are: canonical addresses, redirects, merged and deleted films."""

import pytest

from films.models import SimilarFilm
from moviedb.lib.provenance.models import Redirect
from tests.factories import make_credit, make_film

pytestmark = pytest.mark.django_db

PAGES = ["", "cast/", "info/", "similar/"]


@pytest.fixture
def film():
    film = make_film("The Concert")
    make_credit(film)
    SimilarFilm.objects.create(film=film, other=make_film(), rank=1, score=1)
    return film


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("slug", ["", "-", "-wrong", "-the-concert-", "-THE-CONCERT", "-%E6%9D%B1%E4%BA%AC"])
def test_other_addresses_are_redirected_in_one_step(client, film, page, slug):
    response = client.get(f"/films/{film.pk}{slug}/{page}?theme=dark&x=%20")
    assert response.status_code == 301
    assert response["Location"] == f"/films/{film.pk}-the-concert/{page}?theme=dark&x=%20"


def test_leading_zeros_are_redirected(client, film):
    response = client.get(f"/films/000{film.pk}-the-concert/")
    assert (response.status_code, response["Location"]) == (301, film.get_absolute_url())


@pytest.mark.parametrize("page", PAGES)
def test_canonical_address_is_answered(client, film, page):
    assert client.get(f"/films/{film.pk}-the-concert/{page}").status_code == 200


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("!!!", "film"),
        ("東京物語", "%E6%9D%B1%E4%BA%AC%E7%89%A9%E8%AA%9E"),
        ("Łódź / 2+2=5?", "lodz-2-2-5"),
    ],
)
def test_any_title_has_an_address(client, title, slug):
    film = make_film(title)
    assert film.get_absolute_url() == f"/films/{film.pk}-{slug}/"
    assert client.get(film.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/films/99-nobody/", "/films/99/", "/films/0-x/", "/films/999999999-x/", "/films/9999999999-x/", "/films/٣-x/"],
)
def test_unknown_film(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_merged_film_leads_to_the_survivor(client, film, page):
    Redirect.objects.record("film", 1_000_000, film.pk)
    response = client.get(f"/films/1000000-old-name/{page}")
    assert (response.status_code, response["Location"]) == (301, f"/films/{film.pk}-the-concert/{page}")


def test_deleted_film_is_gone(client):
    Redirect.objects.record("film", 1_000_000, None)
    assert client.get("/films/1000000-old-name/").status_code == 410


def test_survivor_that_is_gone_too(client):
    Redirect.objects.record("film", 1_000_000, 1_000_001)
    assert client.get("/films/1000000-old-name/").status_code == 410


def test_redirect_of_a_person_is_not_one_of_a_film(client, film):
    Redirect.objects.record("person", 1_000_000, film.pk)
    assert client.get("/films/1000000-x/").status_code == 404
