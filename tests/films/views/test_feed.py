from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from films.models import Film
from tests.factories import make_film

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(client):
    response = client.get("/feeds/films.atom")
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml")
    return ElementTree.fromstring(response.content)


def test_feed_of_an_empty_catalogue(client):
    feed = feed_of(client)
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert feed.findall(f"{ATOM}entry") == []


def test_feed(client):
    first, second = make_film("Tom & <Jerry>", overview="A cat."), make_film("The Concert", release_date="2009-11")
    Film.objects.filter(pk=first.pk).update(
        created_at=datetime(2025, 1, 1, tzinfo=UTC), updated_at=datetime(2025, 6, 1, 8, tzinfo=UTC)
    )
    Film.objects.filter(pk=second.pk).update(
        created_at=datetime(2025, 2, 1, tzinfo=UTC), updated_at=datetime(2025, 2, 1, tzinfo=UTC)
    )
    feed = feed_of(client)
    assert feed.findtext(f"{ATOM}title") == "New films · moviedb"
    assert feed.findtext(f"{ATOM}id") == "http://testserver/feeds/films.atom"
    assert feed.findtext(f"{ATOM}updated") == "2025-06-01T08:00:00+00:00"
    entries = [
        [entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "published", "updated", "summary")]
        for entry in feed.findall(f"{ATOM}entry")
    ]
    assert entries == [
        [f"http://testserver/films/{second.pk}/", "The Concert (2009)", *["2025-02-01T00:00:00+00:00"] * 2, ""],
        [
            f"http://testserver/films/{first.pk}/", "Tom & <Jerry>", "2025-01-01T00:00:00+00:00",
            "2025-06-01T08:00:00+00:00", "A cat.",
        ],
    ]  # fmt: skip
    links = [entry.find(f"{ATOM}link").attrib["href"] for entry in feed.findall(f"{ATOM}entry")]
    assert links == [f"http://testserver{film.get_absolute_url()}" for film in (second, first)]


def test_entry_keeps_its_id_when_the_title_is_corrected(client):
    film = make_film("Teh Concert")
    before = feed_of(client).findtext(f"{ATOM}entry/{ATOM}id")
    film.title = "The Concert"
    film.save()
    assert feed_of(client).findtext(f"{ATOM}entry/{ATOM}id") == before
    assert client.get(before, follow=True).status_code == 200


def test_thirty_entries(client):
    for _ in range(31):
        make_film()
    assert len(feed_of(client).findall(f"{ATOM}entry")) == 30


def test_text_that_xml_cannot_hold(client):
    make_film("A\x01B", overview="\x0bC")
    entry = feed_of(client).find(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}{name}") for name in ("title", "summary")] == ["AB", "C"]


def test_feed_that_the_reader_has(client):
    make_film()
    tag = client.get("/feeds/films.atom")["ETag"]
    assert client.get("/feeds/films.atom", headers={"If-None-Match": tag}).status_code == 304
    make_film()
    assert client.get("/feeds/films.atom", headers={"If-None-Match": tag}).status_code == 200
