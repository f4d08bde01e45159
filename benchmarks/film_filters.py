"""How long films/ takes with several conditions: python benchmarks/film_filters.py [FILMS]

On a made-up catalogue of a million films (the database `…_filters` beside the configured one, filled if it does not
have that many): two genres of a quarter of all films each that no film shares, genres that half of all films or one
in twenty share, a genre and a country. Prints the better of two requests in each order.
"""

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")
os.environ["MOVIEDB_CATALOGUE"] = "filters"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from films.models import Film  # noqa: E402
from films.views.film_list import ORDERS  # noqa: E402
from moviedb.serving import collect_static  # noqa: E402

MOST_SECONDS = 2
CASES = {
    "two genres, no film": "genre=1&genre=2",
    "two genres, half of all films": "genre=3&genre=4",
    "two genres, one film in twenty": "genre=1&genre=8",
    "three genres, no film": "genre=1&genre=2&genre=8",
    "genre and country, no film": "genre=1&country=FR",
    "genre and country, half of all": "genre=3&country=FR",
    "one genre": "genre=1",
}
TABLES = "films_film", "films_filmgenre", "films_filmcountry", "films_filmvotes"
FILL = """
    TRUNCATE films_film, films_genre, films_country CASCADE;
    INSERT INTO films_genre (id, name) SELECT n, 'Genre ' || n FROM generate_series(1, 12) AS n;
    INSERT INTO films_country (code, name) VALUES ('FR', 'France'), ('US', 'United States');
    INSERT INTO films_film (id, title, original_title, sort_title, tagline, overview, status, homepage, adult,
        poster_path, backdrop_path, locked_fields, created_at, updated_at, popularity, release_date, runtime)
    SELECT n, 'Film ' || n, 'Film ' || n, 'Film ' || n, '', repeat('An overview. ', 20), '', '', false, '', '', '{{}}',
        now(), now(), CASE WHEN n % 10 > 0 THEN random() * 100 END, (1900 + n % 120)::text, 60 + n % 100
    FROM generate_series(1, {films}) AS n;
    INSERT INTO films_filmgenre (origin, removed, gone, position, film_id, genre_id)
    SELECT 'x', false, false, p, n, CASE n % 4 WHEN 1 THEN CASE p WHEN 0 THEN 1 ELSE 7 + n % 5 END
        WHEN 3 THEN CASE p WHEN 0 THEN 2 ELSE 7 + n % 5 END ELSE 3 + p END
    FROM generate_series(1, {films}) AS n, generate_series(0, 1) AS p;
    INSERT INTO films_filmcountry (origin, removed, gone, position, film_id, country_id)
    SELECT 'x', false, false, 0, n, CASE n % 2 WHEN 0 THEN 'FR' ELSE 'US' END FROM generate_series(1, {films}) AS n;
    INSERT INTO films_filmvotes (film_id, site, average, count, origin)
    SELECT n, 'tmdb', 1 + (n % 80) / 10.0, 1 + n % 1000, 'x' FROM generate_series(1, {films}, 3) AS n;
"""


def fill(films: int) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    if Film.objects.count() == films:
        return
    with connection.cursor() as cursor:
        for switch in ("DISABLE", "ENABLE"):  # the journal of changes; nobody will undo these
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} {switch} TRIGGER USER")
            if switch == "DISABLE":
                cursor.execute(FILL.format(films=films))
        cursor.execute("VACUUM ANALYZE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("films", nargs="?", type=int, default=1_000_000)
    fill(parser.parse_args().films)
    collect_static(print)
    client = Client(headers={"host": "localhost"})
    orders = [order.code for order in ORDERS]
    print(f"{'seconds':34}" + "".join(f"{code:>10}" for code in orders))
    slowest = 0.0
    for name, query in CASES.items():
        taken = [min(ask(client, f"/films/?{query}&sort={code}") for _ in range(2)) for code in orders]
        slowest = max(slowest, *taken)
        print(f"{name:34}" + "".join(f"{seconds:10.3f}" for seconds in taken))
    print(f"slowest {slowest:.1f} s, at most {MOST_SECONDS}: {'reached' if slowest <= MOST_SECONDS else 'missed'}")


def ask(client: Client, path: str) -> float:
    began = time.perf_counter()
    response = client.get(path, follow=True)
    if response.status_code != 200:
        sys.exit(f"{path}: {response.status_code}")
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
