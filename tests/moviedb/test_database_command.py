"""`manage.py database` and `dbshell` as real processes on a private server of the test's own."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from moviedb.lib.database_url import COMMAND_LIMITS
from moviedb.lib.postgres.binaries import find_bin_folder

pytestmark = pytest.mark.server

MANY = "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n"


@pytest.fixture
def shell(run_manage):
    """Run one statement through `dbshell`, which is tested with it."""

    def run(statement: str, **variables: str) -> str:
        done = run_manage("dbshell", "--", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement, **variables)
        assert done.stderr == ""
        return str(done.stdout)

    return run


def test_server_is_found_started_and_stopped(server, run_manage):
    places = server.places
    stopped = run_manage("database", "status")
    assert (stopped.returncode, stopped.stderr) == (3, "CommandError: The private server does not run.\n")
    where = (
        f"The database moviedb on the private server in {places.base}\n"
        f"  data: {places.data}\n  log: {places.log}\n  socket: {{}}\n"
        + (f"  account: {places.account.name}\n" if places.account else "")
    )
    assert run_manage("database", "where").stdout == where.format("none, it does not run")
    assert run_manage("database", "start").stdout == f"Started: {server.running()}\n"
    assert run_manage("database", "start").stdout == f"It runs already: {server.running()}\n"
    assert run_manage("database", "status").stdout == f"Running: {server.running()}, 0 connection(s).\n"
    assert run_manage("database", "where").stdout == where.format(server.running())
    assert run_manage("database", "stop").stdout == "Stopped.\n"
    assert run_manage("database", "stop").stdout == "The private server does not run.\n"


def test_backup_is_restored_into_an_empty_database_and_in_the_place_of_another(server, run_manage, shell, tmp_path):
    file = tmp_path / "a backup's file.dump"
    assert shell(MANY) == ""
    assert run_manage("database", "backup", str(file)).stdout == f"Written: {file}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = run_manage("database", "backup", str(file))
    assert (again.returncode, again.stderr) == (
        1,
        f"CommandError: {file} exists already: move it away or name another file.\n",
    )
    # Into an empty one, made on the way.
    restored = run_manage("database", "restore", str(file), MOVIEDB_CATALOGUE="copy")
    assert restored.stderr == ""
    assert restored.stdout == (
        f"Restored moviedb_copy from {file}. If the backup is older than the program: python3 manage.py migrate\n"
    )
    assert shell("SELECT sum(n) FROM kept", MOVIEDB_CATALOGUE="copy") == "500500\n"
    # Not over what is there, unless it is said.
    shell("DELETE FROM kept; CREATE TABLE newer ()")
    refused = run_manage("database", "restore", str(file))
    assert refused.stderr == (
        "CommandError: The database 'moviedb' is not empty (2 tables). With --replace the backup takes the place of "
        "what is there; make a backup of that first.\n"
    )
    assert run_manage("database", "restore", str(file), "--replace").returncode == 0
    assert shell("SELECT sum(n), to_regclass('newer') IS NULL FROM kept") == "500500|t\n"
    assert shell("SELECT array_agg(datname ORDER BY datname) FROM pg_database WHERE NOT datistemplate") == (
        "{moviedb,moviedb_copy,postgres}\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [file.name]


@pytest.mark.parametrize("damage", ["no dump", "cut off"])
def test_damaged_backup_changes_nothing(server, run_manage, shell, tmp_path, damage):
    file = tmp_path / "damaged.dump"
    shell("CREATE TABLE kept AS SELECT md5(n::text) AS text FROM generate_series(1, 20000) AS n")
    if damage == "no dump":
        file.write_text("hello")
    else:
        run_manage("database", "backup", str(file))
        file.write_bytes(file.read_bytes()[:-50_000])
    done = run_manage("database", "restore", "--replace", str(file))
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: pg_restore failed: pg_restore: error: ")
    assert shell("SELECT count(*) FROM kept") == "20000\n"
    assert shell("SELECT count(*) FROM pg_database WHERE datname <> 'postgres' AND NOT datistemplate") == "1\n"


def test_files_that_cannot_be_read_or_written_are_named(server, run_manage, tmp_path):
    missing = tmp_path / "missing" / "file.dump"
    assert run_manage("database", "backup", str(missing)).stderr == (
        f"CommandError: {missing} cannot be written: No such file or directory.\n"
    )
    assert run_manage("database", "restore", str(missing)).stderr == (
        f"CommandError: {missing} cannot be read: No such file or directory.\n"
    )


def test_named_server_is_backed_up_with_the_programs_on_the_path(server, run_manage, shell, tmp_path):
    folder, _ = server.ensure_running()
    shell(MANY)
    variables = {
        "DATABASE_URL": f"postgres://moviedb:sec%20ret@/moviedb?host={folder}",
        "PATH": f"{find_bin_folder('')}{os.pathsep}{os.environ['PATH']}",
    }
    file = tmp_path / "file.dump"
    assert run_manage("database", "backup", str(file), **variables).stdout == f"Written: {file}\n"
    assert run_manage("database", "restore", "--replace", str(file), **variables).stderr == ""
    assert shell("SELECT sum(n) FROM kept", **variables) == "500500\n"
    assert run_manage("database", "where", **variables).stdout == (
        f"The database moviedb on {folder}, as DATABASE_URL says.\n"
    )
    assert run_manage("database", "stop", **variables).stderr == (
        "CommandError: DATABASE_URL names a server of yours: there is no private one to stop.\n"
    )


def test_password_is_not_on_the_command_line(run_manage, tmp_path):
    """A stand-in for pg_dump notes what it was given."""
    noted = tmp_path / "noted.json"
    stub = tmp_path / "bin" / "pg_dump"
    stub.parent.mkdir()
    stub.write_text(
        f"#!{sys.executable}\nimport json, os, sys\n"
        f"json.dump([sys.argv[1:], os.environ['PGPASSWORD']], open({str(noted)!r}, 'w'))\n"
    )
    stub.chmod(0o755)
    done = run_manage(
        "database",
        "backup",
        str(tmp_path / "file.dump"),
        DATABASE_URL="postgres://me:s%20cret@db.example:5433/films?sslmode=require",
        PATH=f"{stub.parent}{os.pathsep}{os.environ['PATH']}",
    )
    assert done.stderr == ""
    assert json.loads(noted.read_text()) == [
        [
            "--format=custom",
            "--dbname",
            f"dbname=films sslmode=require connect_timeout=3 options='{COMMAND_LIMITS}' "
            "user=me host=db.example port=5433",
        ],
        "s cret",
    ]


def test_missing_pg_dump_is_named(run_manage, tmp_path):
    done = run_manage(
        "database",
        "backup",
        str(tmp_path / "file.dump"),
        DATABASE_URL="postgres://db.example/films",
        PATH=str(tmp_path),
    )
    assert done.stderr == (
        "CommandError: There is no pg_dump on the PATH. Install PostgreSQL's client programs (Debian: apt install "
        "postgresql-client) or name their folder in MOVIEDB_POSTGRES_BIN.\n"
    )
    assert list(Path(tmp_path).glob("*.part")) == []
