import logging
from types import SimpleNamespace

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection

from films.views import home
from moviedb import middleware

pytestmark = pytest.mark.django_db


def fault(sqlstate):
    """An OperationalError as Django raises it: with the driver's error as its cause."""
    error = OperationalError("it failed\nDETAIL: what somebody typed")
    error.__cause__ = psycopg.errors.lookup(sqlstate)() if sqlstate else psycopg.OperationalError()
    return error


@pytest.fixture
def failing(monkeypatch):
    """Makes the home page's statement raise these errors, one a call, before it answers again."""

    def fail(*errors):
        waiting, answer, calls = list(errors), home.FILMS.raw, []

        def raw(*keys):
            calls.append(keys)
            if waiting:
                raise waiting.pop(0)
            return answer(*keys)

        monkeypatch.setattr(home.FILMS, "raw", raw)
        # The test's own connection is in a transaction and must stay open.
        monkeypatch.setattr(middleware, "connection", SimpleNamespace(in_atomic_block=False, close=lambda: None))
        return calls

    return fail


@pytest.mark.parametrize("sqlstate", ["57P01", "57P03", "08006", ""])
@pytest.mark.parametrize("method", ["get", "head"])
def test_lost_connection_is_tried_once_more(client, failing, sqlstate, method):
    calls = failing(fault(sqlstate))
    assert getattr(client, method)("/").status_code == 200
    assert len(calls) == 2


def test_driver_that_says_interface_error(client, failing):
    calls = failing(InterfaceError("the connection is closed"))
    assert client.get("/").status_code == 200
    assert len(calls) == 2


def test_database_that_stays_away(client, failing):
    calls = failing(fault("57P01"), fault("57P03"))
    response = client.get("/")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "30", "no-store")
    assert len(calls) == 2
    assert "cannot be reached" in response.content.decode()


@pytest.mark.parametrize("sqlstate", ["57014", "55P03"])
def test_what_waited_too_long_is_not_tried_again(client, failing, sqlstate):
    calls = failing(fault(sqlstate))
    response = client.get("/")
    assert (response.status_code, len(calls)) == (503, 1)
    assert "being filled" in response.content.decode()


def test_full_disk_is_not_tried_again(client, failing):
    calls = failing(fault("53100"))
    assert (client.get("/").status_code, len(calls)) == (503, 1)


def test_nothing_is_tried_again_in_a_transaction(client, failing, monkeypatch):
    calls = failing(fault("57P01"))
    monkeypatch.setattr(middleware, "connection", connection)
    assert (client.get("/").status_code, len(calls)) == (503, 1)


def test_log_has_one_line_without_the_detail(client, failing, caplog):
    failing(fault("57014"))
    with caplog.at_level(logging.ERROR, "moviedb"):
        client.get("/")
    assert [record.getMessage() for record in caplog.records if record.name == "moviedb"] == [
        "database fault at '/': ['it failed']"
    ]


@pytest.mark.django_db(transaction=True)
def test_first_import_holds_the_tables(client):
    """A real lock: the page waits no longer than the web's lock_timeout and says when to come back."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE films_film IN ACCESS EXCLUSIVE MODE")
            assert client.get("/").status_code == 503
            cursor.execute("ROLLBACK")
        assert client.get("/").status_code == 200
    finally:
        other.close()
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_server_that_ended_our_connection(client):
    assert client.get("/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        other.close()
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/%00", "/films/1-%00/", "/search/?q=a%00b", "/search/?a%00=b", "/films/?sort=title&sort=%00", "/?%00"]
)
def test_nul_is_refused(client, address, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(address).status_code == 400


def test_letters_that_look_like_nul_are_not(client):
    assert client.get("/search/?q=%2500").status_code == 200


def explode(*keys):
    raise RuntimeError("secret")


def test_headers_of_every_answer(client):
    for address in ("/", "/nowhere/", "/search/?q=%00", "/admin/login/"):
        response = client.get(address)
        assert {name: response[name] for name in middleware.HEADERS} == middleware.HEADERS, address


def test_error_page_keeps_its_reason_to_itself(client, monkeypatch, caplog):
    monkeypatch.setattr(home.FILMS, "raw", explode)
    client.raise_request_exception = False
    response = client.get("/")
    assert (response.status_code, "secret" in response.content.decode()) == (500, False)
    assert response["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")


def test_policy_allows_nothing_inline():
    assert "unsafe" not in middleware.HEADERS["Content-Security-Policy"]
    assert middleware.CONTENT_SECURITY_POLICY["default-src"] == "'none'"
