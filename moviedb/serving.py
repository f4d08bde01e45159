"""What `serve` and `demo` share: prepare the database and the static files, serve, and leave tidily."""

import contextlib
import errno
import functools
import hashlib
import importlib.metadata
import os
import signal
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.utils import OperationalError
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from moviedb.db.private_server import private_server, was_started_here
from moviedb.lib.database_url import WEB_LIMITS
from moviedb.lib.file_lock import exclusive_lock
from moviedb.lib.migrating import bring_up_to_date
from moviedb.lib.postgres.errors import PrivateServerError

Report = Callable[[str], object]
# One renders while the other waits for the database: more only wait for each other (four: a fifth fewer pages a
# second). Each thread keeps a database connection; the private server takes 100 of them.
THREADS_PER_WORKER = 2
# A page is short; a download that hangs shall not hold up the end.
SECONDS_TO_FINISH = 5


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument(
        "--workers",
        type=int,
        default=min(4, os.cpu_count() or 1),
        help="processes (default: one a core, up to 4)",
    )


def check_port(host: str, port: int) -> None:
    """Say in words why the address cannot be listened on, before anything else is started."""
    if not 0 < port < 65536:
        raise CommandError(f"--port {port} is no port: use 1 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} is in use by another program. Choose another, for instance --port {port + 1}."
            ) from fault
        if fault.errno == errno.EACCES:
            raise CommandError(
                f"Port {port} is for root only. Choose one from 1024, for instance --port 8000."
            ) from fault
        raise CommandError(f"Cannot listen on {host}, port {port}: {fault.strerror}.") from fault


@contextlib.contextmanager
def tidy_end(report: Report) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the block, and then the private server if it was started by this process."""

    def interrupt(signum: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        report("Interrupted.")
    except (OperationalError, PrivateServerError) as fault:
        raise CommandError(str(fault)) from fault
    finally:
        signal.signal(signal.SIGTERM, before)
        leave_private_server(report)


def prepare(report: Report) -> None:
    """Bring the database's tables and the collected static files up to date, one process at a time."""
    bring_up_to_date(report)
    with exclusive_lock(settings.STATE_DIR / "prepare.lock"):
        collect_static(report)


def collect_static(report: Report) -> None:
    """Run collectstatic, unless the files and the versions are those of the last time."""
    if settings.DEBUG:  # served from where they lie
        return
    whitenoise = importlib.metadata.version("whitenoise")
    seen = hashlib.sha256(f"{django.__version__} {whitenoise} {settings.STORAGES}".encode())
    names = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            seen.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
            names.append(name)
    collected = Path(settings.STATIC_ROOT)
    stamp = collected.with_suffix(".stamp")
    if stamp.is_file() and stamp.read_text() == seen.hexdigest():
        return
    report("Preparing the static files ...")
    for name in names:
        # collectstatic would keep a file that is not older, in whole seconds, than one with other contents.
        # The copies with a hash in their names stay: another process may be serving them.
        (collected / name).unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(seen.hexdigest())


def is_running(process: BaseProcess) -> bool:
    """Also right where another thread has waited for the process: `is_alive` still says yes for a moment then."""
    if not process.is_alive():
        return False
    try:
        os.kill(process.pid or 0, 0)
    except ProcessLookupError:
        return False
    return True


class Server(MPServer):
    """Granian's, which has a thread wait for each worker and asks another whether it is alive: one that had ended at
    once was said to have refused to stop."""

    def _spawn_worker(self, *args: Any, **options: Any) -> Any:
        worker: Any = super()._spawn_worker(*args, **options)
        if os.name == "posix" and isinstance(worker.inner, BaseProcess):
            worker.is_alive = functools.partial(is_running, worker.inner)
        return worker


def serve(host: str, port: int, workers: int, ready: Callable[[str], None]) -> None:
    """Serve until a signal ends it; ``ready`` gets the site's address once it answers."""
    limit_statements()
    end_workers_that_are_starting()
    server = Server(
        "moviedb.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS_PER_WORKER,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.warning,
    )

    def started() -> None:
        if hasattr(signal, "SIGHUP") and sys.stdin and sys.stdin.isatty():
            # A closed terminal is the end; a service manager's SIGHUP keeps its meaning, a reload.
            signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
        threading.Thread(target=_tell_when_ready, args=(host, port, ready), daemon=True).start()

    server.on_startup(started)
    server.serve()


def limit_statements() -> None:
    """The limits of the web from here on: a forked worker keeps these settings, a spawned one reads its own."""
    os.environ["MOVIEDB_WEB"] = "1"
    connections.close_all()
    options = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"]
    if "options" in options:  # behind a pooler they are the pooler's to set
        options["options"] = WEB_LIMITS


def end_workers_that_are_starting() -> None:
    """A forked worker has the signal handlers of its parent until it serves, so that a signal to end it would be lost.

    From the fork on SIGTERM ends it instead. It leaves Ctrl-C, which a terminal sends to all, to its parent.
    """
    if not hasattr(os, "register_at_fork"):
        return
    ending = {signal.SIGINT, signal.SIGTERM}

    def in_child() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ending)

    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, ending),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, ending),
        after_in_child=in_child,
    )


def _tell_when_ready(host: str, port: int, ready: Callable[[str], None]) -> None:
    """The socket listens before there is a worker: wait for an answer, be it that this is no HTTP."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while True:
        with contextlib.suppress(OSError), socket.create_connection((here, port), timeout=1) as caller:
            caller.settimeout(None)
            caller.sendall(b"?\r\n\r\n")
            caller.recv(1)
            break
        time.sleep(0.02)
    name = f"[{here}]" if ":" in here else here
    ready(f"http://{name}:{port}/" if port != 80 else f"http://{name}/")


def leave_private_server(report: Report) -> None:
    """Stop the private server, if this process started it and nobody else uses it."""
    connections.close_all()
    if not connection.settings_dict.get("PRIVATE_SERVER"):
        return
    server = private_server()
    if not was_started_here():
        if server.running():
            report("The private PostgreSQL was running before and keeps running.")
        return
    try:
        others = server.count_connections()
        deadline = time.monotonic() + 2
        while others and time.monotonic() < deadline:  # the workers' own take a moment to end
            time.sleep(0.05)
            others = server.count_connections()
        if others:
            report(
                f"The private PostgreSQL keeps running: {others} other connection(s) use it. "
                "To stop it: python3 manage.py database stop"
            )
        elif server.stop():
            report("Stopped, with its private PostgreSQL.")
    except PrivateServerError as fault:
        report(str(fault))
