"""Imports that die, meet each other or lose their database: the catalogue stands as of the last whole batch."""

import json
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection
from django.urls import reverse

from films.importers import loading
from films.importers.lock import import_lock
from films.importers.records import SourceError
from films.importers.tables import ALL_TABLES
from films.models import Credit, Film
from moviedb.lib.provenance.models import ImportRun
from tests.factories import make_film
from tests.films.importers import killing, movielens_files
from tests.films.importers import tmdb5000_files as files
from tests.films.importers.sources import ListSource, film, person

pytestmark = pytest.mark.django_db(transaction=True)

FILMS = 1_500
CREDITS_EACH = 4


@pytest.fixture(scope="module")
def many_films(tmp_path_factory):
    """Enough films for several batches."""
    cast = [
        [files.part(1 + n % 700 + i, credit_id=f"{n:012}{i:012}", character=f"Part {i}") for i in range(CREDITS_EACH)]
        for n in range(1, FILMS + 1)
    ]
    return files.write(
        tmp_path_factory.mktemp("many"),
        [files.movie(n, runtime=str(60 + n % 90), genres=[{"id": 1, "name": "Drama"}]) for n in range(1, FILMS + 1)],
        [files.credits_row(n, cast[n - 1]) for n in range(1, FILMS + 1)],
    )


def database_url() -> str:
    """The test's own database, as another process names it."""
    params = connection.get_connection_params()
    host = params.get("host", "")
    query = f"?{urlencode({'host': host})}" if host.startswith("/") else ""
    address = "" if query else f"{host}:{params.get('port', 5432)}"
    user = quote(params.get("user", ""), safe="")
    password = f":{quote(params['password'], safe='')}" if params.get("password") else ""
    return f"postgres://{user}{password}@{address}/{params['dbname']}{query}"


def start(command, tmp_path, directory):
    arguments = [command, directory, "--no-similar", "--rejects", tmp_path / "rejects.tsv"]
    return killing.start(
        arguments + ["--add-films"] * (command == "import_movielens"), tmp_path / "places",
        DATABASE_URL=database_url(), MOVIEDB_STATE_DIR=str(tmp_path / "state"),
    )  # fmt: skip


def finish(command, tmp_path, directory) -> float:
    """Seconds between the first commit of an undisturbed run and its last."""
    process = start(command, tmp_path, directory)
    err = process.communicate(timeout=120)[1]
    complaints = [line for line in err.splitlines() if not line.endswith(" left")]
    assert (process.returncode, complaints) == (0, [])
    run = ImportRun.objects.latest("pk")
    assert run.finished_at is not None
    return (run.finished_at - run.started_at).total_seconds()


def contents() -> list[Any]:
    """All rows in the terms of the source: no ids, no times, no runs."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT coalesce(json_agg(row ORDER BY row::text), '[]') FROM (
                SELECT json_build_array(f.title, f.runtime, p.name, p.credit_count, c.character, k.value,
                    (SELECT count(*) FROM films_filmgenre AS g WHERE g.film_id = f.id),
                    (SELECT count(*) FROM films_filmname AS n WHERE n.film_id = f.id)) AS row
                FROM films_film AS f JOIN films_credit AS c ON c.film_id = f.id
                JOIN people_person AS p ON p.id = c.person_id JOIN films_creditkey AS k ON k.credit_id = c.id
            ) AS rows
        """)
        value = cursor.fetchone()[0]
        return list(json.loads(value) if isinstance(value, str) else value)


def empty(already: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(table.name for table in ALL_TABLES)} CASCADE")
    for _ in range(already):
        make_film("Already there")


@pytest.mark.kills
@pytest.mark.parametrize("already", [0, 1], ids=["first_load", "refresh"])
def test_killed_import_leaves_whole_batches_and_a_rerun_completes_it(many_films, tmp_path, already):
    empty(already)
    seconds = finish("import_tmdb5000", tmp_path, many_films)
    whole = contents()
    assert len(whole) == FILMS * CREDITS_EACH
    kills = killing.Kills(seconds)
    for moment in kills.moments():
        empty(already)
        begin = partial(start, "import_tmdb5000", tmp_path, many_films)
        kills.append(killing.kill(begin, tmp_path / "places", moment))
        films = Film.objects.count() - already
        assert Credit.objects.count() == films * CREDITS_EACH
        if not already:
            assert films in (0, FILMS)
        finish("import_tmdb5000", tmp_path, many_films)
        assert contents() == whole
    killing.report(kills)


def ratings() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT e.value, v.average, v.count, v.distribution,
                (SELECT json_agg(json_build_array(r.user, r.half_stars, r.rated_on) ORDER BY r.user)::text
                 FROM films_outsiderating AS r WHERE r.film_id = e.film_id),
                (SELECT json_agg(json_build_array(t.text, t.users) ORDER BY t.text)::text
                 FROM films_outsidetag AS t WHERE t.film_id = e.film_id)
            FROM films_filmexternalid AS e LEFT JOIN films_filmvotes AS v ON v.film_id = e.film_id
            WHERE e.source = 'movielens' ORDER BY e.value
        """)
        return list(cursor.fetchall())


@pytest.mark.kills
def test_killed_import_of_ratings_leaves_whole_users_and_a_rerun_completes_it(tmp_path, monkeypatch):
    movies = [(str(n), f"Film {n} (2009)", "Drama") for n in range(1, 400)]
    links = [(str(n), f"{n:07}", str(n)) for n in range(1, 400)]
    users = 60 if killing.KILLS < 10 else 6_000
    days = [tmp_path / day for day in ("first", "second")]
    for shift, day in enumerate(days):
        day.mkdir()
        movielens_files.write(
            day, movies=movies, links=links, tags=[("1", "7", "violin", "1")],
            ratings=[(str(user), str(1 + user * place % 397), str((1 + (user * place + shift) % 10) / 2), "5")
                     for user in range(1, users) for place in range(1, 21)],
        )  # fmt: skip
    empty(0)
    finish("import_movielens", tmp_path, days[0])
    old = ratings()
    seconds = finish("import_movielens", tmp_path, days[1])
    new = ratings()
    kills = killing.Kills(seconds)
    for moment in kills.moments():
        finish("import_movielens", tmp_path, days[0])
        assert ratings() == old
        kills.append(killing.kill(partial(start, "import_movielens", tmp_path, days[1]), tmp_path / "places", moment))
        finish("import_movielens", tmp_path, days[1])
        assert ratings() == new
    killing.report(kills)


def test_second_import_says_who_holds_the_lock():
    with import_lock():
        run = ImportRun.objects.create(source="imdb", host="archive", pid=77)
        with pytest.raises(SourceError, match=r"An import of imdb has been running since .* \(process 77 on archive\)"):
            loading.load(ListSource())
        run.refresh_from_db()
        assert run.state == "running"


def test_lock_is_free_after_a_dead_import_and_its_run_is_closed():
    ImportRun.objects.create(source="imdb", host="archive", pid=77)
    loading.load(ListSource())
    assert list(ImportRun.objects.order_by("id").values_list("state", flat=True)) == ["failed", "finished"]


def test_lost_connection_keeps_what_was_committed(monkeypatch):
    make_film("Already there")
    monkeypatch.setattr(loading, "BATCH_FILMS", 10)

    def cut(done, total):
        with psycopg.connect(**{**_plain(connection.get_connection_params())}, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])

    with pytest.raises(OperationalError):
        loading.load(ListSource(*(film(n) for n in range(25))), progress=cut)
    connection.close()
    assert Film.objects.count() == 11
    assert ImportRun.objects.get().state in ("running", "failed")
    loading.load(ListSource(*(film(n) for n in range(25))))
    assert Film.objects.count() == 26


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return {name: params[name] for name in params if name not in ("cursor_factory", "context", "prepare_threshold")}


def test_first_load_is_invisible_until_it_is_done_and_pages_answer_503(client, settings):
    """A second connection, with the web's limits, sees 503 while the first one fills the catalogue."""
    answers = []

    def visit(done, total):
        with psycopg.connect(**_plain(connection.get_connection_params())) as visitor:
            visitor.execute("SET lock_timeout = '100ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                visitor.execute("SELECT count(*) FROM films_film")
            answers.append("busy")

    loading.load(ListSource(person(1), film(1)), progress=visit)
    assert answers == ["busy"]
    assert client.get(reverse("films:list")).status_code == 200


def test_failed_batch_keeps_the_batches_before_it(monkeypatch):
    make_film("Already there")
    monkeypatch.setattr(loading, "BATCH_FILMS", 2)
    monkeypatch.setattr(loading, "check", lambda record: None)
    with pytest.raises(IntegrityError, match="film_runtime"):
        loading.load(ListSource(film(1), film(2), film(3), film(4, runtime=-1)))
    assert (Film.objects.count(), ImportRun.objects.get().checkpoint) == (3, 2)
