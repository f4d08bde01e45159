"""Page statements: a QuerySet compiled once, then executed with a new key on each request.

Compiling a query costs the ORM several times what Postgres needs to answer it. A page's query is therefore
written as a QuerySet, built once with sentinels in the place of its keys, and its SQL kept per server version
(the ORM writes other SQL for other versions). The statement returns one JSON value a row, which is decoded into
the page's row class.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")
_BUILT_IN = "\N{REPLACEMENT CHARACTER}key {}"


def sentinel(kind: type, position: int) -> Any:
    """A value that no query has by chance, of the type that the ORM expects."""
    return -2_000_000_000 - position if kind is int else _BUILT_IN.format(position)


class Statement(Generic[T]):
    """`build(*keys)` gives a QuerySet of one JSON column; `kinds` are the types of its keys, int or str."""

    def __init__(
        self, row: type[T], kinds: tuple[type, ...], build: Callable[..., models.QuerySet[Any, Any]]
    ) -> None:
        self.build = build
        self.kinds = kinds
        self.decoder = msgspec.json.Decoder(row)
        self._compiled: dict[int, tuple[str, tuple[Any, ...]]] = {}

    def raw(self, *keys: int | str) -> list[str]:
        """The rows as JSON texts."""
        connection = connections[DEFAULT_DB_ALIAS]
        sql, params = self._sql(connection)
        values = [keys[p.position] if isinstance(p, _Key) else p for p in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [row[0] for row in cursor.fetchall()]

    def decode(self, text: str) -> T:
        return self.decoder.decode(text)

    def rows(self, *keys: int | str) -> list[T]:
        return [self.decode(text) for text in self.raw(*keys)]

    def _sql(self, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        version: int = connection.pg_version  # type: ignore[attr-defined]
        if version not in self._compiled:
            sentinels = {sentinel(kind, i): _Key(i) for i, kind in enumerate(self.kinds)}
            sql, params = self.build(*sentinels).query.sql_with_params()
            self._compiled[version] = sql, tuple(_replace(sentinels, param) for param in params)
        return self._compiled[version]


class _Key:
    def __init__(self, position: int) -> None:
        self.position = position


def _replace(sentinels: dict[Any, _Key], param: Any) -> Any:
    return sentinels.get(param, param) if isinstance(param, int | str) else param
