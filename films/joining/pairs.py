"""From pairs that may be one to pairs that are: settled set-wise, the best evidence first.

A matcher fills `join_pair`: two records, their classes, a score, whether two or more facts agree (`certain`), and the
evidence. A class stands for a set of sources; records of the same source are never paired, for who has two
records has a reason. A pair is joined when it is certain and, on both sides, better than any other pair with a
record of that class. What is joined rules out other pairs of the same source, and so may make further ones unique.
"""

from django.db.backends.utils import CursorWrapper

# How often what was joined may make other pairs unique.
ROUNDS = 5

CLASSES_SQL = """
    CREATE TEMP TABLE join_class ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY sources)::int AS class, sources
    FROM (SELECT DISTINCT sources FROM join_side) AS distinct_sources
"""
# Which classes may meet: those that have no source in common.
MEETING_SQL = """
    CREATE TEMP TABLE join_meeting ON COMMIT DROP AS
    SELECT a.class AS one, b.class AS other FROM join_class AS a, join_class AS b
    WHERE a.class <= b.class AND NOT a.sources && b.sources
"""
LONELY_SQL = """
    DELETE FROM join_side WHERE class NOT IN (SELECT one FROM join_meeting UNION SELECT other FROM join_meeting)
"""
CREATE_PAIRS_SQL = """
    CREATE TEMP TABLE join_pair (
        one int, other int, one_class int, other_class int, score int, certain boolean, worth_a_look boolean,
        evidence jsonb
    ) ON COMMIT DROP
"""
DISMISSED_SQL = """
    DELETE FROM join_pair AS p USING films_joinproposal AS d
    WHERE d.kind = %s AND d.state = 'dismissed'
      AND d.first_id = least(p.one, p.other) AND d.second_id = greatest(p.one, p.other)
"""
CREATE_MAP_SQL = """
    CREATE TEMP TABLE join_map (keep int, lose int PRIMARY KEY, evidence jsonb) ON COMMIT DROP;
    CREATE TEMP TABLE join_taken (id int, class int) ON COMMIT DROP;
    CREATE INDEX ON join_taken (id);
    CREATE INDEX ON join_pair (one);
    CREATE INDEX ON join_pair (other)
"""
# Both ends of a pair see each other as a record of a class. Tables with statistics, or the plan is a bad one.
BEST_SQL = """
    CREATE TEMP TABLE join_best ON COMMIT DROP AS
    WITH ends AS (
        SELECT one AS id, other_class AS class, score FROM join_pair
        UNION ALL SELECT other, one_class, score FROM join_pair
    )
    SELECT id, class, top AS score, count(*) AS ties
    FROM (SELECT *, max(score) OVER (PARTITION BY id, class) AS top FROM ends) AS ranked
    WHERE score = top GROUP BY id, class, top
"""
ACCEPT_SQL = """
    CREATE TEMP TABLE join_accepted ON COMMIT DROP AS
    SELECT p.* FROM join_pair AS p
    JOIN join_best AS a ON a.id = p.one AND a.class = p.other_class AND a.score = p.score AND a.ties = 1
    JOIN join_best AS b ON b.id = p.other AND b.class = p.one_class AND b.score = p.score AND b.ties = 1
    WHERE p.certain
"""
MAP_SQL = """
    INSERT INTO join_map (keep, lose, evidence)
    SELECT least(one, other), greatest(one, other), evidence FROM join_accepted ON CONFLICT DO NOTHING
"""
TAKE_SQL = """
    INSERT INTO join_taken
    SELECT one, other_class FROM join_accepted UNION ALL SELECT other, one_class FROM join_accepted
"""
# A pair whose one side now stands for a source that the other side has too.
RULE_OUT_SQL = """
    DELETE FROM join_pair AS p USING (
        SELECT DISTINCT t.id, theirs.class AS class
        FROM join_taken AS t JOIN join_class AS mine ON mine.class = t.class
        JOIN join_class AS theirs ON mine.sources && theirs.sources
    ) AS out
    WHERE out.id = p.{mine} AND out.class = p.{theirs}_class
"""
FLATTEN_SQL = "UPDATE join_map AS m SET keep = up.keep FROM join_map AS up WHERE up.lose = m.keep"
# Three that were paired two by two are one only if no source has two of them.
TOO_MUCH_SQL = """
    DELETE FROM join_map WHERE keep IN (
        SELECT keep FROM (SELECT keep, lose AS id FROM join_map UNION SELECT keep, keep FROM join_map) AS members
        JOIN join_side AS s USING (id), unnest(s.sources) AS source
        GROUP BY keep HAVING count(*) > count(DISTINCT source))
"""
PROPOSE_SQL = """
    INSERT INTO films_joinproposal (kind, first_id, second_id, evidence, state, run_id, created_at)
    SELECT %(kind)s, least(one, other), greatest(one, other), evidence, 'open', %(run)s, now()
    FROM join_pair WHERE worth_a_look ORDER BY least(one, other), greatest(one, other)
    ON CONFLICT (kind, first_id, second_id) DO NOTHING
"""
NOTE_SQL = """
    INSERT INTO films_joinproposal (kind, first_id, second_id, evidence, state, run_id, created_at)
    SELECT %(kind)s, keep, lose, evidence, 'joined', %(run)s, now() FROM join_map ORDER BY keep, lose
    ON CONFLICT (kind, first_id, second_id) DO UPDATE
    SET state = 'joined', run_id = EXCLUDED.run_id, evidence = EXCLUDED.evidence
"""
TEMPORARY = ("side", "class", "meeting", "pair", "map", "taken", "accepted", "best")


def start(cursor: CursorWrapper, sides_sql: str) -> bool:
    """`sides_sql` gives id and sources of all records. Returns whether any two may meet."""
    for name in TEMPORARY:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.join_{name}")
    cursor.execute(f"CREATE TEMP TABLE join_side ON COMMIT DROP AS {sides_sql}")
    cursor.execute(CLASSES_SQL)
    cursor.execute("ALTER TABLE join_side ADD COLUMN class int")
    cursor.execute("UPDATE join_side AS s SET class = c.class FROM join_class AS c WHERE c.sources = s.sources")
    cursor.execute("CREATE INDEX ON join_side (id)")
    cursor.execute(MEETING_SQL)
    cursor.execute(LONELY_SQL)
    for name in ("side", "class", "meeting"):
        cursor.execute(f"ANALYZE join_{name}")
    cursor.execute(CREATE_PAIRS_SQL)
    cursor.execute("SELECT EXISTS (SELECT FROM join_meeting)")
    return bool(cursor.fetchone()[0])


def settle(cursor: CursorWrapper, kind: str, run: int) -> tuple[int, int]:
    """Leaves the certain pairs in `join_map` and proposes the rest; returns how many there are of each."""
    accept(cursor, kind)
    cursor.execute(NOTE_SQL, {"kind": kind, "run": run})
    joined = cursor.rowcount
    cursor.execute(PROPOSE_SQL, {"kind": kind, "run": run})
    return joined, cursor.rowcount


def accept(cursor: CursorWrapper, kind: str) -> None:
    """Moves the certain pairs from `join_pair` to `join_map`."""
    cursor.execute(DISMISSED_SQL, [kind])
    cursor.execute(CREATE_MAP_SQL)
    for _round in range(ROUNDS):
        cursor.execute("DROP TABLE IF EXISTS pg_temp.join_accepted, pg_temp.join_best")
        for statement in ("ANALYZE join_pair", BEST_SQL, "ANALYZE join_best", ACCEPT_SQL):
            cursor.execute(statement)
        if not cursor.rowcount:
            break
        cursor.execute("ANALYZE join_accepted")
        for statement in (MAP_SQL, TAKE_SQL, "ANALYZE join_taken"):
            cursor.execute(statement)
        for mine, theirs in (("one", "other"), ("other", "one")):
            cursor.execute(RULE_OUT_SQL.format(mine=mine, theirs=theirs))
    cursor.execute(FLATTEN_SQL)
    while cursor.rowcount:
        cursor.execute(FLATTEN_SQL)
    cursor.execute(TOO_MUCH_SQL)
    cursor.execute("ANALYZE join_map")
