"""Every source fed as a user feeds it: files or answers of its own format, in two versions, by its command.

Each gives the command and its arguments. Version 1 differs from version 0 in everything the source can say.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.films.importers import imdb_dumps, movielens_files, movies_dataset_files, tmdb5000_files
from tests.films.importers.tmdb import world
from tests.films.importers.tmdb.server import TOKEN, stand_in

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


@contextmanager
def place_for(name: str, directory: Path, settings: Any) -> Iterator[Any]:
    """Where the source finds what it is fed: a folder, or a stand-in for TMDB."""
    settings.DUMPS_DIR = directory / "state"
    if name != "tmdb":
        yield directory
        return
    with stand_in() as server:
        settings.TMDB_TOKEN, settings.TMDB_API, settings.TMDB_RATE = TOKEN, server.address, 1000
        yield server
