"""Whatever the source: it differs in every locked field, which stays, and in one that is not, which changes."""

import pytest

from films.importers.loading import load
from films.importers.records import FilmRecord, Key, PersonRecord, TermRecord
from films.models import Film
from films.models.film import SOURCED_FIELDS as FILM_FIELDS
from moviedb.lib.dates import PartialDate
from people.models import Person
from people.models.person import SOURCED_FIELDS as PERSON_FIELDS
from tests.films.importers.sources import ListSource

pytestmark = pytest.mark.django_db

SOURCES = ("tmdb5000", "demo", "imdb", "movielens", "movies_dataset", "csv", "json", "tmdb")
FILMS = [
    {
        "title": f"Title {n}", "original_title": f"Original {n}", "original_language": ("fr", "de")[n],
        "sort_title": f"Filed {n}", "tagline": f"Tagline {n}", "overview": f"Overview {n}",
        "release_date": PartialDate(2000 + n), "status": ("Released", "Canceled")[n], "runtime": 90 + n,
        "budget": 10 + n, "revenue": 20 + n, "homepage": f"https://example.org/{n}", "popularity": 1.5 + n,
        "adult": bool(n), "poster_path": f"/p{n}.jpg", "backdrop_path": f"/b{n}.jpg",
        "collection": TermRecord(f"Collection {n}", Key("tmdb", str(n + 1))),
    }
    for n in (0, 1)
]  # fmt: skip
PEOPLE = [
    {
        "name": f"Name {n}", "kind": ("person", "group")[n], "sort_name": f"Filed {n}", "biography": f"Life {n}",
        "birth_date": PartialDate(1950 + n), "death_date": PartialDate(2010 + n), "birth_place": f"Town {n}",
        "gender": 1 + n, "known_for_department": ("Acting", "Sound")[n], "homepage": f"https://example.org/{n}",
        "portrait_path": f"/f{n}.jpg", "popularity": 1.5 + n, "adult": bool(n),
    }
    for n in (0, 1)
]  # fmt: skip


def say(source, n):
    keys = (Key(source, "1"),)
    load(ListSource(PersonRecord(keys=keys, **PEOPLE[n]), FilmRecord(keys=keys, **FILMS[n]), name=source))
    return [
        {name: str(getattr(model.objects.get(), name)) for name in fields}
        for model, fields in ((Film, FILM_FIELDS), (Person, PERSON_FIELDS))
    ]


@pytest.mark.parametrize("source", SOURCES)
def test_locked_fields_stay_and_the_unlocked_one_changes(source):
    before = say(source, 0)
    Film.objects.update(locked_fields=[name for name in FILM_FIELDS if name != "runtime"])
    Person.objects.update(locked_fields=[name for name in PERSON_FIELDS if name != "birth_place"])
    after = say(source, 1)
    assert after == [{**before[0], "runtime": "91"}, {**before[1], "birth_place": "Town 1"}]
