"""PostgreSQL's COPY, which Django knows nothing of."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Copy

CHUNK = 1 << 20


@contextmanager
def copying(cursor: CursorWrapper, statement: str) -> Iterator[Copy]:
    """A COPY whose errors are Django's, as those of other statements are: a full disk, a lost connection."""
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        yield copy


def write_whole(copy: Copy, rows: bytes) -> None:
    """A megabyte at a time."""
    whole = memoryview(rows)
    for start in range(0, len(rows), CHUNK):
        copy.write(whole[start : start + CHUNK])
