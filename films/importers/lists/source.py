"""A list as a source: its rows as records, its columns as fields."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from django.db import connection, transaction

from films.importers.cells import BadValue
from films.importers.checks import check
from films.importers.csvfile import CsvFile
from films.importers.identities import film_ids
from films.importers.lists.columns import fields_of
from films.importers.lists.encodings import encoding_of, read_bytes, separator_of
from films.importers.lists.jsonlist import JsonFile, as_cell
from films.importers.lists.values import Cells, read_film
from films.importers.records import Counts, FilmRecord, Key, Progress, Record, Reject, SourceError
from films.importers.stated import film_values
from films.models.film import SOURCED_FIELDS
from moviedb.lib.provenance.journal import journalled

# Line, the cells by column, the row as it stands in the file.
Row = tuple[int, Cells, str]


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
        self.content = read_bytes(path)
        self.digests = [blake2b(self.content, digest_size=16).hexdigest()]
        self.total = len(self.content)
        self._done = 0

    def rows(self) -> Iterator[Row]:
        raise NotImplementedError

    def records(self) -> Iterator[Record]:
        seen: dict[Key, int] = {}
        taken = 0
        for line, cells, raw in self.rows():
            if taken == self.limit:
                return
            try:
                film = self._film(cells, line, seen)
            except BadValue as error:
                self.reject(line, str(error), raw)
                continue
            values = film_values(film)
            self.stated[film.keys[0]] = [field for field in SOURCED_FIELDS if field in values]
            taken += 1
            yield film
        self._done = self.total

    def progress(self) -> tuple[int, int]:
        return min(self._done, self.total), self.total

    def reject(self, line: int, reason: str, raw: str) -> None:
        raise NotImplementedError

    def own_key(self, text: str) -> Key:
        return Key(self.name, text)

    def _film(self, cells: Cells, line: int, seen: dict[Key, int]) -> FilmRecord:
        film = read_film(cells, self.own_key, self.day_first)
        if reason := check(film):
            raise BadValue(reason)
        for key in film.keys:
            if key in seen:
                raise BadValue(f"{':'.join(key)} occurs twice: line {seen[key]} has it too")
        seen.update(dict.fromkeys(film.keys, line))
        return film


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


LOCK_SQL = """
    UPDATE films_film AS f SET locked_fields = (
        SELECT array_agg(field ORDER BY array_position(%(order)s::text[], field))
        FROM (SELECT unnest(f.locked_fields)::text UNION SELECT unnest(%(fields)s::text[])) AS u(field))
    WHERE f.id = ANY(%(films)s) AND NOT f.locked_fields::text[] @> %(fields)s::text[]
"""


class Locks:
    """What the file sets is settled: no other source changes it any more."""

    def __init__(self, source: OwnList, lock: bool) -> None:
        self.source = source
        self.lock = lock
        self.notes = source.notes
        self.run = 0

    def before(self, progress: Progress) -> None:
        pass

    def after(self, progress: Progress, dry_run: bool) -> dict[str, Counts]:
        if not self.lock:
            return {}
        stated = self.source.stated
        ids = film_ids(complete=False)
        by_fields: dict[tuple[str, ...], list[int]] = {}
        locked = Counts()
        with transaction.atomic(), connection.cursor() as cursor, journalled(cursor, self.run):
            ids.learn(cursor, stated)
            for key, fields in stated.items():
                if key in ids.known:
                    by_fields.setdefault(tuple(fields), []).append(ids.known[key])
            for names, films in by_fields.items():
                cursor.execute(LOCK_SQL, {"fields": list(names), "films": films, "order": list(SOURCED_FIELDS)})
                locked.changed += cursor.rowcount
                locked.unchanged += len(films) - cursor.rowcount
        return {"locked": locked}

    def close(self) -> None:
        pass
