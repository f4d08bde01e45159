"""The first ratings, up to 32 million: a table filled beside the empty one, indexed when full, and put in its place.

Row by row into a table with its indexes and its foreign key takes five times as long. Readers see no ratings until
the exchange, which is short; whatever stops the import before leaves none.
"""

import time
from collections.abc import Iterator

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from films.importers.fresh_tables import FOREIGN_KEYS_SQL, INDEXES_SQL, are_possible
from films.importers.fresh_workers import SCHEMA
from films.importers.tables import Table
from films.models import OutsideRating

RATINGS = Table(OutsideRating, ("user", "film_id"), ("rated_on", "site", "half_stars"))
FRESH = f"{SCHEMA}.{RATINGS.name}"
# The exchange waits for whoever reads films just then, and others would wait behind it: so only so long at a time.
PATIENCE, PAUSE, ATTEMPTS = "300ms", 0.5, 240


def is_possible() -> bool:
    """Not inside of a transaction, as of a dry run, and only where no site's ratings are there."""
    return not (connection.in_atomic_block or OutsideRating.objects.exists()) and are_possible([RATINGS])


def drop(cursor: CursorWrapper) -> None:
    """Also what an import left that was killed."""
    cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def fill(cursor: CursorWrapper, batches: Iterator[str]) -> int:
    """The batches are statements that give rows, in the order of the primary key; how many there were."""
    names = {"tables": [RATINGS.name]}
    drop(cursor)
    cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    try:
        cursor.execute(f"CREATE TABLE {FRESH} (LIKE {RATINGS.name} INCLUDING ALL EXCLUDING INDEXES)")
        rows = 0
        for batch in batches:
            cursor.execute(f"INSERT INTO {FRESH} {batch}")
            rows += cursor.rowcount
        with transaction.atomic():
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute(INDEXES_SQL, names)
            for _, definition, name, kind, *_ in cursor.fetchall():
                cursor.execute(definition.replace(" ON public.", f" ON {SCHEMA}.", 1))
                if kind:
                    cursor.execute(f"ALTER TABLE {FRESH} ADD CONSTRAINT {name} {kind} USING INDEX {name}")
        cursor.execute(FOREIGN_KEYS_SQL, names)
        for _, name, definition, *_ in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {FRESH} ADD CONSTRAINT {name} {definition} NOT VALID")
            cursor.execute(f"ALTER TABLE {FRESH} VALIDATE CONSTRAINT {name}")
        cursor.execute(f"ANALYZE {FRESH}")
        for attempt in range(1, ATTEMPTS + 1):
            try:
                _exchange(cursor)
                break
            except OperationalError:  # the lock was not to be had
                if attempt == ATTEMPTS:
                    raise
                time.sleep(PAUSE)
    finally:
        drop(cursor)
    return rows


@transaction.atomic
def _exchange(cursor: CursorWrapper) -> None:
    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
    cursor.execute(f"DROP TABLE {RATINGS.name}")
    cursor.execute(f"ALTER TABLE {FRESH} SET SCHEMA public")
