"""How long the TMDB 5000 data take: python benchmarks/import_tmdb5000.py DIR [--runs N]

Works on a catalogue of its own (the database `…_bench` beside the configured one, emptied at the end). In one run,
alternating: P0 (the credits as raw text rows by COPY into an unlogged table without an index: the floor), the first
load and the unchanged second import. Prints each median, its ratio to P0, the limit of 60 s, and the peak memory.
"""

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")
os.environ["MOVIEDB_CATALOGUE"] = "bench"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from films.importers.first_load import LOADED  # noqa: E402
from films.importers.loading import load  # noqa: E402
from films.importers.records import FilmRecord  # noqa: E402
from films.importers.tables import copy_rows  # noqa: E402
from films.importers.tmdb5000 import Tmdb5000Source  # noqa: E402

LIMIT = 60


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def raw_rows(directory: Path) -> list[tuple[str, ...]]:
    return [
        (str(film.keys[0]), film.title, *map(str, (c.key, c.person, c.department, c.job, c.character)))
        for film in Tmdb5000Source(directory).records()
        if isinstance(film, FilmRecord)
        for c in film.credits
    ]


def raw_copy(rows: list[tuple[str, ...]]) -> None:
    columns = [f"c{i}" for i in range(7)]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS raw_credits")
        cursor.execute(f"CREATE UNLOGGED TABLE raw_credits ({', '.join(f'{c} text' for c in columns)})")
        copy_rows(cursor, "raw_credits", columns, rows)
        cursor.execute("DROP TABLE raw_credits")


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(LOADED)} CASCADE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    call_command("migrate", interactive=False, verbosity=0)
    rows = raw_rows(options.directory)
    times: dict[str, list[float]] = {"P0: raw COPY of the credits": [], "first load": [], "unchanged import": []}
    for _ in range(options.runs):
        empty()
        for name, action in zip(
            times,
            (
                lambda: raw_copy(rows),
                lambda: load(Tmdb5000Source(options.directory)),
                lambda: load(Tmdb5000Source(options.directory)),
            ),
            strict=True,
        ):
            times[name].append(timed(action))
    floor = statistics.median(times["P0: raw COPY of the credits"])
    print(f"{'median of ' + str(options.runs):32}{'seconds':>9}{'× P0':>8}{'limit':>8}")
    for name, taken in times.items():
        median = statistics.median(taken)
        limit = "" if name.startswith("P0") else f"{LIMIT} s"
        print(f"{name:32}{median:9.1f}{median / floor:8.1f}{limit:>8}")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    empty()


if __name__ == "__main__":
    main()
