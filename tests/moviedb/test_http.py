import pytest

from films.views.overview import OVERVIEW
from moviedb.lib import http
from tests.factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db

CACHE_CONTROL = "private, no-cache"


@pytest.fixture
def film():
    film = make_film("The Concert", overview="Before.")
    make_credit(film, make_person("Ann"))
    return film


def tag_of(client, url):
    return client.get(url)["ETag"]


@pytest.mark.parametrize("url", ["/", "/films/", "/people/", "/search/?q=a", "film", "person"])
def test_page_that_the_visitor_has_is_not_rendered(client, film, url, monkeypatch):
    addresses = {"film": film.get_absolute_url(), "person": film.credits.get().person.get_absolute_url()}
    url = addresses.get(url, url)
    first = client.get(url)
    assert (first.status_code, first["Cache-Control"], first["ETag"][:2]) == (200, CACHE_CONTROL, "W/")
    monkeypatch.setattr(http, "render", None)
    second = client.get(url, headers={"if-none-match": first["ETag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert (second["ETag"], second["Cache-Control"]) == (first["ETag"], CACHE_CONTROL)


def test_film_page_that_the_visitor_has_is_not_even_read(client, film, monkeypatch):
    tag = tag_of(client, film.get_absolute_url())
    monkeypatch.setattr(OVERVIEW, "decode", None)
    assert client.get(film.get_absolute_url(), headers={"if-none-match": tag}).status_code == 304


def test_tag_of_a_page_does_not_answer_for_another_address(client, film):
    """What a film's page shows would be the same at the address that leads to it."""
    tag = tag_of(client, film.get_absolute_url())
    old = client.get(f"/films/{film.pk}-old-title/", headers={"if-none-match": tag})
    assert (old.status_code, old["Location"]) == (301, film.get_absolute_url())
    assert client.get(film.get_absolute_url() + "?a=1", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("header", ['"other", {tag}', "{strong}", "*"])
def test_forms_of_if_none_match(client, film, header):
    tag = tag_of(client, film.get_absolute_url())
    header = header.format(tag=tag, strong=tag.removeprefix("W/"))
    assert client.get(film.get_absolute_url(), headers={"if-none-match": header}).status_code == 304


@pytest.mark.parametrize("header", ['"other"', "", "garbage", "W/", '"' * 500])
def test_any_other_tag_gets_the_page(client, film, header):
    assert client.get(film.get_absolute_url(), headers={"if-none-match": header}).status_code == 200


def test_head_has_the_headers_of_get(client, film):
    get, head = client.get(film.get_absolute_url()), client.head(film.get_absolute_url())
    assert (head.status_code, head["ETag"], head.content) == (200, get["ETag"], b"")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("url", ["/", "/films/", "/people/", "/search/"])
def test_pages_are_for_reading(client, url, method):
    response = getattr(client, method)(url)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_tag_changes_with_what_the_page_shows(client, film):
    before = tag_of(client, film.get_absolute_url())
    film.overview = "After."
    film.save()
    assert tag_of(client, film.get_absolute_url()) != before


def test_tag_stays_when_something_else_changes(client, film):
    before = tag_of(client, film.get_absolute_url())
    make_film()
    film.save()
    assert tag_of(client, film.get_absolute_url()) == before


def test_tag_changes_with_the_build(client, film, monkeypatch):
    before = tag_of(client, film.get_absolute_url())
    monkeypatch.setattr(http, "build_digest", lambda: "another")
    assert tag_of(client, film.get_absolute_url()) != before


def test_tag_tells_texts_apart_wherever_they_are_cut():
    assert http.etag("ab", "c") != http.etag("a", "bc")
    assert http.etag() != http.etag("")


def test_build_digest_follows_files(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    digests = []
    for text in ("one", "two", "one"):
        (tmp_path / "templates").mkdir(exist_ok=True)
        (tmp_path / "templates" / "a.html").write_text(text)
        digests.append(http.build_digest.__wrapped__())
    assert (digests[0] == digests[2], digests[0] == digests[1]) == (True, False)


def test_no_304_while_developing(client, film, settings):
    tag = tag_of(client, film.get_absolute_url())
    settings.DEBUG = True
    response = client.get(film.get_absolute_url(), headers={"if-none-match": tag})
    assert (response.status_code, response.has_header("ETag")) == (200, False)
