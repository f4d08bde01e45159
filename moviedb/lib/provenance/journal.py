"""The journal of import runs: triggers note what a run does to the tables of the catalogue, whatever statement does it.

A transaction is journalled when it says whose run it is (`journalled`). The triggers fire once per statement, not
per row, and note rows that came in by stretches of ids. A first load needs no triggers: it fills the tables
`without_triggers`, or exchanges them with `triggers_moved`, and says at the end that `all_is_made_by` it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db.backends.utils import CursorWrapper
from django.db.models import Exists, OuterRef, QuerySet

from moviedb.lib.provenance.models import ImportRun, RowBefore, RowsMade

# Runs of one source, the latest first, that can still be undone.
KEPT_JOURNALS = 3

FUNCTION_SQL = """
CREATE OR REPLACE FUNCTION moviedb_journal() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $body$
-- No nested loop: the plan is made in a session's first statement, perhaps of one row, and kept for its largest.
DECLARE
    run integer := nullif(current_setting('moviedb.run', true), '')::integer;
BEGIN
    IF run IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO provenance_rowsmade (run_id, table_name, first, last)
        SELECT run, TG_TABLE_NAME, min(id), max(id)
        FROM (SELECT id, id - row_number() OVER (ORDER BY id) AS stretch FROM rows_after) AS numbered
        GROUP BY stretch;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO provenance_rowbefore (run_id, table_name, row_id, before, after)
        SELECT run, TG_TABLE_NAME, id, b, a FROM (
            SELECT o.id, to_jsonb(o) - TG_ARGV AS b, to_jsonb(n) - TG_ARGV AS a
            FROM rows_before AS o JOIN rows_after AS n USING (id)
        ) AS changed WHERE a <> b;
    ELSE
        INSERT INTO provenance_rowbefore (run_id, table_name, row_id, before)
        SELECT run, TG_TABLE_NAME, o.id, to_jsonb(o) - TG_ARGV FROM rows_before AS o;
    END IF;
    RETURN NULL;
END
$body$
"""
DROP_FUNCTION_SQL = "DROP FUNCTION moviedb_journal()"
_EVENTS = (
    ("INSERT", "NEW TABLE AS rows_after"),
    ("UPDATE", "OLD TABLE AS rows_before NEW TABLE AS rows_after"),
    ("DELETE", "OLD TABLE AS rows_before"),
)


def triggers_sql(table: str, generated: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """For a migration: statements that put the triggers on a table, and those that take them off.

    `generated` columns are the database's own and need no record.
    """
    left_out = ", ".join(f"'{column}'" for column in generated or [""])
    return (
        [
            f"CREATE TRIGGER journal_{event.lower()} AFTER {event} ON {table} REFERENCING {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION moviedb_journal({left_out})"
            for event, rows in _EVENTS
        ],
        [f"DROP TRIGGER journal_{event.lower()} ON {table}" for event, _ in _EVENTS],
    )


@contextmanager
def journalled(cursor: CursorWrapper, run: int) -> Iterator[None]:
    """What the transaction does in here is the run's doing and noted as such. To be used inside a transaction."""
    cursor.execute("SELECT set_config('moviedb.run', %s, true)", [str(run)])
    yield
    cursor.execute("SELECT set_config('moviedb.run', '', true)")


def without_triggers(cursor: CursorWrapper, tables: Iterable[str]) -> None:
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def with_triggers(cursor: CursorWrapper, tables: Iterable[str]) -> None:
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def triggers_moved(cursor: CursorWrapper, tables: Sequence[str]) -> Iterator[None]:
    """Around an exchange of tables for others of the same names: these have no triggers of their own."""
    cursor.execute(
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = ANY(%s::regclass[]) AND tgname LIKE 'journal%%'",
        [list(tables)],
    )
    definitions = [row[0] for row in cursor.fetchall()]
    yield
    for definition in definitions:
        cursor.execute(definition)


def all_is_made_by(cursor: CursorWrapper, run: int, tables: Iterable[str]) -> None:
    """Notes every row of these tables as the run's, at no cost: for tables that it found empty and locked."""
    for table in tables:
        cursor.execute(
            "INSERT INTO provenance_rowsmade (run_id, table_name, first, last) "
            f"SELECT %s, %s, first, last FROM (SELECT min(id) AS first, max(id) AS last FROM {table}) AS ends "
            "WHERE first IS NOT NULL",
            [run, table],
        )


def runs_with_journal(source: str) -> QuerySet[ImportRun]:
    """Runs of which it is known what they changed, the latest first."""
    made, before = (
        Exists(model._default_manager.filter(run=OuterRef("pk"))) for model in (RowsMade, RowBefore)
    )  # fmt: skip
    return ImportRun.objects.filter(made | before, source=source).order_by("-pk")


def forget_old(source: str) -> None:
    """Drops the journals of all but the latest runs of a source."""
    keep = [run.pk for run in runs_with_journal(source)[:KEPT_JOURNALS]]
    for model in (RowsMade, RowBefore):
        model._default_manager.filter(run__in=ImportRun.objects.filter(source=source).exclude(pk__in=keep)).delete()
