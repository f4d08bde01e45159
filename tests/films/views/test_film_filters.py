"""films/ narrowed by what a visitor asks for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.datastructures import MultiValueDict

from films.models import Country, FilmCountry, FilmGenre, FilmVotes, Language
from films.views.film_list import FILMS
from moviedb.lib import filters
from tests.factories import make_film, make_genre
from tests.html import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def films():
    """Title, date, country, language, minutes, genres, votes of TMDB and of IMDb."""
    rows = [
        ("Paris", "1994-05-11", "FR", "fr", 119, ["Drama", "Comedy"], (7.2, 435), (6.1, 9_000)),
        ("Rome", "1999-12-31", "IT", "it", 95, ["Drama"], (8.1, 50), None),
        ("Lyon", "2000", "FR", "fr", 12, ["Comedy"], None, None),
        ("Oslo", None, "NO", "en", None, ["Drama"], (7.0, None), None),
    ]
    genres = {}
    for title, date, country, language, minutes, names, tmdb, imdb in rows:
        film = make_film(title, release_date=date, runtime=minutes, original_language=language_of(language))
        Country.objects.get_or_create(code=country, defaults={"name": f"Land {country}"})
        FilmCountry.objects.create(film=film, country_id=country)
        for name in names:
            genres[name] = make_genre(film, name).genre_id
        for site, votes in (("tmdb", tmdb), ("imdb", imdb)):
            if votes:
                FilmVotes.objects.create(film=film, site=site, average=votes[0], count=votes[1], origin="test")
    FilmCountry.objects.create(film=film, country_id="IT", removed=True)
    return genres


def language_of(code: str) -> Language:
    return Language.objects.get_or_create(code=code, defaults={"name": f"Tongue {code}"})[0]


def document(client, query: str) -> Document:
    return Document(client.get(f"/films/{query}").content.decode())


def titles(client, query: str) -> list[str]:
    found = document(client, query).all("p")
    return sorted(card.text for card in found if card.attributes.get("class") == "card-title")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?decade=1990", ["Paris", "Rome"]),
        ("?since=1999", ["Lyon", "Rome"]),
        ("?until=1999", ["Paris", "Rome"]),
        ("?since=2000&until=2000", ["Lyon"]),
        ("?country=FR", ["Lyon", "Paris"]),
        ("?country=IT", ["Rome"]),
        ("?language=en", ["Oslo"]),
        ("?longer=95", ["Paris", "Rome"]),
        ("?shorter=95", ["Lyon", "Rome"]),
        ("?rating=7", ["Oslo", "Rome"]),
        ("?rating=8.1", ["Rome"]),
        ("?votes=50", ["Paris", "Rome"]),
        ("?decade=1990&country=FR&longer=100&rating=6.1&votes=9000", ["Paris"]),
        ("?decade=1990&country=NO", []),
    ],
)
def test_films_of_the_address(client, films, query, expected):
    assert titles(client, query) == expected


def test_films_have_all_the_genres(client, films):
    both = "&".join(f"genre={pk}" for pk in sorted(films.values()))
    assert titles(client, f"?{both}") == ["Paris"]
    assert client.get(f"/films/?{both}&genre={films['Drama']}")["Location"] == f"/films/?{both}"


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ("?country=&since=&until=&language=fr&rating=", "/films/?language=fr"),
        ("?until=1999&since=1990", "/films/?decade=1990"),
        ("?decade=1994", "/films/?decade=1990"),
        ("?decade=1990&since=1950", "/films/?decade=1990"),
        ("?rating=7.0&sort=title", "/films/?rating=7&sort=title"),
        ("?language=fr&country=FR", "/films/?country=FR&language=fr"),
        ("?country=FR&country=FR", "/films/?country=FR"),
        ("?country=", "/films/"),
        ("?longer=0090", "/films/?longer=90"),
    ],
)
def test_a_list_has_one_address(client, films, query, location):
    response = client.get(f"/films/{query}")
    assert (response.status_code, response["Location"]) == (301, location)
    assert client.get(location).status_code == 200


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("?since=abc", "“abc”: Enter a whole number."),
        ("?decade=abc", "“abc”: Enter a whole number."),
        ("?decade=0999", "“0999”: Ensure this value is greater than or equal to 1870."),
        ("?since=2000&until=1990", "“1990”: The last year is before the first."),
        ("?longer=99&shorter=98", "“98”: The most minutes are fewer than the least."),
        (f"?votes={'9' * 5000}", f"“{'9' * 39}…”: Enter a whole number."),
        ("?votes=2000000001", "“2000000001”: Ensure this value is less than or equal to 2000000000."),
        ("?rating=nan", "“nan”: Enter a number."),
        ("?rating=1e999", "“1e999”: Enter a number."),
        ("?country=ZZ", "Select a valid choice. ZZ is not one of the available choices."),
        ("?genre=0", "Select a valid choice. 0 is not one of the available choices."),
        ("?genre=Drama", "Select a valid choice. Drama is not one of the available choices."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, films, query, fault):
    response = client.get(f"/films/{query}")
    document = Document(response.content.decode())
    faults = [p for p in document.all("p") if p.attributes.get("class") == "fault"]
    assert (response.status_code, [p.text for p in faults]) == (400, [fault])
    marked = [e.attributes["aria-describedby"] for e in document.elements if "aria-invalid" in e.attributes]
    assert marked == [faults[0].attributes["id"]]
    assert (document.canonical(), "ETag" in response) == ([], False)


def test_chips_lead_to_the_list_without_them(client, films):
    found = document(client, f"?genre={films['Drama']}&decade=1990&country=FR&rating=6&sort=title")
    chips = [link for link in found.all("a") if link.text.endswith("(remove)")]
    assert [(chip.text, chip.attributes["href"]) for chip in chips] == [
        ("Drama× (remove)", "/films/?decade=1990&country=FR&rating=6"),
        ("1990s× (remove)", f"/films/?genre={films['Drama']}&country=FR&rating=6"),
        ("Land FR× (remove)", f"/films/?genre={films['Drama']}&decade=1990&rating=6"),
        ("rated 6.0 or more× (remove)", f"/films/?genre={films['Drama']}&decade=1990&country=FR"),
    ]


@pytest.mark.parametrize(
    ("query", "title", "robots"),
    [
        ("", "Films", []),
        ("?decade=1990", "Films of the 1990s", []),
        ("?country=FR", "Films from Land FR", []),
        ("?language=fr", "Films in Tongue fr", []),
        ("?decade=1990&country=FR", "Films of the 1990s, Films from Land FR", ["noindex,follow"]),
        ("?since=1990&until=1994", "1990–1994", ["noindex,follow"]),
        ("?votes=50", "50 votes or more", ["noindex,follow"]),
    ],
)
def test_search_engines_know_one_subject_at_a_time(client, films, query, title, robots):
    found = document(client, query)
    assert found.all("title")[0].text.rpartition(" · ")[0] == title
    metas = [meta.attributes for meta in found.all("meta")]
    assert [meta["content"] for meta in metas if meta.get("name") == "robots"] == robots
    assert found.canonical() == [f"http://testserver/films/{query}"]


def test_form_shows_what_was_asked(client, films):
    found = document(client, "?decade=1990&country=FR&rating=6.5")
    numbers = {e.attributes["name"]: e.attributes["value"] for e in found.all("input") if "min" in e.attributes}
    assert numbers == {"since": "1990", "until": "1999", "longer": "", "shorter": "", "rating": "6.5", "votes": ""}
    chosen = [e.attributes["value"] for e in found.all("option") if "selected" in e.attributes]
    assert chosen == ["FR"]


def test_next_page_keeps_the_filters(client, films, monkeypatch):
    monkeypatch.setattr(FILMS.whole, "per_page", 1)
    FILMS.narrowed.cache_clear()
    seen, url = [], "/films/?country=FR&sort=newest"
    while url:
        page = Document(client.get(url).content.decode())
        seen += [p.text for p in page.all("p") if p.attributes.get("class") == "card-title"]
        url = next((a.attributes["href"] for a in page.all("a") if a.attributes.get("rel") == "next"), "")
    FILMS.narrowed.cache_clear()
    assert seen == ["Lyon", "Paris"]


def test_choices_are_what_films_have(client, films):
    Country.objects.create(code="DE", name="Germany")
    values = MultiValueDict[str, str]()
    for option in document(client, "").all("option"):
        values.appendlist(option.text, option.attributes["value"])
    assert sorted(values) == [
        "Any country", "Any language", "Land FR", "Land IT", "Land NO", "Tongue en", "Tongue fr", "Tongue it",
    ]  # fmt: skip


@pytest.mark.parametrize("few", [0, 1, 10])
def test_several_genres_and_countries_whether_few_films_have_them_or_many(client, films, few, monkeypatch):
    """Two statements for the same list: the numbers decide which is asked."""
    monkeypatch.setattr(filters, "FEW", few)
    FILMS.beyond_few.cache_clear()
    both = "&".join(f"genre={pk}" for pk in sorted(films.values()))
    extra = make_film("Nice", runtime=80)
    for name in films:
        make_genre(extra, name)
    assert titles(client, f"?{both}") == ["Nice", "Paris"]
    assert titles(client, f"?{both}&country=FR") == ["Paris"]
    assert titles(client, f"?{both}&longer=90&votes=1") == ["Paris"]
    assert titles(client, f"?genre={films['Drama']}&country=IT") == ["Rome"]
    assert titles(client, f"?genre={films['Comedy']}&country=NO") == []
    FilmGenre.objects.filter(film=extra, genre=films["Drama"]).update(removed=True)
    assert titles(client, f"?{both}") == ["Paris"]
    FILMS.beyond_few.cache_clear()


def test_where_few_films_have_all_conditions_each_is_looked_up(client, films):
    both = "&".join(f"genre={pk}" for pk in sorted(films.values()))
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/films/?{both}")
    many, page = [query["sql"] for query in queries][-2:]
    assert (f"OFFSET {filters.FEW}" in many, '"films_film"."id" = ANY(ARRAY(' in page) == (True, True)
