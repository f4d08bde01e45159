"""Is this database fit for the catalogue? Asked by `migrate` and `check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from moviedb.lib.folding import PROBE, fold

OLDEST_POSTGRES = 15
ASCII_ONLY_HINT = (
    "Its locale knows ASCII letters only. Make the database with LC_CTYPE 'C.UTF-8' (CREATE DATABASE … TEMPLATE "
    "template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8') and load a backup into it."
)
CHANGED_HINT = "Run `migrate`; if that changes nothing, the function moviedb_fold was altered by hand."


def check_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    return [message for alias in databases or () for message in _check(connections[alias])]


def _check(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    version, _ = connection.get_database_version()
    if version < OLDEST_POSTGRES:
        return [
            Error(
                f"The server is PostgreSQL {version}; moviedb needs {OLDEST_POSTGRES} or later.",
                hint="Upgrade the server, or unset DATABASE_URL to use the private one.",
                id="moviedb.E001",
            )
        ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_encoding')")
        encoding = cursor.fetchone()[0]
        if encoding != "UTF8":
            return [
                Error(
                    f"The database is encoded in {encoding}; titles and names need UTF8.",
                    hint="Make the database with ENCODING 'UTF8'.",
                    id="moviedb.E002",
                )
            ]
        cursor.execute("SELECT lower(%s)", [PROBE])
        if cursor.fetchone()[0] == _ascii_lower(PROBE):
            return [Error("The database cannot fold names.", hint=ASCII_ONLY_HINT, id="moviedb.E003")]
        # Before the first migration there is no function to ask.
        cursor.execute("SELECT to_regprocedure('moviedb_fold(text)') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return []
        cursor.execute("SELECT moviedb_fold(%s)", [PROBE])
        folded = cursor.fetchone()[0]
    if folded == fold(PROBE):
        return []
    return [
        Error(f"The database folds names otherwise than the program: {folded!r}.", hint=CHANGED_HINT, id="moviedb.E004")
    ]


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
