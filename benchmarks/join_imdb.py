"""How long it takes to join two sources of the same films, and how well: python benchmarks/join_imdb.py [--films N]

TMDB 5000, then a made-up dump in IMDb's format of the same films and people with planted traps: imported without
--join, then with it; then join_records instead, and both undone. Works on a catalogue of its own (the database
`…_bench` beside the configured one, emptied at the end). Prints what became of films, people, directors and traps,
the evidence by which they were joined, what is left to editors, seconds, and whether undoing restored every table.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")
os.environ.setdefault("MOVIEDB_CATALOGUE", "bench")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from films.importers.first_load import LOADED  # noqa: E402
from films.models import JoinProposal  # noqa: E402
from films.undoing.made import JOURNALLED  # noqa: E402
from moviedb.lib.provenance.models import ImportRun  # noqa: E402
from tests.films.joining import same_films, tmdb5000_cut  # noqa: E402
from tests.films.joining.outcome import Outcome, outcome  # noqa: E402

TMDB = ROOT.parent / "shared" / "data" / "tmdb5000"
DIGEST_SQL = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {table} AS t"


def timed(*command: object) -> float:
    started = time.perf_counter()
    name, *arguments = command
    with Path(os.devnull).open("w") as nowhere:
        call_command(str(name), *map(str, arguments), stdout=nowhere, stderr=nowhere)
    return time.perf_counter() - started


def digests() -> dict[str, object]:
    found = {}
    with connection.cursor() as cursor:
        for table in JOURNALLED:
            cursor.execute(DIGEST_SQL.format(table=table))
            found[table] = cursor.fetchone()
    return found


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(LOADED)}, provenance_redirect CASCADE")
    ImportRun.objects.all().delete()
    JoinProposal.objects.all().delete()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tmdb", type=Path, default=TMDB, help="the folder of TMDB 5000")
    parser.add_argument("--films", type=int, help="only so many of its films, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--traps", type=int, default=20, help="of each kind")
    options = parser.parse_args()
    options.tmdb = options.tmdb.resolve()
    with tempfile.TemporaryDirectory(prefix="moviedb-bench-") as scratch:
        settings.STATE_DIR = Path(scratch) / "state"
        settings.DUMPS_DIR = Path(scratch) / "dumps"
        os.chdir(scratch)
        measure(options, Path(scratch))


def measure(options: argparse.Namespace, scratch: Path) -> None:
    tmdb, dump = options.tmdb, scratch / "imdb"
    if options.films:
        tmdb = tmdb5000_cut.reduce(tmdb, scratch / "tmdb5000", options.films, options.seed)
    truth = same_films.make(dump, tmdb, options.seed, options.traps)
    call_command("migrate", interactive=False, verbosity=0)
    empty()
    seconds = {"import_tmdb5000": timed("import_tmdb5000", tmdb)}
    alone = digests()
    seconds["import_imdb --join"] = timed("import_imdb", dump, "--join")
    show(outcome(truth), len(truth.films))
    seconds["undo_import imdb"] = timed("undo_import", "imdb")
    restored = {"import_imdb --join": digests() == alone}
    seconds["import_imdb"] = timed("import_imdb", dump)
    both = digests()
    seconds["join_records"] = timed("join_records")
    seconds["undo_import join"] = timed("undo_import", "join")
    restored["join_records"] = digests() == both
    empty()
    print(f"\n{'seconds':24}{'':>10}{'× import_imdb':>16}")
    for name, taken in seconds.items():
        print(f"{name:24}{taken:10.1f}{taken / seconds['import_imdb']:16.2f}")
    for name, equal in restored.items():
        print(f"undoing {name}: every table {'equals' if equal else 'DIFFERS from'} what it was before")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def show(found: Outcome, titles: int) -> None:
    print(f"{titles:,} titles in the dump; then {found.films:,} films and {found.people:,} people in the catalogue")
    print(f"{'':24}{'joined':>10}{'expected':>10}")
    for kind in ("film", "person"):
        print(f"{kind:24}{found.joined[kind]:10,}{found.expected[kind]:10,}")
    for name, number in (
        ("joined with another", len(found.wrong)), ("missed", len(found.missed)),
        ("films with a director twice", found.directors_doubled), ("credits twice", found.credits_doubled),
    ):  # fmt: skip
        print(f"{name:28}{number:6,}")
    for title, rows in (("joined by", found.evidence), ("left to editors", found.proposed)):
        print(f"\n{title}")
        for kind, evidence, number in rows:
            print(f"{number:8,} {kind:7} {evidence}")
    print("\ntraps")
    for trap, became in sorted(found.traps.items()):
        print(f"{trap:28} {', '.join(f'{number} {what}' for what, number in sorted(became.items()))}")


if __name__ == "__main__":
    main()
