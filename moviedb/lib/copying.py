"""PostgreSQL's COPY, which Django knows nothing of."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Copy


@contextmanager
def copying(cursor: CursorWrapper, statement: str) -> Iterator[Copy]:
    """A COPY whose errors are Django's, as those of other statements are: a full disk, a lost connection."""
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        yield copy
