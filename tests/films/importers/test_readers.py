"""Readers during a refresh: they wait for no lock, and see each film as it was or as it will be.

A visitor looks after every statement of the import, from a connection of its own; the import is held meanwhile.
"""

import io
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection

from films.importers.lock import plain_connection
from tests.films.importers import feeds

pytestmark = pytest.mark.django_db(transaction=True)

# What pages show of the one film.
FILM_SQL = """
    SELECT json_build_array(f.title, f.original_title, f.release_date, f.runtime, f.overview, f.collection_id,
        (SELECT array_agg(text ORDER BY kind, text) FROM films_filmname WHERE film_id = f.id),
        (SELECT array_agg((average, count)::text) FROM films_filmvotes WHERE film_id = f.id),
        (SELECT array_agg(p.name) FROM films_credit AS c JOIN people_person AS p ON p.id = c.person_id
            WHERE c.film_id = f.id))::text
    FROM films_film AS f
"""


@pytest.mark.parametrize("name", ["tmdb5000", "tmdb", "csv", "movielens", "imdb_record_by_record"])
def test_refresh_blocks_no_reader_and_shows_no_half_film(name, tmp_path, settings):
    seen = []

    def bring(place, n):
        feed = getattr(feeds, name)
        call_command(*map(str, feed(place, n)), f"--rejects={tmp_path / 'rejects'}", stdout=io.StringIO())

    def look():
        seen.append(visitor.execute(FILM_SQL).fetchall())

    def held(execute, *statement):
        result = execute(*statement)
        look()
        return result

    with feeds.place_for(name, tmp_path, settings) as place, plain_connection(autocommit=True) as visitor:
        # What a lock would cost a reader, at most.
        visitor.execute("SET lock_timeout = '500ms'")
        bring(place, 0)
        look()
        with connection.execute_wrapper(held):
            bring(place, 1)
        look()

    old, new = seen[0], seen[-1]
    turns = [one for one, next_one in pairwise(seen) if one != next_one]
    assert (len(old), len(new), old != new) == (1, 1, True)
    assert turns == [old]
