import select
from collections.abc import Sequence
from typing import Any, Self

from django.db.backends.postgresql import base
from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures
from psycopg import RawCursor, sql

from moviedb.db.client import DatabaseClient
from moviedb.db.creation import DatabaseCreation, create_missing_database
from moviedb.db.private_server import ensure_private_server
from moviedb.lib.postgres.config import ROLE


class DatabaseFeatures(PostgresFeatures):
    minimum_database_version = (15,)


class _Plain(RawCursor[Any]):
    """Sends what it is given as it is: neither per cent signs nor a plan for a statement that names one."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, prepare=False)


class DatabaseWrapper(base.DatabaseWrapper):
    prepared: dict[str, str]  # of the present connection: query → its name on the server

    features_class = DatabaseFeatures
    client_class = DatabaseClient
    creation_class = DatabaseCreation

    @property
    def prepares_statements(self) -> bool:
        """Whether statements may be prepared: not behind a pooler, where another server runs them."""
        return self.settings_dict["OPTIONS"].get("prepare_threshold") is not None

    def execute_prepared(self, query: str, keys: Sequence[int | float | str]) -> list[Any]:
        """The rows of a query with $1, $2 … for its keys, which the server keeps under a name of ours.

        A request then sends the name and its keys. psycopg's own way has it look at ten thousand letters each time.
        In Django's wrapper, which counts queries and translates errors, but without Django's own cursor, which
        copies psycopg's adapters each time.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        if query not in self.prepared:
            with self.wrap_database_errors:
                name = f"page_{len(self.prepared)}"
                self.connection.execute(f"PREPARE {name} AS {query}", prepare=False)
                self.prepared[query] = name
        values = [str(key) if type(key) is int else self._literal(key) for key in keys]
        asked = f"EXECUTE {self.prepared[query]}" + (f" ({', '.join(values)})" if values else "")
        with self._prepare_cursor(_Plain(self.connection)) as cursor:  # type: ignore[attr-defined]
            cursor.execute(asked)
            rows: list[Any] = cursor.fetchall()
        return rows

    def _literal(self, key: float | str) -> str:
        return sql.Literal(key).as_string(self.connection)

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if self.settings_dict.get("PRIVATE_SERVER"):
            # All of them said, so that a PGPORT or PGUSER meant for another server has no say here.
            params |= {"host": ensure_private_server(), "port": 5432, "user": ROLE}
        return params

    def is_usable(self) -> bool:
        """Whether a kept connection still stands. Asked before each request, so not at the price of a query.

        The server says nothing unasked but good-bye: only where there is something to read it is asked.
        """
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0) or super().is_usable()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.prepared = {}
        private = bool(self.settings_dict.get("PRIVATE_SERVER"))
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            if private:
                # It may have been stopped since it was looked for a moment ago.
                conn_params = conn_params | {"host": ensure_private_server()}
            made = self.settings_dict.get("CREATE_MISSING") and create_missing_database(conn_params, private=private)
            if not made and not private:
                raise
            return super().get_new_connection(conn_params)
