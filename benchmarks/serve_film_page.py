"""What a film page costs: python benchmarks/serve_film_page.py DIR [--runs N] [--seconds N]

Serves the catalogue of TMDB 5000 (the database `…_bench` beside the configured one, filled from DIR if it is empty)
with the production server and asks it over HTTP, in one run, alternating. Prints of each kind of answer the median of
the runs: answers a second, CPU time an answer in the site's processes and in Postgres, bytes and waiting times.

  film page      many different films, nothing cached
  constant       a view that returns bytes of the same length, behind the same middleware, without a query
  the usual way  the same page from model instances through a Django template (benchmarks/usual_way)
  304            film pages that the visitor has
  static file    a stylesheet, from WhiteNoise
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.usual_way.settings"
os.environ["MOVIEDB_CATALOGUE"] = "bench"

import django  # noqa: E402

django.setup()

import psutil  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.site import fetch, fill, served  # noqa: E402
from films.models import Film  # noqa: E402
from moviedb.lib.links import film_url  # noqa: E402

ASKED = 2_000
BROWSER = {"Accept-Encoding": "zstd, br"}


class Kind(NamedTuple):
    name: str
    paths: list[str]
    headers: list[dict[str, str]]
    status: str = "200"


class Measured(NamedTuple):
    rate: float
    app_ms: float
    postgres_ms: float
    size: float
    p50: float
    p99: float

    @property
    def cpu_ms(self) -> float:
        """Of an answer in all processes: on a busy machine steadier than answers a second."""
        return self.app_ms + self.postgres_ms


class Limit(NamedTuple):
    words: str
    reached: Callable[[float], bool]

    def judge(self, ratio: float) -> str:
        return f"{self.words}: {'reached' if self.reached(ratio) else 'missed'}"


# What is compared: the slower, the quicker, and how many times as quick it may or must be.
LIMITS = [
    ("constant / film page", "film page", "constant", Limit("at most 9, aim 6", lambda ratio: ratio <= 9)),
    ("the same, compressed", "film page, compressed", "constant, compressed", None),
    ("constant / 304", "304", "constant", Limit("at most 4", lambda ratio: ratio <= 4)),
    ("film page / the usual way", "the usual way", "film page", Limit("at least 8", lambda ratio: ratio >= 8)),
]


def kinds(port: int) -> list[Kind]:
    """All films are asked for once, so that each worker has seen what it will be asked for."""
    films = list(Film.objects.order_by("id").values_list("id", "title"))
    random.Random(5).shuffle(films)
    films = films[:ASKED]
    paths = [film_url(*film) for film in films]
    answers = [fetch(port, path) for path in paths]
    length = round(statistics.mean(len(body) for _, _, body in answers))
    constant = [f"/constant/{films[0][0]}/{length}/"]
    usual = [f"/usual/{film_id}/" for film_id, _ in films]
    sheet = re.search(r"/static/css/pages[^\"]*", answers[0][2].decode())
    assert sheet is not None
    plain: dict[str, str] = {}
    tags = [{"If-None-Match": headers["etag"]} for _, headers, _ in answers]
    return [
        Kind("film page", paths, [plain] * ASKED),
        Kind("constant", constant, [plain]),
        Kind("the usual way", usual, [plain] * ASKED),
        Kind("304", paths, tags, "304"),
        Kind("static file", [sheet[0]], [plain]),
        Kind("film page, compressed", paths, [BROWSER] * ASKED),
        Kind("constant, compressed", constant, [BROWSER]),
    ]


def cpu_times(processes: list[psutil.Process]) -> float:
    seconds = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            seconds += times.user + times.system
    return seconds


def backends() -> list[psutil.Process]:
    """Postgres' processes that serve this catalogue, where they run on this machine."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        pids = [pid for [pid] in cursor.fetchall()]
    return [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]


def measure(kind: Kind, port: int, server: psutil.Process, connections: int, seconds: float) -> Measured:
    site, postgres = [server, *server.children(recursive=True)], backends()
    before = cpu_times(site), cpu_times(postgres)
    job = json.dumps({
        "port": port, "paths": kind.paths, "headers": kind.headers, "connections": connections, "seconds": seconds,
    })  # fmt: skip
    command = [sys.executable, str(ROOT / "benchmarks" / "load.py")]
    loaded = subprocess.run(command, input=job, capture_output=True, text=True, check=True, timeout=seconds + 60)
    result: dict[str, Any] = json.loads(loaded.stdout)
    count = len(result["times"])
    if result["statuses"] != {kind.status: count}:
        sys.exit(f"{kind.name}: expected {kind.status} only, got {result['statuses']}")
    percentiles = statistics.quantiles(result["times"], n=100)
    return Measured(
        rate=count / result["seconds"],
        app_ms=(cpu_times(site) - before[0]) / count * 1000,
        postgres_ms=(cpu_times(postgres) - before[1]) / count * 1000,
        size=result["bytes"] / count,
        p50=percentiles[49],
        p99=percentiles[98],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of each kind in each run")
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    fill(options.directory)
    with served() as (port, server):
        asked = kinds(port)
        runs: dict[str, list[Measured]] = {kind.name: [] for kind in asked}
        for kind in asked:
            measure(kind, port, server, options.connections, 1)  # warm
        for _ in range(options.runs):
            for kind in asked:
                runs[kind.name].append(measure(kind, port, server, options.connections, options.seconds))
    report({name: Measured(*map(statistics.median, zip(*taken, strict=True))) for name, taken in runs.items()})


def report(medians: dict[str, Measured]) -> None:
    print(f"{'':24}{'answers/s':>10}{'CPU ms':>9}{'Postgres':>10}{'bytes':>9}{'p50 ms':>8}{'p99 ms':>8}")
    for name, m in medians.items():
        print(f"{name:24}{m.rate:10.0f}{m.app_ms:9.2f}{m.postgres_ms:10.2f}{m.size:9.0f}{m.p50:8.1f}{m.p99:8.1f}")
    print()
    print(f"{'':30}{'by answers/s':>13}{'by CPU':>9}")
    for name, slow, fast, limit in LIMITS:
        by_rate, by_cpu = medians[fast].rate / medians[slow].rate, medians[slow].cpu_ms / medians[fast].cpu_ms
        print(f"{name:30}{by_rate:13.1f}{by_cpu:9.1f}   {limit.judge(by_rate) if limit else ''}")


if __name__ == "__main__":
    main()
