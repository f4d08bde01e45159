"""IMDb's dumps into a catalogue of other films: what it has not met comes in by tables, the rest by records.

The new titles and people of a dump are hundreds of times as many as those that a catalogue of some thousand films
shares with it, and there is nothing to compare them with. They come in one transaction, into the tables as they are,
so that readers see all of them or none; what the catalogue knows by its IMDb id is compared afterwards, in batches.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.utils import CursorWrapper

from films.importers import tables
from films.importers.fresh_workers import CSV_OPTIONS
from films.importers.identities import reserve_range
from films.importers.imdb import ImdbSource, only
from films.importers.imdb_records import SOURCE, Films, film_records, person_records
from films.importers.imdb_rows import TABLES, ImdbRows, to_csv
from films.importers.records import Record, Reject, Result, SourceError, stop_at_too_many
from films.importers.tables import Table, quoted
from films.models import FilmExternalId, SimilarQueue
from moviedb.lib.copying import copying, write_whole
from moviedb.lib.provenance.journal import journalled
from people.models import PersonExternalId

# So many are compared one by one, in some minutes; a catalogue that knows more had IMDb's dumps before.
MOST_KNOWN_FILMS = 50_000
MOST_KNOWN_PEOPLE = 500_000


class KnownSource:
    """The records of a dump that the catalogue has under their ids of IMDb."""

    name = SOURCE

    def __init__(self, source: ImdbSource, people: list[pl.DataFrame], films: list[Films]) -> None:
        self.files = source.files
        self.rejects: list[Reject] = source.rejects
        self.people = people
        self.films = films
        self.progress = source.progress

    def records(self) -> Iterator[Record]:
        for people in self.people:
            yield from person_records(people)
        for films in self.films:
            yield from film_records(films)


def is_possible(source: ImdbSource) -> bool:
    if source.limit is not None or connection.in_atomic_block or "title.basics" not in source.dumps:
        return False
    return all(
        model._default_manager.filter(source=SOURCE)[most : most + 1].count() == 0
        for model, most in ((FilmExternalId, MOST_KNOWN_FILMS), (PersonExternalId, MOST_KNOWN_PEOPLE))
    )


def load(source: ImdbSource, job: Any) -> Result:
    """`job` is the loader's: it brings in the records, and holds what all of them share."""
    source.check()
    source.leave_out(job.films.deleted, job.people.deleted)
    with tempfile.TemporaryDirectory(prefix="moviedb-import-") as scratch:
        adding = _Adding(source, job, Path(scratch))
        known = adding.read()
        try:
            with transaction.atomic(), connection.cursor() as cursor, journalled(cursor, job.run.pk):
                adding.write(cursor)
        except IntegrityError as error:
            raise SourceError(
                "Somebody entered one of the dumps' films or people while they were read; nothing was written. "
                f"Run the command again. ({str(error).strip().splitlines()[0]})"
            ) from error
    result: Result = job.result_of(known)
    for counts, table in ((result.films, tables.FILM), (result.people, tables.PERSON), (result.credits, tables.CREDIT)):
        counts.new += adding.made[table]
    result.gone["deleted by an editor"] = [f"{SOURCE}:{key}" for key in source.left_out_ids]
    return result


class _Adding:
    """Rows wait on disk until all dumps are read: a person's row tells how many credits there are."""

    def __init__(self, source: ImdbSource, job: Any, scratch: Path) -> None:
        self.source = source
        self.job = job
        self.scratch = scratch
        self.constants = _constants(job.cursor, job.run.pk)
        self.made = dict.fromkeys(TABLES, 0)
        self.rows = ImdbRows(job.vocabulary, self._take)
        self.new_films: list[range] = []
        self.people_parts: list[Path] = []
        self.film_parts: list[tuple[Table, list[str], Path]] = []
        self.known_films = list(_owners(FilmExternalId, "film_id"))
        people = _owners(PersonExternalId, "person_id")
        self.known_people = np.array(list(people), np.int32)
        self.rows.people[self.known_people] = list(people.values())

    def read(self) -> KnownSource:
        people: list[pl.DataFrame] = []
        films: list[Films] = []
        for table in self.source.people():
            known = pl.Series(np.isin(table["nm"].to_numpy(), self.known_people))
            people.append(table.filter(known))
            new = table.filter(~known)
            self.rows.number_people(new)
            self.people_parts.append(self.scratch / f"people-{len(self.people_parts)}")
            new.write_ipc(self.people_parts[-1])
            self._progress()
        known_films = pl.Series(self.known_films, dtype=pl.Int32).implode()
        for window in self.source.films():
            is_known = pl.col("tt").is_in(known_films)
            if (met := window.films.filter(is_known)).height:
                films.append(only(window, met))
                window = only(window, window.films.filter(~is_known))
            for part in self.rows.films(window):
                self._keep(*part)
            self._progress()
        return KnownSource(self.source, people, films)

    def write(self, cursor: CursorWrapper) -> None:
        # Else they would wait in memory, row by row, for the end of the transaction.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.job.vocabulary.flush()
        for number, path in enumerate(self.people_parts):
            people = pl.read_ipc(path)
            for table, rows in (*self.rows.people_rows(people), *self.rows.people_values(people)):
                whole = self._whole(table, rows)
                _copy(cursor, table, whole.columns, to_csv(whole))
            self._progress(number)
        for number, (table, columns, path) in enumerate(self.film_parts, len(self.people_parts)):
            _copy(cursor, table, columns, path.read_bytes())
            self._progress(number)
        for films in self.new_films:
            SimilarQueue.objects.add(films)
        tables.analyse(cursor, list(TABLES))
        # Of people who were there before; the others' are counted.
        credited = self.known_people[self.rows.credit_counts[self.known_people] > 0]
        self.job.writer.touched_people |= set(self.rows.people[credited].tolist())
        self.job.writer.finish()

    def _take(self, table: Table, number: int) -> range:
        self.made[table] += number
        taken = reserve_range(self.job.cursor, table.model, number)
        if table is tables.FILM:
            self.new_films.append(taken)
        return taken

    def _whole(self, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.with_columns(pl.lit(value).alias(column) for column, value in self.constants[table].items())

    def _keep(self, table: Table, rows: pl.DataFrame) -> None:
        if rows.height:
            rows = self._whole(table, rows)
            path = self.scratch / f"films-{len(self.film_parts)}"
            path.write_bytes(to_csv(rows))
            self.film_parts.append((table, rows.columns, path))

    def _progress(self, written: int = -1) -> None:
        """To read is one half of it, to write the other."""
        done, total = self.source.progress()
        parts = max(len(self.people_parts) + len(self.film_parts), 1)
        self.job.progress(done + total * (written + 1) // parts, 2 * total)
        stop_at_too_many(self.source.rejects, self.job.max_rejects, "Nothing was written.")


def _owners(model: type[models.Model], owner: str) -> dict[int, int]:
    """Films or people by the number in their id of IMDb."""
    rows = model._default_manager.filter(source=SOURCE, value__regex=r"^[a-z]{2}\d{1,8}$").values_list("value", owner)
    return {int(value[2:]): pk for value, pk in rows.iterator()}


def _constants(cursor: CursorWrapper, run: int) -> dict[Table, dict[str, str]]:
    """The columns that are the same in every row, as COPY reads them."""
    words = {"now": "now()", "run": str(run)}
    found = {}
    for table, columns in TABLES.items():
        cursor.execute("SELECT " + ", ".join(f"({words.get(value, value)})::text" for value in columns.values()))
        found[table] = dict(zip(columns, cursor.fetchone(), strict=True))
    return found


def _copy(cursor: CursorWrapper, table: Table, columns: Sequence[str], rows: bytes) -> None:
    with copying(cursor, f"COPY {table.name} ({quoted(columns)}) FROM STDIN ({CSV_OPTIONS})") as copy:
        write_whole(copy, rows)
