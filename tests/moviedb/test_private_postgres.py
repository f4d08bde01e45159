"""The private server's ordinary life, with real processes."""

import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from moviedb.lib.postgres.config import ROLE
from moviedb.lib.postgres.places import find_places
from moviedb.lib.postgres.processes import is_postmaster, read_pid_file
from moviedb.lib.postgres.server import PrivateServer
from tests.moviedb.conftest import OrdinaryUser, installation_env

pytestmark = pytest.mark.server

START = """
import sys
from pathlib import Path
from moviedb.lib.postgres.server import PrivateServer
server = PrivateServer(Path(sys.argv[1]))
print("waiting", flush=True)
sys.stdin.readline()
print(*server.ensure_running(), flush=True)
"""


def connect(folder: Path, dbname: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(folder), port=5432, user=ROLE, dbname=dbname, autocommit=True)


def ask(folder: Path, query: str) -> object:
    with connect(folder) as connection:
        row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]


def postmasters_on(data: Path) -> int:
    """How many servers work in this folder, by asking the processes."""
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(data) and (process / "comm").read_text() == "postgres\n":
                parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
                found += (Path("/proc") / parent / "comm").read_text() != "postgres\n"
        except OSError:
            continue
    return found


def test_first_start_makes_a_server_that_only_its_account_reaches(state_dir):
    server = PrivateServer(state_dir)
    folder, started = server.ensure_running()
    assert started
    assert server.running() == folder
    assert stat.S_IMODE(server.places.cluster.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / ".s.PGSQL.5432").stat().st_mode) == 0o700
    with connect(folder) as connection:
        shown = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('shared_buffers'), "
            "current_setting('jit'), current_setting('random_page_cost'), current_setting('server_encoding'), "
            "current_setting('wal_level'), "
            "(SELECT datctype FROM pg_database WHERE datname = 'template0')"
        ).fetchone()
    assert shown == ("", "256MB", "off", "1.1", "UTF8", "minimal", "C.UTF-8")


def test_letters_beyond_ascii_have_case_and_trigrams(server):
    folder, _ = server.ensure_running()
    with connect(folder) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT lower('ÀŁ東'), cardinality(show_trgm('Сталкер'))").fetchone()
    assert row == ("àł東", 8)


def test_start_when_running_changes_nothing(server, state_dir):
    first, _ = server.ensure_running()
    pid = read_pid_file(server.places.data)
    assert PrivateServer(state_dir).ensure_running() == (first, False)
    assert read_pid_file(server.places.data) == pid


def test_eight_first_starts_at_once_make_one_server(state_dir):
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", START, str(state_dir)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for starter in starters:
        assert starter.stdout
        assert starter.stdout.readline() == "waiting\n"
    for starter in starters:
        assert starter.stdin
        starter.stdin.write("\n")
        starter.stdin.flush()
    ended = [starter.communicate() for starter in starters]
    folder = PrivateServer(state_dir).running()
    assert sorted(ended) == sorted([(f"{folder} False\n", "")] * 7 + [(f"{folder} True\n", "")])
    assert postmasters_on(find_places(state_dir).data) == 1


def test_server_outlives_the_process_that_started_it(server, state_dir):
    done = subprocess.run(
        [sys.executable, "-c", START, str(state_dir)],
        cwd=settings.BASE_DIR,
        input="\n",
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
    )
    folder = server.running()
    assert done.stdout == f"waiting\n{folder} True\n"


def test_stop_ends_it_and_a_second_stop_finds_none(server):
    assert server.stop() is False
    folder, _ = server.ensure_running()
    found = read_pid_file(server.places.data)
    assert found
    with connect(folder) as connected:
        connected.execute("SELECT 1")
        assert server.count_connections() == 1
        assert server.stop() is True
    assert server.running() is None
    assert not is_postmaster(found.pid, server.places.data, server.places.uid)
    assert server.stop() is False
    assert server.count_connections() == 0


@pytest.mark.parametrize("language", ["C", "xx_YY.UTF-8"])
def test_caller_locale_and_libpq_variables_have_no_say(state_dir, language):
    done = subprocess.run(
        [sys.executable, "-c", START, str(state_dir)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "LANG": language, "LC_ALL": language, "PGPORT": "1", "PGDATA": "/nowhere"},
        input="\n",
        capture_output=True,
        text=True,
        check=True,
    )
    folder = PrivateServer(state_dir).running()
    assert folder
    assert done.stdout == f"waiting\n{folder} True\n"
    assert ask(folder, "SELECT datctype FROM pg_database WHERE datname = 'postgres'") == "C.UTF-8"
    assert ask(folder, "SELECT lower('É')") == "é"


@pytest.mark.parametrize("name", ["it's a folder", 'with "double" quotes', "$HOME `x` back\\slash", "a, b", "東京 é"])
def test_any_characters_in_the_path(ordinary_user, wheel_programs, name):
    state = ordinary_user.home / name

    def use() -> tuple[object, bool]:
        server = PrivateServer(state, str(wheel_programs))
        folder, _ = server.ensure_running()
        try:
            return ask(folder, "SELECT current_setting('data_directory')"), server.stop()
        finally:
            server.stop()

    assert ordinary_user.run(use) == (str(state / "postgres" / "cluster" / "data"), True)


def use_long_path(user: OrdinaryUser, programs: Path, runtime: str) -> tuple[Path, bool, bool, bool]:
    state = user.home / ("long" * 40)

    def use() -> tuple[Path, bool, bool, bool]:
        os.environ["XDG_RUNTIME_DIR"] = runtime
        server = PrivateServer(state, str(programs))
        folder, _ = server.ensure_running()
        try:
            # Another process finds it without the variable.
            os.environ["XDG_RUNTIME_DIR"] = ""
            again = PrivateServer(state, str(programs)).ensure_running() == (folder, False)
            closed = stat.S_IMODE(folder.stat().st_mode) == 0o700 and folder.stat().st_uid == user.uid
            ask(folder, "SELECT 1")
        finally:
            server.stop()
        return folder, again, closed, folder.exists()

    before = os.environ.get("XDG_RUNTIME_DIR")
    try:
        result: tuple[Path, bool, bool, bool] = user.run(use)
    finally:
        if before is None:
            os.environ.pop("XDG_RUNTIME_DIR", None)
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return result


def test_long_path_puts_the_socket_into_the_runtime_folder(ordinary_user, wheel_programs):
    runtime = ordinary_user.home / "runtime"
    runtime.mkdir(mode=0o700)
    os.chown(runtime, ordinary_user.uid, ordinary_user.gid)
    folder, again, closed, left = use_long_path(ordinary_user, wheel_programs, str(runtime))
    assert (folder.parent, again, closed, left) == (runtime, True, True, False)


def test_long_path_puts_the_socket_into_a_private_temp_folder(ordinary_user, wheel_programs):
    folder, again, closed, left = use_long_path(ordinary_user, wheel_programs, "")
    assert (again, closed, left) == (True, True, False)
    assert re.fullmatch(r"moviedb-[a-z0-9_]{8}", folder.name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_as_root_it_runs_as_an_unprivileged_account_and_opens_no_folder_of_others(state_dir, tmp_path):
    server = PrivateServer(state_dir)
    state_dir.mkdir(mode=0o700)
    watched = [*tmp_path.parents, tmp_path, state_dir, Path("/var"), Path("/var/lib")]
    before = [(path.stat().st_mode, path.stat().st_uid) for path in watched]
    with open("/etc/passwd") as passwd:
        accounts = passwd.read()
    folder, _ = server.ensure_running()
    assert server.places.account
    found = read_pid_file(server.places.data)
    assert found
    assert Path(f"/proc/{found.pid}").stat().st_uid == server.places.account.uid
    assert [(path.stat().st_mode, path.stat().st_uid) for path in watched] == before
    with open("/etc/passwd") as passwd:
        assert passwd.read() == accounts
    base = server.places.base.stat()
    assert (base.st_uid, stat.S_IMODE(base.st_mode)) == (0, 0o750)
    assert (server.places.base / "state-folder").read_text() == f"{state_dir.resolve()}\n"
    # The account may read what root wrote for it and change none of it.
    written = [path for path in server.places.base.rglob("*") if server.places.cluster not in (path, *path.parents)]
    assert {path.lstat().st_uid for path in written} == {0}
    assert [path for path in written if not path.is_symlink() and path.stat().st_mode & 0o022] == []
    assert ask(folder, "SELECT current_user") == ROLE


def test_runserver_reloading_beside_a_running_command(state_dir, run_manage, tmp_path):
    """Both start the server at once, then the reloader starts its process anew: one server serves them all."""
    # Loaded by each Python process, hence watched by the reloader.
    watched = tmp_path / "modules" / "sitecustomize.py"
    watched.parent.mkdir()
    watched.touch()
    env = installation_env(
        state_dir, MOVIEDB_DEBUG="1", PYTHONUNBUFFERED="1", PYTHONPATH=str(watched.parent), PYTHONWARNINGS=""
    )
    log = tmp_path / "runserver.log"
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    with open(log, "w") as output:
        reloading = subprocess.Popen(
            [*manage, "runserver", "127.0.0.1:0"],
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        sleeping = subprocess.Popen(
            [*manage, "dbshell", "--", "-qAtc", "SELECT pg_sleep(600)"], env=env, start_new_session=True
        )
        try:
            wait_for(lambda: log.read_text().count("Quit the server") == 1, log)
            found = read_pid_file(find_places(state_dir).data)
            os.utime(watched, (time.time() + 10, time.time() + 10))
            wait_for(lambda: log.read_text().count("Quit the server") == 2, log)
            assert run_manage("dbshell", "--", "-qAtc", "SELECT 'there'").stdout == "there\n"
            assert sleeping.poll() is None
            assert read_pid_file(find_places(state_dir).data) == found
            assert postmasters_on(find_places(state_dir).data) == 1
        finally:
            for process in (reloading, sleeping):
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_for(condition, log: Path) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"still waiting after a minute:\n{log.read_text()}")
        time.sleep(0.05)
