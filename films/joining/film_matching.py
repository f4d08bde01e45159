"""Which films may be one: the evidence, as SQL over the whole catalogue.

The same folded title (or original title), years at most one apart, and two more facts of these: the year, directors
or other people in common, the length. Directors that differ, and lengths that do, speak against it. Nothing is
certain on a title alone. Where one of the two tells of nobody, title and the very year do, if no other film fits as
well and the lengths, where both are known, are the same to the minute.
"""

from django.db.backends.utils import CursorWrapper

from films.joining import pairs

# A folded name in any order of its words, without initials and the like: "Wong Kar-wai", "Samuel L. Jackson, Jr."
LOOSE = r"""(
    SELECT string_agg(word, ' ' ORDER BY word) FROM regexp_split_to_table({name}, '[^[:alnum:]]+') AS word
    WHERE length(word) > 1 AND word NOT IN ('jr', 'sr', 'ii', 'iii') HAVING count(*) > 1)"""
FILM_SIDES_SQL = """
    SELECT f.id, f.release_year AS year, f.runtime, coalesce(e.sources, '{}') AS sources
    FROM films_film AS f LEFT JOIN (
        SELECT film_id, array_agg(DISTINCT source::text ORDER BY source::text) AS sources
        FROM films_filmexternalid GROUP BY film_id
    ) AS e ON e.film_id = f.id
"""
# Rows of a list that is no part of the catalogue yet (see lookup.py) have numbers that no film has.
FIRST_SOUGHT = 1_500_000_000
SOUGHT_SIDES_SQL = f"""
    {FILM_SIDES_SQL} WHERE f.id IN (
        SELECT n.film_id FROM join_sought_title AS t JOIN films_filmname AS n ON n.fold = t.fold
        WHERE n.kind IN ('title', 'original') AND NOT n.removed)
    UNION ALL SELECT id, year, runtime, ARRAY[source] FROM join_sought
"""
SOUGHT_TITLES_SQL = """
    INSERT INTO join_title
    SELECT DISTINCT s.id, s.class, s.year, s.runtime, t.fold FROM join_side AS s JOIN join_sought_title AS t USING (id)
"""
SOUGHT_NAMES_SQL = f"""
    INSERT INTO join_name
    SELECT DISTINCT id, directs, fold, CASE WHEN directs THEN {LOOSE.format(name="fold")} END FROM join_sought_name
"""
SOUGHT_PAIRS_SQL = f"DELETE FROM join_pair WHERE greatest(one, other) < {FIRST_SOUGHT}"
TITLES_SQL = """
    CREATE TEMP TABLE join_title ON COMMIT DROP AS
    SELECT DISTINCT s.id, s.class, s.year, s.runtime, n.fold
    FROM join_side AS s JOIN films_filmname AS n ON n.film_id = s.id
    WHERE n.kind IN ('title', 'original') AND NOT n.removed
"""
SAME_TITLE_SQL = """
    CREATE TEMP TABLE join_candidate ON COMMIT DROP AS
    SELECT DISTINCT ON (one, other) a.id AS one, b.id AS other, a.class AS one_class, b.class AS other_class,
        a.fold AS title, a.year AS one_year, b.year AS other_year, abs(a.year - b.year) AS apart,
        a.runtime AS one_runtime, b.runtime AS other_runtime,
        coalesce(abs(a.runtime - b.runtime) > greatest(10, 0.2 * greatest(a.runtime, b.runtime)), false)
            AS lengths_differ,
        abs(a.runtime - b.runtime) AS minutes_apart
    FROM join_meeting AS m JOIN join_title AS a ON a.class = m.one
    JOIN join_title AS b ON b.class = m.other AND b.fold = a.fold
    WHERE a.id <> b.id AND (m.one <> m.other OR a.id < b.id) AND coalesce(abs(a.year - b.year) <= 1, true)
    ORDER BY one, other
"""
# Names of all who worked on the films in question.
NAMES_SQL = f"""
    CREATE TEMP TABLE join_name ON COMMIT DROP AS
    SELECT film_id, directs, fold, CASE WHEN directs THEN {LOOSE.format(name="fold")} END AS loose
    FROM (
        SELECT DISTINCT c.film_id, c.department = 'Directing' AND c.job = 'Director' AS directs, n.fold
        FROM (SELECT one AS id FROM join_candidate UNION SELECT other FROM join_candidate) AS f
        JOIN films_credit AS c ON c.film_id = f.id AND NOT c.removed
        JOIN people_personname AS n ON n.person_id = c.person_id AND NOT n.removed
    ) AS names
"""
SHARED_SQL = """
    CREATE TEMP TABLE join_shared ON COMMIT DROP AS
    SELECT p.one, p.other, array_agg(a.fold ORDER BY a.fold) FILTER (WHERE a.directs) AS directors,
        count(*) FILTER (WHERE NOT a.directs) AS others
    FROM join_candidate AS p JOIN join_name AS a ON a.film_id = p.one
    JOIN join_name AS b ON b.film_id = p.other AND b.fold = a.fold AND b.directs = a.directs
    GROUP BY p.one, p.other
"""
# Directors spelt otherwise: the name in the one film, the name in the other.
ALIKE_SQL = """
    CREATE TEMP TABLE join_alike ON COMMIT DROP AS
    SELECT p.one, p.other, jsonb_agg(jsonb_build_array(a.fold, b.fold) ORDER BY a.fold, b.fold) AS directors
    FROM join_candidate AS p JOIN join_name AS a ON a.film_id = p.one AND a.directs
    JOIN join_name AS b ON b.film_id = p.other AND b.directs AND b.loose = a.loose
    GROUP BY p.one, p.other
"""
PAIRS_SQL = """
    INSERT INTO join_pair
    SELECT one, other, one_class, other_class,
        directed::int * 8 + coalesce(apart = 0, false)::int * 4 + (people >= 3)::int * 2 + (NOT lengths_differ)::int,
        coalesce(NOT lengths_differ AND (
            apart <= 1 AND (
                directed OR alike IS NOT NULL AND people >= 3
                OR NOT both_directed AND (people >= 3 OR people >= 1 AND apart = 0 AND minutes_apart <= 2)
                OR nameless AND apart = 0 AND coalesce(minutes_apart, 0) = 0)
            OR apart IS NULL AND directed AND people >= 3 AND minutes_apart <= 10), false),
        directed OR alike IS NOT NULL OR people >= 2 OR coalesce(apart = 0 AND NOT both_directed, false),
        jsonb_strip_nulls(jsonb_build_object('title', title, 'years',
            CASE WHEN one < other THEN jsonb_build_array(one_year, other_year)
            ELSE jsonb_build_array(other_year, one_year) END,
            'directors', shared.directors, 'directors spelt otherwise', CASE WHEN NOT directed THEN alike END,
            'people in common', nullif(people, 0),
            'directors differ', nullif(both_directed AND NOT directed AND alike IS NULL, false),
            'minutes', CASE WHEN minutes_apart IS NOT NULL THEN CASE WHEN one < other
                THEN jsonb_build_array(one_runtime, other_runtime)
                ELSE jsonb_build_array(other_runtime, one_runtime) END END))
    FROM join_candidate AS c
    LEFT JOIN join_shared AS shared USING (one, other) LEFT JOIN join_alike AS spelt USING (one, other),
    LATERAL (
        SELECT shared.directors IS NOT NULL AS directed, spelt.directors AS alike, coalesce(shared.others, 0) AS people,
            EXISTS (SELECT FROM join_name AS n WHERE n.film_id = c.one AND n.directs)
            AND EXISTS (SELECT FROM join_name AS n WHERE n.film_id = c.other AND n.directs) AS both_directed,
            NOT EXISTS (SELECT FROM join_name AS n WHERE n.film_id = c.one)
            OR NOT EXISTS (SELECT FROM join_name AS n WHERE n.film_id = c.other) AS nameless
    ) AS known
"""
TEMPORARY = ("title", "candidate", "name", "shared", "alike")


def match_films(cursor: CursorWrapper, *, sought: bool = False) -> bool:
    """Fills `join_pair`; returns whether there may be anything in it. `sought`: only what fits lookup.py's rows."""
    for name in TEMPORARY:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.join_{name}")
    if not pairs.start(cursor, SOUGHT_SIDES_SQL if sought else FILM_SIDES_SQL):
        return False
    for statement in (
        TITLES_SQL, *([SOUGHT_TITLES_SQL] if sought else []), "CREATE INDEX ON join_title (fold)",
        "ANALYZE join_title", SAME_TITLE_SQL, "ANALYZE join_candidate", NAMES_SQL,
        *([SOUGHT_NAMES_SQL] if sought else []), "CREATE INDEX ON join_name (film_id, fold)", "ANALYZE join_name",
        SHARED_SQL, ALIKE_SQL, PAIRS_SQL, *([SOUGHT_PAIRS_SQL] if sought else []),
    ):  # fmt: skip
        cursor.execute(statement)
    return True
