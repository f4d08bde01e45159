"""A list as a source: its rows as records, its columns as fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from films.importers.cells import BadValue
from films.importers.checks import check
from films.importers.csvfile import CsvFile
from films.importers.lists.columns import NAMES, fields_of
from films.importers.lists.encodings import encoding_of, read_bytes, separator_of
from films.importers.lists.jsonlist import JsonFile, as_cell
from films.importers.lists.values import Cells, read_film, read_names
from films.importers.records import FilmRecord, Key, Record, Reject, SourceError
from films.importers.stated import film_values
from films.models.film import SOURCED_FIELDS

# Line, the cells by column, the row as it stands in the file.
Row = tuple[int, Cells, str]


@dataclass(slots=True)
class Entry:
    """A sound row. Who knows the catalogue may add a key to its film, or say which films it may be."""

    line: int
    raw: str
    done: int  # how much of the file is read with it
    film: FilmRecord
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    likely: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


class OwnList:
    """`name` is whose values these are: several lists that are kept apart have a name each."""

    def __init__(self, path: Path, name: str, *, limit: int | None = None, day_first: bool | None = None) -> None:
        self.path = path
        self.name = name
        self.limit = limit
        self.day_first = day_first
        self.files = [path.name]
        self.rejects: list[Reject] = []
        self.notes: list[str] = []
        # The fields of each film, by the film's first key.
        self.stated: dict[Key, list[str]] = {}
        self.entries: list[Entry] = []
        self.content = read_bytes(path)
        self.digests = [blake2b(self.content, digest_size=16).hexdigest()]
        self.total = len(self.content)
        self._done = 0

    def rows(self) -> Iterator[Row]:
        raise NotImplementedError

    def read(self) -> None:
        """All rows, before the first record."""
        seen: dict[Key, int] = {}
        for line, cells, raw in self.rows():
            if len(self.entries) == self.limit:
                break
            try:
                entry = self._entry(cells, line, raw)
                for key in entry.film.keys:
                    if key in seen:
                        raise BadValue(f"{':'.join(key)} occurs twice: line {seen[key]} has it too")
            except BadValue as error:
                self.reject(line, str(error), raw)
                continue
            seen.update(dict.fromkeys(entry.film.keys, line))
            self.entries.append(entry)

    def records(self) -> Iterator[Record]:
        if not self.entries:
            self.read()
        self._done = 0
        for entry in self.entries:
            film = entry.film
            self._done = entry.done
            if not film.keys:
                self.reject(entry.line, _unrecognised(entry), entry.raw)
                continue
            values = film_values(film)
            self.stated[film.keys[0]] = [field for field in SOURCED_FIELDS if field in values]
            yield film
        self._done = self.total

    def progress(self) -> tuple[int, int]:
        return min(self._done, self.total), self.total

    def reject(self, line: int, reason: str, raw: str) -> None:
        raise NotImplementedError

    def own_key(self, text: str) -> Key:
        return Key(self.name, text)

    def _entry(self, cells: Cells, line: int, raw: str) -> Entry:
        film = read_film(cells, self.own_key, self.day_first)
        directors, cast = (read_names(cells, column) for column in NAMES)
        if not film.keys and not (film.release_date and (directors or cast)):
            raise BadValue(
                "no id: the row has neither an id at another site nor a key of its own, nor year and directors (or "
                "cast) by which its film could be recognised"
            )
        if reason := check(film if film.keys else replace(film, keys=(self.own_key("row"),))):
            raise BadValue(reason)
        return Entry(line, raw, self._done, film, directors, cast)


def _unrecognised(entry: Entry) -> str:
    """Why a row without any key has no film."""
    films = ", ".join(str(film) for film, _ in entry.likely)
    if films:
        return f"no id: the film may be number {films} of the catalogue, but that is not certain: give its id"
    return "no id: the catalogue has no film of this title, year and director; a key of its own would add it"


class CsvList(OwnList):
    def __init__(
        self,
        path: Path,
        name: str,
        chosen: Mapping[str, str],
        *,
        limit: int | None = None,
        day_first: bool | None = None,
    ) -> None:
        super().__init__(path, name, limit=limit, day_first=day_first)
        encoding = encoding_of(self.content)
        first = self.content[: 1 << 16].decode(encoding, "replace").partition("\n")[0]
        self.content = b""
        self._file = CsvFile(path, (), self.rejects, delimiter=separator_of(first), encoding=encoding)
        header = [name.strip() for name in self._file.header]
        self._file.header = header
        if twice := sorted({name for name in header if name and header.count(name) > 1}):
            raise SourceError(f"{path}, line 1: several columns are named {', '.join(twice)}.")
        self.fields = fields_of([name for name in header if name], chosen, f"{path}, line 1")
        if encoding == "cp1252":
            self.notes.append("The file is no UTF-8 and was read as Windows-1252.")
        if unused := [name for name in header if name and name not in self.fields]:
            self.notes.append(f"Columns that are not used: {', '.join(unused)} (--map COLUMN=FIELD uses one).")

    def rows(self) -> Iterator[Row]:
        for row in self._file.rows():
            self._done += row.size
            if any(cell.strip() for cell in row.cells.values()):
                yield row.line, {field: row.cells[name] for name, field in self.fields.items()}, row.raw

    def reject(self, line: int, reason: str, raw: str) -> None:
        self._file.reject(line, reason, raw)


class JsonList(OwnList):
    def __init__(
        self,
        path: Path,
        name: str,
        chosen: Mapping[str, str],
        *,
        limit: int | None = None,
        day_first: bool | None = None,
    ) -> None:
        super().__init__(path, name, limit=limit, day_first=day_first)
        self.content = b""
        self._file = JsonFile(path, self.rejects)
        self._entries = list(self._file.entries())
        header = list(dict.fromkeys(member for entry in self._entries for member in entry.members))
        if not self._entries:
            raise SourceError(f"{path} holds no JSON object that can be read.")
        self.fields = fields_of(header, chosen, str(path))
        if unused := [name for name in header if name not in self.fields]:
            self.notes.append(f"Members that are not used: {', '.join(unused[:20])} (--map MEMBER=FIELD uses one).")

    def rows(self) -> Iterator[Row]:
        for number, entry in enumerate(self._entries, 1):
            self._done = self.total * number // len(self._entries)
            try:
                cells = {
                    field: as_cell(field, entry.members[name])
                    for name, field in self.fields.items()
                    if name in entry.members
                }
            except BadValue as error:
                self._file.reject(entry.line, str(error), entry.raw)
                continue
            yield entry.line, cells, entry.raw

    def reject(self, line: int, reason: str, raw: str) -> None:
        self._file.reject(line, reason, raw)
