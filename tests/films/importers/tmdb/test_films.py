"""A film's answer as a record: TMDB's ways of saying nothing, and what its data has been seen with."""

import pytest

from films.importers.cells import BadValue
from films.importers.checks import check
from films.importers.records import (
    FilmRecord,
    Key,
    NameRecord,
    ReleaseRecord,
    TermRecord,
    TextRecord,
    VideoRecord,
    VotesRecord,
)
from films.importers.tmdb.films import Reading, read_film
from moviedb.lib.dates import PartialDate
from tests.films.importers.tmdb import world


def read(body, **reading):
    """The record, and what was left out of it."""
    reports: list[str] = []
    film = read_film(body, Reading(**reading), reports.append)
    assert check(film) is None
    return film, reports


def test_film_of_which_nothing_is_known():
    assert read(world.nothing(7)) == (
        FilmRecord(keys=(Key("tmdb", "7"),), title="Film 7", original_title="Original 7", original_language="fr",
                   status="Released", popularity=0.0),
        [],
    )  # fmt: skip


def test_film_with_every_field():
    body = world.film(
        1, "The Concert", imdb_id="tt0000001", tagline=" Play  on ", budget=10, revenue=3_000_000_000_000,
        overview="One.\r\n\r\n Two.", homepage="https://example.org", backdrop_path="/b.jpg",
        genres=[{"id": 18, "name": "Drama"}, {"id": 35, "name": "Comedy"}],
        belongs_to_collection={"id": 5, "name": "Concerts", "poster_path": None, "backdrop_path": None},
        keywords={"id": 1, "keywords": [{"id": 3, "name": "violin"}]},
        production_companies=[{"id": 4, "logo_path": None, "name": "Oï", "origin_country": "FR"},
                              {"id": 6, "logo_path": None, "name": "Bare", "origin_country": ""}],
        external_ids={"id": 1, "imdb_id": "tt0000001", "wikidata_id": "Q5", "facebook_id": "x"},
    )  # fmt: skip
    film, reports = read(body)
    assert reports == []
    assert film == FilmRecord(
        keys=(Key("tmdb", "1"), Key("imdb", "tt0000001"), Key("wikidata", "Q5")), title="The Concert",
        original_title="Original 1", original_language="fr", tagline="Play on", overview="One.\n\nTwo.",
        release_date=PartialDate(2009, 11, 4), status="Released", runtime=119, budget=10, revenue=3_000_000_000_000,
        homepage="https://example.org", popularity=3.5, poster_path="/p1.jpg", backdrop_path="/b.jpg",
        collection=TermRecord("Concerts", Key("tmdb", "5")), genres=("Drama", "Comedy"),
        keywords=(TermRecord("violin", Key("tmdb", "3")),),
        companies=(TermRecord("Oï", Key("tmdb", "4"), "FR"), TermRecord("Bare", Key("tmdb", "6"))),
        countries=("FR",), languages=("fr",), votes=(VotesRecord("tmdb", 7.2, 40),),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["xx", "cn", "sh", "mo"])
def test_film_language_codes_that_are_no_iso_codes(language):
    assert read(world.film(1, original_language=language))[0].original_language == language


def test_film_that_is_softcore_counts_as_adult():
    assert read(world.film(1, softcore=True))[0].adult
    assert not read(world.film(1, softcore=None, adult=None))[0].adult


def test_film_titles_and_texts_in_other_languages():
    translations = [
        world.translation("pt", "PT", title="O Concerto", overview="Uma orquestra."),
        world.translation("pt", "BR", title="O Concerto", overview="Outra orquestra."),
        world.translation("pl", "PL", title="Koncert", tagline="Graj"),
        world.translation("fr", "FR", title="", overview="Un orchestre."),
        world.translation("de", "DE"),
    ]
    titles = [
        {"iso_3166_1": "US", "title": "Concerto", "type": ""},
        {"iso_3166_1": "FR", "title": "Projet 1", "type": "Working Title"},
        {"iso_3166_1": "US", "title": "Concerto", "type": ""},
        {"iso_3166_1": "US", "title": "", "type": ""},
    ]
    body = world.film(
        1, translations={"translations": translations}, alternative_titles={"titles": titles}, overview="English."
    )
    film, reports = read(body, texts=frozenset(["pt", "de", "fr"]))
    assert reports == []
    assert film.names == (
        NameRecord("Concerto", "alternative", region="US"),
        NameRecord("Projet 1", "working", region="FR", note="Working Title"),
        NameRecord("O Concerto", "translated", "pt", "PT"),
        NameRecord("O Concerto", "translated", "pt", "BR"),
        NameRecord("Koncert", "translated", "pl", "PL"),
    )
    assert film.texts == (
        TextRecord("pt", "PT", "Uma orquestra."),
        TextRecord("pt", "BR", "Outra orquestra."),
        TextRecord("fr", "FR", "Un orchestre."),
    )
    assert len(read(body, texts=None)[0].texts) == 4
    assert read(body)[0].texts == ()


def test_film_without_a_text_in_the_language_falls_back():
    translations = {"translations": [
        world.translation("de", "DE", overview="Ein Orchester."),
        world.translation("en", "US", overview="An orchestra."),
    ]}  # fmt: skip
    body = world.film(1, overview="", translations=translations)
    assert read(body, language="ro")[0].overview == "An orchestra."
    assert read(body, language="ro", fallback="de-AT")[0].overview == "Ein Orchester."
    assert read(body, language="ro", fallback="fr")[0].overview == ""


def test_film_releases_of_several_kinds_in_one_country():
    row = {"certification": "", "descriptors": [], "iso_639_1": "", "note": ""}
    body = world.film(1, release_dates={"results": [
        {"iso_3166_1": "FR", "release_dates": [
            row | {"release_date": "2009-10-01T00:00:00.000Z", "type": 1, "note": "Festival"},
            row | {"release_date": "2009-11-04T00:00:00.000Z", "type": 3, "certification": "U"},
            row | {"release_date": "2009-11-04T00:00:00.000Z", "type": 3, "certification": "U"},
            row | {"release_date": "", "type": 3},
        ]},
        {"iso_3166_1": "RO", "release_dates": [row | {"release_date": "2010-99-04T00:00:00.000Z", "type": 9}]},
    ]})  # fmt: skip
    film, reports = read(body)
    assert film.releases == (
        ReleaseRecord("FR", PartialDate(2009, 10, 1), 1, "", "Festival"),
        ReleaseRecord("FR", PartialDate(2009, 11, 4), 3, "U"),
    )
    assert reports == ["release_dates: release_date: 99 is not a month"]


def test_film_videos():
    video = {"iso_639_1": "fr", "iso_3166_1": "FR", "name": "Trailer", "key": "abc", "site": "YouTube", "size": 1080,
             "type": "Trailer", "official": True, "published_at": "2009-09-01T10:00:00.000Z", "id": "5"}  # fmt: skip
    film, reports = read(world.film(1, videos={"results": [video, video | {"key": ""}]}))
    assert film.videos == (
        VideoRecord("YouTube", "abc", "Trailer", "Trailer", "fr", "FR", True, PartialDate(2009, 9, 1)),
    )
    assert reports == ["videos: video: key: is empty"]


@pytest.mark.parametrize(("fields", "report"), [
    ({"release_date": "next year"}, "release_date: 'next year' is not a date: write 1994, 1994-05 or 1994-05-17"),
    ({"genres": [{"id": 1, "name": "a\0"}]}, "genres: genre: holds a NUL character"),
    ({"genres": [{"id": 1, "name": 5}]}, "genres: name: 5 is not a text"),
    ({"keywords": {"keywords": [{"id": 1, "name": "\ud800"}]}},
     "keywords: keyword: holds half of a surrogate pair, which is no character"),
    ({"keywords": {"keywords": [{"name": "violin"}]}}, "keywords: id: is missing"),
    ({"production_countries": [{"iso_3166_1": "france"}]}, "countries: country: 'france' is no country code"),
    ({"spoken_languages": [{"iso_639_1": "French!"}]}, "languages: language: 'French!' is no language code"),
    ({"belongs_to_collection": {"id": -1, "name": "x"}},
     "collection: id: -1 is not a whole number between 0 and 2147483647"),
    ({"alternative_titles": {"titles": [{"title": "x" * 1001}]}},
     "alternative_titles: text: has 1001 letters, at most 1000 are possible"),
])  # fmt: skip
def test_film_entry_that_is_damaged_costs_itself(fields, report):
    film, reports = read(world.film(1, **fields))
    assert reports == [report]
    assert film.title == "Film 1"


@pytest.mark.parametrize(("fields", "reason"), [
    ({"id": None}, "id: is missing"),
    ({"id": 2**40}, f"id: {2**40} is not a whole number"),
    ({"title": " ", "original_title": ""}, "title: is empty"),
    ({"title": "a\0b"}, "title: holds a NUL character"),
    ({"title": {"en": "x"}}, "title: {'en': 'x'} is not a text"),
    ({"runtime": "long"}, "runtime: 'long' is not a whole number"),
    ({"runtime": True}, "runtime: True is not a whole number"),
    ({"popularity": float("nan")}, "popularity: nan is not a number"),
    ({"vote_average": 11}, "vote_average: 11 is not a number between 0 and 10"),
    ({"status": "Lost"}, "status: 'Lost' is none of"),
    ({"genres": "Drama"}, "genres: is not a list"),
    ({"credits": {"cast": [1]}}, "credits.cast: 1 is not an object"),
])  # fmt: skip
def test_film_that_cannot_be_used_says_why(fields, reason):
    with pytest.raises(BadValue) as caught:
        read(world.film(1, **fields))
    assert str(caught.value).startswith(reason)
