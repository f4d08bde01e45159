"""A film with everything, for tests of the loader, and what the tables hold after it."""

from django.db import connection

from films.importers.first_load import CONSTRAINTS_SQL, INDEXES_SQL
from films.importers.loading import load
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
from films.importers.tables import ALL_TABLES
from moviedb.lib.dates import PartialDate
from tests.films.importers.sources import ListSource, film, job, part, person


def rich_film(**changes):
    fields = {
        "original_title": "Le Concert",
        "original_language": "fr",
        "tagline": "Play on",
        "overview": "An orchestra.",
        "release_date": PartialDate(2009, 11, 4),
        "status": "Released",
        "runtime": 119,
        "budget": 10,
        "revenue": 20,
        "homepage": "https://example.org",
        "popularity": 3.5,
        "poster_path": "/p.jpg",
        "backdrop_path": "/b.jpg",
        "collection": TermRecord("Concerts", Key("tmdb", "7")),
        "genres": ("Drama", "Comedy"),
        "keywords": (TermRecord("violin"), TermRecord("Orchestra")),
        "companies": (TermRecord("Oï Oï Oï", Key("tmdb", "9"), "FR"),),
        "countries": ("FR", "RO"),
        "languages": ("fr", "ru"),
        "names": (NameRecord("Koncert", "translated", "pl", "PL"),),
        "texts": (TextRecord("fr", "", "Un orchestre.", "Jouez"),),
        "releases": (ReleaseRecord("FR", PartialDate(2009, 11, 4), 3, "U"), ReleaseRecord("RO", PartialDate(2009))),
        "videos": (VideoRecord("YouTube", "abc", "Trailer", "Trailer", "fr"),),
        "votes": (VotesRecord("tmdb", 7.2, 435),),
        "credits": (
            part("c1", 1, "Anne-Marie", billing_order=0),
            part("c2", 1, "Lea", billing_order=1),
            job("c3", 2, "Directing", "Director"),
            job("c4", 2, "Sound", "Violin", performed_for="c1", work="Tchaikovsky: Violin Concerto"),
        ),
        **changes,
    }
    return film(1, "The Concert", **fields)


def dump():
    """Every row of every table that an import fills, without what the clock decides."""
    rows = {}
    with connection.cursor() as cursor:
        for table in ALL_TABLES:
            cursor.execute(f"SELECT to_jsonb(t) - 'created_at' - 'updated_at' FROM {table.name} AS t ORDER BY 1")
            rows[table.name] = [row[0] for row in cursor.fetchall()]
    return rows


def versions():
    """The physical version of every row: what a run that writes nothing leaves as it was."""
    with connection.cursor() as cursor:
        return {
            table.name: cursor.execute(
                f"SELECT ctid::text, xmin::text, xmax::text, id FROM {table.name} ORDER BY id"
            ).fetchall()
            for table in ALL_TABLES
        }


def digests():
    """The same for large tables, in few letters."""
    with connection.cursor() as cursor:
        return {
            table.name: cursor.execute(
                f"SELECT count(*), md5(string_agg(concat_ws(' ', ctid, xmin, xmax), ',' ORDER BY id)) FROM {table.name}"
            ).fetchone()
            for table in ALL_TABLES
        }


OPTIONS_SQL = """
    SELECT c.relname, c.reloptions, t.reloptions FROM pg_class AS c LEFT JOIN pg_class AS t ON t.oid = c.reltoastrelid
    WHERE c.oid = ANY(%(tables)s::regclass[]) ORDER BY 1
"""


def definitions():
    """Every index and constraint of the loaded tables, as the database describes it, and how the tables are kept."""
    names = {"tables": [table.name for table in ALL_TABLES]}
    with connection.cursor() as cursor:
        return [cursor.execute(query, names).fetchall() for query in (CONSTRAINTS_SQL, INDEXES_SQL, OPTIONS_SQL)]


def load_film(**changes):
    return load(ListSource(person(1), person(2), rich_film(**changes)))


def keyed_film(keys, title, runtime, **fields):
    return FilmRecord(keys=keys, title=title, runtime=runtime, **{"genres": ("Drama",), **fields})
