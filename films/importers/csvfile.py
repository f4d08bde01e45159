"""CSV files with a header, plain or gzipped, read so that one bad row costs one row.

A file that cannot be used at all (missing, truncated, no text, wrong columns) raises SourceError before the
first row; a bad row becomes a Reject with the number of its first line, and reading goes on with the next line.
"""

import csv
import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, cast

from films.importers.records import Reject, SourceError

GZIP_MAGIC = b"\x1f\x8b"
CHUNK = 1 << 20
MOST_BYTES = 4 << 30
# Ordinary text packs 3 to 20 times; what unpacks to 200 times its size was made to fill a disk.
MOST_PACKED_TIMES = 200
ALWAYS_UNPACKED = 16 << 20
MOST_IN_A_CELL = 16 << 20
# A quotation mark that is never closed would swallow the rest of the file.
MOST_LINES_IN_A_ROW = 1000
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: dict[str, str]
    raw: str  # its first line
    size: int  # in characters


def find_csv(directory: Path, name: str) -> Path:
    """The file of this name in the directory, plain or gzipped."""
    if not directory.is_dir():
        what = "is a file, not a folder" if directory.exists() else "does not exist"
        raise SourceError(f"{directory} {what}: name the folder that holds {name} or {name}.gz.")
    for path in (directory / name, directory / f"{name}.gz"):
        if path.is_file():
            return path
    raise SourceError(f"{directory} holds neither {name} nor {name}.gz: put one of them there.")


def shown(row: str) -> str:
    """The head of a row as it can be printed and stored."""
    head = row[:SHOWN] + ("…" if len(row) > SHOWN else "")
    return head.encode("utf-8", "replace").decode().replace("\0", "\N{SYMBOL FOR NULL}").rstrip("\r\n")


class CsvFile:
    """Reads the whole file once to see that it is sound (size, packing, header), then row by row.

    With `mend_broken` a row that a stray line break cut in two, in the middle of a cell, is put together again.
    """

    def __init__(
        self,
        path: Path,
        columns: Sequence[str],
        rejects: list[Reject],
        *,
        mend_broken: bool = False,
        delimiter: str = ",",
        encoding: str = "utf-8-sig",
    ) -> None:
        self.mend_broken = mend_broken
        self.delimiter = delimiter
        self.encoding = encoding
        self.path = path
        self.name = path.name
        self.columns = columns
        self.rejects = rejects
        with usable(path):
            self.packed = is_gzip(path)
            self.digest = blake2b(digest_size=16)
            self.size = self._measure()
            with self._text() as stream:
                self.header = self._read_header(stream)

    def rows(self) -> Iterator[Row]:
        """Sound rows; the others are added to the rejects. Blank lines are nothing."""
        csv.field_size_limit(MOST_IN_A_CELL)
        with usable(self.path), self._text() as stream:
            lines = _Lines(stream)
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            next(reader)
            while True:
                first = lines.start_row()
                try:
                    cells = next(reader)
                    if self.mend_broken and 1 < len(cells) < len(self.header):
                        cells = self._mended(cells, reader, lines)
                    reason = self._fault(cells, lines.taken) if cells else ""
                except StopIteration:
                    return
                except csv.Error as error:
                    cells, reason = [], f"not readable as CSV: {error}"
                if reason:
                    self.reject(first, reason, lines.taken[0])
                    # If a stray quotation mark made this row, the lines it swallowed are rows of their own.
                    lines.put_back_all_but(1)
                elif cells:
                    named = dict(zip(self.header, cells, strict=True))
                    yield Row(first, named, lines.taken[0], sum(map(len, lines.taken)))

    def _mended(self, cells: list[str], reader: Iterator[list[str]], lines: "_Lines") -> list[str]:
        """Together with the next line, if that has exactly the cells that are missing."""
        taken = len(lines.taken)
        try:
            rest = next(reader)
        except (StopIteration, csv.Error):
            rest = []
        if rest and len(cells) + len(rest) - 1 == len(self.header):
            return [*cells[:-1], f"{cells[-1]}\n{rest[0]}", *rest[1:]]
        lines.put_back_all_but(taken)
        return cells

    def reject(self, line: int, reason: str, raw: str) -> None:
        self.rejects.append(Reject(self.name, line, shown(reason), shown(raw)))

    def _fault(self, cells: list[str], lines: list[str]) -> str:
        if len(cells) != len(self.header):
            return f"{len(cells)} cells instead of {len(self.header)}"
        for name, cell in zip(self.header, cells, strict=True):
            if "\0" in cell:
                return f"{name}: holds a NUL character"
            if not cell.isascii() and _surrogate_in(cell):
                return f"{name}: is not {self.encoding.removesuffix('-sig').upper()}"
        return ""

    @contextmanager
    def _text(self) -> Iterator[IO[str]]:
        with self._bytes() as stream:
            # Lines end at \n alone, as editors count them. Bytes that are not UTF-8 come as lone surrogates.
            yield io.TextIOWrapper(stream, self.encoding, errors="surrogateescape", newline="\n")

    def _bytes(self) -> IO[bytes]:
        if self.packed:
            return cast(IO[bytes], gzip.open(self.path, "rb"))
        return self.path.open("rb")

    def _measure(self) -> int:
        """The unpacked size; reads to the end, so that a truncated file is found before a row is used."""
        most = MOST_BYTES
        if self.packed:
            most = min(most, max(ALWAYS_UNPACKED, MOST_PACKED_TIMES * self.path.stat().st_size))
        size = line = 0
        with self._bytes() as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                self.digest.update(chunk)
                line = 0 if b"\n" in chunk else line + len(chunk)
                if size > most:
                    raise SourceError(f"{self.path} has more than {most:,} bytes unpacked: that is no film data.")
                if line > 4 * MOST_IN_A_CELL:
                    raise SourceError(f"{self.path} has lines of over {line:,} bytes: that is no CSV file.")
        if not size:
            raise SourceError(f"{self.path} is empty: get it again.")
        return size

    def _read_header(self, stream: IO[str]) -> list[str]:
        line = stream.readline(CHUNK)
        if "\0" in line or _surrogate_in(line):
            raise SourceError(f"{self.path} is not UTF-8 text: save it as CSV in UTF-8.")
        try:
            header = next(csv.reader([line], delimiter=self.delimiter, strict=True), [])
        except csv.Error as error:
            raise SourceError(f"{self.path}, line 1: the header is not readable as CSV ({error}).") from error
        wrong = [name for name in self.columns if header.count(name) != 1]
        if wrong:
            raise SourceError(
                f"{self.path}, line 1: expected one column each named {', '.join(wrong)}; "
                f"the columns are {shown(', '.join(header))}."
            )
        return header


class _Lines:
    """Physical lines, counted, of which those of the current row can be put back."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.number = 0
        self.taken: list[str] = []
        self.waiting: deque[str] = deque()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) == MOST_LINES_IN_A_ROW:
            raise csv.Error("a quotation mark is not closed")
        line = self.waiting.popleft() if self.waiting else next(self.stream)
        self.number += 1
        self.taken.append(line)
        return line

    def start_row(self) -> int:
        self.taken = []
        return self.number + 1

    def put_back_all_but(self, number: int) -> None:
        """The lines of the current row after the first `number` ones are read again."""
        back = self.taken[number:]
        self.waiting.extendleft(reversed(back))
        self.number -= len(back)
        del self.taken[number:]


def is_gzip(path: Path) -> bool:
    with path.open("rb") as stream:
        packed = stream.read(2) == GZIP_MAGIC
    if path.suffix == ".gz" and not packed and path.stat().st_size:
        raise SourceError(f"{path} is not gzip, whatever its name says: pack it, or drop .gz from the name.")
    return packed


def _surrogate_in(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """What reading a broken file raises, as one clear line."""
    try:
        yield
    except EOFError as error:
        raise SourceError(f"{path} is cut off before its end: get it again.") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(f"{path} is damaged ({error}): get it again.") from error
    except UnicodeError as error:
        raise SourceError(f"{path} is no text in one encoding ({error}): save it again, in UTF-8.") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}.") from error
