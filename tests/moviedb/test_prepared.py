import psycopg
import pytest
from django.db import DataError, OperationalError, connections, transaction


@pytest.fixture
def database(db):
    wrapper = connections["default"]
    if not wrapper.prepares_statements:  # type: ignore[attr-defined]
        pytest.skip("behind a pooler nothing is prepared")
    wrapper.ensure_connection()
    return wrapper


def test_keys_of_every_kind(database):
    query = "SELECT concat_ws(' ', $1::int, $2::float8, $3::text)"
    text = "It's \\ “100%” $1 \N{GRINNING FACE}"
    for key in (-7, 2_000_000_000):
        assert database.execute_prepared(query, [key, 1e-7, text]) == [f"{key} 1e-07 {text}"]


def test_no_rows_one_row_and_several(database):
    query = "SELECT text(n) FROM generate_series(1, $1) AS n"
    assert [database.execute_prepared(query, [count]) for count in (0, 1, 3)] == [[], ["1"], ["1", "2", "3"]]


def test_text_with_nul_is_refused_before_it_is_sent(database):
    with pytest.raises(DataError, match="NUL"):
        database.execute_prepared("SELECT $1::text", ["short\0ened"])


def test_fault_is_of_djangos_class_and_keeps_its_state(database):
    with pytest.raises(DataError) as fault, transaction.atomic():
        database.execute_prepared("SELECT text(1 / $1)", [0])
    assert isinstance(fault.value.__cause__, psycopg.errors.DivisionByZero)
    assert database.execute_prepared("SELECT text(1 / $1)", [1]) == ["1"]


def test_statement_that_takes_too_long_is_ended(database):
    with database.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 50")
    with pytest.raises(OperationalError) as fault, transaction.atomic():
        database.execute_prepared("SELECT pg_sleep($1)::text", [60])
    assert isinstance(fault.value.__cause__, psycopg.errors.QueryCanceled)


@pytest.mark.django_db(transaction=True)
def test_first_statement_of_a_transaction_begins_it(database):
    query = "SELECT text(pg_current_xact_id()) || left($1::text, 0)"
    with transaction.atomic():
        assert database.execute_prepared(query, [""]) == database.execute_prepared(query, [""])
    assert database.execute_prepared(query, [""]) != database.execute_prepared(query, [""])


@pytest.mark.django_db(transaction=True)
def test_lost_connection_is_told_as_such(database):
    """Without a state of Postgres' or with one that says so: the site makes a new connection and tries once more."""
    database.execute_prepared("SELECT $1::text", ["kept"])
    info = database.connection.info
    with psycopg.connect(info.dsn, password=database.settings_dict["PASSWORD"]) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [info.backend_pid])
    with pytest.raises(OperationalError) as fault:
        database.execute_prepared("SELECT $1::text", ["kept"])
    assert (getattr(fault.value.__cause__, "sqlstate", None) or "57P")[:3] == "57P"
    assert database.connection.closed
    database.close()
    assert database.execute_prepared("SELECT $1::text", ["kept"]) == ["kept"]
