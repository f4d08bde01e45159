"""How a refresh merges the credits of a batch of films: set-wise, statement by statement.

A staged credit is the one that has its source's key; else the one of the same film, person, department, job and
folded character that has no key of this source yet (decision 7); else it is new.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.backends.utils import CursorWrapper

from films.importers.tables import CREDIT, Row, copy_rows, quoted
from moviedb.lib.provenance.models import EDITOR

STAGED = ("key", "performed_for_key", *(column for column in CREDIT.columns if column != "origin"))

CREATE_SQL = f"""
    CREATE TEMP TABLE IF NOT EXISTS stage_films_credit ON COMMIT DROP AS
    SELECT ''::text AS key, ''::text AS performed_for_key, false AS is_new, c.*
    FROM (SELECT {quoted(column for column in CREDIT.columns if column != "origin")} FROM films_credit) AS c
    WITH NO DATA
"""
KNOWN_BY_KEY_SQL = """
    UPDATE stage_films_credit AS s SET id = k.credit_id
    FROM films_creditkey AS k WHERE k.source = %(source)s AND k.value = s.key
"""
# Pairs off equal credits of the same person in their order, so that two equal parts stay two.
SAME_CHARACTER_SQL = """
    WITH staged AS (
        SELECT key, film_id, person_id, department, job, moviedb_fold(character) AS part, row_number() OVER (
            PARTITION BY film_id, person_id, department, job, moviedb_fold(character)
            ORDER BY billing_order, key COLLATE "C") AS nth
        FROM stage_films_credit WHERE id IS NULL
    ), there AS (
        SELECT c.id, c.film_id, c.person_id, c.department, c.job, moviedb_fold(c.character) AS part,
            row_number() OVER (
                PARTITION BY c.film_id, c.person_id, c.department, c.job, moviedb_fold(c.character)
                ORDER BY c.billing_order, c.id) AS nth
        FROM films_credit AS c
        WHERE c.film_id = ANY(%(films)s)
          AND NOT EXISTS (SELECT FROM films_creditkey AS k WHERE k.credit_id = c.id AND k.source = %(source)s)
    )
    UPDATE stage_films_credit AS s SET id = there.id
    FROM staged JOIN there USING (film_id, person_id, department, job, part, nth)
    WHERE s.key = staged.key
"""
# An empty character agrees with any, when that leaves one candidate on either side.
EMPTY_CHARACTER_SQL = """
    WITH pairs AS (
        SELECT s.key, c.id,
            count(*) OVER (PARTITION BY s.key) AS candidates, count(*) OVER (PARTITION BY c.id) AS takers
        FROM stage_films_credit AS s
        JOIN films_credit AS c USING (film_id, person_id, department, job)
        WHERE s.id IS NULL AND (s.character = '' OR c.character = '')
          AND NOT EXISTS (SELECT FROM films_creditkey AS k WHERE k.credit_id = c.id AND k.source = %(source)s)
          AND NOT EXISTS (SELECT FROM stage_films_credit AS other WHERE other.id = c.id)
    )
    UPDATE stage_films_credit AS s SET id = pairs.id
    FROM pairs WHERE s.key = pairs.key AND candidates = 1 AND takers = 1
"""
NUMBER_NEW_SQL = """
    UPDATE stage_films_credit SET is_new = true, id = nextval(pg_get_serial_sequence('films_credit', 'id'))
    WHERE id IS NULL
"""
INSERT_SQL = f"""
    INSERT INTO films_credit ({quoted(CREDIT.columns)}, removed, gone)
    SELECT {quoted(CREDIT.columns[:-1])}, %(source)s, false, false FROM stage_films_credit WHERE is_new
    ORDER BY id RETURNING film_id
"""
INSERT_KEYS_SQL = """
    INSERT INTO films_creditkey (credit_id, source, value)
    SELECT id, %(source)s, key FROM stage_films_credit AS s
    WHERE NOT EXISTS (SELECT FROM films_creditkey AS k WHERE k.source = %(source)s AND k.value = s.key)
"""
PERFORMED_FOR_SQL = """
    UPDATE stage_films_credit AS s SET performed_for_id = other.id
    FROM stage_films_credit AS other
    WHERE s.performed_for_key <> '' AND other.key = s.performed_for_key
"""
LINK_NEW_SQL = """
    UPDATE films_credit AS c SET performed_for_id = s.performed_for_id
    FROM stage_films_credit AS s WHERE s.is_new AND c.id = s.id AND s.performed_for_id IS NOT NULL
"""
# What a source leaves empty, another one may have said.
_TEXTS = ("character", "credited_as", "note", "work")
_TAKEN = {
    **{column: f's."{column}"' for column in CREDIT.columns[1:-1]},
    **{
        column: f"""CASE WHEN s."{column}" = '' AND n.keys > 1 THEN c."{column}" ELSE s."{column}" END"""
        for column in _TEXTS
    },
    "billing_order": "CASE WHEN n.keys > 1 THEN coalesce(s.billing_order, c.billing_order) ELSE s.billing_order END",
    "performed_for_id": "coalesce(s.performed_for_id, CASE WHEN n.keys > 1 THEN c.performed_for_id END)",
}  # fmt: skip
UPDATE_SQL = f"""
    UPDATE films_credit AS c
    SET {", ".join(f'"{column}" = {value}' for column, value in _TAKEN.items())}, origin = %(source)s, gone = false
    FROM stage_films_credit AS s,
        LATERAL (SELECT count(*) AS keys FROM films_creditkey AS k WHERE k.credit_id = s.id) AS n
    WHERE c.id = s.id AND s.is_new IS NOT TRUE AND NOT c.removed AND c.origin <> ALL(%(superior)s)
      AND ({quoted(_TAKEN, "c.")}, c.origin) IS DISTINCT FROM ({", ".join(_TAKEN.values())}, %(source)s)
    RETURNING c.film_id
"""
BACK_AGAIN_SQL = """
    UPDATE films_credit AS c SET gone = false FROM stage_films_credit AS s WHERE c.id = s.id AND c.gone
"""
DROP_KEYS_SQL = """
    DELETE FROM films_creditkey AS k USING films_credit AS c
    WHERE c.id = k.credit_id AND c.film_id = ANY(%(films)s) AND k.source = %(source)s
      AND NOT EXISTS (SELECT FROM stage_films_credit AS s WHERE s.key = k.value)
    RETURNING c.id
"""
# Of the credits whose key this source dropped: those that another source still has are that one's now.
INHERIT_SQL = """
    UPDATE films_credit AS c SET origin = k.source
    FROM (SELECT credit_id, min(source) AS source FROM films_creditkey GROUP BY credit_id) AS k
    WHERE k.credit_id = c.id AND c.id = ANY(%(dropped)s) AND c.origin = %(source)s
"""
_ORPHANED = """
    c.id = ANY(%(dropped)s) AND NOT c.removed AND NOT EXISTS (SELECT FROM films_creditkey AS k WHERE k.credit_id = c.id)
"""
MARK_GONE_SQL = f"""
    UPDATE films_credit AS c SET gone = true FROM people_person AS p
    WHERE p.id = c.person_id AND c.origin = '{EDITOR}' AND {_ORPHANED}
    RETURNING c.film_id, p.name, c.job, c.character
"""
UNLINK_SQL = f"""
    UPDATE films_credit SET performed_for_id = NULL
    WHERE performed_for_id IN (SELECT c.id FROM films_credit AS c WHERE c.origin <> '{EDITOR}' AND {_ORPHANED})
"""
DELETE_SQL = f"""
    DELETE FROM films_credit AS c USING people_person AS p
    WHERE p.id = c.person_id AND c.origin <> '{EDITOR}' AND {_ORPHANED}
    RETURNING c.film_id, p.name, c.job, c.character
"""


Names = dict[str, Any]


@dataclass(slots=True)
class CreditChanges:
    films: set[int] = field(default_factory=set)
    new: int = 0
    changed: int = 0
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def merge_credits(
    cursor: CursorWrapper, rows: list[Row], films: list[int], source: str, superior: list[str]
) -> CreditChanges:
    """`rows` have the columns of STAGED; `superior` are the origins whose values this source may not replace."""
    changes = CreditChanges()
    names: Names = {"source": source, "films": films, "superior": [*superior, EDITOR]}
    cursor.execute(CREATE_SQL)
    cursor.execute("TRUNCATE stage_films_credit")
    copy_rows(cursor, "stage_films_credit", STAGED, rows)
    cursor.execute("CREATE INDEX IF NOT EXISTS stage_films_credit_key ON stage_films_credit (key)")
    cursor.execute("ANALYZE stage_films_credit")
    for statement in (KNOWN_BY_KEY_SQL, SAME_CHARACTER_SQL, EMPTY_CHARACTER_SQL, NUMBER_NEW_SQL):
        cursor.execute(statement, names)
    new = _films(cursor, INSERT_SQL, names)
    for statement in (INSERT_KEYS_SQL, PERFORMED_FOR_SQL, LINK_NEW_SQL):
        cursor.execute(statement, names)
    changed = _films(cursor, UPDATE_SQL, names)
    cursor.execute(BACK_AGAIN_SQL)
    changes.films.update(new, changed)
    changes.new, changes.changed = len(new), len(changed)
    _drop_unstated(cursor, names, changes)
    return changes


def _drop_unstated(cursor: CursorWrapper, names: Names, changes: CreditChanges) -> None:
    dropped = _films(cursor, DROP_KEYS_SQL, names)
    if not dropped:
        return
    names = {**names, "dropped": dropped}
    cursor.execute(INHERIT_SQL, names)
    for statement, report in (
        (MARK_GONE_SQL, changes.kept),
        (UNLINK_SQL, None),
        (DELETE_SQL, changes.removed),
    ):
        cursor.execute(statement, names)
        if report is not None:
            for film, name, job, character in cursor.fetchall():
                changes.films.add(film)
                report.append(f"film {film}: {name}, {job}{character and ', '}{character}")


def _films(cursor: CursorWrapper, statement: str, names: Names) -> list[int]:
    cursor.execute(statement, names)
    return [row[0] for row in cursor.fetchall()]
