import contextlib
from typing import Any

import psycopg
from django.db.backends.postgresql import creation
from django.db.utils import OperationalError
from psycopg import sql


def new_database_options(server_version: int, private: bool) -> str:
    """The same letters and the same order on every server, whatever its own locale is.

    Folding and trigrams ask for the letters of Unicode, indexes and cursors for one order.
    """
    options = "TEMPLATE template0 ENCODING 'UTF8'"
    if private:  # initdb has chosen already
        return options
    provider = "builtin BUILTIN_LOCALE 'C.UTF-8'" if server_version >= 17_00_00 else "libc"
    return f"{options} LOCALE_PROVIDER {provider} LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"


def create_missing_database(conn_params: dict[str, Any], *, private: bool) -> bool:
    """Make the database that these parameters name; False when it is not its absence that is wrong.

    Other processes may do the same at the same time.
    """
    name = conn_params["dbname"]
    elsewhere = {
        **conn_params,
        "dbname": "postgres",
        "prepare_threshold": None,
        "cursor_factory": psycopg.Cursor,
    }
    try:
        connection = psycopg.connect(**elsewhere, autocommit=True)
    except psycopg.OperationalError:
        return False
    with connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        options = new_database_options(connection.info.server_version, private)
        statement = sql.SQL("CREATE DATABASE {} WITH {}").format(sql.Identifier(name), sql.SQL(options))
        try:
            with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege as fault:
            raise OperationalError(
                f"The database {name!r} is missing and {connection.info.user!r} may not make it. "
                f'As a superuser: {statement.as_string(connection)} OWNER "{connection.info.user}"'
            ) from fault
    return True


class DatabaseCreation(creation.DatabaseCreation):
    """Makes the test database as missing databases are made."""

    def sql_table_creation_suffix(self) -> str:
        with self._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            version = cursor.connection.info.server_version
        private = bool(self.connection.settings_dict.get("PRIVATE_SERVER"))
        return f"WITH {new_database_options(version, private)}"

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        """Also while the backend of an import that a test killed has not noticed it yet."""
        with self._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")
