"""Answers kept in a folder as NDJSON, for runs without the network and for reruns that need not ask again.

A line is {"fetched": …, "request": …, "body": …}; the last line of a request counts. Lines are only ever appended,
each in one write, so that a killed run leaves at most one broken line at the end, which is passed over.
"""

import fcntl
import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from films.importers.records import CannotWriteError, SourceError
from films.importers.tmdb.answers import Answers, Body, Unanswered, request_of

FILE = "tmdb-answers.ndjson"
_HEAD = re.compile(rb'\{"fetched": "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)", "request": ("(?:[^"\\]|\\.)*"), "body": ')
# Films and people; everything else is a list, which is as old as the day.
_RECORD = re.compile(r"(movie|person)/\d+")
LIST_AGE = timedelta(days=1)
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class _Place(NamedTuple):
    offset: int
    length: int
    fetched: datetime


class Cache:
    """Answers from the folder where they are young enough, else from `answers`; None there means offline."""

    def __init__(
        self, folder: Path, answers: Answers | None, max_age: timedelta, since: datetime | None = None
    ) -> None:
        """What was kept before `since` is asked for again. Raises SourceError where the folder cannot be used."""
        self._answers = answers
        self._max_age = max_age
        self._since = since or datetime.min.replace(tzinfo=UTC)
        self._now = datetime.now(UTC).replace(microsecond=0)
        self._lock = Lock()
        self._places: dict[str, _Place] = {}
        self.hits = 0
        self.oldest: datetime | None = None
        path = folder / FILE
        try:
            if answers is None:
                if not path.is_file():
                    raise SourceError(f"{path} does not exist: run once with --cache {folder} and without --offline.")
            else:
                folder.mkdir(parents=True, exist_ok=True)
            self._file = path.open("rb" if answers is None else "a+b")
            self._read_places()
        except OSError as error:
            raise SourceError(f"{path} cannot be used as a cache: {error.strerror}.") from error

    def close(self) -> None:
        self._file.close()

    def get(self, path: str, params: Mapping[str, str]) -> Body | None:
        request = request_of(path, params)
        with self._lock:
            place = self._places.get(request)
            if place and (self._answers is None or self._is_fresh(path, place.fetched)):
                self.hits += 1
                self.oldest = min(filter(None, (self.oldest, place.fetched)))
                return self._read(place)
        if self._answers is None:
            raise Unanswered(f"{request}: not in the cache, and --offline asks nobody")
        body = self._answers.get(path, params)
        with self._lock:
            self._append(request, body)
        return body

    def age(self) -> str:
        """What a user should know before trusting what came from here; "" where nothing did."""
        if self.oldest is None:
            return ""
        days = (self._now - self.oldest).days
        answers = "1 answer" if self.hits == 1 else f"{self.hits:,} answers"
        return f"{answers} from the cache, the oldest of {self.oldest:%Y-%m-%d} ({days} days ago)"

    def _is_fresh(self, path: str, fetched: datetime) -> bool:
        max_age = self._max_age if _RECORD.fullmatch(path) else min(self._max_age, LIST_AGE)
        return fetched > self._since and self._now - fetched <= max_age

    def _read_places(self) -> None:
        offset = 0
        self._file.seek(0)
        for line in self._file:
            if line.endswith(b"}\n") and (head := _HEAD.match(line)):
                fetched = datetime.strptime(head[1].decode(), _FORMAT).replace(tzinfo=UTC)
                self._places[json.loads(head[2])] = _Place(offset, len(line), fetched)
            offset += len(line)

    def _read(self, place: _Place) -> Body | None:
        try:
            line = json.loads(os.pread(self._file.fileno(), place.length, place.offset))
            body: Body | None = line["body"]
        except (ValueError, RecursionError, KeyError) as error:
            raise Unanswered(f"{self._file.name}: the line at byte {place.offset} is damaged; remove it") from error
        return body

    def _append(self, request: str, body: Body | None) -> None:
        # In this order: the head is read without the body.
        answer = {"fetched": self._now.strftime(_FORMAT), "request": request, "body": body}
        line = json.dumps(answer).encode() + b"\n"
        file = self._file.fileno()
        fcntl.flock(file, fcntl.LOCK_EX)  # another import may share the folder
        try:
            offset = os.fstat(file).st_size
            if offset and os.pread(file, 1, offset - 1) != b"\n":  # a run was killed within a line
                line = b"\n" + line
            self._write(file, line, offset)
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
        start = offset + (line[:1] == b"\n")
        self._places[request] = _Place(start, len(line.lstrip(b"\n")), self._now)

    def _write(self, file: int, line: bytes, offset: int) -> None:
        """The whole line or nothing of it."""
        written = 0
        try:
            while written < len(line):
                written += os.write(file, line[written:])
        except OSError as error:
            if written:
                os.ftruncate(file, offset)
            raise CannotWriteError(error, self._file.name) from error
