"""The score of our lists as anybody gets it: imports, `rebuild_similar`, `export_similar`, and the project's scorer.

    .venv/bin/python benchmarks/similar_score.py SHARED      # SHARED/data/tmdb5000, …/ml-latest-small, SHARED/bench

"content" imports TMDB 5000 alone; "ratings" also what those users of MovieLens gave whom the scorer does not ask
(buckets 0-79 of 100 by its hash of the user), ratings and tags. Works on a catalogue of its own (the database
`…_bench` beside the configured one, emptied at the end).
"""

import csv
import gzip
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviedb.settings")
os.environ.setdefault("MOVIEDB_CATALOGUE", "bench")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks import similar_reasons  # noqa: E402
from benchmarks.similar.measures import bucket  # noqa: E402
from benchmarks.synthetic_films import empty  # noqa: E402

TEACHERS = range(80)
OF_USERS = ("ratings.csv.gz", "tags.csv.gz")


def main() -> None:
    shared = Path(sys.argv[1]).resolve()
    call_command("migrate", interactive=False, verbosity=0)
    empty()
    call_command("import_tmdb5000", shared / "data/tmdb5000", no_similar=True, stdout=io.StringIO())
    with tempfile.TemporaryDirectory() as folder:
        score("content", shared, Path(folder))
        teachers(shared / "data/ml-latest-small", Path(folder) / "teachers")
        call_command("import_movielens", Path(folder) / "teachers", no_similar=True, stdout=io.StringIO())
        score("ratings", shared, Path(folder))
    empty()


def score(setting: str, shared: Path, folder: Path) -> None:
    call_command("rebuild_similar", stdout=io.StringIO(), stderr=io.StringIO())
    lists = folder / f"{setting}.tsv"
    call_command("export_similar", ids="tmdb", output=lists)
    scorer = shared / "bench/score_similar.py"
    subprocess.run([sys.executable, scorer, lists, "--data", shared / "data", "--setting", setting], check=True)
    similar_reasons.main()
    print(flush=True)


def teachers(whole: Path, some: Path) -> None:
    """The files of MovieLens without the users who judge."""
    some.mkdir()
    for file in whole.iterdir():
        if file.name not in OF_USERS:
            (some / file.name).symlink_to(file)
            continue
        with gzip.open(file, "rt", newline="") as read, gzip.open(some / file.name, "wt", newline="") as write:
            rows = csv.DictReader(read)
            kept = csv.DictWriter(write, rows.fieldnames or ())
            kept.writeheader()
            kept.writerows(row for row in rows if bucket(f"mlt-v1:user:{row['userId']}", 100) in TEACHERS)


if __name__ == "__main__":
    main()
