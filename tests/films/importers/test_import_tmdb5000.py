"""The whole TMDB 5000 data set, imported twice: every row arrives, and the second run writes nothing."""

import pytest
from django.db import connection

from films.importers.loading import load
from films.importers.records import Counts
from films.importers.tables import ALL_TABLES
from films.importers.tmdb5000 import Tmdb5000Source
from films.models import Company, Credit, Film, Genre, Keyword
from people.models import Person
from tests.paths import TMDB5000, needs_shared

pytestmark = [pytest.mark.django_db, needs_shared]


def versions():
    """A digest of each table's physical row versions: it changes with any write, even one of equal values."""
    with connection.cursor() as cursor:
        return {
            table.name: cursor.execute(
                f"SELECT count(*), md5(string_agg(concat_ws(' ', ctid, xmin, xmax), ',' ORDER BY id)) FROM {table.name}"
            ).fetchone()
            for table in ALL_TABLES
        }


def test_import_of_the_whole_data_set_twice():
    first = load(Tmdb5000Source(TMDB5000))
    assert (first.films, first.people, first.credits) == (Counts(4_803), Counts(104_842), Counts(235_838))
    assert first.rejects == []
    assert (Film.objects.count(), Person.objects.count()) == (4_803, 104_842)
    # 106,257 cast and 129,581 crew rows; four of the crew are of the department "Actors", which means Acting.
    assert (Credit.objects.cast().count(), Credit.objects.crew().count()) == (106_257 + 4, 129_581 - 4)
    # 9,813 keyword ids have 9,809 folded names; companies keep their ids apart.
    assert (Genre.objects.count(), Keyword.objects.count(), Company.objects.count()) == (20, 9_809, 5_047)
    before = versions()
    second = load(Tmdb5000Source(TMDB5000))
    assert (second.films, second.people, second.credits) == (
        Counts(0, 0, 4_803),
        Counts(0, 0, 104_842),
        Counts(0, 0, 235_838),
    )
    assert versions() == before
