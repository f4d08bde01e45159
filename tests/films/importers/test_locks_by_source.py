"""Whatever the source: it differs in every locked field, which stays, and in one that is not, which changes.

Each source is fed as a user feeds it, with files or answers of its own format, by its command.
"""

import io
import json

import pytest
from django.core.management import call_command

from films.models import Film, FilmSourceValues, FilmVotes
from films.models.film import SOURCED_FIELDS as FILM_FIELDS
from people.models import Person, PersonSourceValues
from people.models.person import SOURCED_FIELDS as PERSON_FIELDS
from tests.films.importers import imdb_dumps, movielens_files, movies_dataset_files, tmdb5000_files
from tests.films.importers.tmdb import world
from tests.films.importers.tmdb.server import TOKEN, stand_in

pytestmark = pytest.mark.django_db

TITLES, ORIGINALS = ("Title zero", "Title one"), ("Original zero", "Original one")
NAMES, LANGUAGES, STATUSES = ("Name zero", "Name one"), ("fr", "de"), ("Released", "Canceled")
COLLECTIONS = [{"id": n + 1, "name": f"Collection {n}", "poster_path": None, "backdrop_path": None} for n in (0, 1)]
IMAGES = ("/zero.jpg", "/one.jpg")
DAYS = ("2000-01-01", "2001-02-02")


def plain_fields(n):
    """As TMDB and its data sets call them."""
    return {
        "title": TITLES[n], "original_title": ORIGINALS[n], "original_language": LANGUAGES[n], "status": STATUSES[n],
        "tagline": f"Tagline {n}", "overview": f"Overview {n}", "release_date": DAYS[n],
        "homepage": f"https://example.org/{n}",
    }  # fmt: skip


def numbers(n):
    return {"runtime": 90 + n, "budget": 10 + n, "revenue": 20 + n, "popularity": 1.5 + n}


def as_texts(values):
    return {name: str(value) for name, value in values.items()}


def tmdb5000(directory, n):
    movie = tmdb5000_files.movie(**plain_fields(n), **as_texts(numbers(n)))
    cast = [tmdb5000_files.part(1, name=NAMES[n], gender=n + 1)]
    return "import_tmdb5000", tmdb5000_files.write(directory, [movie], [tmdb5000_files.credits_row(cast=cast)])


def movies_dataset(directory, n):
    movie = movies_dataset_files.movie(
        **plain_fields(n), **as_texts(numbers(n)), adult=("False", "True")[n], poster_path=IMAGES[n],
        belongs_to_collection=COLLECTIONS[n],
    )  # fmt: skip
    cast = [tmdb5000_files.part(1, name=NAMES[n], gender=n + 1, profile_path=IMAGES[n])]
    return (
        "import_movies_dataset",
        movies_dataset_files.write(directory, [movie], [movies_dataset_files.credits_row(cast=cast)]),
    )


def imdb(directory, n):
    title = imdb_dumps.title(
        "tt0000001", TITLES[n], originalTitle=ORIGINALS[n], startYear=DAYS[n][:4], runtimeMinutes=str(90 + n),
        isAdult=str(n),
    )  # fmt: skip
    person = imdb_dumps.person("nm0000001", NAMES[n], birthYear=str(1950 + n), deathYear=str(2010 + n),
                               primaryProfession=("actor", "composer")[n])  # fmt: skip
    part = ("tt0000001", "1", "nm0000001", "actor", "\\N", '["A"]')
    dumps = imdb_dumps.write(directory, title_basics=[title], name_basics=[person], title_principals=[part])
    return "import_imdb", dumps, "--adult"


def imdb_record_by_record(directory, n):
    return *imdb(directory, n), "--anew"


def movielens(directory, n):
    files = movielens_files.write(
        directory,
        movies=[("1", f"{TITLES[n]} ({DAYS[n][:4]})", "Drama")],
        links=[("1", "1", "1")],
        ratings=[("1", "1", ("4.0", "2.0")[n], "964982703")],
    )
    return "import_movielens", files, "--add-films"


def own_fields(n):
    texts = {**plain_fields(n), "sort_title": f"Filed {n}", "poster_path": IMAGES[n], "backdrop_path": IMAGES[1 - n]}
    return texts | numbers(n) | {"adult": bool(n), "collection": COLLECTIONS[n]["name"]}


def csv(directory, n):
    path = directory / f"{n}.csv"
    fields = as_texts({"tmdb_id": 1, **own_fields(n)})
    path.write_text("\n".join(";".join(row) for row in (fields, fields.values())))
    return "import_csv", path


def json_list(directory, n):
    path = directory / f"{n}.json"
    path.write_text(json.dumps([{"tmdb_id": 1, **own_fields(n)}]))
    return "import_json", path


def tmdb(server, n):
    server.add_films(
        world.film(
            1, **plain_fields(n), **numbers(n), adult=bool(n), poster_path=IMAGES[n], backdrop_path=IMAGES[1 - n],
            belongs_to_collection=COLLECTIONS[n], cast=(world.cast(1, "a"),),
        )
    )  # fmt: skip
    server.add_people(
        world.person(
            1, name=NAMES[n], biography=f"Life {n}", birthday=DAYS[n], deathday=DAYS[n].replace("20", "21"),
            gender=n + 1, homepage=f"https://example.org/{n}", known_for_department=("Acting", "Sound")[n],
            place_of_birth=f"Town {n}", popularity=1.5 + n, profile_path=IMAGES[n], adult=bool(n),
        )
    )  # fmt: skip
    return "import_tmdb", 1, "--adult"


BASIC = {"title", "original_title", "release_date", "runtime"}
OF_TMDB = BASIC | {"original_language", "tagline", "overview", "status", "budget", "revenue", "homepage", "popularity"}
OF_NAMES = {"name", "gender"}
OF_PEOPLE = {*PERSON_FIELDS} - {"kind", "sort_name"}
# What it is fed, the fields of films and of people of which it speaks, and of each the one that is not locked.
SOURCES = {
    "tmdb5000": (tmdb5000, OF_TMDB, "runtime", OF_NAMES, "gender"),
    "movies_dataset": (
        movies_dataset, OF_TMDB | {"adult", "poster_path", "collection"}, "tagline",
        OF_NAMES | {"portrait_path"}, "name",
    ),
    "imdb": (
        imdb, BASIC | {"adult"}, "runtime", {"name", "birth_date", "death_date", "known_for_department"}, "birth_date",
    ),
    "movielens": (movielens, {"title", "release_date"}, "release_date", set(), None),
    "csv": (csv, {*FILM_FIELDS}, "collection", set(), None),
    "json": (json_list, {*FILM_FIELDS}, "original_language", set(), None),
    "tmdb": (tmdb, {*FILM_FIELDS} - {"sort_title"}, "overview", OF_PEOPLE, "biography"),
}  # fmt: skip
SOURCES["imdb record by record"] = (imdb_record_by_record, *SOURCES["imdb"][1:])


@pytest.fixture
def stand_in_for_tmdb(settings):
    with stand_in() as server:
        settings.TMDB_TOKEN, settings.TMDB_API, settings.TMDB_RATE = TOKEN, server.address, 1000
        yield server


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
def test_locked_fields_stay_and_the_unlocked_one_changes(name, tmp_path, settings, request):
    feed, of_films, free, of_people, free_of_people = SOURCES[name]
    source = name.split(" ")[0]
    settings.DUMPS_DIR = tmp_path / "state"
    place = request.getfixturevalue("stand_in_for_tmdb") if name == "tmdb" else tmp_path

    def bring(n):
        call_command(*map(str, feed(place, n)), f"--rejects={tmp_path / 'rejects'}", stdout=io.StringIO())
        words = said(FILM_FIELDS, FilmSourceValues, source), said(PERSON_FIELDS, PersonSourceValues, source)
        return shown(), words, list(FilmVotes.objects.filter(origin=source).values_list("average", flat=True))

    before, first_words, votes = bring(0)
    Film.objects.update(locked_fields=[field for field in FILM_FIELDS if field != free])
    Person.objects.update(locked_fields=[field for field in PERSON_FIELDS if field != free_of_people])
    after, second_words, new_votes = bring(1)

    differ = [
        {field for field in one if one[field] != other[field]}
        for one, other in zip(first_words, second_words, strict=True)
    ]
    assert differ == [of_films, of_people]
    changed = [{field for field in one if one[field] != other[field]} for one, other in zip(before, after, strict=True)]
    assert changed == [{free}, {free_of_people} - {None}]
    assert name != "movielens" or votes != new_votes
