"""Page statements: a QuerySet compiled once, then executed with a new key on each request.

Compiling a query costs the ORM several times what Postgres needs to answer it. A page's query is therefore
written as a QuerySet, built once with sentinels in the place of its keys, and its SQL kept per server version
(the ORM writes other SQL for other versions). The statement returns one JSON value a row, which is decoded into
the page's row class.

A prepared statement has its keys as the only parameters. The ORM's constants, a hundred of them in a large query,
are written into its text: as parameters each of them would be sent, read and bound again on every request.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from moviedb.lib.dates import PartialDate

T = TypeVar("T")
# A placeholder of the ORM, or a per cent sign of the query itself.
PLACEHOLDER = re.compile("%([s%])")
KeyValue = int | float | str

# Values that no query has by chance, each of the type that the ORM expects in its place. Integers within
# the range of every integer column: beyond it the ORM drops the condition, knowing its outcome.
SENTINELS: dict[type, Callable[[int], KeyValue]] = {
    int: lambda position: 2_000_000_000 + position,
    float: lambda position: -2e9 - position - 0.5,
    str: lambda position: f"\N{REPLACEMENT CHARACTER}key {position}",
    PartialDate: lambda position: f"{position + 1:04}-01-13",
}


class Statement(Generic[T]):
    """`build(*keys)` gives a QuerySet of one JSON column; `kinds` are the types of its keys.

    `prepared=False` is for statements whose plan depends on the key, such as searches: the server then plans
    each execution with the key in view.
    """

    def __init__(
        self,
        row: type[T],
        kinds: Sequence[type],
        build: Callable[..., models.QuerySet[Any, Any]],
        *,
        prepared: bool = True,
    ) -> None:
        self.build = build
        self.kinds = tuple(kinds)
        self.prepared = prepared
        self.decoder = msgspec.json.Decoder(row)
        # Threads may compile the same statement at the same time: both write the same entry.
        self._compiled: dict[tuple[int, bool], tuple[str, tuple[Any, ...]]] = {}

    def raw(self, *keys: KeyValue) -> list[str]:
        """The rows as JSON texts."""
        connection = connections[DEFAULT_DB_ALIAS]
        prepared = self.prepared and connection.prepares_statements  # type: ignore[attr-defined]
        query, params = self._sql(connection, prepared)
        values = [param.fill(keys) if isinstance(param, _Key) else param for param in params]
        if prepared:
            texts: list[str] = connection.execute_prepared(query, values)  # type: ignore[attr-defined]
            return texts
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            return [row[0] for row in cursor.fetchall()]

    def decode(self, text: str) -> T:
        return self.decoder.decode(text)

    def rows(self, *keys: KeyValue) -> list[T]:
        return [self.decode(text) for text in self.raw(*keys)]

    def _sql(self, connection: BaseDatabaseWrapper, prepared: bool) -> tuple[str, tuple[Any, ...]]:
        version: int = connection.pg_version  # type: ignore[attr-defined]
        if (version, prepared) not in self._compiled:
            sentinels = [SENTINELS[kind](position) for position, kind in enumerate(self.kinds)]
            query, compiled = self.build(*sentinels).query.sql_with_params()
            params = tuple(_key_or_constant(sentinels, param) for param in compiled)
            if {param.position for param in params if isinstance(param, _Key)} != set(range(len(sentinels))):
                # A lookup such as `contains` puts the key into a pattern before it becomes a parameter.
                raise ValueError("a key of the statement does not reach the query as it is")
            if prepared:
                query, params = _with_constants(query, params, connection)
            self._compiled[version, prepared] = query, params
        return self._compiled[version, prepared]


class _Key:
    """The place of a key among a compiled query's parameters, and the type that the ORM gave it there."""

    def __init__(self, position: int, adapt: Callable[[Any], Any]) -> None:
        self.position = position
        self.adapt = adapt

    def fill(self, keys: Sequence[KeyValue]) -> Any:
        return self.adapt(keys[self.position])


def _key_or_constant(sentinels: list[KeyValue], param: Any) -> Any:
    if isinstance(param, int | float | str) and param in sentinels:
        return _Key(sentinels.index(param), type(param))
    return param


def _with_constants(query: str, params: Sequence[Any], connection: BaseDatabaseWrapper) -> tuple[str, tuple[_Key, ...]]:
    """The query with its constants in its text and $1, $2 … for its keys."""
    keys: list[_Key] = []
    waiting = iter(params)

    def text(match: re.Match[str]) -> str:
        if match[1] == "%":
            return "%"
        param = next(waiting)
        if not isinstance(param, _Key):
            return sql.Literal(param).as_string(connection.connection)
        keys.append(param)
        return f"${len(keys)}"

    return PLACEHOLDER.sub(text, query), tuple(keys)
