"""What "more like this" costs, from the tables to the tables: python benchmarks/similar_scale.py [FILMS ...]

    .venv/bin/python benchmarks/similar_scale.py 4800 100000 1000000

For each size: a made-up catalogue (people, keywords and words drawn by Zipf's law), a full rebuild, a second one
that must write nothing, edits of single films, and what the strip adds to a film page's statement. Then, up to
100,000 films or with --likes, a rebuild with likes of made-up people, a second one, and edits of films that are liked
and of films that are not. Memory is that of all of our processes together, shared pages once (PSS), without Postgres.
Ends with 1 where a second rebuild wrote something. Works on a catalogue of its own (the database `…_bench` beside the
configured one, emptied at the end). --keep leaves the last catalogue there.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")
os.environ.setdefault("MOVIEDB_CATALOGUE", "bench")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.synthetic_films import LIKED, empty, fill, fill_likes, film_ids  # noqa: E402
from films import similarity  # noqa: E402
from films.models import Film, SimilarQueue  # noqa: E402
from films.similarity.processes import cores  # noqa: E402
from films.views.cards import SimilarCard, similar_films  # noqa: E402
from films.views.overview import SIMILAR  # noqa: E402
from moviedb.lib.json_rows import Row, as_json  # noqa: E402

LIMITS = {4_800: 20, 100_000: 180, 1_000_000: 45 * 60}
MOST_GIGABYTES = 6
MOST_WITH_LIKES = 100_000
SAMPLE = 20


class Strip(Row, frozen=True):
    similar: list[SimilarCard]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("films", nargs="*", type=int, default=[4_800, 100_000])
    parser.add_argument("--likes", action="store_true", help="also of more than 100,000 films")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--rebuild", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rebuild:
        print(json.dumps(rebuild()))
        return
    call_command("migrate", interactive=False, verbosity=0)
    written = 0
    for films in options.films:
        written += measure(films)
        if options.likes or films <= MOST_WITH_LIKES:
            written += measure_likes()
    if not options.keep:
        empty()
    if written:
        sys.exit("A second rebuild wrote lists.")


def measure(films: int) -> int:
    started = time.perf_counter()
    fill(films)
    load = os.getloadavg()[0]
    print(f"\n{films:,} films (made in {time.perf_counter() - started:.0f} s), load of the machine {load:.1f}")
    first, memory = watched()
    limit = next((limit for size, limit in sorted(LIMITS.items()) if films <= size), None)
    print(
        f"  full rebuild      {first['seconds']:8.1f} s  (limit {limit} s)  reading and vectors {first['read']:.1f}, "
        f"lists {first['lists']:.1f}, writing {first['write']:.1f} s\n"
        f"  CPU               {first['cpu']:8.1f} s  of ours in {first['processes']} processes, "
        f"{first['postgres']:.1f} s of Postgres\n"
        f"  memory            {memory:8.2f} GB (limit {MOST_GIGABYTES} GB)"
    )
    again, _ = watched()
    print(f"  the same again    {again['seconds']:8.1f} s, {again['written']} lists written (must be 0)")
    asked()
    edits("one changed film", film_ids(SAMPLE))
    strip(films)
    return int(again["written"])


def measure_likes() -> int:
    fill_likes()
    first, memory = watched()
    again, _ = watched()
    print(
        f"  with likes        {first['seconds']:8.1f} s  CPU {first['cpu']:.1f} s, Postgres {first['postgres']:.1f} s, "
        f"{memory:.2f} GB\n"
        f"  the same again    {again['seconds']:8.1f} s, {again['written']} lists written (must be 0)"
    )
    edits("a liked film", film_ids(SAMPLE, LIKED))
    edits("a film not liked", [film for film in film_ids(4 * SAMPLE) if film > LIKED][:SAMPLE])
    return int(again["written"])


def asked() -> None:
    started = time.perf_counter()
    similarity.outlook()
    print(f"  what is to be done{time.perf_counter() - started:8.2f} s  (every import asks)")


def edits(what: str, films: list[int]) -> None:
    """One film at a time, with its neighbours' lists, as after an editor's change."""
    seconds = []
    for film in films:
        SimilarQueue.objects.add([film])
        started = time.perf_counter()
        similarity.rebuild_latest(1)
        seconds.append(time.perf_counter() - started)
    print(
        f"  {what:18}{statistics.median(seconds):8.2f} s  (limit 1 s; slowest {max(seconds):.2f}), "
        "its neighbours' lists included"
    )


def rebuild() -> dict[str, Any]:
    """In a process of its own: its times and its memory are of nothing else."""
    times: list[float] = []
    started = time.perf_counter()
    result = similarity.rebuild(progress=lambda done, total: times.append(time.perf_counter()))
    ended = time.perf_counter()
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": ended - started, "read": times[0] - started, "lists": times[-1] - times[0],
        "write": ended - times[-1], "written": result.written, "processes": cores(),
        "cpu": sum(used.ru_utime + used.ru_stime for used in (own, children)), "postgres": backend_cpu(),
    }  # fmt: skip


def backend_cpu() -> float:
    """Of this connection's process, where it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else ["0"] * 13
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watched() -> tuple[dict[str, Any], float]:
    """What the rebuild says, and the most memory that it and its children had, in GB."""
    process = subprocess.Popen([sys.executable, __file__, "--rebuild"], stdout=subprocess.PIPE, text=True)
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(map(proportional_memory, family(process.pid))))
        time.sleep(1 if most > 0.5 else 0.1)
    assert process.stdout
    answer = process.stdout.read()
    if process.returncode:
        raise SystemExit("The rebuild failed.")
    return json.loads(answer.splitlines()[-1]), most


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(other for child in children for other in family(int(child)))]


def proportional_memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024**2


def strip(films: int) -> None:
    """The part of the film page's statement that reads the twenty similar films, alone."""
    times = []
    with connection.cursor() as cursor:
        for film in film_ids(SAMPLE) * 2:
            page = as_json(Film.objects.filter(pk=film), Strip, similar=similar_films(SIMILAR, reasons=1))
            sql, parameters = page.query.sql_with_params()
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
            times.append(cursor.fetchone()[0][0]["Execution Time"])
        cursor.execute("SELECT count(*), pg_total_relation_size('films_similarfilm') FROM films_similarfilm")
        rows, size = cursor.fetchone()
    warm = times[SAMPLE:]
    print(
        f"  the strip         {statistics.median(warm):8.2f} ms in Postgres (limit 1 ms; slowest {max(warm):.2f}, "
        f"first time {statistics.median(times[:SAMPLE]):.2f}), in a table of {rows:,} rows, {size / 1024**3:.2f} GB"
    )


if __name__ == "__main__":
    main()
