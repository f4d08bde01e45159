import pytest
from django.urls import Resolver404, resolve, set_script_prefix

from moviedb.lib.hosts import record_link, site_name, video_link, web_address
from moviedb.lib.links import film_url, person_url
from tests.factories import make_film, make_person


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["The Concert", "!!!", "東京物語", "a/b?c#d&e", "É…é", "x" * 300, "مدينة"])
def test_short_way_to_an_address_is_that_of_reverse(text):
    film, person = make_film(text), make_person(text)
    assert film_url(film.pk, film.title) == film.get_absolute_url()
    assert person_url(person.pk, person.name) == person.get_absolute_url()


def test_address_of_a_subpage():
    assert film_url(1, "Up", "cast") == "/films/1-up/cast/"


def test_site_below_a_folder():
    set_script_prefix("/catalogue/")
    try:
        assert film_url(1, "Up") == "/catalogue/films/1-up/"
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize(
    ("path", "name", "kwargs"),
    [
        ("/films/12-up/", "films:detail", {"film_id": 12, "slug": "up"}),
        ("/films/12-up-a-b/cast/", "films:cast", {"film_id": 12, "slug": "up-a-b"}),
        ("/films/12/info/", "films:", {"film_id": 12}),
        ("/people/999999999-x/", "people:detail", {"person_id": 999_999_999, "slug": "x"}),
    ],
)
def test_addresses_are_understood(path, name, kwargs):
    match = resolve(path)
    assert (f"{match.namespace}:{match.url_name or ''}", match.kwargs) == (name, kwargs)


@pytest.mark.parametrize(
    "path", ["/films/1234567890-x/", "/films/-1-x/", "/films/１２-x/", "/films/1_0/", "/films/1-a/b/"]
)
def test_addresses_that_are_none(path):
    with pytest.raises(Resolver404):
        resolve(path)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://example.org/a?b#c ", "https://example.org/a?b#c"),
        ("http://example.org", "http://example.org"),
        ("HTTPS://example.org", "HTTPS://example.org"),
        ("ftp://example.org", ""),
        ("data:text/html,x", ""),
        ("https:///path", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_web_address(text, address):
    assert web_address(text) == address


def test_other_sites():
    assert (site_name("imdb"), site_name("club")) == ("IMDb", "club")
    assert record_link("person", "tmdb", "3") == "https://www.themoviedb.org/person/3"
    assert record_link("film", "imdb", 'x"><b') == "https://www.imdb.com/title/x%22%3E%3Cb/"
    assert record_link("film", "club", "1") == ""
    assert video_link("Vimeo", "12") == "https://vimeo.com/12"
    assert video_link("Club", "12") == ""
