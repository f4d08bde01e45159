"""One import at a time: a lock that the database frees when its holder dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from films.importers.records import LockHeldError
from moviedb.lib.provenance.models import ImportRun

# Any number, the same for all imports into one database.
LOCK = 5_201_906


def plain_connection(**options: Any) -> psycopg.Connection[Any]:
    """A connection of its own to the same database, without Django's ways."""
    params = connection.get_connection_params()
    for option in ("cursor_factory", "context", "prepare_threshold"):
        params.pop(option, None)
    return psycopg.connect(**params, **options)


@contextmanager
def import_lock() -> Iterator[None]:
    """Held by an idle transaction of a connection of its own, since session locks break behind a pooler."""
    # Django's errors, as of every other connection: commands know what to say of them.
    with connection.wrap_database_errors, plain_connection() as holder:
        holder.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        taken = holder.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK]).fetchone()
        if taken != (True,):
            raise LockHeldError(_who_holds_it())
        # Whoever was running and lost the lock did not live to say so.
        ImportRun.objects.filter(state=ImportRun.State.RUNNING).update(
            state=ImportRun.State.FAILED,
            finished_at=timezone.now(),
            report={"error": "The process ended before the import did."},
        )
        yield


def _who_holds_it() -> str:
    run = ImportRun.objects.filter(state=ImportRun.State.RUNNING).first()
    if run is None:
        return "Another import is just starting. Try again when it is done."
    since = date_format(timezone.localtime(run.started_at), "Y-m-d H:i:s")
    return (
        f"An import of {run.source} has been running since {since} "
        f"(process {run.pid} on {run.host}). Try again when it is done, or end that process."
    )
