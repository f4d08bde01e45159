"""Bringing rows back to what they were before runs changed or deleted them, column by column.

A column that somebody changed since is left as it is, and so is one that an editor locked since. Locks that the runs
set (`--lock`) go with the values that they settled; where somebody changed the value since, its lock stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.backends.utils import CursorWrapper

from films.importers.refresh import FIELD_OF
from films.importers.tables import CREDIT, FILM, PERSON, quoted
from films.undoing.made import JOURNALLED, SOURCED, still_settled

# Between the first and the last of these states of a row lies what the runs did to it.
NET_SQL = """
    CREATE TEMP TABLE net_change ON COMMIT DROP AS
    SELECT table_name, row_id,
        (array_agg(before ORDER BY id))[1] AS before, (array_agg(after ORDER BY id DESC))[1] AS after
    FROM provenance_rowbefore AS b
    WHERE run_id = ANY(%(runs)s) AND NOT EXISTS (
        SELECT FROM provenance_rowsmade AS m WHERE m.run_id = ANY(%(runs)s) AND m.table_name = b.table_name
          AND b.row_id BETWEEN m.first AND m.last)
    GROUP BY table_name, row_id
"""
COLUMNS_SQL = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
PARENTS = {"film_id": FILM.name, "person_id": PERSON.name, "credit_id": CREDIT.name}
LOCKABLE = (FILM.name, PERSON.name)


@dataclass(slots=True)
class Restored:
    rows: int = 0
    films: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    # "films_film 17: runtime": what was changed since and so stays.
    kept: list[str] = field(default_factory=list)


class Changed:
    def __init__(self, cursor: CursorWrapper, runs: Sequence[int]) -> None:
        self.cursor = cursor
        self.restored = Restored()
        cursor.execute("DROP TABLE IF EXISTS pg_temp.net_change")
        cursor.execute(NET_SQL, {"runs": list(runs)})
        cursor.execute("CREATE INDEX ON net_change (table_name, row_id)")
        cursor.execute("ANALYZE net_change")

    def bring_back(self) -> Restored:
        self.cursor.execute("SELECT DISTINCT table_name FROM net_change")
        touched = {row[0] for row in self.cursor.fetchall()}
        for table in JOURNALLED:
            if table in touched:
                self._bring_back(table)
        return self.restored

    def _bring_back(self, table: str) -> None:
        self.cursor.execute(COLUMNS_SQL, [table])
        columns = [row[0] for row in self.cursor.fetchall()]
        self._insert(table, columns)
        values = [column for column in columns if column != "id"]
        self._report(table, values)
        self._update(table, values)
        for column, names in (("film_id", self.restored.films), ("person_id", self.restored.people)):
            if column in columns:
                self._note(table, f"t.{column}", names)
        if table == FILM.name:
            self._note(table, "t.id", self.restored.films)
        if table == PERSON.name:
            self._note(table, "t.id", self.restored.people)

    def _insert(self, table: str, columns: list[str]) -> None:
        """Deleted rows, where their film, person or credit is still there and nothing took their place."""
        parents = "".join(
            f" AND EXISTS (SELECT FROM {parent} AS p WHERE p.id = r.{column})"
            for column, parent in PARENTS.items()
            if column in columns
        )
        self.cursor.execute(
            f"INSERT INTO {table} ({quoted(columns)}) SELECT {quoted(columns, 'r.')} "
            f"FROM net_change AS n, jsonb_populate_record(NULL::{table}, n.before) AS r "
            f"WHERE n.table_name = %s AND n.after IS NULL{parents} ORDER BY r.id ON CONFLICT DO NOTHING",
            [table],
        )
        self.restored.rows += self.cursor.rowcount

    def _update(self, table: str, columns: list[str]) -> None:
        free = {column: _free(table, column) for column in columns}
        taken = {
            column: f'CASE WHEN {condition} THEN r."{column}" ELSE x."{column}" END'
            for column, condition in free.items()
        }
        if table in LOCKABLE:
            taken["locked_fields"] = "ARRAY(SELECT f FROM unnest(x.locked_fields) AS f WHERE NOT "
            taken["locked_fields"] += f"({still_settled('f')} AND NOT n.before -> 'locked_fields' ? f))"
            free["locked_fields"] = _changed("locked_fields")
        assignments = ", ".join(f'"{column}" = {value}' for column, value in taken.items())
        self.cursor.execute(
            f"UPDATE {table} AS t SET {assignments} {_matched(table, 'x')} AND t.id = x.id "
            f"AND ({' OR '.join(free.values())})",
            [table],
        )
        self.restored.rows += self.cursor.rowcount

    def _report(self, table: str, columns: list[str]) -> None:
        """Before anything is set: what the run changed and somebody else changed or locked since."""
        unfree = ", ".join(
            f"CASE WHEN {_changed(column)} AND NOT {_free(table, column)} THEN '{column}' END"
            for column in columns
            if column not in ("updated_at", "locked_fields")
        )
        self.cursor.execute(
            f"SELECT x.id, concat_ws(', ', {unfree}) {_matched(table, 'x')} AND concat_ws(', ', {unfree}) <> ''",
            [table],
        )
        self.restored.kept += [f"{table} {pk}: {fields}" for pk, fields in self.cursor.fetchall()]

    def _note(self, table: str, owner: str, names: set[int]) -> None:
        self.cursor.execute(
            f"SELECT DISTINCT {owner} FROM net_change AS n JOIN {table} AS t ON t.id = n.row_id "
            "WHERE n.table_name = %s",
            [table],
        )
        names.update(row[0] for row in self.cursor.fetchall())


def _matched(table: str, alias: str) -> str:
    """The rows that the runs changed and that nobody made an editor's since, beside their states."""
    condition = ""
    if table in SOURCED:
        condition = f" AND ({alias}.origin <> 'editor' OR n.after ->> 'origin' = 'editor')"
        condition += f" AND {alias}.removed = (n.after ->> 'removed')::boolean"
    return (
        f"FROM net_change AS n JOIN {table} AS {alias} ON {alias}.id = n.row_id, to_jsonb({alias}) AS now, "
        f"jsonb_populate_record(NULL::{table}, n.before) AS r "
        f"WHERE n.table_name = %s AND n.after IS NOT NULL{condition}"
    )


def _changed(column: str) -> str:
    return f"(n.before -> '{column}') IS DISTINCT FROM (n.after -> '{column}')"


def _free(table: str, column: str) -> str:
    """Whether the run changed the column and nobody did since."""
    condition = f"{_changed(column)} AND (now -> '{column}') IS NOT DISTINCT FROM (n.after -> '{column}')"
    if table in LOCKABLE:
        field = FIELD_OF.get(column, column)
        condition += f" AND ('{field}' <> ALL(x.locked_fields) OR n.after -> 'locked_fields' ? '{field}')"
    return f"({condition})"
