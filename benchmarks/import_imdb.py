"""How long IMDb's dumps take: python benchmarks/import_imdb.py [--titles 200000] [--generator PATH] [--all-types]

Dumps of made-up titles, in one run on one machine, one after the other: P0 (the same unpacked bytes by COPY into
unlogged tables of text columns without an index: the floor), imdb-sqlite (from PyPI, in an environment of its own),
then ours: the first load with everything built, the same dumps again (known by their digests, and compared all the
same), the next day's dumps, and a first load of dirty ones. Works on a catalogue of its own (the database `…_bench`
beside the configured one, emptied at the end). Prints seconds, ratios, limits, and whether they are kept.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable
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
from films.importers.imdb import ImdbSource  # noqa: E402
from films.importers.imdb_files import COLUMNS, find_dumps  # noqa: E402
from films.importers.imdb_vocabulary import ALL_TYPES, FILM_TYPES  # noqa: E402
from films.importers.loading import load  # noqa: E402
from moviedb.lib.provenance.models import ImportRun  # noqa: E402

GENERATOR = ROOT.parent / "shared" / "bench" / "make_imdb_tsv.py"
# Rows of all of IMDb's dumps, title.episode left out, as of 2025.
FULL = 176_000_000


def timed(action: Callable[[], object]) -> float:
    # What the one before left to be written to the disk is not this one's burden.
    os.sync()
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def generate(directory: Path, generator: Path, titles: int, *options: str) -> Path:
    command = [sys.executable, str(generator), "--titles", str(titles), "--out", str(directory), *options]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return directory


def raw_copy(plain: dict[str, Path]) -> None:
    with connection.cursor() as cursor:
        for name, path in plain.items():
            columns = ", ".join(f'"{column}" text' for column in COLUMNS[name])
            cursor.execute("DROP TABLE IF EXISTS raw_rows")
            cursor.execute(f"CREATE UNLOGGED TABLE raw_rows ({columns})")
            options = r"FORMAT csv, DELIMITER E'\t', NULL '\N', QUOTE E'\x01', ESCAPE E'\x01', HEADER"
            with path.open("rb") as stream, cursor.copy(f"COPY raw_rows FROM STDIN ({options})") as copy:
                while chunk := stream.read(1 << 20):
                    copy.write(chunk)
        cursor.execute("DROP TABLE raw_rows")


def imdb_sqlite(directory: Path, scratch: Path) -> Callable[[], object]:
    home = scratch / "imdb-sqlite"
    venv.create(home, with_pip=True)
    subprocess.run([home / "bin" / "pip", "install", "-q", "imdb-sqlite"], check=True, capture_output=True)
    command = [str(home / "bin" / "imdb-sqlite"), "--db", str(scratch / "imdb.db"), "--cache-dir", str(directory)]
    return lambda: subprocess.run(command, check=True, capture_output=True)


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(LOADED)} CASCADE")
    ImportRun.objects.all().delete()


class Memory:
    """The most memory this process has had since the start of a block."""

    def __init__(self) -> None:
        self.most = 0
        self.running = True
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while self.running:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.most = max(self.most, pages * resource.getpagesize())
            time.sleep(0.02)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, default=200_000)
    parser.add_argument("--profile", choices=("brief", "imdb"), default="brief", help="the generator's mixture")
    parser.add_argument("--generator", type=Path, default=GENERATOR)
    parser.add_argument("--all-types", action="store_true", help="series, episodes and games too")
    parser.add_argument("--dumps", type=Path, help="where the dumps are kept between runs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="moviedb-bench-") as scratch:
        settings.STATE_DIR = Path(scratch) / "state"
        settings.DUMPS_DIR = Path(scratch) / "state" / "dumps"
        measure(options, Path(scratch))


def measure(options: argparse.Namespace, scratch: Path) -> None:
    home: Path = options.dumps or scratch / "dumps"
    kinds = {"day0": (), "day1": ("--day", "1"), "dirty": ("--dirty", "0.002", "--nasty")}
    days = {name: home / name for name in kinds}
    titles, profile = options.titles, options.profile
    for name, more in kinds.items():
        if not (days[name] / "manifest.json").exists():
            generate(days[name], options.generator, titles, "--profile", profile, *more)
        # Dumps that were kept say of what size the others must be.
        made = json.loads((days["day0"] / "manifest.json").read_text())["args"]
        titles, profile = made["titles"], made["profile"]
    rows = sum(json.loads((days["day0"] / "manifest.json").read_text())["files"][name]["rows"] for name in COLUMNS)
    plain = {}
    for name, file in find_dumps(days["day0"]).items():
        plain[name] = scratch / f"{name}.tsv"
        with file.open() as packed, plain[name].open("wb") as unpacked:
            while chunk := packed.read(1 << 22):
                unpacked.write(chunk)
    call_command("migrate", interactive=False, verbosity=0)
    types = ALL_TYPES if options.all_types else FILM_TYPES
    sqlite = imdb_sqlite(days["day0"], scratch)

    def ours(name: str, anew: bool = False) -> Callable[[], object]:
        return lambda: load(ImdbSource(days[name], types=types, adult=options.all_types, anew=anew))

    raw_copy(plain)
    times = {"P0: raw COPY": timed(lambda: raw_copy(plain)), "B: imdb-sqlite": timed(sqlite)}
    memory = Memory()
    empty()
    times["first load"] = timed(ours("day0"))
    times["again, known by digests"] = timed(ours("day0"))
    times["again, compared"] = timed(ours("day0", anew=True))
    times["the next day's"] = timed(ours("day1"))
    empty()
    times["first load, dirty"] = timed(ours("dirty"))
    memory.running = False
    times["P0: raw COPY, at the end"] = timed(lambda: raw_copy(plain))
    empty()
    show(times, rows, sum(path.stat().st_size for path in plain.values()), memory.most)


def show(times: dict[str, float], rows: int, size: int, memory: int) -> None:
    floor = (times["P0: raw COPY"] + times["P0: raw COPY, at the end"]) / 2
    other, first = times["B: imdb-sqlite"], times["first load"]
    limits = {
        "first load": [(f"≤ 5 × P0: {first / floor:.1f}", first <= 5 * floor),
                       (f"≥ 2 × as fast as B: {other / first:.1f}", other >= 2 * first)],
        "again, known by digests": [("< 0.1 s", times["again, known by digests"] < 0.1)],
        "again, compared": [("≤ 0.5 × P0", times["again, compared"] <= 0.5 * floor)],
        "the next day's": [("≤ 2 × P0", times["the next day's"] <= 2 * floor)],
        "first load, dirty": [(f"≤ 1.5 × the clean one: {times['first load, dirty'] / first:.2f}",
                               times["first load, dirty"] <= 1.5 * first)],
    }  # fmt: skip
    print(f"{rows:,} rows, {size / 1e6:,.0f} MB unpacked; P0 is the mean of both")
    print(f"{'':28}{'seconds':>9}{'× P0':>8}  limit")
    for name, taken in times.items():
        kept = "; ".join(f"{text} {'reached' if held else 'MISSED'}" for text, held in limits.get(name, []))
        print(f"{name:28}{taken:9.2f}{taken / floor:8.2f}  {kept}")
    held = "reached" if memory <= 1 << 30 else "MISSED"
    print(f"peak memory of this process: {memory / 1e6:,.0f} MB; limit 1 GB: {held}")
    minutes = first * FULL / rows / 60
    print(f"An extrapolation, not a measurement: {FULL / 1e6:,.0f} M rows at this rate are {minutes:,.0f} min.")


if __name__ == "__main__":
    main()
