"""IMDb's dumps as files: plain or gzipped TSV, seen to be sound to their ends, read in blocks of whole lines."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, cast

from isal import igzip, isal_zlib

from films.importers.records import SourceError

# The columns of each dump, in order.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name.basics": ("nconst", "primaryName", "birthYear", "deathYear", "primaryProfession", "knownForTitles"),
    "title.basics": (
        "tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "endYear", "runtimeMinutes",
        "genres",
    ),
    "title.crew": ("tconst", "directors", "writers"),
    "title.principals": ("tconst", "ordering", "nconst", "category", "job", "characters"),
    "title.ratings": ("tconst", "averageRating", "numVotes"),
    "title.akas": (
        "titleId", "ordering", "title", "region", "language", "types", "attributes", "isOriginalTitle",
    ),
}  # fmt: skip
GZIP_MAGIC = b"\x1f\x8b"
CHUNK = 1 << 20
# The whole of IMDb is some 10 GB unpacked, and packs 3 to 8 times.
MOST_BYTES = 64 << 30
MOST_PACKED_TIMES = 200
ALWAYS_UNPACKED = 16 << 20
LONGEST_LINE = 1 << 20


class TsvFile:
    """One dump. `check` reads it to its end, so that damage is found before a row is used."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        self.name = path.name
        self.columns = columns
        self.done = 0  # bytes of the file that were read
        with _usable(path):
            self.bytes = path.stat().st_size
            self.packed = self._is_gzip()
            with self.open() as stream:
                header = stream.readline(CHUNK).rstrip(b"\r\n")
        if header != "\t".join(columns).encode():
            raise SourceError(
                f"{path}, line 1: expected the columns {', '.join(columns)}, separated by tabs; "
                f"found {header[:200].decode('utf-8', 'replace')!r}."
            )

    def open(self) -> IO[bytes]:
        return _unpacked(self.path) if self.packed else self.path.open("rb")

    def usable(self) -> AbstractContextManager[None]:
        """Turns what reading a broken file raises into SourceError."""
        return _usable(self.path)

    def digest(self) -> str:
        with _usable(self.path), self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def check(self) -> int:
        """The unpacked size."""
        if not self.packed:
            return self.bytes
        size = 0
        with _usable(self.path), self.open() as stream:
            while chunk := stream.read(CHUNK):
                size = self._counted(size, chunk)
        return size

    def blocks(self, size: int, *, numbered: bool = True) -> Iterator[tuple[int, bytes]]:
        """Whole lines, some `size` bytes at a time, with the number of the first line; the header is left out."""
        with _usable(self.path), self.path.open("rb") as raw:
            stream = _unpacked(raw) if self.packed else raw
            stream.readline()
            line, unpacked = 2, 0
            while block := stream.read(size):
                block += stream.readline(LONGEST_LINE)
                unpacked = self._counted(unpacked, block)
                if not block.endswith(b"\n"):
                    if len(block) > size + LONGEST_LINE // 2:
                        raise SourceError(f"{self.path} has a line of over {LONGEST_LINE:,} bytes near line {line:,}.")
                    block += b"\n"
                self.done = raw.tell()
                yield line, block
                line += block.count(b"\n") if numbered else 0
        self.done = self.bytes

    def _counted(self, size: int, more: bytes) -> int:
        """The unpacked size so far; raises SourceError when a small file unpacks to no end."""
        most = min(MOST_BYTES, max(ALWAYS_UNPACKED, MOST_PACKED_TIMES * self.bytes))
        if self.packed and size + len(more) > most:
            raise SourceError(f"{self.path} has more than {most:,} bytes unpacked: that is no dump of IMDb's.")
        return size + len(more)

    def _is_gzip(self) -> bool:
        with self.path.open("rb") as stream:
            packed = stream.read(2) == GZIP_MAGIC
        if self.path.suffix == ".gz" and not packed:
            raise SourceError(f"{self.path} is not gzip, whatever its name says: pack it, or drop .gz from the name.")
        return packed


def find_dumps(directory: Path) -> dict[str, TsvFile]:
    """The dumps that lie in the directory, by name ("title.basics"); title.episode is none of our business."""
    if not directory.is_dir():
        what = "is a file, not a folder" if directory.exists() else "does not exist"
        raise SourceError(f"{directory} {what}: name the folder that holds title.basics.tsv.gz and the other dumps.")
    found: dict[str, TsvFile] = {}
    for name, columns in COLUMNS.items():
        for path in (directory / f"{name}.tsv.gz", directory / f"{name}.tsv"):
            if path.is_file():
                found[name] = TsvFile(path, columns)
                break
    if "title.basics" not in found and "name.basics" not in found:
        raise SourceError(
            f"{directory} holds neither title.basics nor name.basics, as .tsv or .tsv.gz: get them from "
            "https://datasets.imdbws.com/."
        )
    return found


def _unpacked(file: Path | IO[bytes]) -> IO[bytes]:
    return cast(IO[bytes], igzip.open(file, "rb"))  # type: ignore[no-untyped-call]


@contextmanager
def _usable(path: Path) -> Iterator[None]:
    """What reading a broken file raises, as one clear line."""
    try:
        yield
    except EOFError as error:
        raise SourceError(f"{path} is cut off before its end: get it again.") from error
    except (gzip.BadGzipFile, zlib.error, isal_zlib.error) as error:  # type: ignore[misc]
        raise SourceError(f"{path} is damaged ({error}): get it again.") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}.") from error
