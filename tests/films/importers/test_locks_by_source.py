"""Whatever the source: it differs in every locked field, which stays, and in one that is not, which changes.

Each source is fed as a user feeds it, with files or answers of its own format, by its command.
"""

import io

import pytest
from django.core.management import call_command

from films.models import Film, FilmSourceValues, FilmVotes
from films.models.film import SOURCED_FIELDS as FILM_FIELDS
from people.models import Person, PersonSourceValues
from people.models.person import SOURCED_FIELDS as PERSON_FIELDS
from tests.films.importers import feeds

pytestmark = pytest.mark.django_db

BASIC = {"title", "original_title", "release_date", "runtime"}
OF_TMDB = BASIC | {"original_language", "tagline", "overview", "status", "budget", "revenue", "homepage", "popularity"}
OF_NAMES = {"name", "gender"}
OF_PEOPLE = {*PERSON_FIELDS} - {"kind", "sort_name"}
# What it is fed, the fields of films and of people of which it speaks, and of each the one that is not locked.
SOURCES = {
    "tmdb5000": (feeds.tmdb5000, OF_TMDB, "runtime", OF_NAMES, "gender"),
    "movies_dataset": (
        feeds.movies_dataset, OF_TMDB | {"adult", "poster_path", "collection"}, "tagline",
        OF_NAMES | {"portrait_path"}, "name",
    ),
    "imdb": (
        feeds.imdb, BASIC | {"adult"}, "runtime",
        {"name", "birth_date", "death_date", "known_for_department"}, "birth_date",
    ),
    "movielens": (feeds.movielens, {"title", "release_date"}, "release_date", set(), None),
    "csv": (feeds.csv, {*FILM_FIELDS}, "collection", set(), None),
    "json": (feeds.json_list, {*FILM_FIELDS}, "original_language", set(), None),
    "tmdb": (feeds.tmdb, {*FILM_FIELDS} - {"sort_title"}, "overview", OF_PEOPLE, "biography"),
}  # fmt: skip
SOURCES["imdb record by record"] = (feeds.imdb_record_by_record, *SOURCES["imdb"][1:])


def shown():
    return [
        {name: str(getattr(model.objects.first(), name, None)) for name in fields}
        for model, fields in ((Film, FILM_FIELDS), (Person, PERSON_FIELDS))
    ]


def said(fields, model, source):
    """What the source's own word on these fields is."""
    row = model.objects.filter(source=source).first()
    return {name: row.values.get(name) for name in fields} if row else {}


@pytest.mark.parametrize(
    "name",
    # A dump of IMDb's exchanges whole tables.
    [pytest.param(name, marks=pytest.mark.django_db(transaction=name.startswith("imdb"))) for name in SOURCES],
)
def test_locked_fields_stay_and_the_unlocked_one_changes(name, tmp_path, settings):
    feed, of_films, free, of_people, free_of_people = SOURCES[name]
    source = name.split(" ")[0]

    def bring(n, place):
        call_command(*map(str, feed(place, n)), f"--rejects={tmp_path / 'rejects'}", stdout=io.StringIO())
        words = said(FILM_FIELDS, FilmSourceValues, source), said(PERSON_FIELDS, PersonSourceValues, source)
        return shown(), words, list(FilmVotes.objects.filter(origin=source).values_list("average", flat=True))

    with feeds.place_for(name, tmp_path, settings) as place:
        before, first_words, votes = bring(0, place)
        Film.objects.update(locked_fields=[field for field in FILM_FIELDS if field != free])
        Person.objects.update(locked_fields=[field for field in PERSON_FIELDS if field != free_of_people])
        after, second_words, new_votes = bring(1, place)

    differ = [
        {field for field in one if one[field] != other[field]}
        for one, other in zip(first_words, second_words, strict=True)
    ]
    assert differ == [of_films, of_people]
    changed = [{field for field in one if one[field] != other[field]} for one, other in zip(before, after, strict=True)]
    assert changed == [{free}, {free_of_people} - {None}]
    assert name != "movielens" or votes != new_votes
