import pytest
from django.core.exceptions import ImproperlyConfigured

from moviedb.lib.database_url import COMMAND_LIMITS, WEB_LIMITS, parse_database_url

EXAMPLE = "for instance postgres://user:password@host:5432/moviedb"
DIRECT = {
    "ENGINE": "moviedb.db",
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "PRIVATE_SERVER": False,
    "CREATE_MISSING": False,
}
OPTIONS = {"connect_timeout": 3, "prepare_threshold": 2, "options": COMMAND_LIMITS}


def test_empty_is_the_private_server():
    assert parse_database_url("", catalogue="", web=False) == {
        **DIRECT,
        "NAME": "moviedb",
        "OPTIONS": OPTIONS,
        "PRIVATE_SERVER": True,
        "CREATE_MISSING": True,
    }


def test_catalogue_has_a_database_of_its_own_on_the_private_server():
    assert parse_database_url("", catalogue="demo", web=False)["NAME"] == "moviedb_demo"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_address_with_every_part(scheme):
    assert parse_database_url(f"{scheme}://u:p@db.example:5433/films", catalogue="", web=False) == {
        **DIRECT,
        "NAME": "films",
        "USER": "u",
        "PASSWORD": "p",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": OPTIONS,
    }


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres:///films", ("films", "", "", "", "")),
        ("postgres://host/films", ("films", "", "", "host", "")),
        ("postgres://me@host/films", ("films", "me", "", "host", "")),
        ("postgres://[::1]:5433/films", ("films", "", "", "::1", "5433")),
        ("postgres://a%40b:p%2F%3A%23%3F%25@host/f%20%C3%A9", ("f é", "a@b", "p/:#?%", "host", "")),
        ("postgres:///films?host=/run/postgresql&port=5433", ("films", "", "", "/run/postgresql", "5433")),
        ("postgres://%2Frun%2Fpostgresql/films", ("films", "", "", "/run/postgresql", "")),
        ("postgres://host?dbname=films&user=me&password=p%26q", ("films", "me", "p&q", "host", "")),
    ],
)
def test_address_in_other_forms(url, expected):
    entry = parse_database_url(url, catalogue="", web=False)
    assert tuple(entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_other_options_go_to_libpq():
    url = "postgres://host/films?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&connect_timeout=9&pooler=0"
    assert parse_database_url(url, catalogue="", web=False)["OPTIONS"] == {
        **OPTIONS,
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
        "connect_timeout": 9,
    }


def test_pooler_keeps_nothing_on_a_connection():
    assert parse_database_url("postgres://host/films?pooler=1", catalogue="", web=True) == {
        "ENGINE": "moviedb.db",
        "NAME": "films",
        "USER": "",
        "PASSWORD": "",
        "HOST": "host",
        "PORT": "",
        "OPTIONS": {"connect_timeout": 3, "prepare_threshold": None},
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "PRIVATE_SERVER": False,
        "CREATE_MISSING": False,
    }


@pytest.mark.parametrize("url", ["", "postgres://host/films"])
def test_web_limits_its_statements(url):
    assert parse_database_url(url, catalogue="", web=True)["OPTIONS"]["options"] == WEB_LIMITS


def test_catalogue_beside_the_named_database_may_be_made():
    entry = parse_database_url("postgres://host/films", catalogue="demo", web=False)
    assert (entry["NAME"], entry["CREATE_MISSING"]) == ("films_demo", True)


@pytest.mark.parametrize(
    ("url", "mistake"),
    [
        ("films", "it has no ://"),
        ("mysql://u:secret@host/films", "'mysql' is not a server moviedb runs on: only postgres:// is"),
        ("postgres://u:secret@host", "it names no database after the host"),
        ("postgres://u:secret@host/", "it names no database after the host"),
        ("postgres://u:secret@host/a/b", "the database name 'a/b' has a slash"),
        (
            "postgres://u:secret@host:54x/films",
            "the port is no number up to 65535 (a / ? @ in a password must be written %2F %3F %40)",
        ),
        (
            "postgres://u:secret@host:70000/films",
            "the port is no number up to 65535 (a / ? @ in a password must be written %2F %3F %40)",
        ),
        (
            "postgres://u:sec/ret@host/films",
            "the port is no number up to 65535 (a / ? @ in a password must be written %2F %3F %40)",
        ),
        ("postgres://host/films?password=secret&port=0", "the port is no number up to 65535"),
        ("postgres://u:secret#1@host/films", "a # in the user, password or name must be written %23"),
        ("postgres://u:secret@[::1/films", "the host cannot be read: an IPv6 address needs both [ and ]"),
        ("postgres://u:secret@host/films?ssl=1", "the option 'ssl' is not known"),
        ("postgres://u:secret@host/films?sslmode=a&sslmode=b", "the option 'sslmode' is given twice"),
        ("postgres://u:secret@host/films?connect_timeout=x", "connect_timeout is no number of seconds"),
        ("postgres://u:secret@host/films?pooler=yes", "pooler is neither 0 nor 1"),
        (
            f"postgres://u:secret@host/{'x' * 64}",
            f"the database name '{'x' * 64}' is longer than PostgreSQL's 63 bytes",
        ),
    ],
)
def test_mistake_is_named_without_the_password(url, mistake):
    with pytest.raises(ImproperlyConfigured) as refused:
        parse_database_url(url, catalogue="", web=False)
    assert str(refused.value) == f"DATABASE_URL: {mistake}; {EXAMPLE}"
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("catalogue", ["Demo", "a-b", "1", "x" * 40])
def test_catalogue_that_is_no_name_is_refused(catalogue):
    with pytest.raises(ImproperlyConfigured) as refused:
        parse_database_url("", catalogue=catalogue, web=False)
    assert str(refused.value) == (
        f"MOVIEDB_CATALOGUE={catalogue!r} is no name for a catalogue: use up to 31 of a-z, 0-9 and _."
    )
