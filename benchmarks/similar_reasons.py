"""Recomputes from the tables that every reason of every similar film is true of both films, by plain SQL.

    .venv/bin/python benchmarks/similar_reasons.py      # the catalogue that DATABASE_URL names

Knows nothing of the engine. Ends with 1 where one reason is not true or a pick has none. Also prints the
share of picks that show a visible reason: a director, writer, billed actor, collection, title word or keyword of at
most 2 % of the films.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")

import django

django.setup()

from django.db import connection  # noqa: E402 - after setup

HAS = {
    "collection": "EXISTS (SELECT FROM films_film f WHERE f.id = {film} AND f.collection_id = r.id::int)",
    "director": "EXISTS (SELECT FROM films_credit c WHERE c.film_id = {film} AND c.person_id = r.id::int"
    " AND c.department = 'Directing' AND c.job = 'Director' AND NOT c.removed)",
    "writer": "EXISTS (SELECT FROM films_credit c WHERE c.film_id = {film} AND c.person_id = r.id::int"
    " AND c.department = 'Writing' AND NOT c.removed)",
    "actor": "EXISTS (SELECT FROM films_credit c WHERE c.film_id = {film} AND c.person_id = r.id::int"
    " AND c.department = 'Acting' AND NOT c.uncredited AND NOT c.removed)",
    "keyword": "EXISTS (SELECT FROM films_filmkeyword k WHERE k.film_id = {film} AND k.keyword_id = r.id::int"
    " AND NOT k.removed)",
    "genre": "EXISTS (SELECT FROM films_filmgenre g WHERE g.film_id = {film} AND g.genre_id = r.id::int"
    " AND NOT g.removed)",
    "title": "EXISTS (SELECT FROM films_film f WHERE f.id = {film} AND strpos(moviedb_fold(f.title), r.id) > 0)",
    # A genre's id or a country's code.
    "kind": "(EXISTS (SELECT FROM films_filmgenre g WHERE g.film_id = {film} AND g.genre_id::text = r.id"
    " AND NOT g.removed) OR EXISTS (SELECT FROM films_filmcountry c WHERE c.film_id = {film} AND c.country_id = r.id"
    " AND NOT c.removed))",
    "language": "EXISTS (SELECT FROM films_film f WHERE f.id = {film} AND f.original_language_id = r.id)",
    "before": "EXISTS (SELECT FROM films_film f WHERE f.id = {film} AND f.release_year < r.id::int)",
    "since": "EXISTS (SELECT FROM films_film f WHERE f.id = {film} AND f.release_year >= r.id::int)",
    "years": "EXISTS (SELECT FROM films_film f WHERE f.id = {film} AND abs(f.release_year - r.id::int) <= 10)",
}
VISIBLE = ("collection", "director", "writer", "actor", "keyword", "title")
REASONS = (
    "SELECT s.film_id, s.other_id, e.value->>'code' AS code, i.id FROM films_similarfilm s,"
    " jsonb_array_elements(s.reasons) e, jsonb_array_elements_text(COALESCE(e.value->'words', e.value->'ids')) i(id)"
)
# "Liked by the same people": at least five of them, at least half as many again as by chance (stored as ten times the
# lift, cut off; single precision may be one off).
LIKED = """
    WITH likes AS (SELECT film_id, site, "user" FROM films_outsiderating WHERE half_stars >= 8),
    popular AS (SELECT film_id, count(*) AS n FROM likes GROUP BY film_id),
    people AS (SELECT count(*) AS n FROM (SELECT DISTINCT site, "user" FROM likes) AS l),
    said AS (
        SELECT s.film_id, s.other_id, (e.value->'ids'->>0)::int AS n, (e.value->'ids'->>1)::int AS tenfold
        FROM films_similarfilm AS s, jsonb_array_elements(s.reasons) AS e WHERE e.value->>'code' = 'liked'
    ),
    counted AS (
        SELECT r.film_id, r.other_id, count(*) AS n FROM said AS r JOIN likes AS a ON a.film_id = r.film_id
        JOIN likes AS b ON b.film_id = r.other_id AND b.site = a.site AND b."user" = a."user" GROUP BY 1, 2
    )
    SELECT count(*), count(*) FILTER (
        WHERE said.n IS DISTINCT FROM counted.n OR said.n < 5 OR said.tenfold < 15
        OR abs(said.tenfold - floor(10.0 * said.n * people.n / (one.n * other.n))) > 1
    )
    FROM said LEFT JOIN counted USING (film_id, other_id) CROSS JOIN people
    LEFT JOIN popular AS one ON one.film_id = said.film_id LEFT JOIN popular AS other ON other.film_id = said.other_id
"""
# "About as well known": by the votes of the site that knows the most films, beside fifty that everybody has, no more
# than half as many again.
KNOWN = """
    WITH site AS (
        SELECT site FROM films_filmvotes WHERE count IS NOT NULL GROUP BY site ORDER BY count(*) DESC, site LIMIT 1
    ),
    votes AS (SELECT film_id, count FROM films_filmvotes JOIN site USING (site) WHERE count IS NOT NULL)
    SELECT count(*), count(*) FILTER (
        WHERE abs(ln(COALESCE(one.count, 0) + 50) - ln(COALESCE(other.count, 0) + 50)) > ln(1.5) + 1e-9
    )
    FROM films_similarfilm AS s JOIN jsonb_array_elements(s.reasons) AS e ON e.value->>'code' = 'renown'
    LEFT JOIN votes AS one ON one.film_id = s.film_id LEFT JOIN votes AS other ON other.film_id = s.other_id
"""


def main() -> int:
    wrong = 0
    with connection.cursor() as cursor:
        for code, has in HAS.items():
            both = " AND ".join(has.format(film=film) for film in ("r.film_id", "r.other_id"))
            cursor.execute(
                f"SELECT count(*), count(*) FILTER (WHERE NOT ({both})) FROM ({REASONS}) r WHERE r.code = %s", [code]
            )
            wrong += _line(code, *cursor.fetchone())
        cursor.execute(LIKED)
        wrong += _line("liked", *cursor.fetchone())
        cursor.execute(KNOWN)
        wrong += _line("renown", *cursor.fetchone())
        cursor.execute(
            f"SELECT count(*), count(DISTINCT r.id) FROM ({REASONS}) r WHERE r.code = 'keyword' AND"
            " (SELECT count(*) FROM films_filmkeyword k WHERE k.keyword_id = r.id::int AND NOT k.removed)"
            " > GREATEST(0.02 * (SELECT count(*) FROM films_film), 40)"
        )
        print(f"keywords of more than 2 % of the films (of 40 in a small catalogue): {cursor.fetchone()[0]:,}")
        codes = ", ".join(f"'{code}'" for code in VISIBLE)
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM jsonb_array_elements(reasons) e"
            f" WHERE e.value->>'code' IN ({codes}))), count(*) FILTER (WHERE reasons <> '[]') FROM films_similarfilm"
        )
        picks, visible, any_reason = cursor.fetchone()
        print(
            f"{picks:,} picks: {visible / max(picks, 1):.3f} with a visible reason, "
            f"{picks - any_reason:,} without any (must be 0)"
        )
    return int(wrong > 0 or any_reason < picks)


def _line(code: str, checked: int, wrong: int) -> int:
    print(f"{code:12}{checked:>12,} checked {wrong:>8,} wrong")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
