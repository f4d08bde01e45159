"""Tables built beside empty ones and put in their place: how millions of rows come into an empty catalogue.

Several connections fill and index copies of the tables in a schema of their own; one short transaction at the end
exchanges them for the empty originals. Until then visitors see the empty catalogue, and whatever stops the import
leaves it so: what lies in the schema is thrown away by the next one.
"""

import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import OperationalError, connection, transaction

from films.importers.lock import plain_connection
from films.importers.records import SourceError
from films.importers.tables import Table, quoted
from moviedb.lib.provenance.journal import all_is_made_by, triggers_moved
from moviedb.lib.provenance.models import ImportRun

SCHEMA = "moviedb_import"
WORKERS = 2
# Parts of tables that wait for a worker: they are what an import holds in memory.
MOST_WAITING = 3
CHUNK = 1 << 20
SETTINGS = (
    f"SET search_path = {SCHEMA}, public",
    "SET synchronous_commit = off",
    "SET maintenance_work_mem = '256MB'",
    "SET work_mem = '64MB'",
    "SET jit = off",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
)
# What an exchange of tables would lose.
DEPENDENTS_SQL = """
    SELECT c.relname FROM pg_class AS c WHERE c.oid = ANY(%(tables)s::regclass[]) AND (
        c.relacl IS NOT NULL OR c.relhastriggers AND EXISTS (
            SELECT FROM pg_trigger AS t
            WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgname NOT LIKE 'journal%%')
        OR c.relrowsecurity OR EXISTS (SELECT FROM pg_publication_rel AS p WHERE p.prrelid = c.oid)
        OR EXISTS (SELECT FROM pg_depend AS d WHERE d.refobjid = c.oid AND d.classid = 'pg_rewrite'::regclass))
"""
FOREIGN_KEYS_SQL = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid),
        conrelid = ANY(%(tables)s::regclass[])
    FROM pg_constraint
    WHERE contype = 'f' AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
    ORDER BY conname
"""
INDEXES_SQL = """
    SELECT i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid), quote_ident(x.relname),
        CASE c.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' END, a.amname
    FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS a ON a.oid = x.relam
    LEFT JOIN pg_constraint AS c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
    WHERE i.indrelid = ANY(%(tables)s::regclass[]) ORDER BY a.amname = 'btree', x.relname
"""


def are_possible(tables: Sequence[Table]) -> bool:
    """Whether nothing hangs on the tables that would be lost with them, and a schema may be made."""
    with connection.cursor() as cursor:
        cursor.execute(DEPENDENTS_SQL, {"tables": [table.name for table in tables]})
        if cursor.fetchall():
            return False
        cursor.execute("SELECT has_database_privilege(current_database(), 'CREATE')")
        return bool(cursor.fetchone()[0])


class FreshTables:
    def __init__(self, tables: Sequence[Table], run: ImportRun) -> None:
        self.tables = tables
        self.rows = 0  # of films and people: what the run's checkpoint says in the end
        self.run = run
        self.names = {"tables": [table.name for table in tables]}
        self.jobs: queue.Queue[tuple[str, bytes | None] | None] = queue.Queue()
        self.room = threading.Semaphore(MOST_WAITING)
        self.errors: list[BaseException] = []

    @contextmanager
    def building(self) -> Iterator[None]:
        """Tables to `copy` into; at the end they have taken the place of the empty ones."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
            for table in self.tables:
                cursor.execute(
                    f"CREATE TABLE {SCHEMA}.{table.name} (LIKE {table.name} INCLUDING ALL EXCLUDING INDEXES)"
                )
            cursor.execute(FOREIGN_KEYS_SQL, self.names)
            self.foreign_keys = cursor.fetchall()
            cursor.execute(INDEXES_SQL, self.names)
            self.indexes = cursor.fetchall()
        threads = [threading.Thread(target=self._work, name=f"import-{n}", daemon=True) for n in range(WORKERS)]
        for thread in threads:
            thread.start()
        try:
            yield
            self._wait()
            self._check_keys()
            self._exchange()
        finally:
            self.errors.append(StopIteration())
            for _ in threads:
                self.jobs.put(None)
            for thread in threads:
                thread.join()
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")

    def next_id(self, table: Table) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')), 0)", [table.name])
            return int(cursor.fetchone()[0]) + 1

    def copy(self, table: Table, columns: Sequence[str], rows: bytes) -> None:
        """Hands CSV on to a worker; waits while too much is waiting."""
        while not self.room.acquire(timeout=1):
            self._raise()
        self._raise()
        self.jobs.put((f"COPY {SCHEMA}.{table.name} ({quoted(columns)}) FROM STDIN (FORMAT csv)", rows))

    def complete(self, *tables: Table) -> None:
        """These tables have all their rows: their indexes can be built."""
        names = {table.name for table in tables}
        for name, definition, _, _, _ in self.indexes:
            if name in names:
                self.jobs.put((definition.replace(f" ON public.{name} ", f" ON {SCHEMA}.{name} ", 1), None))
        # The others are only asked for single rows by a unique key, and have their statistics soon enough.
        for table in tables:
            if {"origin", "adult"} & set(table.values):
                self.jobs.put((f"ANALYZE {SCHEMA}.{table.name}", None))

    def _work(self) -> None:
        try:
            with plain_connection(autocommit=True) as own:
                for setting in SETTINGS:
                    own.execute(setting)
                while (job := self.jobs.get()) is not None:
                    statement, rows = job
                    if not self.errors:
                        _run(own, statement, rows)
                    if rows is not None:
                        self.room.release()
                    self.jobs.task_done()
        except BaseException as error:
            self.errors.append(error)
            self.jobs.task_done()

    def _wait(self) -> None:
        while self.jobs.unfinished_tasks and not self.errors:
            with self.jobs.all_tasks_done:
                self.jobs.all_tasks_done.wait(0.2)
        self._raise()

    def _raise(self) -> None:
        if self.errors:
            error = self.errors[0]
            if isinstance(error, psycopg.Error):
                raise OperationalError(str(error)) from error
            raise error

    def _check_keys(self) -> None:
        """Foreign keys among the new tables: added unchecked, which is quick, then checked table by table."""
        own = [(table, name, definition) for table, name, definition, inside in self.foreign_keys if inside]
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path = {SCHEMA}, public")
            try:
                for table, _, name, kind, _ in self.indexes:
                    if kind:
                        cursor.execute(f"ALTER TABLE {SCHEMA}.{table} ADD CONSTRAINT {name} {kind} USING INDEX {name}")
                for table, name, definition in own:
                    cursor.execute(f"ALTER TABLE {SCHEMA}.{table} ADD CONSTRAINT {name} {definition} NOT VALID")
            finally:
                cursor.execute("RESET search_path")
        for table in sorted({table for table, _, _ in own}, key=lambda name: "credit" not in name):
            checks = ", ".join(f"VALIDATE CONSTRAINT {name}" for each, name, _ in own if each == table)
            self.jobs.put((f"ALTER TABLE {SCHEMA}.{table} {checks}", None))
        self._wait()

    @transaction.atomic
    def _exchange(self) -> None:
        names = [table.name for table in self.tables]
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT FROM {name})" for name in names))
            if cursor.fetchone()[0]:
                raise SourceError(
                    "Somebody entered a film or person while the first import was running, so its tables cannot be "
                    "put in place. Run the command again: it then adds to what is there."
                )
            outside = [row[:3] for row in self.foreign_keys if not row[3]]
            for table, name, _ in outside:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            for name in names:
                self._follow_sequence(cursor, name)
            with triggers_moved(cursor, names):
                cursor.execute(f"DROP TABLE {', '.join(names)}")
                for name in names:
                    cursor.execute(f"ALTER TABLE {SCHEMA}.{name} SET SCHEMA public")
            all_is_made_by(cursor, self.run.pk, names)
            # From here on the import is done, whatever becomes of the process.
            self.run.checkpoint = self.rows
            self.run.save(update_fields=["checkpoint"])
            for table, name, definition in outside:
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")

    @staticmethod
    def _follow_sequence(cursor: Any, name: str) -> None:
        """No id is given twice: addresses of removed films stay theirs."""
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [name])
        if cursor.fetchone()[0] is None:
            return
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{SCHEMA}.{name}', 'id'), greatest(m.id, s.last, 1), "
            f"coalesce(m.id, s.last) IS NOT NULL) FROM (SELECT max(id) AS id FROM {SCHEMA}.{name}) AS m, "
            f"(SELECT pg_sequence_last_value(pg_get_serial_sequence('{name}', 'id')) AS last) AS s"
        )


def _run(own: psycopg.Connection[Any], statement: str, rows: bytes | None) -> None:
    if rows is None:
        own.execute(statement)
        return
    with own.cursor().copy(statement) as copy:
        for start in range(0, len(rows), CHUNK):
            copy.write(rows[start : start + CHUNK])
