"""One credit for what several sources say of the same work (decision 7), in films whose records were fused.

Credits agree when film, person, department, job and folded character do; an empty character agrees with any when
that is unambiguous. Each source's key is kept; a tombstone stays one, and an editor's words win.
"""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from films.importers.tables import CREDIT
from moviedb.lib.provenance.models import EDITOR

SIDES_SQL = """
    CREATE TEMP TABLE same_credit ON COMMIT DROP AS
    SELECT c.id, c.film_id, c.person_id, c.department, c.job, moviedb_fold(c.character) AS part, k.sources,
        row_number() OVER (
            PARTITION BY c.film_id, c.person_id, c.department, c.job, moviedb_fold(c.character), k.sources
            ORDER BY c.billing_order, c.id) AS nth
    FROM films_credit AS c,
        LATERAL (SELECT coalesce(array_agg(DISTINCT source::text ORDER BY source::text), '{}') AS sources
                 FROM films_creditkey AS k WHERE k.credit_id = c.id) AS k
    WHERE c.film_id = ANY(%s)
"""
# Equal parts are paired off in their order, one of each source.
ALIKE_SQL = """
    CREATE TEMP TABLE join_map ON COMMIT DROP AS
    SELECT s.id AS lose, g.keep FROM same_credit AS s JOIN (
        SELECT film_id, person_id, department, job, part, nth, min(id) AS keep
        FROM same_credit, LATERAL (SELECT source FROM unnest(sources) AS source UNION ALL
                                   SELECT '' WHERE sources = '{}') AS each(source)
        GROUP BY film_id, person_id, department, job, part, nth
        HAVING count(DISTINCT id) > 1 AND count(*) = count(DISTINCT source)
    ) AS g USING (film_id, person_id, department, job, part, nth)
    WHERE s.id <> g.keep
"""
EMPTY_SQL = """
    CREATE TEMP TABLE join_map ON COMMIT DROP AS
    SELECT greatest(one, other) AS lose, least(one, other) AS keep FROM (
        SELECT e.id AS one, p.id AS other, count(*) OVER (PARTITION BY e.id) AS parts,
            count(*) OVER (PARTITION BY p.id) AS empties
        FROM same_credit AS e JOIN same_credit AS p USING (film_id, person_id, department, job)
        WHERE e.part = '' AND p.part <> '' AND NOT e.sources && p.sources
    ) AS pairs WHERE parts = 1 AND empties = 1
"""
_TEXTS = ("character", "credited_as", "note", "work")
_FIRST = {"billing_order", "performed_for_id"}
_SAME = {"film_id", "person_id", "department", "job", "origin"}
# Whose words rank higher: an editor's, then by the precedence of sources.
_BETTER = f"""
    (l.origin = '{EDITOR}' AND k.origin <> '{EDITOR}' OR k.origin <> '{EDITOR}' AND
     coalesce(array_position(%(precedence)s, l.origin::text), 999)
     < coalesce(array_position(%(precedence)s, k.origin::text), 999))
"""


def _taken(column: str) -> str:
    pair = (f'l."{column}"', f'k."{column}"')
    best = "CASE WHEN {better} THEN %s ELSE %s END"
    if column in _TEXTS:
        pair = (f"coalesce(nullif({pair[0]}, ''), {pair[1]})", f"coalesce(nullif({pair[1]}, ''), {pair[0]})")
    elif column in _FIRST:
        pair = (f"coalesce({pair[0]}, {pair[1]})", f"coalesce({pair[1]}, {pair[0]})")
    return (best % pair).format(better=_BETTER)


_ASSIGNMENTS = ", ".join(f'"{column}" = {_taken(column)}' for column in CREDIT.columns[1:] if column not in _SAME)
UPDATE_SQL = f"""
    UPDATE films_credit AS k SET {_ASSIGNMENTS},
        origin = CASE WHEN {_BETTER} THEN l.origin ELSE k.origin END,
        removed = k.removed OR l.removed, gone = k.gone AND l.gone
    FROM films_credit AS l JOIN join_map AS m ON m.lose = l.id WHERE k.id = m.keep
"""
REPOINT_SQL = """
    UPDATE films_credit AS c SET performed_for_id = nullif(m.keep, c.id) FROM join_map AS m
    WHERE c.performed_for_id = m.lose
"""
KEYS_SQL = "UPDATE films_creditkey AS k SET credit_id = m.keep FROM join_map AS m WHERE k.credit_id = m.lose"
DELETE_SQL = "DELETE FROM films_credit AS c USING join_map AS m WHERE m.lose = c.id"


def merge_credits_of(cursor: CursorWrapper, films: Sequence[int], precedence: Sequence[str]) -> int:
    """Returns how many credits went into others."""
    merged = 0
    for statement in (ALIKE_SQL, EMPTY_SQL):
        cursor.execute("DROP TABLE IF EXISTS pg_temp.same_credit, pg_temp.join_map")
        cursor.execute(SIDES_SQL, [list(films)])
        cursor.execute("ANALYZE same_credit")
        cursor.execute(statement)
        cursor.execute("CREATE INDEX ON join_map (lose)")
        cursor.execute("ANALYZE join_map")
        cursor.execute(UPDATE_SQL, {"precedence": list(precedence)})
        cursor.execute(REPOINT_SQL)
        cursor.execute(KEYS_SQL)
        cursor.execute(DELETE_SQL)
        merged += cursor.rowcount
    return merged
