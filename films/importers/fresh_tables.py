"""Tables built beside empty ones and put in their place: how millions of rows come into an empty catalogue.

Several connections fill and index copies of the tables in a schema of their own; one short transaction at the end
exchanges them for the empty originals. Until then visitors see the empty catalogue, and whatever stops the import
leaves it so: what lies in the schema is thrown away by the next one.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from films.importers.fresh_workers import SCHEMA, FreshTable, Steps, Workers
from films.importers.records import SourceError
from films.importers.tables import CREDIT_KEY, Table
from moviedb.lib.provenance.journal import all_is_made_by, triggers_moved
from moviedb.lib.provenance.models import ImportRun

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
        conrelid = ANY(%(tables)s::regclass[]), confrelid = ANY(%(tables)s::regclass[])
    FROM pg_constraint
    WHERE contype = 'f' AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
    ORDER BY conname
"""
# The last columns say whether it is an index of what is within texts, and of which column's rows only it is one.
INDEXES_SQL = """
    SELECT i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid), quote_ident(x.relname),
        CASE c.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' END,
        a.amname = 'gin' AND i.indpred IS NULL,
        (SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attgenerated = ''
         AND pg_get_expr(i.indpred, i.indrelid) = format('(%%I IS NOT NULL)', attname))
    FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS a ON a.oid = x.relam
    LEFT JOIN pg_constraint AS c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
    WHERE i.indrelid = ANY(%(tables)s::regclass[]) ORDER BY x.relname
"""
# How many times longer such an index takes.
WITHIN_TEXTS = 6

# Long texts that no index has are shown, not asked for: to sort thirty thousand of them tells the planner nothing.
COLUMNS_SQL = """
    SELECT a.attrelid::regclass::text, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
    FROM pg_attribute AS a
    WHERE a.attrelid = ANY(%(tables)s::regclass[]) AND a.attnum > 0 AND NOT a.attisdropped
      AND (a.atttypid <> ALL('{text,varchar,json,jsonb}'::regtype[]) OR a.atttypmod BETWEEN 0 AND 204
           OR EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = a.attrelid AND a.attnum = ANY(i.indkey)))
    GROUP BY 1
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
    """`constants` are columns that have the same value in every row of a table: no row need say it."""

    def __init__(self, tables: Mapping[Table, Mapping[str, str]], run: ImportRun) -> None:
        self.tables = {
            table: FreshTable(table.name, constants, number % 2)
            for number, (table, constants) in enumerate(tables.items())
        }
        self.analyzed = {table.name for table in tables if {"origin", "adult"} & set(table.values)}
        self.analyzed.add(CREDIT_KEY.name)  # later imports ask for many keys at once
        self.rows = 0  # of films and people: what the run's checkpoint says in the end
        self.run = run
        self.names = {"tables": [table.name for table in tables]}
        self.workers = Workers()
        self.started: set[Table] = set()
        # Indexes that are there before the rows.
        self.early: set[str] = set()

    @contextmanager
    def building(self) -> Iterator[None]:
        """Tables to `copy` into; at the end they have taken the place of the empty ones."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
            cursor.execute(FOREIGN_KEYS_SQL, self.names)
            self.foreign_keys = cursor.fetchall()
            cursor.execute(INDEXES_SQL, self.names)
            self.indexes = cursor.fetchall()
            cursor.execute(COLUMNS_SQL, self.names)
            self.columns = dict(cursor.fetchall())
        try:
            with self.workers.running():
                yield
                self.workers.wait()
                self._check_keys()
                self._exchange()
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")

    def next_id(self, table: Table) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')), 0)", [table.name])
            return int(cursor.fetchone()[0]) + 1

    def copy(self, table: Table, columns: Sequence[str], rows: bytes) -> None:
        """Hands CSV on to a worker; waits while too much is waiting."""
        if table not in self.started:
            self.started.add(table)
            self._index_early(table.name, self.tables[table], columns)
        self.workers.copy(self.tables[table], columns, rows)

    def complete(self, *tables: Table) -> None:
        """These tables have all their rows, and are the only ones that have any: their indexes can be built."""
        names = {table.name for table in tables}
        indexes = [
            Steps(table, [_fresh(definition)], WITHIN_TEXTS if within else 1)
            for table, definition, name, _, within, _ in self.indexes
            if table in names and name not in self.early
        ]
        self.workers.commit([self.tables[table] for table in tables], then=indexes)

    def _index_early(self, name: str, table: FreshTable, columns: Sequence[str]) -> None:
        """An index of rows that have what no row of this import has is quicker to keep empty than to look for them."""
        for owner, definition, index, _, _, only_of in self.indexes:
            if owner == name and only_of and only_of not in (*columns, *table.constants):
                self.early.add(index)
                table.early.append(_fresh(definition))

    def _check_keys(self) -> None:
        """Foreign keys among the new tables: added unchecked, which is quick, then checked table by table."""
        own = [(table, name, definition, new) for table, name, definition, inside, new in self.foreign_keys if inside]
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path = {SCHEMA}, public")
            try:
                for table, _, name, kind, *_ in self.indexes:
                    if kind:
                        cursor.execute(f"ALTER TABLE {SCHEMA}.{table} ADD CONSTRAINT {name} {kind} USING INDEX {name}")
                for table, name, definition, _ in own:
                    cursor.execute(f"ALTER TABLE {SCHEMA}.{table} ADD CONSTRAINT {name} {definition} NOT VALID")
            finally:
                cursor.execute("RESET search_path")
        # Of keys to the new tables both sides have an index, and to read these side by side is quicker than to hash.
        for table in self.names["tables"]:
            # Tables that are only asked for single rows by a unique key have their statistics soon enough.
            steps = [f"ANALYZE {SCHEMA}.{table} ({self.columns[table]})"] if table in self.analyzed else []
            for name, to_new in ((name, to_new) for each, name, _, to_new in own if each == table):
                steps.append(f"SET enable_hashjoin = {'off' if to_new else 'on'}")
                steps.append(f"ALTER TABLE {SCHEMA}.{table} VALIDATE CONSTRAINT {name}")
            self.workers.do(Steps(table, steps))
        self.workers.wait()

    @transaction.atomic
    def _exchange(self) -> None:
        names = self.names["tables"]
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
                    cursor.execute(f"ALTER TABLE {SCHEMA}.{name} RESET (autovacuum_enabled, toast.autovacuum_enabled)")
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


def _fresh(definition: str) -> str:
    return definition.replace(" ON public.", f" ON {SCHEMA}.", 1)
