"""The first ratings come in a table of their own, which takes the place of the empty one: with all that hangs on it."""

import time

import pytest
from django.db import connection

from films.importers import outside_fresh
from films.importers.loading import load
from films.importers.lock import plain_connection
from films.importers.movielens import MovieLensSource
from films.importers.outside import MovieLensRatings
from films.importers.records import Counts
from films.models import Film, OutsideRating
from films.undoing.undo import undo
from tests.films.importers.movielens_files import write

pytestmark = pytest.mark.django_db(transaction=True)

DEFINITION_SQL = """
    SELECT 'column', attname, format_type(atttypid, atttypmod), attnotnull::text FROM pg_attribute
    WHERE attrelid = 'films_outsiderating'::regclass AND attnum > 0
    UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid), convalidated::text FROM pg_constraint
    WHERE conrelid = 'films_outsiderating'::regclass
    UNION ALL SELECT 'index', indexname, indexdef, '' FROM pg_indexes WHERE tablename = 'films_outsiderating'
    ORDER BY 1, 2
"""


def asked(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def run(directory):
    source = MovieLensSource(directory)
    return load(source, beside=MovieLensRatings(source, directory, add_films=True))


def ratings():
    return sorted(OutsideRating.objects.values_list("user", "film__title", "half_stars"))


def test_first_ratings_take_the_place_of_none_once_nobody_reads_films(tmp_path, monkeypatch):
    before = asked(DEFINITION_SQL)
    with plain_connection() as visitor:
        waited = []

        def wait(seconds):
            waited.append(seconds)
            visitor.rollback()

        def exchange(cursor):
            if not waited:
                visitor.execute("SELECT count(*) FROM films_film")
            take_place(cursor)

        take_place = outside_fresh._exchange
        monkeypatch.setattr(outside_fresh, "_exchange", exchange)
        monkeypatch.setattr(time, "sleep", wait)
        result = run(write(tmp_path))

    assert (result.others["ratings"], len(waited)) == (Counts(4), 1)
    assert ratings() == [(1, "The Concert", 8), (1, "Violin", 1), (2, "The Concert", 7), (3, "A Baton", 4)]
    assert asked(DEFINITION_SQL) == before
    assert asked("SELECT count(*) FROM pg_namespace WHERE nspname = 'moviedb_import'") == [(0,)]
    assert run(tmp_path).others["ratings"] == Counts(unchanged=4)
    undo("movielens")
    assert (ratings(), Film.objects.count()) == ([], 0)


def test_an_error_before_the_exchange_leaves_no_ratings(tmp_path, monkeypatch):
    def fail(cursor):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(outside_fresh, "_exchange", fail)
        with pytest.raises(KeyboardInterrupt):
            run(write(tmp_path))
    assert ratings() == []
    assert run(tmp_path).others["ratings"] == Counts(4)
