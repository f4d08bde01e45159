"""TMDB 5000 and then an IMDb dump of the same films: one film, one person, one credit; and readers wait for nobody."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from films.models import Film
from tests.films.importers.imdb_dumps import fresh_seed
from tests.films.joining import same_films, tmdb5000_cut
from tests.films.joining.outcome import outcome
from tests.films.undoing.test_undo import checksums
from tests.paths import TMDB5000, needs_shared

FILMS = 150
TRAPS_EACH = 1
# What a film page and a person page read, in short; every table that a join moves rows of is among them.
PAGE_SQL = """
    SELECT f.title, c.job, p.name, k.value, n.text, v.values, g.genre_id, e.value
    FROM films_film AS f
    LEFT JOIN films_credit AS c ON c.film_id = f.id LEFT JOIN people_person AS p ON p.id = c.person_id
    LEFT JOIN films_creditkey AS k ON k.credit_id = c.id LEFT JOIN people_personname AS n ON n.person_id = p.id
    LEFT JOIN films_filmsourcevalues AS v ON v.film_id = f.id LEFT JOIN films_filmgenre AS g ON g.film_id = f.id
    LEFT JOIN films_filmexternalid AS e ON e.film_id = f.id
    WHERE f.id = %s
"""


class Readers:
    """Reads films over and over, as visitors do, and notes what kept it waiting or a film without its credits."""

    def __init__(self) -> None:
        self.reads = 0
        self.faults: list[str] = []

    @contextmanager
    def reading(self, films: list[int]) -> Iterator[None]:
        done = threading.Event()
        thread = threading.Thread(target=self._read, args=(films, done))
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _read(self, films: list[int], done: threading.Event) -> None:
        parameters = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
        with psycopg.connect(**parameters, autocommit=True) as reader:
            reader.execute("SET lock_timeout = '500ms'")
            while not done.wait(0.02):
                film = films[self.reads % len(films)]
                try:
                    rows = reader.execute(PAGE_SQL, [film]).fetchall()
                except psycopg.Error as error:
                    self.faults.append(str(error))
                    return
                if not any(row[1] for row in rows):
                    self.faults.append(f"film {film}: half of it")
                self.reads += 1


def run(*command):
    call_command(*map(str, command))


@needs_shared
@pytest.mark.django_db(transaction=True)
def test_dump_of_the_same_films_gives_each_once_and_can_be_undone(tmp_path, monkeypatch, settings):
    monkeypatch.chdir(tmp_path)
    settings.DUMPS_DIR = tmp_path / "dumps"
    seed = fresh_seed()
    tmdb = tmdb5000_cut.reduce(TMDB5000, tmp_path / "tmdb5000", FILMS, seed)
    truth = same_films.make(tmp_path / "imdb", tmdb, seed, TRAPS_EACH)
    run("import_tmdb5000", tmdb)
    alone = checksums()
    films = list(Film.objects.filter(credits__isnull=False).distinct().values_list("pk", flat=True))
    readers = Readers()
    with readers.reading(films):
        run("import_imdb", tmp_path / "imdb", "--join")
        found = outcome(truth)
        run("undo_import", "imdb")
        assert checksums() == alone
        run("import_imdb", tmp_path / "imdb")
        both = checksums()
        run("join_records")
        again = outcome(truth)
        run("undo_import", "join")
        assert checksums() == both
    assert (readers.faults, readers.reads > 0) == ([], True)
    apart = {trap.id for trap in truth.traps if trap.expect != "join" and trap.id in truth.films}
    assert (found.wrong, found.missed) == ([], [])
    assert found.films == FILMS + len(apart)
    assert (found.directors_doubled, found.credits_doubled) == (0, 0)
    assert {kind: [what for what in became if " instead of " in what] for kind, became in found.traps.items()} == {
        kind: [] for kind in found.traps
    }
    assert set(found.traps) >= set(same_films.TRAPS)
    assert (again.joined, again.traps) == (found.joined, found.traps)
