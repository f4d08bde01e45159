"""`manage.py serve` as a real process, and the parts that it shares with `demo`."""

import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core.management.base import CommandError

from moviedb import serving
from tests.moviedb.conftest import installation_env
from tests.moviedb.test_private_postgres import connect, wait_for


class Served:
    """A server process of this project, its output and its port."""

    def __init__(self, command: str, state_dir: Path, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = log
        with open(log, "w") as output:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    str(project_settings.BASE_DIR / "manage.py"),
                    *(command, "--port", str(self.port), "--workers", "1"),
                ],
                env=installation_env(state_dir),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        wait_for(lambda: " is at http" in self.output() or self.process.poll() is not None, self.log)
        assert self.process.poll() is None, self.output()

    def output(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> int:
        status: int = self.ask(path).status
        return status

    def ask(self, path: str, method: str = "GET", **headers: str) -> Any:
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers, method=method)
        with urllib.request.urlopen(asked, timeout=30) as response:
            response.body = response.read()
            return response

    def end(self, signum: int) -> int:
        self.process.send_signal(signum)
        return self.process.wait(timeout=60)


@pytest.fixture
def start_serving(state_dir: Path, tmp_path: Path) -> Iterator[Callable[[str], Served]]:
    processes: list[Served] = []

    def start(command: str) -> Served:
        served = Served(command, state_dir, tmp_path / f"{command}-{len(processes)}.log")
        processes.append(served)
        return served

    yield start
    for served in processes:
        if served.process.poll() is None:
            os.killpg(served.process.pid, signal.SIGKILL)
            served.process.wait()


@pytest.mark.server
def test_serve_prepares_serves_and_ends_with_its_private_server(server, start_serving):
    served = start_serving("serve")
    served.wait_until_ready()
    assert served.get("/static/admin/css/base.css") == 200
    assert served.output() == (
        "Preparing the database ...\nPreparing the static files ...\n"
        f"The site is at http://127.0.0.1:{served.port}/  (Ctrl-C stops it)\n"
    )
    assert_sent_small(served)
    assert served.end(signal.SIGINT) == 0
    assert served.output().splitlines()[3:] == ["Stopped, with its private PostgreSQL."]
    assert server.running() is None

    # Later starts prepare nothing; a server with other clients keeps running.
    served = start_serving("serve")
    served.wait_until_ready()
    assert served.get("/static/admin/css/base.css") == 200
    with connect(server.running(), "moviedb") as other:
        other.execute("BEGIN; LOCK TABLE films_film IN ACCESS EXCLUSIVE MODE")
        # the web's limit of a second holds in the workers too
        with pytest.raises(urllib.error.HTTPError, match="503"):
            served.get("/")
        other.execute("ROLLBACK")
        assert served.end(signal.SIGTERM) == 0
        other.execute("SELECT 1")
    assert served.output().splitlines() == [
        f"The site is at http://127.0.0.1:{served.port}/  (Ctrl-C stops it)",
        "ERROR moviedb: database fault at '/': ['canceling statement due to lock timeout']",
        "ERROR django.request: Service Unavailable: /",
        "The private PostgreSQL keeps running: 1 other connection(s) use it. To stop it: python3 manage.py database "
        "stop",
    ]

    # One that was running before is not this process's to stop.
    served = start_serving("serve")
    served.wait_until_ready()
    assert served.end(signal.SIGTERM) == 0
    assert served.output().splitlines()[1:] == ["The private PostgreSQL was running before and keeps running."]
    assert server.running()


def assert_sent_small(served):
    """A page is coded as it is sent; a static file was when it was collected, and is kept for good by its name."""
    page = served.ask("/", **{"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert (page.headers["Content-Encoding"], int(page.headers["Content-Length"])) == ("zstd", len(page.body))
    head = served.ask("/", "HEAD", **{"Accept-Encoding": "zstd"})
    assert (head.headers["Content-Length"], head.body) == (page.headers["Content-Length"], b"")
    [sheet] = re.findall(r"/static/css/base\.[0-9a-f]{12}\.css", served.ask("/").body.decode())
    for coding in ("br", "gzip"):
        static = served.ask(sheet, **{"Accept-Encoding": coding})
        assert [static.headers[name] for name in ("Content-Encoding", "Cache-Control", "Vary")] == [
            coding,
            "max-age=315360000, public, immutable",
            "Accept-Encoding",
        ]


@pytest.mark.server
def test_interrupt_during_the_preparation_ends_it_tidily(server, start_serving):
    served = start_serving("serve")
    wait_for(lambda: served.output() == "Preparing the database ...\n", served.log)
    assert served.end(signal.SIGTERM) == 0
    assert served.output().splitlines() == [
        "Preparing the database ...",
        "Interrupted.",
        "Stopped, with its private PostgreSQL.",
    ]
    assert server.running() is None


STARTING_WORKER = """
import os, signal
from moviedb.serving import end_workers_that_are_starting
for ending in (signal.SIGINT, signal.SIGTERM):
    signal.signal(ending, lambda *_: print("the parent's handler"))
end_workers_that_are_starting()
reader, writer = os.pipe()
child = os.fork()
if not child:
    os.kill(os.getpid(), signal.SIGINT)
    os.write(writer, b"left Ctrl-C to its parent")
    os.kill(os.getpid(), signal.SIGTERM)
    os._exit(9)
status = os.waitpid(child, 0)[1]
print(os.read(reader, 100).decode())
print("ended by", signal.Signals(os.WTERMSIG(status)).name)
os.kill(os.getpid(), signal.SIGTERM)
"""


def test_worker_that_is_starting_ends_at_the_signal_of_its_parent():
    """It has the handlers of its parent until it serves: a signal that came then was lost, and the worker killed."""
    told = subprocess.run([sys.executable, "-c", STARTING_WORKER], capture_output=True, text=True, timeout=60)
    assert told.stderr == ""
    assert told.stdout == "left Ctrl-C to its parent\nended by SIGTERM\nthe parent's handler\n"


def test_worker_that_another_thread_waited_for_is_not_running():
    process = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,))
    process.start()
    assert serving.is_running(process)
    assert process.pid
    process.terminate()
    os.waitpid(process.pid, 0)  # as Granian's watcher does
    assert process.is_alive()
    assert not serving.is_running(process)


def test_site_is_ready_when_it_answers_not_when_the_socket_listens():
    ready: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        telling = threading.Thread(target=serving._tell_when_ready, args=("127.0.0.1", port, ready.append))
        telling.start()
        caller, _ = listening.accept()
        with caller:
            caller.recv(100)
            assert ready == []
            caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            telling.join()
    assert ready == [f"http://127.0.0.1:{port}/"]


def test_port_in_use_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refused:
            serving.check_port("127.0.0.1", port)
    assert str(refused.value) == (
        f"Port {port} is in use by another program. Choose another, for instance --port {port + 1}."
    )
    serving.check_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_port_out_of_range_is_named(port):
    with pytest.raises(CommandError) as refused:
        serving.check_port("127.0.0.1", port)
    assert str(refused.value) == f"--port {port} is no port: use 1 to 65535."


def test_host_of_another_machine_is_named():
    with pytest.raises(CommandError) as refused:
        serving.check_port("192.0.2.1", 8000)
    assert str(refused.value) == "Cannot listen on 192.0.2.1, port 8000: Cannot assign requested address."


def test_port_of_root_is_named_to_others(monkeypatch):
    class Refusing(socket.socket):
        def bind(self, address: object) -> None:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "socket", Refusing)
    with pytest.raises(CommandError) as refused:
        serving.check_port("127.0.0.1", 80)
    assert str(refused.value) == "Port 80 is for root only. Choose one from 1024, for instance --port 8000."


def test_static_files_are_collected_again_when_one_changes(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("a { color: red }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "state" / "static"
    settings.DEBUG = False
    said: list[str] = []
    serving.collect_static(said.append)
    serving.collect_static(said.append)
    assert said == ["Preparing the static files ..."]
    (source / "site.css").write_text("a { color: green }")
    serving.collect_static(said.append)
    assert said == ["Preparing the static files ..."] * 2
    assert (settings.STATIC_ROOT / "site.css").read_text() == "a { color: green }"
    settings.DEBUG = True
    (source / "site.css").write_text("a { color: blue }")
    serving.collect_static(said.append)
    assert said == ["Preparing the static files ..."] * 2
