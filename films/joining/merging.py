"""Fusing records: everything that hangs on those that lose moves to those that stay, set-wise.

`join_map` says who loses to whom. Locks and tombstones of both are kept; of two rows that are the same an editor's
wins. The old address leads to the new one, and chains of such leads are made short. Credits move last, when both
their films and their people are settled (credits.py): until then they name records that are gone, which their
deferred foreign keys allow.
"""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from films.importers.tables import CREDIT, FILM_NAMES, PERSON_NAMES, quoted
from films.models.film import SOURCED_FIELDS as FILM_FIELDS
from films.undoing.made import DERIVED, EDITORS_OWN, FILM_TABLE, PERSON_TABLE, REFERRERS_SQL, SOURCED
from moviedb.lib.provenance.models import EDITOR
from people.models.person import SOURCED_FIELDS as PERSON_FIELDS

VALUES = ("films_filmsourcevalues", "people_personsourcevalues")
# Fields whose column is called otherwise.
COLUMN_OF = {"original_language": "original_language_id", "collection": "collection_id"}
# One loser at a time for each that stays: two of them may have the same row.
TURN_SQL = """
    CREATE TEMP TABLE join_turn ON COMMIT DROP AS
    SELECT keep, lose FROM (
        SELECT *, row_number() OVER (PARTITION BY keep ORDER BY lose) AS turn FROM join_map
    ) AS numbered WHERE turn = %s
"""
UNIQUE_SQL = """
    SELECT array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indrelid = %s::regclass AND i.indisunique AND i.indpred IS NULL
    GROUP BY i.indexrelid HAVING bool_or(a.attname = %s)
"""
COLUMNS_SQL = """
    SELECT attname::text FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> 'id'
"""
REDIRECT_SQL = """
    UPDATE provenance_redirect AS r SET new_id = t.keep FROM join_turn AS t
    WHERE r.kind = %(kind)s AND r.new_id = t.lose;
    INSERT INTO provenance_redirect (kind, old_id, new_id, external_ids, created_at)
    SELECT %(kind)s, lose, keep, '{}', now() FROM join_turn
    ON CONFLICT (kind, old_id) DO UPDATE SET new_id = EXCLUDED.new_id
"""


def merge(cursor: CursorWrapper, kind: str) -> None:
    """Fuses the films or people of `join_map`."""
    table = FILM_TABLE if kind == "film" else PERSON_TABLE
    cursor.execute("SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM join_map GROUP BY keep) AS counts")
    for turn in range(1, cursor.fetchone()[0] + 1):
        cursor.execute("DROP TABLE IF EXISTS pg_temp.join_turn")
        cursor.execute(TURN_SQL, [turn])
        cursor.execute("CREATE UNIQUE INDEX ON join_turn (lose)")
        cursor.execute("ANALYZE join_turn")
        cursor.execute(REFERRERS_SQL, [table])
        for referrer, column in cursor.fetchall():
            if referrer != CREDIT.name:
                _move(cursor, referrer, column)
        _take_over_locks(cursor, table, FILM_FIELDS if kind == "film" else PERSON_FIELDS)
        cursor.execute(REDIRECT_SQL.replace("%(kind)s", f"'{kind}'"))
        cursor.execute(f"DELETE FROM {table} AS t USING join_turn AS j WHERE j.lose = t.id")


def _move(cursor: CursorWrapper, table: str, owner: str) -> None:
    if table in DERIVED:
        cursor.execute(f"DELETE FROM {table} AS t USING join_turn AS j WHERE j.lose = t.{owner}")
        return
    if table in (FILM_NAMES.name, PERSON_NAMES.name):
        # The main names follow the record that stays.
        cursor.execute(
            f"DELETE FROM {table} AS t USING join_turn AS j WHERE j.lose = t.{owner} AND t.origin IN ('film', 'person')"
        )
    cursor.execute(COLUMNS_SQL, [table])
    columns = [row[0] for row in cursor.fetchall()]
    cursor.execute(UNIQUE_SQL, [table, owner])
    for key in [row[0] for row in cursor.fetchall()]:
        same = _same(key, owner)
        if table in SOURCED:
            _take_over_marks(cursor, table, same, [column for column in columns if column not in key])
        if table in VALUES:
            cursor.execute(
                f"UPDATE {table} AS k SET values = l.values::jsonb || k.values::jsonb, runs = l.runs || k.runs "
                f"FROM {table} AS l JOIN join_turn AS j ON j.lose = l.{owner} WHERE {same}"
            )
        cursor.execute(
            f"DELETE FROM {table} AS l USING join_turn AS j WHERE j.lose = l.{owner} "
            f"AND EXISTS (SELECT FROM {table} AS k WHERE {same})"
        )
    cursor.execute(f"UPDATE {table} AS t SET {owner} = j.keep FROM join_turn AS j WHERE j.lose = t.{owner}")


def _same(key: Sequence[str], owner: str) -> str:
    """That row k of the record that stays is what row l of the one that loses is."""
    others = [f'k."{column}" IS NOT DISTINCT FROM l."{column}"' for column in key if column != owner]
    return " AND ".join([f"k.{owner} = j.keep", *others])


def _take_over_marks(cursor: CursorWrapper, table: str, same: str, values: Sequence[str]) -> None:
    """A tombstone of either stays a tombstone; an editor's row wins over a source's."""
    edited = f"(l.origin = '{EDITOR}' AND k.origin <> '{EDITOR}')"
    taken = {column: f'CASE WHEN {edited} THEN l."{column}" ELSE k."{column}" END' for column in values}
    taken["removed"] = "k.removed OR l.removed"
    cursor.execute(
        f"UPDATE {table} AS k SET {', '.join(f'{quoted([column])} = {value}' for column, value in taken.items())} "
        f"FROM {table} AS l, join_turn AS j "
        f"WHERE {same} AND j.lose = l.{_owner_in(same)} AND ({edited} OR l.removed AND NOT k.removed)"
    )


def _owner_in(same: str) -> str:
    return same.removeprefix("k.").split(" ", 1)[0]


def _take_over_locks(cursor: CursorWrapper, table: str, fields: Sequence[str]) -> None:
    """What an editor settled on the record that loses, unless one settled it on the other too."""
    assignments = []
    for field in fields:
        column = COLUMN_OF.get(field, field)
        locked = f"'{field}' = ANY(l.locked_fields) AND '{field}' <> ALL(k.locked_fields)"
        assignments.append(f"{column} = CASE WHEN {locked} THEN l.{column} ELSE k.{column} END")
    own = [f"{column} = coalesce(k.{column}, l.{column})" for column in EDITORS_OWN[table]]
    order = ", ".join(f"'{field}'" for field in fields)
    has_own = " OR ".join(f"l.{column} IS NOT NULL" for column in EDITORS_OWN[table])
    cursor.execute(
        f"UPDATE {table} AS k SET {', '.join([*assignments, *own])}, locked_fields = ARRAY("
        f"SELECT f FROM unnest(ARRAY[{order}]) AS f WHERE f = ANY(k.locked_fields || l.locked_fields)) "
        f"FROM {table} AS l JOIN join_turn AS j ON j.lose = l.id "
        f"WHERE k.id = j.keep AND (l.locked_fields <> '{{}}' OR {has_own})"
    )
