"""Django's database entry from DATABASE_URL, or for the private server when there is none."""

import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ENGINE = "moviedb.db"
PRIVATE_NAME = "moviedb"
EXAMPLE = "for instance postgres://user:password@host:5432/moviedb"
LONGEST_NAME = 63  # bytes; PostgreSQL cuts longer ones off
# How often a statement runs on a connection before the server keeps its plan.
PREPARE_THRESHOLD = 2
# The planner takes JSON lists for far larger than they are, and compiling them costs seconds.
NO_JIT = "-c jit=off"
# A visitor's page may not hold the database up; commands may take their time.
WEB_LIMITS = f"{NO_JIT} -c statement_timeout=10s -c lock_timeout=1s -c idle_in_transaction_session_timeout=10s"
COMMAND_LIMITS = f"{NO_JIT} -c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0"
# libpq's options that an address may set, beside those that have a place in the address itself.
LIBPQ_OPTIONS = {
    "application_name",
    "channel_binding",
    "connect_timeout",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "passfile",
    "require_auth",
    "service",
    "sslcert",
    "sslcertmode",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslrootcert",
    "target_session_attrs",
    "tcp_user_timeout",
}


def parse_database_url(url: str, *, catalogue: str, web: bool) -> dict[str, Any]:
    """The entry for ``DATABASES``.

    A catalogue other than the real one ("") has a database of its own beside it. ``web`` says that the
    process answers visitors.
    """
    if catalogue and not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", catalogue):
        raise ImproperlyConfigured(
            f"MOVIEDB_CATALOGUE={catalogue!r} is no name for a catalogue: use up to 31 of a-z, 0-9 and _."
        )
    address: dict[str, Any] = _read_address(url) if url else {"NAME": PRIVATE_NAME, "OPTIONS": {}}
    options = address["OPTIONS"]
    pooler = _read_switch(options.pop("pooler", "0"))
    if catalogue:
        address["NAME"] += f"_{catalogue}"
    if len(address["NAME"].encode()) > LONGEST_NAME:
        raise _mistake(f"the database name {address['NAME']!r} is longer than PostgreSQL's {LONGEST_NAME} bytes")
    options.setdefault("connect_timeout", 3)
    if pooler:
        # The next statement may come from another server connection: nothing may be kept on one.
        kept: dict[str, Any] = {"CONN_MAX_AGE": 0, "DISABLE_SERVER_SIDE_CURSORS": True}
        options["prepare_threshold"] = None
    else:
        kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
        options["prepare_threshold"] = PREPARE_THRESHOLD
        options["options"] = WEB_LIMITS if web else COMMAND_LIMITS
    return {
        "ENGINE": ENGINE,
        **address,
        **kept,
        # Read by our backend (moviedb.db): run the private server; make the database where it is missing.
        "PRIVATE_SERVER": not url,
        "CREATE_MISSING": not url or bool(catalogue),
    }


def _mistake(what: str) -> ImproperlyConfigured:
    # Never the address itself: it holds the password, and this text reaches logs.
    return ImproperlyConfigured(f"DATABASE_URL: {what}; {EXAMPLE}")


def _read_address(url: str) -> dict[str, Any]:
    scheme, colon, _ = url.partition("://")
    if not colon:
        raise _mistake("it has no ://")
    if scheme not in ("postgres", "postgresql"):
        raise _mistake(f"{scheme!r} is not a server moviedb runs on: only postgres:// is")
    try:
        parts = urlsplit(url)
        host = unquote(parts.hostname or "")
    except ValueError:
        raise _mistake("the host cannot be read: an IPv6 address needs both [ and ]") from None
    if "#" in url:
        raise _mistake("a # in the user, password or name must be written %23")
    try:
        port = parts.port
    except ValueError:
        # A password with an unescaped / ends the host early and leaves its start where the port should be.
        raise _mistake(
            "the port is no number up to 65535 (a / ? @ in a password must be written %2F %3F %40)"
        ) from None
    name = unquote(parts.path.removeprefix("/"))
    if "/" in name:
        raise _mistake(f"the database name {name!r} has a slash")
    query = _read_query(parts.query)
    # libpq's own spelling for a socket's folder: postgres:///moviedb?host=/run/postgresql
    address = {
        "NAME": query.pop("dbname", "") or name,
        "USER": query.pop("user", "") or unquote(parts.username or ""),
        "PASSWORD": query.pop("password", "") or unquote(parts.password or ""),
        "HOST": query.pop("host", "") or host,
        "PORT": _read_port(query.pop("port", "")) or str(port or ""),
    }
    if not address["NAME"]:
        raise _mistake("it names no database after the host")
    return {**address, "OPTIONS": query}


def _read_query(text: str) -> dict[str, Any]:
    query: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        if key not in LIBPQ_OPTIONS | {"host", "port", "user", "password", "dbname", "pooler"}:
            raise _mistake(f"the option {key!r} is not known")
        if key in query:
            raise _mistake(f"the option {key!r} is given twice")
        query[key] = value
    if "connect_timeout" in query:
        try:
            query["connect_timeout"] = int(query["connect_timeout"])
        except ValueError:
            raise _mistake("connect_timeout is no number of seconds") from None
    return query


def _read_port(text: str) -> str:
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise _mistake("the port is no number up to 65535")
    return text


def _read_switch(value: str) -> bool:
    if value not in ("0", "1"):
        raise _mistake("pooler is neither 0 nor 1")
    return value == "1"
