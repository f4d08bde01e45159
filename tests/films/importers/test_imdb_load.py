"""The tables built for an empty catalogue hold what the records would have brought, row for row."""

import json

import pytest
from django.db import connection

from films.importers import imdb_load, imdb_rows, tables
from films.importers.imdb import ImdbSource
from films.importers.imdb_vocabulary import ALL_TYPES
from films.importers.loading import load
from films.importers.records import SourceError
from films.importers.tables import ALL_TABLES
from films.models import Film, FilmGenre
from moviedb.lib.provenance.models import ImportRun, Redirect
from people.models import Person
from tests.factories import make_film
from tests.films.importers import imdb_dumps as dumps
from tests.films.importers.loaded import definitions, dump
from tests.paths import needs_shared

pytestmark = pytest.mark.django_db(transaction=True)

NUMBERED = ("films_film", "people_person", "films_credit")


@pytest.fixture(autouse=True)
def _kept_dumps(settings, tmp_path):
    settings.DUMPS_DIR = tmp_path / "state" / "dumps"


def empty():
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(table.name for table in ALL_TABLES)} RESTART IDENTITY CASCADE")


def rows():
    """Every row, without the numbers of rows that nobody refers to and of runs."""
    return {
        table: sorted(
            json.dumps(
                {
                    name: sorted(value) if name == "runs" else value
                    for name, value in (json.loads(row) if isinstance(row, str) else row).items()
                    if name != "first_run_id" and (name != "id" or table in NUMBERED)
                },
                sort_keys=True,
            )
            for row in table_rows
        )
        for table, table_rows in dump().items()
    }


def said_otherwise_than_by_postgres():
    """What sources say, where it is not written as Postgres writes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.said FROM (SELECT values::text FROM films_filmsourcevalues UNION ALL "
            "SELECT values::text FROM people_personsourcevalues) AS v(said) WHERE v.said <> v.said::jsonb::text"
        )
        return cursor.fetchall()


@needs_shared
def test_tables_equal_those_of_the_records(tmp_path, monkeypatch):
    directory = dumps.generate(
        tmp_path, 700, dumps.fresh_seed(), "--plain", "--dirty", "0.02", "--nasty", "--profile", "brief"
    )
    empty()
    before = definitions()
    source = ImdbSource(directory, types=ALL_TYPES)
    fast = load(source)
    assert definitions() == before
    by_tables, told = rows(), {(r.file, r.line) for r in source.rejects}
    assert said_otherwise_than_by_postgres() == []
    empty()
    monkeypatch.setattr(imdb_load, "is_possible", lambda source: False)
    source = ImdbSource(directory, types=ALL_TYPES)
    slow = load(source)
    assert {(r.file, r.line) for r in source.rejects} == told
    assert (fast.films, fast.people, fast.credits) == (slow.films, slow.people, slow.credits)
    by_records = rows()
    assert said_otherwise_than_by_postgres() == []
    for table in by_records:
        both = set(by_tables[table]) ^ set(by_records[table])
        assert (table, sorted(both)[:6]) == (table, [])
        assert len(by_tables[table]) == len(by_records[table])


def test_numbers_go_on_where_removed_records_left_them(tmp_path):
    gone = make_film("Gone").pk
    empty_of_films = Film.objects.all().delete()
    assert empty_of_films[0]
    directory = dumps.write(tmp_path, title_basics=[dumps.title("tt0000001", "A Film")])
    load(ImdbSource(directory))
    assert Film.objects.get().pk > gone
    assert make_film("Next").pk > Film.objects.get(title="A Film").pk


def test_records_that_an_editor_removed_stay_out(tmp_path):
    Redirect.objects.record("film", 7, None, ["imdb:tt0000001"])
    Redirect.objects.record("person", 8, None, ["imdb:nm0000002"])
    directory = dumps.write(
        tmp_path,
        title_basics=[dumps.title("tt0000001", "Removed"), dumps.title("tt0000002", "Kept")],
        name_basics=[dumps.person("nm0000001", "Kept"), dumps.person("nm0000002", "Removed")],
        title_principals=[("tt0000002", "1", "nm0000001", "actor", "\\N", '["A"]'),
                          ("tt0000002", "2", "nm0000002", "actor", "\\N", '["B"]')],
    )  # fmt: skip
    result = load(ImdbSource(directory))
    assert (result.films.new, result.people.new, result.credits.new, result.rejects) == (1, 1, 1, [])
    assert result.gone == {"deleted by an editor": ["imdb:nm0000002", "imdb:tt0000001"]}
    assert Person.objects.get().credit_count == 1


def test_a_film_entered_meanwhile_is_kept_and_the_import_says_so(tmp_path):
    directory = dumps.write(tmp_path, title_basics=[dumps.title("tt0000001", "A Film")])

    def enter(done, total):
        if not Film.objects.exists():
            make_film("Entered")

    with pytest.raises(SourceError, match="Somebody entered a film"):
        load(ImdbSource(directory), progress=enter)
    assert Film.objects.get().title == "Entered"
    assert ImportRun.objects.get().state == "failed"
    load(ImdbSource(directory))
    assert sorted(Film.objects.values_list("title", flat=True)) == ["A Film", "Entered"]
    assert FilmGenre.objects.get().genre.name == "Drama"


def test_an_error_of_a_worker_ends_the_import_and_leaves_nothing(tmp_path, monkeypatch):
    directory = dumps.write(tmp_path, title_basics=[dumps.title("tt0000001", "A Film")])
    monkeypatch.setitem(imdb_rows.TABLES[tables.FILM_ID], "source", f"'{'x' * 31}'")
    with pytest.raises(Exception, match="too long"):
        load(ImdbSource(directory))
    assert not Film.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'moviedb_import'")
        assert cursor.fetchone() == (0,)
