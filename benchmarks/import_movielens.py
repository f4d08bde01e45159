"""How long N ratings take: python benchmarks/import_movielens.py [--ratings 5000000]

Writes a folder in MovieLens' layout with made-up ratings, then, on a catalogue of its own (the database `…_bench`,
emptied at the end) and in one run: P0 (ratings.csv by COPY into an unlogged table without an index: the floor), the
first import, the unchanged import, one in which every hundredth user has other ratings, undoing that one, one in which
all have (as in another release), undoing that, and undoing the first. Prints seconds, ratio to P0, ratings a second,
what MovieLens 32M would take at that rate (an extrapolation, unless --ratings 32000204), and peak memory.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")
os.environ["MOVIEDB_CATALOGUE"] = "bench"

import django  # noqa: E402
import numpy as np  # noqa: E402
import polars as pl  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from films.importers.first_load import LOADED  # noqa: E402
from films.importers.loading import load  # noqa: E402
from films.importers.movielens import SITE, MovieLensSource  # noqa: E402
from films.importers.outside import MovieLensRatings  # noqa: E402
from films.importers.records import Result  # noqa: E402
from films.undoing.undo import undo  # noqa: E402

# MovieLens 32M.
FILMS = 87_585
USERS = 200_948
WORLD = 32_000_204
SLAB = 1_000_000


def write_folder(folder: Path, ratings: int, other_users: int = 0) -> None:
    """A film's share of the ratings falls with its number, as it does in life; users come in order, films in a user's.

    A slab at a time, so that this does not count where the peak of memory is measured.
    """
    chance = np.random.default_rng(1)
    with (folder / "movies.csv").open("w") as movies, (folder / "links.csv").open("w") as links:
        movies.write("movieId,title,genres\r\n")
        links.write("movieId,imdbId,tmdbId\r\n")
        for film in range(1, FILMS + 1):
            movies.write(f"{film},Film {film} (2009),Drama\r\n")
            links.write(f"{film},{film:07},{film}\r\n")
    share = np.cumsum(1 / (np.arange(1, FILMS + 1) + 20))
    share /= share[-1]
    with (folder / "ratings.csv").open("wb") as stream:
        stream.write(b"userId,movieId,rating,timestamp\r\n")
        for start in range(0, ratings, SLAB):
            number = min(SLAB, ratings - start)
            first, last = (1 + int(place * USERS / WORLD) for place in (start, start + number))
            users = chance.integers(first, max(last, first + 1), 2 * number)
            # Some rate much, most little.
            users = first + ((users - first) * chance.random(2 * number) ** 0.5).astype(np.int64)
            pairs = np.unique(users * 2**20 + 1 + np.searchsorted(share, chance.random(2 * number)))
            pairs = np.sort(chance.choice(pairs, number, replace=False))
            users, films = pairs >> 20, pairs & (2**20 - 1)
            stars = chance.integers(1, 11, number) / 2
            if other_users:
                stars[users % other_users == 0] = 0.5
            at = 1_200_000_000 + start + np.arange(number)
            table = pl.DataFrame({"user": users, "film": films, "stars": stars, "at": at})
            table.write_csv(stream, include_header=False, line_terminator="\r\n", float_precision=1)


def raw_copy(path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE raw_ratings (a text, b text, c text, d text)")
        with path.open("rb") as stream, cursor.copy("COPY raw_ratings FROM STDIN (FORMAT csv)") as copy:
            while block := stream.read(1 << 20):
                copy.write(block)
        cursor.execute("DROP TABLE raw_ratings")


def imported(folder: Path) -> Result:
    source = MovieLensSource(folder)
    return load(source, beside=MovieLensRatings(source, folder, add_films=True))


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(LOADED)} CASCADE")


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=int, default=5_000_000)
    options = parser.parse_args()
    call_command("migrate", interactive=False, verbosity=0)
    empty()
    print(f"{options.ratings:<30,}{'seconds':>9}{'× P0':>8}{'ratings/s':>12}{'32 M, extrapolated':>20}", flush=True)
    floor = 0.0

    def row(what: str, action: Callable[[], object]) -> float:
        taken = timed(action)
        rate = options.ratings / taken
        print(
            f"{what:30}{taken:9.1f}{taken / (floor or taken):8.1f}{rate:12,.0f}{WORLD / rate / 60:16.1f} min",
            flush=True,
        )
        return taken

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_folder(folder, options.ratings)
        floor = row("P0: raw COPY of ratings.csv", lambda: raw_copy(folder / "ratings.csv"))
        row("first import", lambda: imported(folder))
        row("unchanged import", lambda: imported(folder))
        write_folder(folder, options.ratings, other_users=100)
        row("every hundredth user differs", lambda: imported(folder))
        row("undoing that", lambda: undo(SITE))
        write_folder(folder, options.ratings, other_users=1)
        row("every user differs", lambda: imported(folder))
        row("undoing that", lambda: undo(SITE))
        row("undoing the first import", lambda: undo(SITE))
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    empty()


if __name__ == "__main__":
    main()
