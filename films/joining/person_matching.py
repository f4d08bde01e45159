"""Which people may be one: a name in common within one film, and what they did there, as SQL over the catalogue.

Facts beside the name and the film: the same part or job, another film, the year of birth. Names that differ in
spelling only count where part or job are the same; a part in common under quite another name is left to editors.
"""

from django.db.backends.utils import CursorWrapper

from films.joining import pairs
from films.joining.film_matching import LOOSE

SIDES_SQL = """
    SELECT p.id, left(p.birth_date, 4) AS born, coalesce(e.sources, '{}') AS sources
    FROM people_person AS p LEFT JOIN (
        SELECT person_id, array_agg(DISTINCT source::text ORDER BY source::text) AS sources
        FROM people_personexternalid GROUP BY person_id
    ) AS e ON e.person_id = p.id
"""
# Films of which more than one source speaks: only there can the people of several sources meet. The credits of films
# that were joined just now have not moved yet. What one source notes beside a part, "(voice)", another leaves out.
CREDITED_SQL = r"""
    CREATE TEMP TABLE join_credited ON COMMIT DROP AS
    SELECT f.film_id, s.id, s.class, s.born, n.fold, c.department, c.job, part,
        regexp_split_to_array(regexp_replace(part, '\m(the|and|of|mr|mrs|dr|man|woman|young|old)\M', '', 'g'),
            '[^[:alnum:]]+') AS words
    FROM (SELECT film_id FROM films_filmsourcevalues GROUP BY film_id HAVING count(*) > 1) AS f
    JOIN (
        SELECT c.*, coalesce(l.keep, c.film_id) AS of_film
        FROM films_credit AS c LEFT JOIN join_lost AS l ON l.kind = 'film' AND l.lose = c.film_id
    ) AS c ON c.of_film = f.film_id
    JOIN join_side AS s ON s.id = c.person_id
    JOIN people_personname AS n ON n.person_id = c.person_id AND NOT n.removed,
    LATERAL (SELECT btrim(regexp_replace(moviedb_fold(c.character), '\s*\([^)]*\)', '', 'g')) AS part) AS folded
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
        max(a.department) FILTER (WHERE a.department = b.department AND a.department <> 'Acting') AS crew,
        max(a.job) FILTER (WHERE a.department = b.department AND a.job = b.job) AS job,
        max(a.part) FILTER (WHERE a.part = b.part AND a.part <> '') AS part
    FROM join_credited AS a JOIN join_meeting AS m ON m.one = a.class
    JOIN join_credited AS b ON b.class = m.other AND b.film_id = a.film_id AND b.fold = a.fold
    WHERE a.id <> b.id AND (m.one <> m.other OR a.id < b.id)
    GROUP BY a.id, b.id
"""
# Two facts beside the name: the film, and the part, job or (crew) department there, another film, or the year of birth.
PAIRS_SQL = """
    INSERT INTO join_pair
    SELECT one, other, one_class, other_class, (agreement + born_alike::int) * 1000 + least(films, 999)::int,
        agreement >= 2 OR crew IS NOT NULL OR films >= 2 AND agreement >= 1 OR born_alike, true,
        jsonb_strip_nulls(jsonb_build_object('name', name, 'film', film, 'films in common', films, 'job', job,
            'department', CASE WHEN job IS NULL THEN crew END,
            'character', part, 'born alike', nullif(born_alike, false)))
    FROM join_candidate WHERE born_apart IS NOT TRUE
"""
MET_SQL = """
    CREATE TEMP TABLE join_met ON COMMIT DROP AS
    SELECT one AS id FROM join_pair WHERE certain UNION SELECT other FROM join_pair WHERE certain
"""
# Whom nobody of the same name meets for certain: of two namesakes the other may be meant.
LEFT_SQL = r"""
    CREATE TEMP TABLE join_left ON COMMIT DROP AS
    SELECT c.film_id, c.id, c.class, c.born, c.fold, c.department, c.job, c.part, ARRAY(
        SELECT word FROM regexp_split_to_table(c.fold, '[^[:alnum:]]+') AS word WHERE length(word) > 1) AS words
    FROM join_credited AS c WHERE NOT EXISTS (SELECT FROM join_met AS m WHERE m.id = c.id)
"""
# The same part, or the same job in the crew, and a word of the name in common.
ALIKE_SQL = f"""
    CREATE TEMP TABLE join_alike ON COMMIT DROP AS
    SELECT one, other, min(one_class) AS one_class, min(other_class) AS other_class, min(film_id) AS film,
        count(DISTINCT film_id) AS films, max(part) AS part, max(job) AS job, min(name) AS name,
        min(other_name) AS other_name,
        coalesce(bool_or({LOOSE.format(name="name")} = {LOOSE.format(name="other_name")}), false) AS alike
    FROM (
        SELECT DISTINCT a.id AS one, b.id AS other, a.class AS one_class, b.class AS other_class, a.film_id,
            nullif(a.part, '') AS part, a.job, a.fold AS name, b.fold AS other_name
        FROM join_left AS a JOIN join_meeting AS m ON m.one = a.class
        JOIN join_left AS b ON b.class = m.other AND b.film_id = a.film_id AND b.department = a.department
            AND b.job = a.job AND b.part = a.part AND b.words && a.words
        WHERE a.id <> b.id AND (m.one <> m.other OR a.id < b.id) AND (a.department <> 'Acting' OR a.part <> '')
            AND (a.born = b.born) IS NOT FALSE
    ) AS met
    GROUP BY one, other
"""
ALIKE_PAIRS_SQL = """
    INSERT INTO join_pair
    SELECT one, other, one_class, other_class, 500 + alike::int * 100 + least(films, 99)::int, alike, true,
        jsonb_strip_nulls(jsonb_build_object('names', jsonb_build_array(name, other_name), 'film', film,
            'films in common', films, 'job', job, 'character', part))
    FROM join_alike
"""
TEMPORARY = ("credited", "candidate", "met", "left", "alike")


def match_people(cursor: CursorWrapper) -> bool:
    """Fills `join_pair`; returns whether there may be anything in it."""
    for name in TEMPORARY:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.join_{name}")
    if not pairs.start(cursor, SIDES_SQL):
        return False
    for statement in (
        CREDITED_SQL, "CREATE INDEX ON join_credited (film_id, fold)", "ANALYZE join_credited", MEETINGS_SQL,
        PAIRS_SQL, MET_SQL, "ANALYZE join_met", LEFT_SQL, "CREATE INDEX ON join_left (film_id, job, part)",
        "ANALYZE join_left", ALIKE_SQL, ALIKE_PAIRS_SQL,
    ):  # fmt: skip
        cursor.execute(statement)
    return True
