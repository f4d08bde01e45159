"""A full disk, of the database or of the import's own files: a clear word, an exit code, and nothing half-written."""

import io
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from films.importers.tables import ALL_TABLES
from films.importers.tmdb.cache import FILE
from films.models import Film, OutsideRating
from moviedb.lib.provenance.models import ImportRun
from tests.factories import make_film
from tests.films.importers import feeds
from tests.films.importers.loaded import dump

pytestmark = pytest.mark.django_db

# On Linux a file that takes nothing: "No space left on device".
FULL = Path("/dev/full")
FULL_SQL = """
    CREATE FUNCTION pg_temp.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON {} FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.full_disk()
"""


def bring(name, place, n, *options):
    out = io.StringIO()
    call_command(*map(str, getattr(feeds, name)(place, n)), *options, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def place(request, tmp_path, settings):
    with feeds.place_for(request.param, tmp_path, settings) as place:
        yield request.param, place


FILES = [
    ("tmdb5000", "films_filmname"), ("movies_dataset", "films_credit"), ("tmdb", "films_filmsourcevalues"),
    ("csv", "films_filmexternalid"), ("json_list", "films_film"), ("movielens", "films_outsiderating"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "table"), FILES, indirect=["place"])
def test_full_disk_of_the_database_is_said_and_no_half_batch_stays(place, table, tmp_path):
    """A refresh; of MovieLens the films are in by then, the ratings are not."""
    make_film("Already there")
    with connection.cursor() as cursor:
        cursor.execute(FULL_SQL.format(table))
    before = dump()

    with pytest.raises(CommandError, match=r"The database stopped the import: .*No space left on device") as raised:
        bring(*place, 0, f"--rejects={tmp_path / 'rejects'}")

    assert raised.value.returncode == 5
    run = ImportRun.objects.get()
    assert (run.state, "No space left" in run.report["error"]) == ("failed", True)
    assert not OutsideRating.objects.exists()
    if place[0] != "movielens":
        assert dump() == before
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER full_disk ON {table}")
    bring(*place, 0, f"--rejects={tmp_path / 'rejects'}")
    assert Film.objects.count() == 2


@pytest.mark.parametrize("place", ["tmdb5000"], indirect=True)
def test_full_disk_in_a_first_load_leaves_nothing(place, tmp_path):
    """COPY itself fails: the server says so when the rows are sent."""
    with connection.cursor() as cursor:
        # Triggers do not fire in a first load, but checks are made of every row.
        cursor.execute(FULL_SQL.split("CREATE TRIGGER")[0].replace("trigger", "boolean"))
        cursor.execute("ALTER TABLE films_credit ADD CONSTRAINT full_disk CHECK (pg_temp.full_disk())")

    with pytest.raises(CommandError, match=r"The database stopped the import: .*No space left on device") as raised:
        bring(*place, 0, f"--rejects={tmp_path / 'rejects'}")

    assert raised.value.returncode == 5
    assert [table.name for table in ALL_TABLES if table.model._default_manager.exists()] == []


@pytest.mark.parametrize("place", ["csv"], indirect=True)
def test_full_disk_under_the_reject_file_says_where_the_rows_are(place, tmp_path, monkeypatch):
    _, path = feeds.csv(place[1], 0)
    path.write_text(path.read_text() + "\n" + "nothing;" * 3)
    rejects = tmp_path / "rejects.tsv"
    rejects.write_text("of an earlier run")
    monkeypatch.setattr("films.importers.rejects.tempfile.mkstemp", lambda **names: (os.open(FULL, os.O_WRONLY), "x"))
    out = io.StringIO()
    call_command("import_csv", path, f"--rejects={rejects}", stdout=out)
    assert f"rejected 1, but {rejects} cannot be written (No space left on device): the admin's list" in out.getvalue()
    assert (rejects.read_text(), Film.objects.count()) == ("of an earlier run", 1)


@pytest.mark.parametrize("place", ["tmdb"], indirect=True)
def test_full_disk_under_the_cache_stops_the_import(place, tmp_path, monkeypatch):
    write, room = os.write, [100]

    def little_room(file, data):
        if not os.readlink(f"/proc/self/fd/{file}").endswith(FILE):
            return write(file, data)
        if not room:
            raise OSError(28, "No space left on device")
        return write(file, data[: room.pop()])

    monkeypatch.setattr(os, "write", little_room)
    with pytest.raises(CommandError, match=r"tmdb-answers.ndjson cannot be written: No space left on device") as raised:
        bring(*place, 0, f"--cache={tmp_path / 'cache'}", f"--rejects={tmp_path / 'rejects'}")
    assert raised.value.returncode == 6
    # No half line.
    assert (tmp_path / "cache" / FILE).read_bytes() == b""
    assert ImportRun.objects.get().state == "failed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["imdb"], indirect=True)
def test_full_disk_under_the_kept_dumps_costs_only_time(place, tmp_path, monkeypatch):
    def full(source, target):
        Path(target).write_text("a part")
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr("films.importers.imdb_refresh.shutil.copyfile", full)
    said = bring(*place, 0, f"--rejects={tmp_path / 'rejects'}")
    assert "No space left on device), so that the next import will compare every record" in said
    assert list((tmp_path / "state").rglob("*.tsv")) == []
    monkeypatch.undo()
    bring(*place, 1, f"--rejects={tmp_path / 'rejects'}")
    assert Film.objects.get().title == feeds.TITLES[1]


def test_full_disk_under_an_export_keeps_the_former_file(tmp_path, monkeypatch):
    make_film("Film")
    path = tmp_path / "catalogue.ndjson"
    path.write_text("of an earlier run")
    open_file = Path.open
    monkeypatch.setattr(
        Path, "open", lambda self, *args: open_file(FULL, "wb") if args[:1] == ("xb",) else open_file(self, *args)
    )
    with pytest.raises(CommandError, match=r"catalogue.ndjson cannot be written: No space left on device"):
        call_command("export_catalogue", str(path), stderr=io.StringIO())
    monkeypatch.undo()
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [(path.name, "of an earlier run")]
