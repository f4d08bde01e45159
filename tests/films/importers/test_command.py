"""What a user of an import command sees: summary, reject file, clear messages, exit codes."""

import io
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from films.importers import command as import_command
from films.importers import loading
from films.importers.records import SourceError
from films.importers.tmdb5000 import MOVIES
from films.models import Film
from moviedb.lib.provenance.models import ImportRun
from tests.films.importers import tmdb5000_files as files

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(tmp_path: Path):
    return files.write(
        tmp_path,
        [files.movie(n) for n in (1, 2, 3)],
        [files.credits_row(n, [files.part(10 * n, credit_id=f"c{n}")]) for n in (1, 2, 3)],
    )


def run(directory, *options):
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "import_tmdb5000", directory, f"--rejects={directory / 'rejects.tsv'}", *options, stdout=out, stderr=err
    )
    return out.getvalue().splitlines()


def test_import_says_what_it_did(directory):
    assert run(directory)[:4] == [
        "films    3 new, 0 changed, 0 unchanged",
        "people   3 new, 0 changed, 0 unchanged",
        "credits  3 new, 0 changed, 0 unchanged",
        "rejected 0",
    ]
    assert not (directory / "rejects.tsv").exists()


def test_import_again_says_unchanged(directory):
    run(directory)
    assert run(directory)[0] == "films    0 new, 0 changed, 3 unchanged"


def test_import_limit_takes_the_first_films(directory):
    run(directory, "--limit=2")
    assert list(Film.objects.order_by("id").values_list("title", flat=True)) == ["Film 1", "Film 2"]


@pytest.mark.parametrize("limit", ["0", "-1", "x"])
def test_import_limit_refuses(directory, limit):
    with pytest.raises(CommandError, match="--limit"):
        run(directory, f"--limit={limit}")


def test_import_dry_run_says_so_and_writes_nothing(directory):
    lines = run(directory, "--dry-run")
    assert lines[0] == "films    3 new, 0 changed, 0 unchanged"
    assert lines[-1].endswith("(dry run: nothing was written).")
    assert (Film.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_import_names_rejected_rows_in_a_file(directory):
    files.write(directory, [files.movie(1), files.movie(2, title=""), files.movie(3)])
    assert run(directory)[3] == f"rejected 1, see {directory / 'rejects.tsv'}"
    header, reject = (directory / "rejects.tsv").read_text().splitlines()
    assert header.split("\t") == ["file", "line", "reason", "row"]
    assert reject.split("\t")[:2] == [MOVIES, "3"]


def test_import_of_a_missing_folder_says_where_it_looked(tmp_path):
    with pytest.raises(CommandError, match=r"tmdb_5000_movies\.csv|nowhere"):
        call_command("import_tmdb5000", tmp_path / "nowhere")
    assert ImportRun.objects.count() == 0


def test_import_records_its_run(directory):
    run(directory)
    record = ImportRun.objects.get()
    assert (record.source, record.state, record.writer, record.checkpoint) == ("tmdb5000", "finished", "first_load", 6)
    assert record.counts["films"] == {"new": 3, "changed": 0, "unchanged": 0}
    assert record.files == ["tmdb_5000_movies.csv", "tmdb_5000_credits.csv"]


def test_import_stopped_by_hand_says_how_to_go_on(directory, monkeypatch):
    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "load", stop)
    with pytest.raises(CommandError, match="run the command again") as error:
        run(directory)
    assert error.value.returncode == 130


def test_import_while_another_runs_says_so(directory, monkeypatch):
    def busy(*args, **kwargs):
        raise SourceError("An import of imdb has been running since noon")

    monkeypatch.setattr(loading, "load", busy)
    with pytest.raises(CommandError, match="since noon"):
        run(directory)


def test_progress_without_a_terminal_is_plain_lines(monkeypatch):
    err = io.StringIO()
    clock = iter([0.0, 1.0, 10.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    lines = import_command._Lines(import_command.ImportCommand(stderr=err, no_color=True), "tmdb5000")
    lines(1_000_000, 8_000_000)
    lines(5_000_000, 8_000_000)
    assert err.getvalue() == "tmdb5000: 62%, 0.5 MB/s, 6 s left\n"
