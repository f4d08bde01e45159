import pytest
from django.core.checks import run_checks
from django.db import connection

from moviedb.checks import check_database

pytestmark = pytest.mark.django_db


def ids(messages):
    return [message.id for message in messages]


def test_this_database_is_fit():
    assert check_database(None, ["default"]) == []


def test_no_database_is_asked_unless_named():
    assert check_database(None, None) == []


def test_check_is_registered(monkeypatch):
    monkeypatch.setattr(connection, "get_database_version", lambda: (14, 9))
    assert "moviedb.E001" in ids(run_checks(databases=["default"]))


def test_old_server(monkeypatch):
    monkeypatch.setattr(connection, "get_database_version", lambda: (14, 9))
    assert ids(check_database(None, ["default"])) == ["moviedb.E001"]


def replace_fold(body):
    """Undone at the end of the test, with its transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION moviedb_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS '{body}'"
        )


def test_function_that_folds_otherwise():
    replace_fold("SELECT lower(t)")
    [error] = check_database(None, ["default"])
    assert error.id == "moviedb.E004"
    assert "migrate" in str(error.hint)


def test_database_before_its_first_migration():
    with connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION moviedb_fold(text) RENAME TO not_yet")
    assert check_database(None, ["default"]) == []


def test_locale_that_knows_ascii_only():
    """What a database with LC_CTYPE C answers; a schema before pg_catalog plays its part."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA ascii_only")
        cursor.execute(
            "CREATE FUNCTION ascii_only.lower(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS "
            "$$ SELECT translate(t, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') $$"
        )
        cursor.execute("SET LOCAL search_path = ascii_only, pg_catalog, public")
    [error] = check_database(None, ["default"])
    assert error.id == "moviedb.E003"
    assert "LC_CTYPE 'C.UTF-8'" in str(error.hint)
