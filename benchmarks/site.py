"""The site as the benchmarks measure it: a catalogue of its own, served by the production server on a free port."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import psutil
from django.core.management import call_command
from django.db import connection

from films.models import Film, SimilarFilm

ROOT = Path(__file__).resolve().parent.parent
FILMS = 4_803


def fill(directory: Path) -> None:
    """Imports the catalogue of TMDB 5000 unless it is there."""
    call_command("migrate", interactive=False, verbosity=0)
    if Film.objects.count() != FILMS:
        call_command("import_tmdb5000", directory)
    if not SimilarFilm.objects.exists():
        call_command("rebuild_similar")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def served() -> Iterator[tuple[int, psutil.Process]]:
    """The site as `serve` serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, ROOT / "manage.py", "serve", "--port", str(port)]
    process = psutil.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            with suppress(OSError):
                fetch(port, "/")
                break
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def fetch(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    http = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        http.request("GET", path, headers=headers or {})
        answer = http.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        http.close()
