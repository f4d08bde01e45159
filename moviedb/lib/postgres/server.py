"""Starts, finds and stops the private server. Any number of processes may do so at once."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from moviedb.lib.file_lock import exclusive_lock
from moviedb.lib.postgres import binaries
from moviedb.lib.postgres.config import ROLE, initdb_options, write_config
from moviedb.lib.postgres.errors import PrivateServerError
from moviedb.lib.postgres.places import (
    SOCKET_NAME,
    Places,
    cannot_write,
    choose_socket_folder,
    find_places,
    make_base,
    make_cluster,
)
from moviedb.lib.postgres.processes import answers, is_postmaster, read_pid_file

# Recovery after a crash in the middle of a large import takes minutes.
START_SECONDS = 600
LARGEST_LOG = 10_000_000


class PrivateServer:
    """The server whose data belong to one state folder."""

    def __init__(self, state_dir: Path, chosen_bin: str = "") -> None:
        if os.name == "nt":
            raise PrivateServerError(
                "The private PostgreSQL runs on Linux and macOS only. Set DATABASE_URL to a server of yours, "
                "for instance postgres://user@localhost/moviedb"
            )
        self.state_dir = state_dir
        self.chosen_bin = chosen_bin
        self.places: Places = find_places(state_dir)

    def running(self) -> Path | None:
        """The socket's folder of the running and ready server."""
        found = read_pid_file(self.places.data)
        if found and found.status == "ready" and found.socket_folder and answers(found.socket_folder):
            return found.socket_folder
        return None

    def ensure_running(self) -> tuple[Path, bool]:
        """The socket's folder, and whether this call started the server."""
        if folder := self.running():
            return folder, False
        with self._lock():
            if folder := self._settled():
                return folder, False
            return self._start(), True

    def stop(self) -> bool:
        """Stop the server, closing all connections; False when there is none."""
        if not self.places.data.is_dir():
            return False
        with self._lock():
            folder = self._settled()
            if folder is None:
                return False
            self._pg_ctl("stop", "--mode=fast", "--wait", "--timeout=120", "-D", "data")
            if folder != self.places.cluster:
                with contextlib.suppress(OSError):
                    folder.rmdir()
            return True

    def count_connections(self) -> int:
        """How many clients are connected, this question aside; 0 when the server does not run."""
        folder = self.running()
        if folder is None:
            return 0
        try:
            with psycopg.connect(host=str(folder), port=5432, user=ROLE, dbname="postgres") as connection:
                row = connection.execute(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                ).fetchone()
        except psycopg.OperationalError:  # stopped by another process meanwhile
            return 0
        return int(row[0]) if row else 0

    def tool(self, name: str) -> Path:
        """A client program (psql, pg_dump ...) that fits the server; it runs as the calling user."""
        path = binaries.find_bin_folder(self.chosen_bin) / name
        if not path.is_file():
            raise PrivateServerError(f"{path.parent} has no {name}. Name a full installation in MOVIEDB_POSTGRES_BIN.")
        return path

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        make_base(self.places)
        try:
            with exclusive_lock(self.places.lock):
                yield
        except OSError as fault:
            raise cannot_write(self.places.base, fault) from fault

    def _settled(self) -> Path | None:
        """The running server's socket folder, once a start, stop or recovery under way has ended."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            if folder := self.running():
                return folder
            found = read_pid_file(self.places.data)
            if found is None or not is_postmaster(found.pid, self.places.data, self.places.uid):
                return None
            if time.monotonic() > deadline:
                raise PrivateServerError(
                    f"The private PostgreSQL (process {found.pid}) has been {found.status or 'silent'} for "
                    f"{START_SECONDS} s. See {self.places.log}"
                )
            time.sleep(0.05)

    def _start(self) -> Path:
        places = self.places
        make_cluster(places, self.state_dir)
        bin_folder = self._server_bin_folder()
        major = binaries.major_version(bin_folder)
        if places.data.exists():
            self._refuse_other_version(major, bin_folder)
        else:
            self._make_data(bin_folder, major)
        socket_folder = choose_socket_folder(places, self._remove_remains())
        write_config(places, socket_folder)
        with contextlib.suppress(OSError):
            if places.log.lstat().st_size > LARGEST_LOG:
                places.log.unlink()
        deadline = time.monotonic() + 15
        while True:
            log_size = places.log.stat().st_size if places.log.exists() else 0
            failure = self._pg_ctl(
                *("start", "--wait", f"--timeout={START_SECONDS}", "-D", "data", "-l", "server.log"),
                *("-o", "-c config_file=../server.conf"),
                check=False,
            )
            if not failure:
                return socket_folder
            said = self._log_since(log_size)
            # Backends of a killed server end when they notice; until then they hold its shared memory.
            if "pre-existing shared memory block" not in said or time.monotonic() > deadline:
                raise self._failed("start", said or failure)
            time.sleep(0.2)

    def _server_bin_folder(self) -> Path:
        """The programs, copied where the server's account may reach them and the shell can name them."""
        if self.chosen_bin:
            folder = binaries.find_bin_folder(self.chosen_bin)
        elif self.places.account:
            folder = self._copied_programs(self.places.base)
        else:
            folder = binaries.find_bin_folder("")
            if binaries.UNSAFE_IN_SHELL.search(str(folder)):
                cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "moviedb"
                folder = self._copied_programs(cache)
        if binaries.UNSAFE_IN_SHELL.search(str(folder)):
            raise PrivateServerError(
                f"PostgreSQL cannot run from {folder}: the path has a double quote, a dollar sign, a "
                "backslash or a backquote. Move the project, or set MOVIEDB_POSTGRES_BIN or DATABASE_URL."
            )
        return folder

    def _copied_programs(self, into: Path) -> Path:
        try:
            into.mkdir(mode=0o700, parents=True, exist_ok=True)
            return binaries.copy_wheel(into)
        except OSError as fault:
            raise cannot_write(into, fault) from fault

    def _make_data(self, bin_folder: Path, major: int) -> None:
        """Run initdb aside and move the result into place whole: a killed initdb leaves nothing to mend."""
        for unfinished in self.places.cluster.glob("making-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        name = f"making-{os.urandom(4).hex()}"
        failure = self._run([bin_folder / "initdb", "-D", name, *initdb_options(major)])
        if failure:
            raise self._failed("be made (initdb)", failure)
        (self.places.cluster / name).rename(self.places.data)

    def _refuse_other_version(self, major: int, bin_folder: Path) -> None:
        try:
            made_by = (self.places.data / "PG_VERSION").read_text().strip()
        except OSError as fault:
            raise PrivateServerError(
                f"{self.places.data} is not PostgreSQL's data (PG_VERSION cannot be read: {fault.strerror}). "
                "Move it away and start again; `database restore` brings a backup back."
            ) from fault
        if made_by != str(major):
            raise PrivateServerError(
                f"The data in {self.places.data} were made by PostgreSQL {made_by}, but {bin_folder} is "
                f"PostgreSQL {major}. With MOVIEDB_POSTGRES_BIN naming PostgreSQL {made_by}'s bin folder, "
                "run `manage.py database backup FILE` and `manage.py database stop`; then unset it, move "
                f"{self.places.data} away and run `manage.py database restore FILE`."
            )

    def _remove_remains(self) -> Path | None:
        """Remove what a killed server left, which would keep the next one from starting.

        The lock is held and no server runs on this data. The socket's folder that it used, if any.
        """
        found = read_pid_file(self.places.data)
        if found is None:
            return None
        folder = found.socket_folder
        if folder:
            for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
                with contextlib.suppress(OSError):
                    (folder / name).unlink()
        (self.places.data / "postmaster.pid").unlink(missing_ok=True)
        return folder

    def _pg_ctl(self, *arguments: str, check: bool = True) -> str:
        failure = self._run([self._server_bin_folder() / "pg_ctl", *arguments])
        if failure and check:
            raise self._failed(arguments[0], failure)
        return failure

    def _run(self, command: list[str | Path]) -> str:
        """Run one of PostgreSQL's programs in the cluster's folder as its account; its complaint or "".

        Paths are given relative to that folder, since pg_ctl puts them into a shell command unescaped. The
        environment is a bare one: neither PGPORT and the like nor a locale unknown here may reach the server.
        """
        account = self.places.account
        try:
            done = subprocess.run(
                command,
                cwd=self.places.cluster,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                umask=0o077,
            )
        except OSError as fault:
            who = f" as {account.name}" if account else ""
            raise PrivateServerError(f"{command[0]} cannot be run{who}: {fault.strerror}.") from fault
        if done.returncode == 0:
            return ""
        return (done.stderr or done.stdout).strip() or f"exit status {done.returncode}"

    def _log_since(self, size: int) -> str:
        try:
            with open(self.places.log, errors="replace") as file:
                file.seek(size)
                return file.read()[-2000:].strip()
        except OSError:
            return ""

    def _failed(self, what: str, said: str) -> PrivateServerError:
        if "No space left on device" in said:
            return PrivateServerError(
                f"The disk is full: the private PostgreSQL in {self.places.cluster} could not {what}. "
                "Make room there, or name another folder in MOVIEDB_STATE_DIR."
            )
        return PrivateServerError(f"The private PostgreSQL in {self.places.cluster} could not {what}:\n{said}")
