"""Digests of dumps that need not be read to the end for it: of a file that is as it was, what it held is known.

As it was means: the same file of the disk, the same size, changed and its entry changed at the same nanosecond. The
last of these nobody sets back. A digest is noted only for a file that has lain still for a while, since a clock has
its ticks, and is the truth about that file whatever became of the import that asked for it.
"""

import json
import os
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from films.importers.imdb_files import TsvFile

STILL_SECONDS = 2.0
Stamps = dict[str, str]


def digests(files: Iterable[TsvFile], *, anew: bool = False) -> dict[str, str]:
    """By the names of the files; `anew` reads them all."""
    known = {} if anew else _known()
    found, stamps = {}, {}
    for file in files:
        stamp = _stamp(file)
        found[file.name] = known.get(stamp) or file.digest()
        if _stamp(file) == stamp and _lies_still(file):
            stamps[stamp] = found[file.name]
    if stamps.items() - known.items():
        _note(stamps)
    return found


def _path() -> Path:
    return Path(settings.DUMPS_DIR) / "imdb-digests.json"


def _stamp(file: TsvFile) -> str:
    with file.usable():
        stat = file.path.stat()
    return " ".join(map(str, (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)))


def _lies_still(file: TsvFile) -> bool:
    return time.time() - file.path.stat().st_ctime > STILL_SECONDS


def _known() -> Stamps:
    try:
        found = json.loads(_path().read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _note(stamps: Stamps) -> None:
    """Without them the next import reads the files again, that is all."""
    path = _path()
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(stamps))
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
