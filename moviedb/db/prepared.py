"""Statements that the server keeps under a name, executed by libpq itself.

psycopg's cursor looks at a query's ten thousand letters on each execution, adapts keys and makes Python objects of
rows: for a statement that returns one JSON text that is more work than asking and answering. What psycopg gives
besides is kept: its classes of errors, and transactions that begin with their first statement.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from psycopg import Connection, DataError, OperationalError
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

Key = int | float | str


class _Logged(NamedTuple):
    query: bytes


class PreparedCursor:
    """As much of a cursor as Django's wrapper, which counts queries and translates errors, asks for."""

    def __init__(self, connection: Connection[Any], name: str, keys: Sequence[Key]) -> None:
        self._connection = connection
        self._name = name.encode()
        self._keys = keys
        self._rows: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is kept open."""

    def execute(self, shown: str, params: None = None) -> None:
        """`shown` is for the log, where Django looks for psycopg's `_query`; name and keys were given before."""
        self._query = _Logged(shown.encode())
        connection = self._connection
        server = connection.pgconn
        if not connection.autocommit and server.transaction_status == TransactionStatus.IDLE:
            connection.execute("")  # psycopg begins a transaction with its own next statement
        result = server.exec_prepared(self._name, [_as_sent(key) for key in self._keys])
        if result.status != ExecStatus.TUPLES_OK:
            if server.status == ConnStatus.BAD:
                raise OperationalError(server.get_error_message())
            raise error_from_result(result)
        self._rows = [str(result.get_value(row, 0) or b"", "utf-8") for row in range(result.ntuples)]

    def fetchall(self) -> list[str]:
        return self._rows


def _as_sent(key: Key) -> bytes:
    if isinstance(key, str):
        if "\0" in key:  # which would end the text for libpq
            raise DataError("PostgreSQL text cannot hold NUL")
        return key.encode()
    return b"%d" % key if isinstance(key, int) else repr(float(key)).encode()
