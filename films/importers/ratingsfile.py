"""Ratings as blocks of sound lines: 32 million of them are checked and handed on without an object each.

A block that one regular expression accepts goes on as it is; only the lines of any other are looked at one by one.
"""

import csv
import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from films.importers.csvfile import (
    ALWAYS_UNPACKED,
    CHUNK,
    MOST_BYTES,
    MOST_PACKED_TIMES,
    is_gzip,
    shown,
    usable,
)
from films.importers.records import Reject, SourceError

COLUMNS = ("userId", "movieId", "rating", "timestamp")
_ID = rb"[1-9]\d{0,8}+"
_RATING = rb"(?:[1-4](?:\.[05])?|0\.5|5(?:\.0)?)"
_LINE = rb"(?>" + _ID + rb"," + _ID + rb"," + _RATING + rb",\d{1,10}+\r?\n)"
_SOUND_LINES = re.compile(_LINE + rb"*+")
_CELLS = (
    (re.compile(_ID), "is no id"),
    (re.compile(_ID), "is no id"),
    (re.compile(_RATING), "is not between 0.5 and 5 stars, half by half"),
    (re.compile(rb"\d{1,10}"), "is no time in seconds since 1970"),
)
# A file with more bad lines than this is another kind of file.
MOST_REJECTS = 100_000


class RatingsFile:
    def __init__(self, path: Path, rejects: list[Reject]) -> None:
        self.path = path
        self.name = path.name
        self.rejects = rejects
        with usable(path):
            self.packed = is_gzip(path)
            self.size = path.stat().st_size
        self.done = 0
        self._lines = 0
        self._rejected = 0

    def blocks(self) -> Iterator[bytes]:
        """CSV lines of user, movie, stars and seconds, ended by a line feed each."""
        most = MOST_BYTES
        if self.packed:
            most = min(most, max(ALWAYS_UNPACKED, MOST_PACKED_TIMES * self.size))
        unpacked = 0
        with usable(self.path), self.path.open("rb") as packed:
            stream = cast(IO[bytes], gzip.GzipFile(fileobj=packed)) if self.packed else packed
            rest = self._skip_header(stream)
            while chunk := stream.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > most:
                    raise SourceError(f"{self.path} has more than {most:,} bytes unpacked: that is no file of ratings.")
                whole, newline, rest = (rest + chunk).rpartition(b"\n")
                if len(rest) > CHUNK:
                    raise SourceError(f"{self.path} has lines of over {len(rest):,} bytes: that is no file of ratings.")
                yield self._sound(whole + newline)
                self.done = packed.tell()
            if rest:
                yield self._sound(rest + b"\n")
        self.done = self.size

    def _skip_header(self, stream: IO[bytes]) -> bytes:
        line = stream.readline(CHUNK)
        if not line:
            raise SourceError(f"{self.path} is empty: get it again.")
        cells = line.removeprefix(b"\xef\xbb\xbf").strip().replace(b'"', b"").split(b",")
        if tuple(cell.decode("utf-8", "replace").strip() for cell in cells) != COLUMNS:
            raise SourceError(
                f"{self.path}, line 1: expected the columns {', '.join(COLUMNS)}; "
                f"the line is {shown(line.decode('utf-8', 'replace'))!r}."
            )
        self._lines = 1
        return b""

    def _sound(self, block: bytes) -> bytes:
        if not _SOUND_LINES.fullmatch(block):
            return b"".join(self._each(block))
        self._lines += block.count(b"\n")
        return block.replace(b"\r\n", b"\n") if b"\r" in block else block

    def _each(self, block: bytes) -> Iterator[bytes]:
        for line in block.split(b"\n")[:-1]:
            self._lines += 1
            if not line.strip():
                continue
            cells = self._cells(line)
            if reason := _fault(cells):
                self._reject(reason, line)
            else:
                yield b",".join(cells) + b"\n"

    def _cells(self, line: bytes) -> list[bytes]:
        """The cells of a line that may have quotation marks or blanks around them."""
        try:
            cells = next(csv.reader([line.decode("ascii")], strict=True))
        except (UnicodeDecodeError, csv.Error):
            cells = line.decode("utf-8", "replace").split(",")
        return [cell.strip().encode() for cell in cells]

    def _reject(self, reason: str, line: bytes) -> None:
        self._rejected += 1
        if self._rejected > MOST_REJECTS:
            raise SourceError(
                f"{self.path} has more than {MOST_REJECTS:,} bad lines; the last is line {self._lines}: {reason}. "
                "Get the file again."
            )
        self.rejects.append(Reject(self.name, self._lines, shown(reason), shown(line.decode("utf-8", "replace"))))


def _fault(cells: list[bytes]) -> str:
    if len(cells) != len(COLUMNS):
        return f"{len(cells)} cells instead of {len(COLUMNS)}"
    for column, cell, (pattern, wrong) in zip(COLUMNS, cells, _CELLS, strict=True):
        if not pattern.fullmatch(cell):
            return f"{column}: {cell.decode('utf-8', 'replace')!r} {wrong}"
    return ""
