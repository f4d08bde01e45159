"""Damages input files at random and imports them: python benchmarks/mutate_inputs.py [--cases 2000] [--seed N]

On a catalogue of its own (the database `…_bench`), with all file sources but IMDb's in turn: TMDB 5000, The Movies
Dataset, MovieLens, CSV, JSON. Each case must end with an import or a clear refusal; a refused input leaves
nothing, and where films are missing rows are named. Prints a line per source, and every case that went wrong.
--first goes on in the middle of a seed.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")
os.environ["MOVIEDB_CATALOGUE"] = "bench"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from films.models import Film  # noqa: E402
from tests.films.importers.mutated import EXPECTED, SOURCES, films_of, run_case  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="number of the first case, to go on with a seed")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--minutes", type=float, help="stop after so long, with what was done until then")
    options = parser.parse_args()
    call_command("migrate", interactive=False, verbosity=0)
    print(f"seed {options.seed}", flush=True)
    started = time.monotonic()
    imported, refused, wrong = Counter[str](), Counter[str](), []
    with transaction.atomic():
        Film.objects.create(title="A film that was there")
        EXPECTED.update({source: films_of(source) for source in SOURCES})
        for number in range(options.first, options.first + options.cases):
            if options.minutes and time.monotonic() - started > 60 * options.minutes:
                break
            if number % 100 == 0:
                print(f"case {number}, {time.monotonic() - started:.0f} s", flush=True)
            outcome = run_case(number, options.seed)
            (refused if outcome.error else imported)[outcome.source] += 1
            if outcome.fault:
                wrong.append(outcome)
                print(f"case {number}: {outcome}", flush=True)
        transaction.set_rollback(True)
    for source in SOURCES:
        print(f"{source:16}{imported[source]:6} imported{refused[source]:6} refused")
    print(
        f"{sum((imported + refused).values())} cases: {sum(imported.values())} got past the header and were imported, "
        f"{sum(refused.values())} were refused with a message, {len(wrong)} went wrong; "
        f"{time.monotonic() - started:.0f} s"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
