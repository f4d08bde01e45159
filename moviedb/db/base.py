import select
from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures

from moviedb.db.client import DatabaseClient
from moviedb.db.creation import DatabaseCreation, create_missing_database
from moviedb.db.prepared import Key, PreparedCursor
from moviedb.db.private_server import ensure_private_server
from moviedb.lib.postgres.config import ROLE


class DatabaseFeatures(PostgresFeatures):
    minimum_database_version = (15,)


class DatabaseWrapper(base.DatabaseWrapper):
    prepared: dict[str, str]  # of the present connection: query → its name on the server

    features_class = DatabaseFeatures
    client_class = DatabaseClient
    creation_class = DatabaseCreation

    @property
    def prepares_statements(self) -> bool:
        """Whether statements may be prepared: not behind a pooler, where another server runs them."""
        return self.settings_dict["OPTIONS"].get("prepare_threshold") is not None

    def execute_prepared(self, query: str, keys: Sequence[Key]) -> list[str]:
        """The texts that a query of one column gives, with $1, $2 … for its keys.

        The server keeps it under a name of ours: a request sends the name and its keys. In Django's wrapper, but
        without Django's own cursor, which copies psycopg's adapters each time.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        name = self.prepared.get(query)
        if name is None:
            with self.wrap_database_errors:
                name = f"page_{len(self.prepared)}"
                self.connection.execute(f"PREPARE {name} AS {query}", prepare=False)
                self.prepared[query] = name
        with self._prepare_cursor(PreparedCursor(self.connection, name, keys)) as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"EXECUTE {name}")
            rows: list[str] = cursor.fetchall()
        return rows

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
