"""The statements by which ratings and tags of MovieLens' users are staged, compared and brought in."""

from films.importers.outside_journal import NUMBER

STAGED = ("import_lines", "import_movies", "import_ratings", "import_films", "import_tags")
CREATE_SQL = (
    "CREATE UNLOGGED TABLE import_lines (user_id int, movie_id int, stars real, at bigint)",
    # Every movieId that the source has, the record it is part of, and whether that is in this import.
    "CREATE UNLOGGED TABLE import_movies (movie_id int PRIMARY KEY, record int, taken boolean)",
    "CREATE UNLOGGED TABLE import_films (record int PRIMARY KEY, film_id int)",
    "CREATE UNLOGGED TABLE import_tags (user_id int, movie_id int, text text)",
)
JOIN_SQL = """
    CREATE UNLOGGED TABLE import_ratings AS
    SELECT DISTINCT ON (l.user_id, m.record) l.user_id, m.record, (2 * l.stars)::smallint AS half_stars,
        (to_timestamp(l.at) AT TIME ZONE 'UTC')::date AS rated_on
    FROM import_lines AS l JOIN import_movies AS m USING (movie_id)
    WHERE m.taken
    ORDER BY l.user_id, m.record, l.at DESC, half_stars DESC
"""
# The rows lie in the users' order, so that a few bytes for each stretch of the table find a batch of them.
INDEX_SQL = "CREATE INDEX ON import_ratings USING brin (user_id) WITH (pages_per_range = 32)"
NOT_TAKEN_SQL = """
    SELECT l.movie_id, m.movie_id IS NULL, count(*)
    FROM import_lines AS l LEFT JOIN import_movies AS m USING (movie_id)
    WHERE m.taken IS NOT TRUE GROUP BY l.movie_id, m.movie_id ORDER BY l.movie_id
"""
VOTES_SQL = "SELECT record, round(avg(half_stars), 3)::float, count(*) FROM import_ratings GROUP BY record"
USERS_SQL = "SELECT user_id, count(*) FROM import_ratings GROUP BY user_id ORDER BY user_id"
STATED = """
    import_ratings AS s JOIN import_films AS m USING (record)
    WHERE s.user_id > %(after)s AND s.user_id <= %(until)s
"""
# The users are named on both sides: else each batch would go through all ratings that are there.
SAME = f"""
    r.site = {NUMBER} AND r.user = s.user_id AND r.film_id = m.film_id AND r.user > %(after)s AND r.user <= %(until)s
"""
# Of some users: the ratings that the file states, and those that differ from what is there.
SAMPLE_SQL = f"""
    SELECT count(s.half_stars),
        count(*) FILTER (WHERE (s.rated_on, s.half_stars) IS DISTINCT FROM (r.rated_on, r.half_stars))
    FROM (
        SELECT s.user_id AS "user", m.film_id, s.rated_on, s.half_stars
        FROM import_ratings AS s JOIN import_films AS m USING (record) WHERE s.user_id = ANY(%(users)s)
    ) AS s
    FULL JOIN (SELECT * FROM films_outsiderating WHERE site = {NUMBER} AND "user" = ANY(%(users)s)) AS r
    USING ("user", film_id)
"""
COLUMNS = '("user", film_id, rated_on, site, half_stars)'
ROWS = f"SELECT s.user_id, m.film_id, s.rated_on, {NUMBER}, s.half_stars FROM {STATED}"
ORDER = "ORDER BY s.user_id, m.film_id"
# One look instead of three, for a file that says what it said before.
DIFFERS_SQL = f"""
    SELECT EXISTS (
        SELECT FROM (SELECT s.user_id AS "user", m.film_id, s.rated_on, s.half_stars FROM {STATED}) AS s
        FULL JOIN (
            SELECT * FROM films_outsiderating AS r
            WHERE r.site = {NUMBER} AND r.user > %(after)s AND r.user <= %(until)s
        ) AS r USING ("user", film_id)
        WHERE (s.rated_on, s.half_stars) IS DISTINCT FROM (r.rated_on, r.half_stars)
    )
"""
INSERT_SQL = f"""
    INSERT INTO films_outsiderating AS r {COLUMNS} {ROWS}
      AND NOT EXISTS (SELECT FROM films_outsiderating AS t WHERE {SAME.replace("r.", "t.")}) {ORDER}
"""
UPDATE_SQL = f"""
    UPDATE films_outsiderating AS r SET rated_on = s.rated_on, half_stars = s.half_stars FROM {STATED}
      AND {SAME} AND (r.rated_on, r.half_stars) <> (s.rated_on, s.half_stars)
"""
DELETE_SQL = f"""
    DELETE FROM films_outsiderating AS r
    WHERE r.site = {NUMBER} AND r.user > %(after)s AND r.user <= %(until)s AND NOT EXISTS (SELECT FROM {STATED}
      AND {SAME})
"""
TAGS_STATED = f"""
    WITH stated AS (
        SELECT f.film_id, t.text, count(DISTINCT t.user_id) AS users
        FROM import_tags AS t JOIN import_movies AS m USING (movie_id) JOIN import_films AS f USING (record)
        GROUP BY f.film_id, t.text
    ), there AS (SELECT * FROM films_outsidetag WHERE site = {NUMBER})
"""
INSERT_TAGS_SQL = f"""{TAGS_STATED}
    INSERT INTO films_outsidetag AS r (film_id, users, site, text)
    SELECT film_id, users, {NUMBER}, text FROM stated
    WHERE NOT EXISTS (SELECT FROM there WHERE (there.film_id, there.text) = (stated.film_id, stated.text))
"""
UPDATE_TAGS_SQL = f"""{TAGS_STATED}
    UPDATE films_outsidetag AS r SET users = stated.users FROM stated
    WHERE r.site = {NUMBER} AND (r.film_id, r.text) = (stated.film_id, stated.text) AND r.users <> stated.users
"""
DELETE_TAGS_SQL = f"""{TAGS_STATED}
    DELETE FROM films_outsidetag AS r WHERE r.site = {NUMBER}
      AND NOT EXISTS (SELECT FROM stated WHERE (r.film_id, r.text) = (stated.film_id, stated.text))
"""
