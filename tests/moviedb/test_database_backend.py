"""Our database backend, on whichever server the tests run on."""

import os
import select
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper
from django.db.utils import NotSupportedError, OperationalError

from moviedb.db import base
from moviedb.db.base import DatabaseWrapper
from moviedb.db.creation import new_database_options
from moviedb.lib.database_url import WEB_LIMITS

pytestmark = pytest.mark.django_db(transaction=True)


def wrapper(**changes: Any) -> DatabaseWrapper:
    return DatabaseWrapper({**connection.settings_dict, **changes}, alias="default")


@pytest.fixture
def missing_name() -> Iterator[str]:
    name = f"test_missing_{os.getpid()}"
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


def fetch_one(database: BaseDatabaseWrapper, query: str) -> Any:
    with database.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def test_missing_database_is_made_by_several_threads_at_once(missing_name):
    barrier = threading.Barrier(4)
    names: list[Any] = []

    def use() -> None:
        database = wrapper(NAME=missing_name, CREATE_MISSING=True)
        barrier.wait()
        try:
            names.append(fetch_one(database, "SELECT current_database()"))
        finally:
            database.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names == [(missing_name,)] * 4


def test_missing_database_of_a_named_server_is_not_made(missing_name):
    database = wrapper(NAME=missing_name, CREATE_MISSING=False)
    with pytest.raises(OperationalError, match=f'database "{missing_name}" does not exist'):
        database.ensure_connection()


def test_missing_database_that_may_not_be_made_is_named(missing_name):
    role = f"test_plain_{os.getpid()}"
    connection.ensure_connection()
    there = connection.connection.info
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'plain'")
    try:
        database = wrapper(
            NAME=missing_name,
            CREATE_MISSING=True,
            PRIVATE_SERVER=False,
            HOST=there.host,
            PORT=str(there.port),
            USER=role,
            PASSWORD="plain",
        )
        with pytest.raises(OperationalError) as refused:
            database.ensure_connection()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP ROLE {role}")
    options = new_database_options(there.server_version, private=False)
    assert str(refused.value) == (
        f"The database {missing_name!r} is missing and {role!r} may not make it. As a superuser: "
        f'CREATE DATABASE "{missing_name}" WITH {options} OWNER "{role}"'
    )


def test_databases_have_unicode_letters_and_code_point_order_on_any_server():
    assert fetch_one(connection, "SELECT lower('ÀŁİ') > '', 'ß' < 'ÿ', 'Z' < 'a', upper('é')") == (
        True,
        True,
        True,
        "É",
    )
    assert fetch_one(connection, "SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()") == (
        "C",
        "C.UTF-8",
    )


@pytest.mark.parametrize(
    ("version", "private", "options"),
    [
        (
            150018,
            False,
            "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'",
        ),
        (
            170000,
            False,
            "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' "
            "LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'",
        ),
        (180006, True, "TEMPLATE template0 ENCODING 'UTF8'"),
    ],
)
def test_new_database_options_by_version(version, private, options):
    assert new_database_options(version, private) == options


def test_cursors_of_both_kinds_work_where_statements_are_prepared():
    database = wrapper()
    try:
        assert database.prepares_statements
        for _ in range(4):
            assert fetch_one(database, "SELECT 'a' || 'b'") == ("ab",)
        prepared = psycopg.Cursor(database.connection)
        for _ in range(4):
            prepared.execute("SELECT %s::text || 'c'", ["ab"])
        assert prepared.fetchone() == ("abc",)
        assert fetch_one(database, "SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql") == (1,)
        with database.chunked_cursor() as chunked:
            chunked.execute("SELECT generate_series(1, %s)", [3])
            assert chunked.fetchall() == [(1,), (2,), (3,)]
    finally:
        database.close()


def test_nothing_is_prepared_behind_a_pooler():
    database = wrapper(OPTIONS={**connection.settings_dict["OPTIONS"], "prepare_threshold": None})
    try:
        assert not database.prepares_statements
        database.ensure_connection()
        prepared = psycopg.Cursor(database.connection)
        for _ in range(4):
            prepared.execute("SELECT %s::text", ["ab"])
        assert fetch_one(database, "SELECT count(*) FROM pg_prepared_statements") == (0,)
    finally:
        database.close()


def test_web_limits_reach_the_server():
    database = wrapper(OPTIONS={**connection.settings_dict["OPTIONS"], "options": WEB_LIMITS})
    try:
        shown = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
        assert fetch_one(database, shown) == ("10s", "1s")
    finally:
        database.close()


def test_server_older_than_15_is_refused(monkeypatch):
    database = wrapper()
    monkeypatch.setattr(DatabaseWrapper, "pg_version", 140011)
    monkeypatch.setattr(DatabaseWrapper, "get_database_version", lambda self: (14, 11))
    with pytest.raises(NotSupportedError, match=r"PostgreSQL 15 or later is required \(found 14\.11\)"):
        database.check_database_version_supported()


def test_private_server_stopped_meanwhile_is_started_again(monkeypatch):
    """Between looking for the server and connecting another process has stopped it."""
    connection.ensure_connection()
    there = connection.connection.info
    hosts = iter(["/nonexistent"])
    monkeypatch.setattr(base, "ensure_private_server", lambda: next(hosts, there.host))
    monkeypatch.setattr(base, "ROLE", there.user)
    database = wrapper(PRIVATE_SERVER=True, CREATE_MISSING=False)
    again = database.get_new_connection({**database.get_connection_params(), "port": there.port})
    with again:
        assert again.execute("SELECT 1").fetchone() == (1,)


def test_kept_connection_is_looked_at_without_a_query(monkeypatch):
    database = wrapper()
    database.ensure_connection()
    try:
        monkeypatch.setattr(PostgresWrapper, "is_usable", lambda self: pytest.fail("asked the server"))
        assert database.is_usable()
    finally:
        database.close()
    assert not database.is_usable()


def test_connection_that_the_server_ended_is_not_usable():
    database = wrapper()
    pid = fetch_one(database, "SELECT pg_backend_pid()")
    try:
        fetch_one(connection, f"SELECT pg_terminate_backend({pid[0]}, 5000)")
        assert not database.is_usable()
    finally:
        database.close()


def test_connection_that_was_told_something_is_asked():
    """A notice, a changed setting: something to read, and yet it stands."""
    database = wrapper()
    fetch_one(database, "SELECT 1")
    with database.cursor() as cursor:
        cursor.execute("LISTEN news")
    try:
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY news")
        assert select.select([database.connection], [], [], 5)[0] == [database.connection]
        assert database.is_usable()
    finally:
        database.close()
