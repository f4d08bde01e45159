"""IMDb's dumps into an empty catalogue: tables to COPY, with ids counted here, instead of records one by one."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import polars as pl
from django.db import connection, transaction

from films.importers import tables
from films.importers.fresh_tables import FreshTables, are_possible
from films.importers.identities import Vocabulary, film_ids, person_ids
from films.importers.imdb import ImdbSource
from films.importers.imdb_records import SOURCE
from films.importers.imdb_rows import TABLES, ImdbRows, Rows, to_csv
from films.importers.records import Progress, Result, stop_at_too_many
from moviedb.lib.provenance.journal import journalled
from moviedb.lib.provenance.models import ImportRun

Part = TypeVar("Part")
FILM_TABLES = (
    tables.FILM_NAMES, tables.CREDIT_KEY, tables.CREDIT, tables.FILM, tables.FILM_ID, tables.FILM_VALUES,
    tables.GENRES, tables.VOTES,
)  # fmt: skip


def is_possible(source: ImdbSource) -> bool:
    """Not inside of a transaction, of which the other connections would see nothing."""
    return source.limit is None and not connection.in_atomic_block and are_possible(list(TABLES))


def load(source: ImdbSource, run: ImportRun, progress: Progress, max_rejects: int | None) -> Result:
    result = Result(run.pk, rejects=source.rejects)
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_literal(now())")
        now = cursor.fetchone()[0]
        vocabulary = Vocabulary(cursor)
        source.leave_out(film_ids(True).deleted, person_ids(True).deleted)
        words = {"now": now, "run": str(run.pk)}
        constants = {
            table: {column: words.get(value, value) for column, value in columns.items()}
            for table, columns in TABLES.items()
        }
        fresh = FreshTables(constants, run)
        first = {table: fresh.next_id(table) for table in TABLES}
        made = dict.fromkeys(TABLES, 0)

        def take(table: tables.Table, number: int) -> range:
            start = first[table] + made[table]
            made[table] += number
            return range(start, start + number)

        rows = ImdbRows(vocabulary, take)
        with tempfile.TemporaryDirectory(prefix="moviedb-import-") as scratch, fresh.building():

            def write(parts: Iterator[Rows]) -> None:
                for table, part in parts:
                    if part.height:
                        fresh.copy(table, part.columns, to_csv(part))
                progress(*source.progress())
                stop_at_too_many(source.rejects, max_rejects, "Nothing was written.")

            # Until every credit is counted the people wait on disk.
            kept: list[Path] = []
            for people in _ahead(source.people()):
                rows.number_people(people)
                write(rows.people_values(people))
                kept.append(Path(scratch) / str(len(kept)))
                people.write_ipc(kept[-1])
            fresh.complete(tables.PERSON_VALUES, tables.PERSON_ID)
            for window in _ahead(source.films()):
                write(rows.films(window))
            fresh.complete(*FILM_TABLES)
            for path in kept:
                write(rows.people_rows(pl.read_ipc(path)))
                path.unlink()
            fresh.complete(tables.PERSON_NAMES, tables.PERSON)
            # Genres and jobs are added when all was read: of dumps that are found to be damaged none stay.
            with transaction.atomic(), journalled(cursor, run.pk):
                vocabulary.flush()
            fresh.rows = made[tables.FILM] + made[tables.PERSON]
    result.films.new, result.people.new, result.credits.new = (
        made[table] for table in (tables.FILM, tables.PERSON, tables.CREDIT)
    )
    result.gone = {"deleted by an editor": [f"{SOURCE}:{key}" for key in source.left_out_ids]}
    return result


def _ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """The same, each read while the one before is being written."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = reader.submit(next, parts, None)
            yield part
