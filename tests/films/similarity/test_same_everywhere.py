"""The same lists from the same facts, whichever process makes them."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from films.models import SimilarFilm, SimilarKnowledge, SimilarLikes
from tests.films.importers.test_faults import database_url
from tests.films.similarity.catalogue import make_films, make_likes
from tests.paths import ROOT

TABLES = (SimilarFilm, SimilarKnowledge, SimilarLikes)
REBUILD = """
import sys, django
django.setup()
from films import similarity
similarity.WORTH_FORKING, similarity.CHUNK = 1, 4
print(similarity.rebuild(processes=int(sys.argv[1])))
"""


def rebuilt(seed: int, processes: int) -> str:
    return subprocess.run(
        [sys.executable, "-c", REBUILD, str(processes)], cwd=ROOT, check=True, capture_output=True, text=True,
        env={
            **os.environ, "PYTHONHASHSEED": str(seed), "DATABASE_URL": database_url(), "MOVIEDB_CATALOGUE": "",
            "DJANGO_SETTINGS_MODULE": "moviedb.settings",
        },
    ).stdout.strip()  # fmt: skip


def versions() -> list[Any]:
    """Which transaction wrote each row of what a full run makes, and where it put it."""
    found = []
    with connection.cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"SELECT xmin::text || ctid::text FROM {model._meta.db_table} ORDER BY 1")
            found.append(cursor.fetchall())
    return found


@pytest.mark.django_db(transaction=True)
def test_lists_do_not_hang_on_the_hash_seed_nor_on_the_number_of_processes():
    """The other process finds every list, and all that goes with it, as it would have written it."""
    make_likes(make_films())
    first = rebuilt(seed=1, processes=1), versions()
    second = rebuilt(seed=2, processes=3), versions()
    assert first[0] == "RebuildResult(films=30, written=30, unchanged=0)"
    assert [len(rows) > 0 for rows in first[1]] == [True, True, True]
    assert second == ("RebuildResult(films=30, written=0, unchanged=30)", first[1])
