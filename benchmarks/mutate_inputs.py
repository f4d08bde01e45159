"""Damages input files at random and imports them: python benchmarks/mutate_inputs.py [--cases 2000] [--imdb 400]

On a catalogue of its own (the database `…_bench`), with all file sources in turn: TMDB 5000, The Movies Dataset,
MovieLens, CSV, JSON; and IMDb's dumps, into an empty catalogue and into one that holds those of the day before, by
the difference to these and record by record. Each case must end with an import or a clear refusal; a refused input
leaves nothing, and where films are missing (of IMDb's dumps: any line) rows are named. Prints a line per source, and
every case that went wrong. --seed N and --first go on in the middle of a seed.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")
os.environ.setdefault("MOVIEDB_CATALOGUE", "bench")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from films.models import Film  # noqa: E402
from tests.films.importers import mutated_imdb  # noqa: E402
from tests.films.importers.mutated import EXPECTED, SOURCES, Outcome, films_of, run_case  # noqa: E402


class Tally:
    def __init__(self) -> None:
        self.imported, self.refused, self.wrong = Counter[str](), Counter[str](), 0
        self.started = time.monotonic()

    def add(self, number: int, outcome: Outcome) -> None:
        (self.refused if outcome.error else self.imported)[outcome.source] += 1
        if outcome.fault:
            self.wrong += 1
            print(f"case {number}: {outcome}", flush=True)
        if number % 100 == 99:
            print(f"case {number}, {time.monotonic() - self.started:.0f} s", flush=True)

    def print(self) -> None:
        for source in self.imported | self.refused:
            print(f"{source:18}{self.imported[source]:6} imported{self.refused[source]:6} refused")
        print(
            f"{sum((self.imported + self.refused).values())} cases: {sum(self.imported.values())} got past the header "
            f"and were imported, {sum(self.refused.values())} were refused with a message, {self.wrong} went wrong; "
            f"{time.monotonic() - self.started:.0f} s"
        )


def damage_files(numbers: Iterable[int], seed: int, tally: Tally) -> None:
    with transaction.atomic():
        Film.objects.create(title="A film that was there")
        EXPECTED.update({source: films_of(source) for source in SOURCES})
        for number in numbers:
            tally.add(number, run_case(number, seed))
        transaction.set_rollback(True)


def damage_dumps(cases: int, seed: int, tally: Tally) -> None:
    """A quarter into an empty catalogue, a half by the difference, a quarter by records."""
    with mutated_imdb.prepared() as folder:
        for number in range(cases):
            way = ("first load", "difference", "difference", "records")[4 * number // cases]
            if number == cases // 4:
                mutated_imdb.fill(folder)
            tally.add(number, mutated_imdb.run_case(number, seed, folder, way))
        mutated_imdb.empty()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2000, help="of all sources but IMDb")
    parser.add_argument("--imdb", type=int, default=400, help="of IMDb's dumps")
    parser.add_argument("--first", type=int, default=0, help="number of the first case, to go on with a seed")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    call_command("migrate", interactive=False, verbosity=0)
    mutated_imdb.empty()
    print(f"seed {options.seed}", flush=True)
    tally = Tally()
    damage_files(range(options.first, options.first + options.cases), options.seed, tally)
    damage_dumps(options.imdb, options.seed, tally)
    tally.print()
    sys.exit(bool(tally.wrong))


if __name__ == "__main__":
    main()
