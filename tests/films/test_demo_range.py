"""What the demo's films cover: times, places, genres and kinds of film; and that every feature shows in them."""

import re
from collections.abc import Callable

import pytest

from films.demo.source import DemoSource
from films.importers.records import CreditRecord, FilmRecord, Key, PersonRecord
from films.models import Department, ReleaseDate
from moviedb.lib.folding import fold
from tests.films.test_demo_facts import TMDB_GENRES, section
from tests.paths import SHARED, needs_shared

MOST_OF_A_SHORT_FILM = 40


@pytest.fixture(scope="module")
def records():
    return list(DemoSource().records())


@pytest.fixture(scope="module")
def films(records):
    return [record for record in records if isinstance(record, FilmRecord)]


@pytest.fixture(scope="module")
def people(records):
    return [record for record in records if isinstance(record, PersonRecord)]


def keywords(film: FilmRecord) -> set[str]:
    return {term.name for term in film.keywords}


@needs_shared
def test_all_films_of_the_seed_and_many_more(films):
    """The film of the page and the twenty like it."""
    lines = (SHARED / "seeds" / "film-page.txt").read_text(encoding="utf-8").splitlines()
    seed = [line.strip() for line in lines if line.strip()]
    named = {fold(seed[0]), *(fold(title) for title in section(seed, "More Like This")[::3])}
    assert len(named) == 21
    assert named - {fold(film.title) for film in films} == set()
    assert len(films) >= len(named) + 120


def test_all_decades_since_the_first_films(films):
    decades = {film.release_date.year // 10 * 10 for film in films if film.release_date}
    assert decades == set(range(1890, 2030, 10))


def test_countries_languages_and_genres(films):
    assert len({country for film in films for country in film.countries}) >= 25
    assert len({film.original_language for film in films} - {"xx"}) >= 20
    assert {genre for film in films for genre in film.genres} == TMDB_GENRES


KINDS: dict[str, Callable[[FilmRecord], object]] = {
    "silent": lambda film: "silent film" in keywords(film) and film.release_date and film.release_date.year < 1930,
    "animated": lambda film: "Animation" in film.genres,
    "documentary": lambda film: "Documentary" in film.genres,
    "short": lambda film: film.runtime and film.runtime < MOST_OF_A_SHORT_FILM,
    "concert film": lambda film: "concert film" in keywords(film),
    "for television": lambda film: "TV Movie" in film.genres,
}


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_film(films, kind):
    assert len([film.title for film in films if KINDS[kind](film)]) >= 2


def test_franchises(films):
    collections = [film.collection.name for film in films if film.collection]
    assert {name for name in collections if collections.count(name) > 1} >= {"Three Colours Collection"}


FILM_FEATURES: dict[str, Callable[[FilmRecord], object]] = {
    "rating": lambda film: film.votes,
    "original title": lambda film: film.original_title,
    "title in another script": lambda film: re.search(r"[^\x00-\u024f‘’“”–…½]", film.original_title),
    "translated title": lambda film: any(name.kind == "translated" for name in film.names),
    "alternative title": lambda film: any(name.kind == "alternative" for name in film.names),
    "working title": lambda film: any(name.kind == "working" for name in film.names),
    "texts in two other languages": lambda film: len(film.texts) >= 2,
    "videos": lambda film: film.videos,
    "well known": lambda film: film.popularity,
    "budget and revenue": lambda film: film.budget and film.revenue,
    "keywords": lambda film: film.keywords,
    "companies": lambda film: film.companies,
    "collection": lambda film: film.collection,
    "several countries": lambda film: len(film.countries) > 1,
    "several languages": lambda film: len(film.languages) > 1,
    "releases in several countries": lambda film: len({release.country for release in film.releases}) > 1,
    "releases of several types": lambda film: len({release.type for release in film.releases}) > 1,
    "certification": lambda film: any(release.certification for release in film.releases),
    "premiere": lambda film: any(release.type == ReleaseDate.Type.PREMIERE for release in film.releases),
    "release on television": lambda film: any(release.type == ReleaseDate.Type.TV for release in film.releases),
    "year alone": lambda film: film.release_date and not film.release_date.month,
    "no runtime": lambda film: not film.runtime,
    "no rating": lambda film: not film.votes,
    "id elsewhere": lambda film: len(film.keys) > 1,
}
CREDIT_FEATURES: dict[str, Callable[[CreditRecord], object]] = {
    "uncredited": lambda credit: credit.uncredited,
    "voice": lambda credit: credit.voice,
    "credited under another name": lambda credit: credit.credited_as,
    "note": lambda credit: credit.note,
    "singing or speaking for somebody": lambda credit: credit.performed_for and "oice" in credit.job,
    "playing for somebody": lambda credit: credit.performed_for and credit.work,
    "hands for somebody": lambda credit: credit.performed_for and "Hand" in credit.job,
    "work performed": lambda credit: credit.work,
}
PERSON_FEATURES: dict[str, Callable[[PersonRecord], object]] = {
    "group": lambda person: person.kind == "group",
    "group with a text": lambda person: person.kind == "group" and person.biography,
    "born": lambda person: person.birth_date and person.birth_place,
    "died": lambda person: person.death_date,
    "biography": lambda person: person.biography,
    "birth name": lambda person: any(name.kind == "birth" for name in person.names),
    "alias": lambda person: any(name.kind == "alias" for name in person.names),
    "name in another script": lambda person: any(name.kind == "native" for name in person.names),
    "known for": lambda person: person.known_for_department,
    "nothing but a name": lambda person: not (person.birth_date or person.biography or person.names),
}


@pytest.mark.parametrize("feature", FILM_FEATURES)
def test_feature_of_films_shows(films, feature):
    assert any(FILM_FEATURES[feature](film) for film in films)


@pytest.mark.parametrize("feature", CREDIT_FEATURES)
def test_feature_of_credits_shows(films, feature):
    assert any(CREDIT_FEATURES[feature](credit) for film in films for credit in film.credits)


def test_every_department_has_credits(films):
    assert {credit.department for film in films for credit in film.credits} == set(Department.values)


@pytest.mark.parametrize("feature", PERSON_FEATURES)
def test_feature_of_people_shows(people, feature):
    assert any(PERSON_FEATURES[feature](person) for person in people)


def test_groups_have_credits(films, people):
    groups = {person.keys[0] for person in people if person.kind == "group"}
    credited: set[Key] = {credit.person for film in films for credit in film.credits}
    assert len(groups) >= 5
    assert groups - credited == set()


def test_texts_are_good_to_read(films):
    """Every film has an overview of some sentences but one, of which we know too little; a tagline is one line."""
    short = [film.title for film in films if len(film.overview.split()) < 30 or film.overview[-1] not in ".!?…”’)"]
    assert short == ["Dile que la quiero"]
    assert [film.title for film in films if "\n" in film.tagline] == []
