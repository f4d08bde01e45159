"""kill -9 in any phase: every film is as it was or as it will be, and a rerun ends as if nothing had happened.

MOVIEDB_KILLS=20 python -m pytest -s tests/films/importers/test_imdb_faults.py -k killed kills so often and says when.
"""

import gzip

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from films.importers import fresh_workers, imdb, imdb_refresh
from films.importers.imdb import ImdbSource
from films.importers.loading import load
from films.importers.lock import plain_connection
from films.models import Film, Genre
from moviedb.lib.provenance.models import ImportRun
from tests.films.importers import imdb_dumps as dumps
from tests.films.importers import killing
from tests.films.importers.killing import KILLS
from tests.films.importers.test_faults import database_url
from tests.films.importers.test_imdb_load import empty
from tests.paths import needs_shared

pytestmark = pytest.mark.django_db(transaction=True)

# More of them, so that each phase lasts, where many kills are to hit them all.
TITLES = 600 if KILLS < 10 else 2_500
FILMS_SQL = """
    SELECT e.value, md5(json_build_array(f.title, f.original_title, f.sort_key, f.release_date, f.runtime,
        (SELECT json_agg(n ORDER BY n) FROM (SELECT concat_ws('|', kind, language, region, text, fold, origin) AS n
            FROM films_filmname WHERE film_id = f.id) AS n),
        (SELECT json_agg(g ORDER BY g) FROM (SELECT concat_ws('|', g.position, n.name) AS g
            FROM films_filmgenre AS g JOIN films_genre AS n ON n.id = g.genre_id WHERE g.film_id = f.id) AS g),
        (SELECT json_agg(v) FROM (SELECT average, count FROM films_filmvotes WHERE film_id = f.id) AS v),
        (SELECT json_agg(values) FROM films_filmsourcevalues WHERE film_id = f.id),
        (SELECT json_agg(c ORDER BY c) FROM (
            SELECT concat_ws('|', k.value, p.name, c.department, c.job, c.character, c.billing_order, c.note) AS c
            FROM films_credit AS c JOIN people_person AS p ON p.id = c.person_id
            JOIN films_creditkey AS k ON k.credit_id = c.id WHERE c.film_id = f.id) AS c))::text)
    FROM films_film AS f JOIN films_filmexternalid AS e ON e.film_id = f.id
"""
PEOPLE_SQL = """
    SELECT e.value, md5(json_build_array(p.name, p.sort_key, p.birth_date, p.death_date, p.known_for_department,
        (SELECT json_agg(concat_ws('|', kind, text, fold, popularity)) FROM people_personname WHERE person_id = p.id),
        (SELECT json_agg(values) FROM people_personsourcevalues WHERE person_id = p.id))::text),
        p.credit_count = (SELECT count(*) FROM films_credit WHERE person_id = p.id)
    FROM people_person AS p JOIN people_personexternalid AS e ON e.person_id = p.id
"""


@pytest.fixture(autouse=True)
def _kept_dumps(settings, tmp_path):
    settings.DUMPS_DIR = tmp_path / "state" / "dumps"


@pytest.fixture
def days(tmp_path):
    seed = dumps.fresh_seed()
    return [dumps.generate(tmp_path / f"day{day}", TITLES, seed, "--gz", "--day", str(day)) for day in (0, 1)]


def start(directory, tmp_path):
    return killing.start(
        ["import_imdb", directory, "--no-similar", "--rejects", tmp_path / "rejects.tsv"], tmp_path / "places",
        DATABASE_URL=database_url(), MOVIEDB_STATE_DIR=str(tmp_path / "state"),
    )  # fmt: skip


def finish(directory, tmp_path):
    """Seconds between the first commit of an undisturbed run and its last."""
    process = start(directory, tmp_path)
    err = process.communicate(timeout=300)[1]
    # A slow machine gets to see how far the import is.
    said = [line for line in err.splitlines() if not line.startswith("imdb: ")]
    assert (process.returncode, said) == (0, [])
    run = ImportRun.objects.latest("pk")
    assert run.finished_at is not None
    return (run.finished_at - run.started_at).total_seconds()


def kill(directory, tmp_path, after):
    return killing.kill(lambda: start(directory, tmp_path), tmp_path / "places", after)


def contents(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0]: row[1:] for row in cursor.fetchall()}


@pytest.mark.kills
@needs_shared
def test_killed_first_load_leaves_nothing_or_all(days, tmp_path):
    seconds = finish(days[0], tmp_path)
    whole = contents(FILMS_SQL), contents(PEOPLE_SQL)
    kills = killing.Kills(seconds)
    for moment in kills.moments():
        empty()
        ImportRun.objects.all().delete()
        kills.append(kill(days[0], tmp_path, moment))
        assert contents(FILMS_SQL) in ({}, whole[0])
        finish(days[0], tmp_path)
        assert (contents(FILMS_SQL), contents(PEOPLE_SQL)) == whole
    killing.report(kills)


@pytest.mark.kills
@needs_shared
def test_killed_refresh_leaves_each_film_old_or_new(days, tmp_path):
    finish(days[0], tmp_path)
    old = contents(FILMS_SQL)
    seconds = finish(days[1], tmp_path)
    new, people = contents(FILMS_SQL), contents(PEOPLE_SQL)
    assert all(counted for _, counted in people.values())
    kills = killing.Kills(seconds)
    for moment in kills.moments():
        finish(days[0], tmp_path)
        kills.append(kill(days[1], tmp_path, moment))
        found = contents(FILMS_SQL)
        assert [key for key, film in found.items() if film not in (old.get(key), new.get(key))] == []
        finish(days[1], tmp_path)
        assert (contents(FILMS_SQL), contents(PEOPLE_SQL)) == (new, people)
    killing.report(kills)


def test_damaged_dumps_are_named_before_anything_is_touched(tmp_path, monkeypatch):
    monkeypatch.setattr(imdb, "MOST_REJECTS", 10_000)
    directory = dumps.write(tmp_path, title_basics=[dumps.title(f"tt{n:07}", f"Film {n}") for n in range(1, 9_000)])
    plain = (directory / "title.basics.tsv").read_bytes()
    (directory / "title.basics.tsv").unlink()
    packed = directory / "title.basics.tsv.gz"
    whole = gzip.compress(plain)
    header = plain[: plain.index(b"\n") + 1]
    bomb = gzip.compress(header + (b"x" * (1 << 16) + b"\n") * 320)
    rubbish = gzip.compress(header + b"\n" * (1 << 20))
    for data, reason in (
        (whole[:-2_000], "is cut off before its end: get it again"),
        (whole[:5_000] + b"\0\0\0\0" + whole[5_004:], "is damaged"),
        (bomb, "bytes unpacked: that is no dump of IMDb's"),
        (rubbish, r"line 10002: is empty. So many rows \(10,000\) cannot be used"),
        (plain, "is not gzip, whatever its name says"),
        (gzip.compress(plain.replace(b"tconst", b"const", 1)), "line 1: expected the columns tconst"),
    ):
        packed.write_bytes(data)
        with pytest.raises(CommandError, match=reason) as raised:
            call_command("import_imdb", str(directory), "--rejects", str(tmp_path / "rejects.tsv"))
        assert raised.value.returncode == 1
    assert not Film.objects.exists()
    assert not Genre.objects.exists()


def test_lost_connections_of_the_workers_leave_nothing(tmp_path):
    directory = dumps.write(tmp_path, title_basics=[dumps.title("tt0000001", "One")])

    def cut(done, total):
        with plain_connection(autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND pid <> %s AND query NOT LIKE '%%advisory%%'",
                [connection.connection.info.backend_pid],
            )

    with pytest.raises(OperationalError):
        load(ImdbSource(directory), progress=cut)
    assert not Film.objects.exists()
    load(ImdbSource(directory))
    assert Film.objects.count() == 1


def test_full_disk_is_said_and_nothing_stays(tmp_path, monkeypatch):
    directory = dumps.write(tmp_path, title_basics=[dumps.title("tt0000001", "One")])

    def full(own, statement, rows):
        raise psycopg.errors.DiskFull("could not extend file: No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(fresh_workers, "_run", full)
        with pytest.raises(CommandError, match=r"The database stopped the import: .*No space left") as raised:
            call_command("import_imdb", str(directory), "--rejects", str(tmp_path / "rejects.tsv"))
    assert raised.value.returncode == 5
    assert not Film.objects.exists()


def test_readers_see_old_or_new_and_wait_for_nothing(tmp_path, monkeypatch):
    load(ImdbSource(dumps.write(tmp_path / "one", title_basics=[dumps.title("tt0000001", "Old")],
                                title_ratings=[("tt0000001", "7.1", "10")])))  # fmt: skip
    seen = []

    def look(*arguments):
        with plain_connection() as visitor:
            visitor.execute("SET lock_timeout = '100ms'")
            row = visitor.execute(
                "SELECT title, count FROM films_film AS f JOIN films_filmvotes AS v ON v.film_id = f.id"
            )
            seen.append(row.fetchone())
        return count(*arguments)

    count = imdb_refresh._count_unchanged
    monkeypatch.setattr(imdb_refresh, "_count_unchanged", look)
    second = dumps.write(tmp_path / "two", title_basics=[dumps.title("tt0000001", "New")],
                         title_ratings=[("tt0000001", "7.2", "11")])  # fmt: skip
    load(ImdbSource(second))
    assert seen == [("New", 11)]
