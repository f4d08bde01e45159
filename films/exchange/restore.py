"""An export into an empty database: all of it or nothing."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.db import DataError, IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from films.exchange.shape import BY_NAME, FOOTER, HEADER, KINDS, VERSION, Kind, List, columns, derived
from films.importers.cells import JSON
from films.importers.csvfile import is_gzip, usable
from films.importers.first_load import RANK_FILM_NAMES_SQL, RANK_PERSON_NAMES_SQL
from films.importers.lock import import_lock
from films.importers.records import Counts, Progress, Record, Reject, Result, SourceError
from films.importers.refresh import COUNT_ALL_CREDITS_SQL
from films.importers.runs import begin, fail, finish
from films.models import Credit
from moviedb.lib.provenance.models import ImportRun, SourceValues

MOST_IN_A_LINE = 64 << 20
BATCH = 200
PEEKED = 1 << 10
NUMBERED_RUNS_SQL = "CREATE TEMP TABLE import_runs (number serial PRIMARY KEY, id int) ON COMMIT DROP"


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    row: dict[str, Any]


def is_export(path: Path) -> bool:
    """Whether the file begins as an export does; a file that cannot be read is none."""
    try:
        with _opened(path) as stream:
            return stream.read(PEEKED).lstrip().startswith(f'{{"{HEADER}"'.encode())
    except (OSError, EOFError, zlib.error, SourceError):
        return False


class Restore:
    """Like a source, as far as the row of the run is concerned."""

    name = "export"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files = [path.name]
        self.rejects: list[Reject] = []
        self.counts: dict[str, int] = {}

    def records(self) -> Iterator[Record]:
        raise NotImplementedError("an export is no list of records")

    def progress(self) -> tuple[int, int]:
        return 0, 1

    def restore(self, *, dry_run: bool, progress: Progress) -> Result:
        result = Result(None)
        with import_lock():
            try:
                with transaction.atomic():
                    self._restore(progress)
                    credits = Credit.objects.count()
                    result.films, result.people = (
                        Counts(self.counts.get("film", 0)),
                        Counts(self.counts.get("person", 0)),
                    )
                    result.credits = Counts(credits)
                    run = begin(self, ImportRun.Writer.FIRST_LOAD, {})
                    finish(run, result)
                    transaction.set_rollback(dry_run)
            except BaseException as error:
                if not dry_run:
                    fail(begin(self, ImportRun.Writer.FIRST_LOAD, {}), error, [])
                raise
        return result

    def _restore(self, progress: Progress) -> None:
        with usable(self.path), connection.cursor() as cursor:
            self._refuse_unless_empty(cursor)
            cursor.execute(NUMBERED_RUNS_SQL)
            for kind, batch in self._batches(progress):
                self._write(cursor, kind, batch)
                self.counts[kind.name] = self.counts.get(kind.name, 0) + len(batch)
            self._finish(cursor)

    def _refuse_unless_empty(self, cursor: CursorWrapper) -> None:
        for kind in KINDS:
            table = kind.model._meta.db_table
            if kind.model is ImportRun:
                continue
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
            if cursor.fetchone()[0]:
                raise SourceError(
                    f"{self.path} is an export of a whole catalogue, which goes into an empty database only: this one "
                    f"has {kind.model._meta.verbose_name_plural} already."
                )

    def _batches(self, progress: Progress) -> Iterator[tuple[Kind, list[Line]]]:
        kind: Kind | None = None
        batch: list[Line] = []
        for found, line in self._lines(progress):
            if batch and (found is not kind or len(batch) == BATCH):
                yield cast(Kind, kind), batch
                batch = []
            kind = found
            batch.append(line)
        if batch:
            yield cast(Kind, kind), batch

    def _lines(self, progress: Progress) -> Iterator[tuple[Kind, Line]]:
        size = self.path.stat().st_size
        number = count = 0
        ended = False
        with _opened(self.path) as stream:
            while raw := stream.readline(MOST_IN_A_LINE):
                number += 1
                name, value = self._read(number, raw)
                if ended:
                    raise self._fault(number, "there is more after the line that ends the export")
                if number == 1:
                    self._check_header(name, value)
                elif name == FOOTER:
                    if value != count:
                        raise self._fault(number, f"the export should have {value} records, but has {count}")
                    ended = True
                else:
                    count += 1
                    kind = BY_NAME[name]
                    self._check_shape(number, kind, value)
                    yield kind, Line(number, value)
                if number % BATCH == 0:
                    progress(_position(stream, size), size)
        if not ended:
            raise SourceError(f"{self.path} is cut off after line {number}: get it again.")
        progress(size, size)

    def _read(self, number: int, raw: bytes) -> tuple[str, Any]:
        try:
            value = JSON.decode(raw.decode())
        except ValueError as error:
            raise self._fault(number, f"not readable as JSON: {error}") from error
        except RecursionError as error:
            raise self._fault(number, "is nested too deeply") from error
        names = list(value) if isinstance(value, dict) else []
        if number == 1 and HEADER in names:
            return HEADER, value
        if len(names) != 1 or names[0] not in (*BY_NAME, FOOTER):
            raise self._fault(number, f"is none of {', '.join(BY_NAME)}")
        return names[0], value[names[0]]

    def _check_header(self, name: str, value: Any) -> None:
        if name != HEADER or value[HEADER] != VERSION:
            raise SourceError(f"{self.path} is no export that this version reads: it wants {HEADER} {VERSION}.")

    def _check_shape(self, number: int, kind: Kind, row: Any) -> None:
        self._check_row(number, kind.name, row, {*columns(kind), *(each.name for each in kind.lists)})
        for each in kind.lists:
            rows = row[each.name]
            if not isinstance(rows, list):
                raise self._fault(number, f"{each.name}: is no list")
            wanted = set(columns(each))
            for item in rows:
                self._check_row(number, each.name, item, wanted)

    def _check_row(self, number: int, name: str, row: Any, wanted: set[str]) -> None:
        if not isinstance(row, dict):
            raise self._fault(number, f"{name}: is not a JSON object")
        if row.keys() != wanted:
            wrong = ", ".join(sorted(row.keys() ^ wanted))
            raise self._fault(number, f"{name}: these members are missing or too many: {wrong}")

    def _fault(self, number: int, reason: str) -> SourceError:
        return SourceError(f"{self.path}, line {number}: {reason}. Nothing was imported.")

    def _write(self, cursor: CursorWrapper, kind: Kind, batch: list[Line]) -> None:
        """On a fault the half that has it is found, until it is one line."""
        try:
            with transaction.atomic():
                _insert(cursor, kind, [line.row for line in batch])
        except (DataError, IntegrityError) as error:
            if len(batch) == 1:
                raise self._fault(batch[0].number, " ".join(str(error).split())) from error
            middle = len(batch) // 2
            self._write(cursor, kind, batch[:middle])
            self._write(cursor, kind, batch[middle:])

    def _finish(self, cursor: CursorWrapper) -> None:
        """Checks what rows say of each other, and works out what was left out."""
        try:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except IntegrityError as error:
            raise SourceError(f"{self.path}: {' '.join(str(error).split())} Nothing was imported.") from error
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in _numbered_tables():
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING max(id) > 0"
            )
        cursor.execute(COUNT_ALL_CREDITS_SQL)
        for statement in (RANK_FILM_NAMES_SQL, RANK_PERSON_NAMES_SQL):
            cursor.execute(statement)


def _insert(cursor: CursorWrapper, kind: Kind, rows: list[dict[str, Any]]) -> None:
    lines = json.dumps(rows)
    into, values = _into(kind)
    cursor.execute(
        f"INSERT INTO {kind.model._meta.db_table} ({into}) SELECT {values} "
        "FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS l(line, n), "
        f"jsonb_populate_record(NULL::{kind.model._meta.db_table}, l.line) AS r ORDER BY n",
        [lines],
    )
    if kind.model is ImportRun:
        cursor.execute(
            "INSERT INTO import_runs (id) SELECT id FROM ("
            "SELECT id FROM provenance_importrun ORDER BY id DESC LIMIT %s) AS newest ORDER BY id",
            [len(rows)],
        )
    for each in kind.lists:
        table = each.model._meta.db_table
        into, values = _into(each)
        cursor.execute(
            f"INSERT INTO {table} ({into}) SELECT {values} "
            "FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS l(line, n), "
            f"jsonb_array_elements(l.line -> '{each.name}') WITH ORDINALITY AS c(line, m), "
            f"jsonb_populate_record(NULL::{table}, c.line) AS r ORDER BY n, m",
            [lines],
        )


def _into(of: Kind | List) -> tuple[str, str]:
    """The columns to fill, and with what."""
    found = {f'"{name}"': f'r."{name}"' for name in columns(of)} | derived(of)
    if owner := getattr(of, "owner", ""):
        found[owner] = "(l.line ->> 'id')::int"
    if issubclass(of.model, SourceValues):
        found['"first_run_id"'] = "(SELECT i.id FROM import_runs AS i WHERE i.number = r.first_run_id)"
        found['"runs"'] = (
            "coalesce((SELECT jsonb_object_agg(e.key, i.id) FROM jsonb_each_text(r.runs) AS e "
            "JOIN import_runs AS i ON i.number = e.value::int), '{}')"
        )
    return ", ".join(found), ", ".join(found.values())


def _numbered_tables() -> Iterable[str]:
    for kind in KINDS:
        parts: tuple[Kind | List, ...] = (kind, *kind.lists)
        for each in parts:
            if each.keeps_id and each.model._meta.pk.column == "id":
                yield each.model._meta.db_table


def _opened(path: Path) -> IO[bytes]:
    with usable(path):
        return cast(IO[bytes], gzip.open(path, "rb")) if is_gzip(path) else path.open("rb")


def _position(stream: IO[bytes], size: int) -> int:
    packed = getattr(stream, "fileobj", None) or stream
    return min(packed.tell(), size)
