"""The writer for an empty catalogue: COPY into the final tables, indexes and foreign keys afterwards.

Everything happens in one transaction, so that a killed first load leaves the catalogue as empty as it was. The
tables are locked meanwhile; the site answers 503 (`moviedb.middleware.database_faults`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper

from films.importers import tables
from films.importers.identities import reserve_ids
from films.importers.records import CreditRecord
from films.importers.rows import Batch, credit_row, main_names
from films.importers.stated import Values
from films.importers.tables import ALL_TABLES, CREDIT, CREDIT_KEY, Row, Table, copy_rows
from films.models import Credit
from moviedb.lib.provenance.journal import all_is_made_by, with_triggers, without_triggers

LOADED = [table.name for table in ALL_TABLES]

COUNT_CREDITS_SQL = """
    UPDATE people_person AS p SET credit_count = c.n
    FROM (SELECT person_id, count(*) AS n FROM films_credit GROUP BY person_id) AS c WHERE c.person_id = p.id
"""
RANK_FILM_NAMES_SQL = """
    UPDATE films_filmname AS n SET popularity = f.popularity
    FROM films_film AS f WHERE f.id = n.film_id AND f.popularity > 0
"""
RANK_PERSON_NAMES_SQL = """
    UPDATE people_personname AS n SET popularity = coalesce(p.popularity, p.credit_count)
    FROM people_person AS p WHERE p.id = n.person_id
"""
# With the column that each changes. An index made after rows were updated in place serves nobody while any older
# transaction of the whole server runs, and every foreign key is then checked by reading a table from end to end;
# a row whose changed column is indexed is not updated in place.
DERIVING = (
    ("people_person", "credit_count", COUNT_CREDITS_SQL),
    ("films_filmname", "popularity", RANK_FILM_NAMES_SQL),
    ("people_personname", "popularity", RANK_PERSON_NAMES_SQL),
)
# Constraints of the loaded tables but checks, and foreign keys of others to them; foreign keys first.
CONSTRAINTS_SQL = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE contype IN ('f', 'p', 'u')
      AND (conrelid = ANY(%(tables)s::regclass[]) OR contype = 'f' AND confrelid = ANY(%(tables)s::regclass[]))
    ORDER BY contype <> 'f', contype <> 'p', conname
"""
INDEXES_SQL = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index AS i
    WHERE i.indrelid = ANY(%(tables)s::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
    ORDER BY 1
"""


def is_possible() -> bool:
    """Whether every table that a first load fills is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT FROM {table})" for table in LOADED))
        return not cursor.fetchone()[0]


class FirstLoad:
    """Nothing is there: no values of other sources, nothing to compare with."""

    complete = True

    def __init__(self, cursor: CursorWrapper, source: str, run: int) -> None:
        self.cursor = cursor
        self.source = source
        self.run = run
        self.new_films = self.new_people = self.new_credits = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Holds the tables, without indexes and foreign keys, and puts these back as they were."""
        self.cursor.execute(f"LOCK TABLE {', '.join(LOADED)} IN ACCESS EXCLUSIVE MODE")
        without_triggers(self.cursor, LOADED)
        constraints = self._definitions(CONSTRAINTS_SQL)
        for table, name, _ in constraints:
            self.cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        indexes = self._definitions(INDEXES_SQL)
        for name, _ in indexes:
            self.cursor.execute(f"DROP INDEX {name}")
        yield
        # Statistics of what the tables held before may make of these statements a loop that takes hours.
        self._analyze()
        for table, column, statement in DERIVING:
            self.cursor.execute(f"CREATE INDEX moviedb_deriving ON {table} ({column})")
            self.cursor.execute(statement)
            self.cursor.execute("DROP INDEX moviedb_deriving")
        self.cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        foreign_keys = [row for row in constraints if row[2].startswith("FOREIGN KEY")]
        for table, name, definition in [row for row in constraints if row not in foreign_keys]:
            self.cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for _, definition in indexes:
            self.cursor.execute(definition)
        for table, name, definition in foreign_keys:
            self.cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        self._analyze()
        all_is_made_by(self.cursor, self.run, LOADED)
        with_triggers(self.cursor, LOADED)

    def _analyze(self) -> None:
        for table in LOADED:
            self.cursor.execute(f"ANALYZE {table}")

    def values_of(self, table: Table, owners: Iterable[int]) -> dict[int, dict[str, Values]]:
        return {}

    def write(self, batch: Batch) -> None:
        for table, rows in main_names(batch).items():
            batch.add(table, *rows)
        for table in ALL_TABLES:
            if rows := batch.rows[table]:
                names = [name for name, _ in table.constants]
                constants = self._constants(table)
                copy_rows(self.cursor, table.name, (*table.columns, *names), (row + constants for row in rows))
        self.new_films += len(batch.rows[tables.FILM])
        self.new_people += len(batch.rows[tables.PERSON])
        self.new_credits += len(batch.rows[CREDIT])

    def credits(self, batch: Batch, films: list[int], credits: list[tuple[CreditRecord, int, int]]) -> None:
        """Adds the credits of these films, (record, film, person), to the batch: all of them are new."""
        ids = dict(
            zip(
                (record.key for record, _, _ in credits),
                reserve_ids(self.cursor, Credit, len(credits)),
                strict=True,
            )
        )
        for record, film, person in credits:
            performed_for = ids.get(record.performed_for)
            batch.add(CREDIT, credit_row(record, (ids[record.key], film, person), performed_for, self.source))
            batch.add(CREDIT_KEY, (ids[record.key], self.source, record.key))

    def _constants(self, table: Table) -> Row:
        if not table.constants:
            return ()
        self.cursor.execute(f"SELECT {', '.join(f'({value})::text' for _, value in table.constants)}")
        return tuple(self.cursor.fetchone())

    def _definitions(self, query: str) -> list[Row]:
        self.cursor.execute(query, {"tables": LOADED})
        return list(self.cursor.fetchall())
