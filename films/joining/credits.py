"""One credit for what several sources say of the same work (decision 7), in films whose records were fused.

Credits agree when film, person, department, job and folded character do; an empty character agrees with any when
that is unambiguous. Each source's key is kept; a tombstone stays one, and an editor's words win.

Of films and people that lose (`join_lost`) only those credits move that are not merged away: most are.
"""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from films.importers.tables import CREDIT, quoted
from moviedb.lib.provenance.models import EDITOR

# Credits of films and people that were fused, as if they had moved already.
SIDES_SQL = """
    CREATE TEMP TABLE same_credit ON COMMIT DROP AS
    SELECT *, row_number() OVER (
        PARTITION BY film_id, person_id, department, job, part, sources ORDER BY billing_order, id) AS nth
    FROM (
        SELECT c.id, coalesce(f.keep, c.film_id) AS film_id, coalesce(p.keep, c.person_id) AS person_id, c.department,
            c.job, moviedb_fold(c.character) AS part, c.billing_order, coalesce(k.sources, '{}') AS sources
        FROM films_credit AS c
        LEFT JOIN join_lost AS f ON f.kind = 'film' AND f.lose = c.film_id
        LEFT JOIN join_lost AS p ON p.kind = 'person' AND p.lose = c.person_id
        LEFT JOIN (
            SELECT k.credit_id, array_agg(DISTINCT k.source::text ORDER BY k.source::text) AS sources
            FROM films_creditkey AS k GROUP BY k.credit_id
        ) AS k ON k.credit_id = c.id
        WHERE c.film_id IN (
            SELECT id FROM join_kept WHERE kind = 'film' UNION SELECT lose FROM join_lost WHERE kind = 'film'
            UNION SELECT c.film_id FROM films_credit AS c JOIN (
                SELECT id FROM join_kept WHERE kind = 'person' UNION SELECT lose FROM join_lost WHERE kind = 'person'
            ) AS p ON p.id = c.person_id)
    ) AS moved
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


_VALUES = {
    **{column: _taken(column) for column in CREDIT.columns[1:] if column not in _SAME},
    "origin": f"CASE WHEN {_BETTER} THEN l.origin ELSE k.origin END",
    "removed": "k.removed OR l.removed",
    "gone": "k.gone AND l.gone",
}
UPDATE_SQL = f"""
    UPDATE films_credit AS k SET {", ".join(f'"{column}" = {value}' for column, value in _VALUES.items())}
    FROM films_credit AS l JOIN join_map AS m ON m.lose = l.id
    WHERE k.id = m.keep AND ({quoted(_VALUES, "k.")}) IS DISTINCT FROM ({", ".join(_VALUES.values())})
"""
REPOINT_SQL = """
    UPDATE films_credit AS c SET performed_for_id = nullif(m.keep, c.id) FROM join_map AS m
    WHERE c.performed_for_id = m.lose
"""
KEYS_SQL = "UPDATE films_creditkey AS k SET credit_id = m.keep FROM join_map AS m WHERE k.credit_id = m.lose"
DELETE_SQL = "DELETE FROM films_credit AS c USING join_map AS m WHERE m.lose = c.id"


# What was merged is one from now on, with the sources of all.
MERGED_SQL = """
    UPDATE same_credit AS k SET sources = l.sources || k.sources
    FROM (
        SELECT m.keep, array_agg(source) AS sources
        FROM join_map AS m JOIN same_credit AS s ON s.id = m.lose, unnest(s.sources) AS source GROUP BY m.keep
    ) AS l
    WHERE k.id = l.keep;
    DELETE FROM same_credit AS s USING join_map AS m WHERE m.lose = s.id
"""
MOVE_SQL = """
    UPDATE films_credit AS c SET film_id = s.film_id, person_id = s.person_id FROM same_credit AS s
    WHERE s.id = c.id AND (c.film_id, c.person_id) <> (s.film_id, s.person_id)
"""


def merge_credits(cursor: CursorWrapper, precedence: Sequence[str]) -> int:
    """Returns how many credits went into others."""
    merged = 0
    cursor.execute("DROP TABLE IF EXISTS pg_temp.same_credit")
    cursor.execute(SIDES_SQL)
    cursor.execute("CREATE INDEX ON same_credit (id)")
    cursor.execute("ANALYZE same_credit")
    for statement in (ALIKE_SQL, EMPTY_SQL):
        cursor.execute("DROP TABLE IF EXISTS pg_temp.join_map")
        cursor.execute(statement)
        cursor.execute("CREATE INDEX ON join_map (lose)")
        cursor.execute("ANALYZE join_map")
        cursor.execute(UPDATE_SQL, {"precedence": list(precedence)})
        cursor.execute(REPOINT_SQL)
        cursor.execute(KEYS_SQL)
        cursor.execute(DELETE_SQL)
        merged += cursor.rowcount
        cursor.execute(MERGED_SQL)
    cursor.execute(MOVE_SQL)
    return merged
