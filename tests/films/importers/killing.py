"""kill -9 of an import in the middle of something, and what that was: where its threads were and what the database did.

MOVIEDB_KILLS=20 python -m pytest -s tests/films/importers -k killed kills so often and prints a log.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from moviedb.lib.provenance.models import ImportRun
from tests.films.importers.imdb_dumps import fresh_seed
from tests.paths import ROOT

KILLS = int(os.environ.get("MOVIEDB_KILLS", "1"))
# At SIGUSR1 the process writes where each of its threads is, whatever these are doing.
BOOT = (
    "import faulthandler, runpy, signal, sys; "
    "faulthandler.register(signal.SIGUSR1, open(sys.argv.pop(1), 'w'), all_threads=True); "
    "sys.argv[0] = 'manage.py'; runpy.run_path('manage.py', run_name='__main__')"
)
ACTIVITY_SQL = """
    SELECT query FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> ALL(%s) AND state = 'active' AND query NOT LIKE '%%advisory%%'
"""
# By the innermost function of ours that says it; the first that fits.
PLACES = (
    ("_exchange", "exchange of the tables"),
    ("_check_keys", "foreign keys and statistics"),
    ("keep", "keeping the dumps for the next difference"),
    ("finish", "derived counts"),
    ("count_ratings", "derived counts"),
    ("finish_counts", "derived counts"),
    ("look_into", "delta: comparing with the dumps before"),
    ("compare", "delta: comparing with the dumps before"),
    ("picked", "delta: picking lines"),
    ("delta", "delta: reading the kept dumps"),
    ("mirror", "derived: names for search"),
    ("merge_credits", "merging credits"),
    ("_write_values", "merging what sources say"),
    ("stage_rows", "staging"),
    ("_write_records", "merging films or people"),
    ("writing", "merging ratings"),
    ("_write_ratings", "merging ratings"),
    ("_write_tags", "merging tags"),
    ("_stage_ratings", "staging ratings"),
    ("_stage_tags", "staging tags"),
    ("propose", "journal and checkpoint"),
    ("journalled", "journal and checkpoint"),
    ("save", "journal and checkpoint"),
    ("check", "reading: are the files whole"),
    ("records", "reading"),
    ("people", "reading people"),
    ("films", "reading films"),
    ("_analyze", "statistics"),
    ("running", "indexes, keys and derived counts"),
    ("write", "writing a batch"),
    ("result", "reading"),
)


@dataclass(frozen=True)
class Kill:
    after: float  # seconds since the first commit, which is the row of the run
    phase: str
    lasted: float | None  # seconds from the first to the last commit, where that was over

    @property
    def before_last_commit(self) -> bool:
        return self.lasted is None


def start(command: Sequence[str | Path], places: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BOOT, places, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "MOVIEDB_CATALOGUE": "", **environment}, text=True,
    )  # fmt: skip


def kill(begin: Callable[[], subprocess.Popen[str]], places: Path, after: float) -> Kill:
    """Ends an import so many seconds after its first commit."""
    runs, before = ImportRun.objects.count(), sessions()
    process = begin()
    wait_for(lambda: ImportRun.objects.count() > runs)
    time.sleep(after)
    process.send_signal(signal.SIGUSR1)
    wait_for(lambda: process.poll() is not None or _is_written(places))
    with connection.cursor() as cursor:
        cursor.execute(ACTIVITY_SQL, [list(before)])
        statements = [row[0] for row in cursor.fetchall()]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    wait_for(lambda: sessions() <= before)
    run = ImportRun.objects.latest("pk")
    over = run.state == ImportRun.State.FINISHED and run.finished_at
    lasted = (over - run.started_at).total_seconds() if over else None
    return Kill(after, _phase(places.read_text(), statements), lasted)


class Kills(list[Kill]):
    """Kills at moments spread over an import that lasts so long, from its first commit to its last.

    One that came too late says how long it really lasts.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def moments(self) -> Iterator[float]:
        chance = random.Random(fresh_seed())
        for number in range(KILLS):
            yield (number + chance.random()) * self.seconds / KILLS

    def append(self, kill: Kill) -> None:
        super().append(kill)
        self.seconds = min(self.seconds, kill.lasted or self.seconds)


def report(kills: Sequence[Kill]) -> None:
    for number, each in enumerate(kills, 1):
        where = "" if each.before_last_commit else ", after the last commit"
        print(f"{number:3} killed {each.after:6.2f} s after the first commit{where}: {each.phase}")
    between = sum(each.before_last_commit for each in kills)
    phases = Counter(re.split(r"[;:]", each.phase)[0] for each in kills)
    print(f"{between} of {len(kills)} between the first commit (the run's row) and the last (its end); {dict(phases)}")


def _is_written(places: Path) -> bool:
    """The main thread comes last, and its outermost call last of all. At its very end a process has none."""
    text = places.read_text().rstrip()
    return text.endswith(("in <module>", "in _shutdown", "<no Python frame>"))


def _phase(places: str, statements: Sequence[str]) -> str:
    """The main thread is written last; of a first load others work, too: what the database does says for whom."""
    does = sorted({found for query in statements if (found := _task(query))})
    frames = [
        function
        for thread in reversed(places.split("\n\n"))
        for function in re.findall(r'File "[^"]*/(?:films|moviedb|people)/[^"]*", line \d+ in (\w+)', thread)
    ]
    indexes = [each for each in does if each.startswith("index")]
    known = next((phase for name, phase in PLACES[:3] if name in frames), "")
    if not known and indexes and "wait" in frames:
        known = "indexes"
    if not known and (copies := [each for each in does if each.startswith("copying moviedb_import")]):
        known = "copying people" if all("people" in each for each in copies) else "copying films and credits"
    if not known:
        known = next((phase for frame in frames for name, phase in PLACES if name == frame), "starting or ending")
    return "; ".join([known, *does])


def _task(query: str) -> str:
    words = " ".join(query.split()).replace('"', "")
    for pattern, task in (
        (r"CREATE (?:UNIQUE )?INDEX (\w+)", "index"), (r"COPY ([\w.]+)", "copying"), (r"ANALYZE ([\w.]+)", "analysing"),
        (r"INSERT INTO (\w+)", "inserting into"), (r"UPDATE (?:ONLY )?(\w+)", "updating"),
        (r"DELETE FROM (\w+)", "deleting from"), (r"CREATE \w+ TABLE (?:IF NOT EXISTS )?(\w+)", "staging"),
        (r"ALTER TABLE ([\w.]+)", "altering"),
    ):  # fmt: skip
        if match := re.search(pattern, words):
            return f"{task} {match.group(1)}"
    return words[:40]


def sessions() -> set[int]:
    """Who is connected to the database: other tests of this process may have left connections of their own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {row[0] for row in cursor.fetchall()}


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.002)
