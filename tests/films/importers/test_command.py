"""What a user of an import command sees: summary, reject file, clear messages, exit codes."""

import io
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from rich.cells import cell_len
from rich.console import Console

from films.importers import command as import_command
from films.importers import loading
from films.importers.records import (
    CannotResumeError,
    CannotWriteError,
    LockHeldError,
    SourceError,
    TooManyRejectsError,
    WrongArgumentsError,
)
from films.importers.tmdb5000 import MOVIES
from films.models import Film, SimilarFilm, SimilarQueue
from moviedb.lib.provenance.models import ImportRun
from tests.factories import make_film
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


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SourceError("no film"), 1),
        (CannotResumeError("other files"), 2),
        (WrongArgumentsError("--offline"), 2),
        (CannotWriteError(OSError(28, "No space")), 6),
        (OSError(28, "No space"), 6),
        (LockHeldError("since noon"), 3),
        (TooManyRejectsError("7 rows"), 4),
        (OperationalError("gone"), 5),
    ],
)
def test_import_exit_codes(directory, monkeypatch, error, code):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(loading, "load", fail)
    said = "No space" if isinstance(error, OSError) else re.escape(str(error))
    with pytest.raises(CommandError, match=said) as raised:
        run(directory)
    assert raised.value.returncode == code


def test_import_stops_at_max_rejects_and_names_them(directory):
    files.write(directory, [files.movie(1), files.movie(2, title=""), files.movie(3)])
    with pytest.raises(CommandError, match=r"1 rows were rejected, and --max-rejects allows 0") as error:
        run(directory, "--max-rejects=0")
    assert error.value.returncode == 4
    assert len((directory / "rejects.tsv").read_text().splitlines()) == 2
    failed = ImportRun.objects.get()
    assert (failed.state, failed.checkpoint, Film.objects.count()) == ("failed", 0, 0)
    assert list(failed.rejected_rows.values_list("file", "line", "reason")) == [(MOVIES, 3, "title: is empty")]
    run(directory, "--max-rejects=1")
    assert Film.objects.count() == 2


def test_import_resumes_where_it_failed(directory, monkeypatch):
    make_film("Already there")
    monkeypatch.setattr(loading, "BATCH_FILMS", 1)
    written: list[Any] = []
    write_films = loading._Load._write_films

    def fail_at_the_third(self, records):
        if len(written) == 2:
            raise OperationalError("gone")
        written.append(records)
        write_films(self, records)

    monkeypatch.setattr(loading._Load, "_write_films", fail_at_the_third)
    with pytest.raises(CommandError, match="gone"):
        run(directory)
    failed = ImportRun.objects.get()
    assert (failed.state, failed.checkpoint, Film.objects.count()) == ("failed", 4, 3)
    monkeypatch.undo()
    with pytest.raises(CommandError, match="without --resume") as error:
        run(directory, "--resume", "--limit=2")
    assert error.value.returncode == 2
    assert run(directory, "--resume")[0] == "films    1 new, 0 changed, 0 unchanged"
    assert ImportRun.objects.latest("pk").checkpoint == 6
    assert run(directory, "--resume")[0] == "films    0 new, 0 changed, 3 unchanged"


def test_import_whose_reject_file_cannot_be_written_says_where_the_rows_are(directory):
    files.write(directory, [files.movie(1), files.movie(2, title="")])
    (directory / "folder").write_text("no folder")
    lines = run(directory, f"--rejects={directory / 'folder' / 'rejects.tsv'}")
    assert re.match(r"rejected \d+, but .* cannot be written \(.*\): the admin's list of runs shows them", lines[3])


def test_admin_lists_a_run_with_its_rejected_rows(directory, admin_client):
    files.write(directory, [files.movie(1), files.movie(2, title=""), files.movie(3)])
    run(directory)
    pk = ImportRun.objects.get().pk
    html = admin_client.get(f"/admin/provenance/importrun/{pk}/change/").content.decode()
    address = f"/admin/provenance/rejectedrow/?run__id__exact={pk}"
    assert f'<a href="{address}">1 rows with their reasons</a>' in html
    rows = admin_client.get(address).content.decode()
    assert "title: is empty" in rows
    assert admin_client.get(address.replace(str(pk), "0")).content.decode().count("title: is empty") == 0


@pytest.mark.parametrize("width", [40, 100])
def test_progress_on_a_terminal_fits_it(monkeypatch, width):
    shown = io.StringIO()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    console = Console(file=shown, force_terminal=True, width=width)
    monkeypatch.setattr(import_command, "Console", lambda **options: console)
    command = import_command.ImportCommand()
    with command._progress("movies_dataset", "") as progress:
        progress(25_000, 100_000)
    with command._progress("similar films", "films", at_once=False) as progress:
        pass
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.getvalue()))
    assert max(map(cell_len, lines)) <= width
    assert [
        shape for shape in ("movies_dataset", " 25%", r"\d MB/s") if not any(re.search(shape, s) for s in lines)
    ] == []
    assert "similar" not in shown.getvalue()


def test_progress_without_a_terminal_is_plain_lines(monkeypatch):
    err = io.StringIO()
    clock = iter([0.0, 1.0, 10.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    lines = import_command._Lines(import_command.ImportCommand(stderr=err, no_color=True), "tmdb5000", "")
    lines(1_000_000, 8_000_000)
    lines(5_000_000, 8_000_000)
    assert err.getvalue() == "tmdb5000: 62%, 0.5 MB/s, 6 s left\n"


def test_import_ends_with_the_lists_of_similar_films(directory):
    *_, done, similar = run(directory)
    assert (done[:8], similar) == ("Done in ", "similar  3 lists written, 0 unchanged")
    assert run(directory)[-1].startswith("Done in ")
    assert SimilarQueue.objects.count() == 0


def test_import_leaves_similar_films_to_their_command_where_asked_or_where_they_take_long(directory, monkeypatch):
    assert run(directory, "--no-similar")[-1].startswith("Done in ")
    monkeypatch.setattr("films.importers.similar.MOST_OF_ALL", 2)
    note = "More like this: lists of 3 films are out of date; `rebuild_similar` works them out."
    assert run(directory)[-1] == note
    assert SimilarFilm.objects.count() == 0


def test_import_is_done_though_similar_films_fail(directory, monkeypatch):
    def fail(progress: object) -> None:
        raise OperationalError("no space left on device\n")

    monkeypatch.setattr("films.similarity.rebuild_changed", fail)
    note = "More like this: lists of 3 films are out of date; `rebuild_similar` works them out."
    assert run(directory)[-1] == f"no space left on device {note}"
    assert Film.objects.count() == 3
