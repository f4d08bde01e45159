"""TMDB's daily id export: one JSON object a line, gzipped; https://developer.themoviedb.org/docs/daily-id-exports."""

import gzip
import json
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from films.importers.cells import MOST_INT
from films.importers.records import SourceError

ADDRESS = "https://files.tmdb.org/p/exports"
# Ready every day at 08:00 UTC; before that there is yesterday's.
READY = timedelta(hours=8)
# The file of 1.2 million films is 28 MB packed and 120 MB unpacked.
MOST_PACKED = 1 << 30
MOST_UNPACKED = 8 << 30
GZIP_MAGIC = b"\x1f\x8b"


def latest_name(now: datetime | None = None) -> str:
    day = (now or datetime.now(UTC)) - READY
    return f"movie_ids_{day:%m_%d_%Y}.json.gz"


def download(folder: Path, address: str = ADDRESS) -> Path:
    """The newest export in this folder; fetched once a day, whole or not at all."""
    path = folder / latest_name()
    if path.is_file():
        return path
    part = path.with_name(f"{path.name}.part")
    size = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with httpx.stream("GET", f"{address}/{path.name}", timeout=60) as response, part.open("wb") as file:
            response.raise_for_status()
            for chunk in response.iter_raw():
                size += len(chunk)
                if size > MOST_PACKED:
                    raise SourceError(f"{address}/{path.name} is larger than 1 GB: that is no id export.")
                file.write(chunk)
        part.replace(path)
    except httpx.HTTPStatusError as error:
        raise SourceError(f"{address}/{path.name}: HTTP {error.response.status_code}; name a file instead.") from error
    except (httpx.HTTPError, OSError) as error:
        raise SourceError(f"{address}/{path.name} could not be fetched: {error}; name a file instead.") from error
    finally:
        part.unlink(missing_ok=True)
    return path


def read_ids(path: Path, adult: bool = False, least_popularity: float = 0.0) -> list[int]:
    """Ids of films, best known first, so that a limit takes those that visitors look for."""
    found: list[tuple[float, int]] = []
    size = 0
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP_MAGIC
        with gzip.open(path, "rb") if packed else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                size += len(line)
                if size > MOST_UNPACKED:
                    raise SourceError(f"{path.name} unpacks to more than 8 GB: that is no id export.")
                film, popularity, wanted = _read_line(line, f"{path.name}, line {number}", adult)
                if wanted and popularity >= least_popularity:
                    found.append((-popularity, film))
    except EOFError as error:
        raise SourceError(f"{path.name} ends too early: fetch it again.") from error
    except (OSError, zlib.error) as error:
        raise SourceError(f"{path} cannot be read: {error}") from error
    return [film for _, film in sorted(set(found))]


def _read_line(line: bytes, where: str, adult: bool) -> tuple[int, float, bool]:
    try:
        row = json.loads(line)
        film, popularity = row["id"], row["popularity"]
        sound = type(film) is int and 0 < film <= MOST_INT and type(popularity) in (int, float)
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise SourceError(f"{where} is no line of an id export ({line[:60]!r}): is this movie_ids_….json.gz?")
    return film, float(popularity), row.get("video") is not True and (adult or row.get("adult") is not True)
