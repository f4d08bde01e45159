"""The writer for a catalogue that holds something: staging tables, set-wise merge, locks honoured.

Each batch is one transaction together with its checkpoint: readers see a film old or new, never half.
"""

import json
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property

from django.db.backends.utils import CursorWrapper

from films.importers import tables
from films.importers.credit_merge import merge_credits
from films.importers.records import CreditRecord
from films.importers.rows import Batch, credit_row
from films.importers.stated import Values
from films.importers.tables import (
    FILM_SETS,
    PERSON_SETS,
    Row,
    Table,
    delete_unstated,
    insert_missing,
    quoted,
    stage_rows,
    update_changed,
)
from films.models import FilmName, SimilarQueue
from moviedb.lib.provenance.models import ImportRun
from moviedb.lib.provenance.precedence import rank
from people.models import PersonName

# Which column of a record's table a sourced field is, where the names differ.
FIELD_OF = {"original_language_id": "original_language", "collection_id": "collection"}
# A filed title or name that nobody states follows the title or name, and so stays when that is locked.
FOLLOWS = {"sort_title": "title", "sort_name": "name"}

KNOWN_SOURCE_SQL = """
    SELECT EXISTS (
        SELECT FROM pg_stats AS s,
            unnest(s.most_common_vals::text::text[], s.most_common_freqs) AS common(source, share)
        WHERE s.schemaname = current_schema() AND s.tablename = 'films_creditkey' AND s.attname = 'source'
          AND common.source = %s AND common.share > 0.1
    )
"""
PEOPLE_OF_SQL = "SELECT DISTINCT person_id FROM films_credit WHERE film_id = ANY(%s)"
COUNT_ALL_CREDITS_SQL = """
    UPDATE people_person AS p SET credit_count = c.n
    FROM (
        SELECT p.id, count(c.id) FILTER (WHERE NOT c.removed) AS n
        FROM people_person AS p LEFT JOIN films_credit AS c ON c.person_id = p.id GROUP BY p.id
    ) AS c
    WHERE c.id = p.id AND p.credit_count <> c.n RETURNING p.id
"""
# Person by person: a join of so few would still read every credit there is.
COUNT_CREDITS_SQL = """
    UPDATE people_person AS p SET credit_count = c.n
    FROM (
        SELECT p.id, (SELECT count(*) FROM films_credit AS c WHERE c.person_id = p.id AND NOT c.removed) AS n
        FROM people_person AS p WHERE p.id = ANY(%s) OFFSET 0
    ) AS c
    WHERE c.id = p.id AND p.credit_count <> c.n RETURNING p.id
"""


class Refresh:
    complete = False

    def __init__(self, cursor: CursorWrapper, source: str, superior: list[str]) -> None:
        self.cursor = cursor
        self.source = source
        self.superior = superior
        self.new_films = self.new_people = self.new_credits = 0
        self.changed_films: set[int] = set()
        self.changed_people: set[int] = set()
        self.changed_credits = 0
        # Whose credits may be more or fewer than before.
        self.touched_people: set[int] = set()
        self.removed: list[str] = []
        self.kept: list[str] = []
        self._films: list[int] = []
        self._film_batches = 0
        self._credits: list[Row] = []

    def running(self) -> AbstractContextManager[None]:
        return nullcontext()

    def values_of(self, table: Table, owners: Iterable[int]) -> dict[int, dict[str, Values]]:
        """What every source last said of these films or people."""
        owner = table.key[0]
        self.cursor.execute(
            f"SELECT {owner}, jsonb_object_agg(source, values)::text FROM {table.name} "
            f"WHERE {owner} = ANY(%s) GROUP BY {owner}",
            [list(owners)],
        )
        return {row[0]: json.loads(row[1]) for row in self.cursor.fetchall()}

    @cached_property
    def knows_statistics(self) -> bool:
        """Whether Postgres knows this source as one that many credits have a key of."""
        self.cursor.execute(KNOWN_SOURCE_SQL, [self.source])
        return bool(self.cursor.fetchone()[0])

    def credits(self, batch: Batch, films: list[int], credits: list[tuple[CreditRecord, int, int]]) -> None:
        """Keeps all credits of these films, (record, film, person), for `write`."""
        self._films = films
        self._film_batches += 1
        done = self._film_batches - 1
        # A source that is new to the catalogue is not in the statistics: its keys would be joined row by row. So they
        # are taken anew each time that there may be twice as many: before the 2nd, 3rd, 5th, 9th batch.
        if done and not done & (done - 1) and not self.knows_statistics:
            tables.analyse(self.cursor, (tables.CREDIT, tables.CREDIT_KEY))
        self._credits = [
            (record.key, record.performed_for, *credit_row(record, (None, film, person), None, "")[:-1])
            for record, film, person in credits
        ]

    def write(self, batch: Batch) -> None:
        if batch.rows[tables.PERSON] or batch.rows[tables.PERSON_ID]:
            new, changed = self._write_records(
                batch, tables.PERSON, tables.PERSON_ID, tables.PERSON_VALUES, PERSON_SETS
            )
            PersonName.objects.mirror([*new, *changed])
            self.new_people += len(new)
            self.changed_people |= changed - new
        if self._films:
            ids, values = tables.FILM_ID, tables.FILM_VALUES
            new, changed = self._write_records(batch, tables.FILM, ids, values, FILM_SETS)
            FilmName.objects.mirror([*new, *changed])
            before = self._people_of_films()
            credits = merge_credits(self.cursor, self._credits, self._films, self.source, self.superior)
            if credits.new or credits.changed or credits.removed:
                self.touched_people |= before | self._people_of_films()
            SimilarQueue.objects.add(new | changed | credits.films)
            self.new_films += len(new)
            self.changed_films |= (changed | credits.films) - new
            self.new_credits += credits.new
            self.changed_credits += credits.changed
            self.removed += credits.removed
            self.kept += credits.kept
            self._films = []

    def finish(self) -> None:
        """Counts credits anew, and lets the ranks of names follow."""
        if ImportRun.objects.left_unfinished():
            # Those of that import's people were not counted any more.
            self.cursor.execute(COUNT_ALL_CREDITS_SQL)
        else:
            self.cursor.execute(COUNT_CREDITS_SQL, [list(self.touched_people)])
        PersonName.objects.mirror([row[0] for row in self.cursor.fetchall()])

    def _people_of_films(self) -> set[int]:
        self.cursor.execute(PEOPLE_OF_SQL, [self._films])
        return {row[0] for row in self.cursor.fetchall()}

    def _write_records(
        self, batch: Batch, table: Table, ids: Table, values: Table, sets: tuple[Table, ...]
    ) -> tuple[set[int], set[int]]:
        stage_rows(self.cursor, table, batch.rows[table])
        new = insert_missing(self.cursor, table)
        changed = self._update_unlocked(table, batch.stated)
        stage_rows(self.cursor, ids, batch.rows[ids])
        insert_missing(self.cursor, ids)
        self._write_values(values, batch.rows[values])
        for each in sets:
            stage_rows(self.cursor, each, batch.rows[each])
            changed |= insert_missing(self.cursor, each) | update_changed(self.cursor, each)
            for owner, what in delete_unstated(self.cursor, each, batch.owners):
                changed.add(owner)
                self.removed.append(f"{table.model._meta.verbose_name} {owner}: {each.model._meta.verbose_name} {what}")
        return new, changed

    def _update_unlocked(self, table: Table, stated: dict[int, set[str]]) -> set[int]:
        """Takes over values of fields that are not locked and on which some source has or had a word."""
        self.cursor.execute("CREATE TEMP TABLE IF NOT EXISTS stage_stated (id int, fields text[]) ON COMMIT DROP")
        self.cursor.execute("TRUNCATE stage_stated")
        tables.copy_rows(
            self.cursor,
            "stage_stated",
            ("id", "fields"),
            ((pk, sorted(fields)) for pk, fields in stated.items()),
        )
        taken = {column: self._taken(column) for column in table.values}
        self.cursor.execute(
            f"UPDATE {table.name} AS t SET {', '.join(f'{column} = {value}' for column, value in taken.items())}, "
            f"updated_at = now() FROM {table.stage} AS s JOIN stage_stated AS w USING (id) WHERE t.id = s.id "
            f"AND ({quoted(taken, 't.')}) IS DISTINCT FROM ({', '.join(taken.values())}) RETURNING t.id"
        )
        return {row[0] for row in self.cursor.fetchall()}

    @staticmethod
    def _taken(column: str) -> str:
        field = FIELD_OF.get(column, column)
        locked = f"'{field}' = ANY(t.locked_fields)"
        if field in FOLLOWS:
            locked = f"({locked} OR '{FOLLOWS[field]}' = ANY(t.locked_fields))"
        return f"CASE WHEN {locked} OR '{field}' <> ALL(w.fields) THEN t.{column} ELSE s.{column} END"

    def _write_values(self, table: Table, rows: list[Row]) -> None:
        """What the source says now; of each value that it changed, in which run."""
        stage_rows(self.cursor, table, rows)
        insert_missing(self.cursor, table)
        self.cursor.execute(
            f"""
            UPDATE {table.name} AS t SET values = s.values, runs = t.runs || coalesce((
                SELECT jsonb_object_agg(field, s.first_run_id)
                FROM jsonb_object_keys(t.values::jsonb || s.values::jsonb) AS field
                WHERE (t.values -> field)::jsonb IS DISTINCT FROM (s.values -> field)::jsonb), '{{}}')
            FROM {table.stage} AS s
            WHERE t.{table.key[0]} = s.{table.key[0]} AND t.source = s.source AND t.values::jsonb <> s.values::jsonb
            """
        )


def superior_to(source: str, precedence: list[str]) -> list[str]:
    """The sources whose values this one may not replace."""
    return precedence[: rank(source, precedence)]
