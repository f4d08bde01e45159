"""Which films and which people may be one: the evidence, as SQL over the whole catalogue.

Films: the same folded title (or original title), years at most one apart, and directors or cast in common. People:
the same folded name within one film, and what they did there. Nothing is certain on a name alone.
"""

from django.db.backends.utils import CursorWrapper

from films.joining import pairs

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
SOUGHT_NAMES_SQL = "INSERT INTO join_name SELECT DISTINCT id, directs, fold FROM join_sought_name"
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
            AS lengths_differ
    FROM join_meeting AS m JOIN join_title AS a ON a.class = m.one
    JOIN join_title AS b ON b.class = m.other AND b.fold = a.fold
    WHERE a.id <> b.id AND (m.one <> m.other OR a.id < b.id) AND coalesce(abs(a.year - b.year) <= 1, true)
    ORDER BY one, other
"""
# Names of those who direct or play in the films in question.
NAMES_SQL = """
    CREATE TEMP TABLE join_name ON COMMIT DROP AS
    SELECT DISTINCT c.film_id, c.department = 'Directing' AS directs, n.fold
    FROM (SELECT one AS id FROM join_candidate UNION SELECT other FROM join_candidate) AS f
    JOIN films_credit AS c ON c.film_id = f.id AND NOT c.removed
      AND (c.department = 'Acting' OR c.department = 'Directing' AND c.job = 'Director')
    JOIN people_personname AS n ON n.person_id = c.person_id AND NOT n.removed
"""
SHARED_SQL = """
    CREATE TEMP TABLE join_shared ON COMMIT DROP AS
    SELECT p.one, p.other, array_agg(a.fold ORDER BY a.fold) FILTER (WHERE a.directs) AS directors,
        count(*) FILTER (WHERE NOT a.directs) AS players
    FROM join_candidate AS p JOIN join_name AS a ON a.film_id = p.one
    JOIN join_name AS b ON b.film_id = p.other AND b.fold = a.fold AND b.directs = a.directs
    GROUP BY p.one, p.other
"""
# Two facts beside the title: year and director, or year and three players where a director is not known.
FILM_PAIRS_SQL = """
    INSERT INTO join_pair
    SELECT one, other, one_class, other_class,
        (s.directors IS NOT NULL)::int * 8 + (apart = 0)::int * 4 + (players >= 3)::int * 2 + (NOT lengths_differ)::int,
        coalesce(apart <= 1 AND NOT lengths_differ
            AND (s.directors IS NOT NULL OR NOT both_directed AND players >= 3), false),
        s.directors IS NOT NULL OR players >= 2 OR coalesce(apart = 0 AND NOT both_directed, false),
        jsonb_strip_nulls(jsonb_build_object('title', title, 'years',
            CASE WHEN one < other THEN jsonb_build_array(one_year, other_year)
            ELSE jsonb_build_array(other_year, one_year) END,
            'directors', s.directors, 'cast in common', nullif(players, 0),
            'directors differ', nullif(both_directed AND s.directors IS NULL, false),
            'minutes', CASE WHEN lengths_differ THEN jsonb_build_array(one_runtime, other_runtime) END))
    FROM (
        SELECT c.*, EXISTS (SELECT FROM join_name AS n WHERE n.film_id = c.one AND n.directs)
            AND EXISTS (SELECT FROM join_name AS n WHERE n.film_id = c.other AND n.directs) AS both_directed
        FROM join_candidate AS c
    ) AS c LEFT JOIN (SELECT one, other, directors, players AS shared FROM join_shared) AS s USING (one, other),
    LATERAL (SELECT coalesce(s.shared, 0) AS players) AS p
"""
PERSON_SIDES_SQL = """
    SELECT p.id, left(p.birth_date, 4) AS born, coalesce(e.sources, '{}') AS sources
    FROM people_person AS p LEFT JOIN (
        SELECT person_id, array_agg(DISTINCT source::text ORDER BY source::text) AS sources
        FROM people_personexternalid GROUP BY person_id
    ) AS e ON e.person_id = p.id
"""
# Films of which more than one source speaks: only there can the people of several sources meet.
CREDITED_SQL = r"""
    CREATE TEMP TABLE join_credited ON COMMIT DROP AS
    SELECT c.film_id, s.id, s.class, s.born, n.fold, c.department, c.job, part,
        regexp_split_to_array(regexp_replace(part, '\m(the|and|of|mr|mrs|dr|man|woman|young|old)\M', '', 'g'),
            '[^[:alnum:]]+') AS words
    FROM (SELECT film_id FROM films_filmsourcevalues GROUP BY film_id HAVING count(*) > 1) AS f
    JOIN films_credit AS c ON c.film_id = f.film_id
    JOIN join_side AS s ON s.id = c.person_id
    JOIN people_personname AS n ON n.person_id = c.person_id AND n.kind = 'name',
    LATERAL (SELECT moviedb_fold(c.character) AS part) AS folded
"""
# 3: the same part; 2: the same job, and parts that do not contradict; 1: the same department.
MEETINGS_SQL = """
    CREATE TEMP TABLE join_candidate ON COMMIT DROP AS
    SELECT a.id AS one, b.id AS other, min(a.class) AS one_class, min(b.class) AS other_class, min(a.fold) AS name,
        count(DISTINCT a.film_id) AS films, min(a.film_id) AS film, bool_or(a.born <> b.born) AS born_apart,
        coalesce(bool_or(a.born = b.born), false) AS born_alike,
        max(CASE
            WHEN a.department <> b.department THEN 0
            WHEN a.job <> b.job THEN 1
            WHEN a.part = b.part AND a.part <> '' THEN 3
            WHEN '' IN (a.part, b.part) OR array_remove(a.words, '') && array_remove(b.words, '') THEN 2
            ELSE 1 END) AS agreement,
        max(a.job) FILTER (WHERE a.department = b.department AND a.job = b.job) AS job,
        max(a.part) FILTER (WHERE a.part = b.part AND a.part <> '') AS part
    FROM join_credited AS a JOIN join_meeting AS m ON m.one = a.class
    JOIN join_credited AS b ON b.class = m.other AND b.film_id = a.film_id AND b.fold = a.fold
    WHERE a.id <> b.id AND (m.one <> m.other OR a.id < b.id)
    GROUP BY a.id, b.id
"""
# Two facts beside the name: the film, and the job there, another film, or the year of birth.
PERSON_PAIRS_SQL = """
    INSERT INTO join_pair
    SELECT one, other, one_class, other_class, (agreement + born_alike::int) * 1000 + least(films, 999)::int,
        agreement >= 2 OR films >= 2 AND agreement >= 1 OR born_alike, true,
        jsonb_strip_nulls(jsonb_build_object('name', name, 'film', film, 'films in common', films, 'job', job,
            'character', part, 'born alike', nullif(born_alike, false)))
    FROM join_candidate WHERE born_apart IS NOT TRUE
"""
TEMPORARY = ("title", "candidate", "name", "shared", "credited")


def match_films(cursor: CursorWrapper, *, sought: bool = False) -> bool:
    """Fills `join_pair`; returns whether there may be anything in it. `sought`: only what fits lookup.py's rows."""
    _forget(cursor)
    if not pairs.start(cursor, SOUGHT_SIDES_SQL if sought else FILM_SIDES_SQL):
        return False
    for statement in (
        TITLES_SQL, *([SOUGHT_TITLES_SQL] if sought else []), "CREATE INDEX ON join_title (fold)",
        "ANALYZE join_title", SAME_TITLE_SQL, "ANALYZE join_candidate", NAMES_SQL,
        *([SOUGHT_NAMES_SQL] if sought else []), "CREATE INDEX ON join_name (film_id, fold)", "ANALYZE join_name",
        SHARED_SQL, FILM_PAIRS_SQL, *([SOUGHT_PAIRS_SQL] if sought else []),
    ):  # fmt: skip
        cursor.execute(statement)
    return True


def match_people(cursor: CursorWrapper) -> bool:
    _forget(cursor)
    if not pairs.start(cursor, PERSON_SIDES_SQL):
        return False
    for statement in (
        CREDITED_SQL, "CREATE INDEX ON join_credited (film_id, fold)", "ANALYZE join_credited", MEETINGS_SQL,
        PERSON_PAIRS_SQL,
    ):  # fmt: skip
        cursor.execute(statement)
    return True


def _forget(cursor: CursorWrapper) -> None:
    for name in TEMPORARY:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.join_{name}")
