"""New votes of the many films of which nothing else is new: set-wise, beside what else an import does."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection, transaction

from films.importers.imdb_differences import Placed, line_numbers
from films.importers.imdb_files import TsvFile
from films.importers.imdb_lines import read_block
from films.importers.imdb_records import SOURCE
from films.importers.imdb_tables import ratings
from films.importers.refresh import superior_to
from moviedb.lib.copying import copying
from moviedb.lib.provenance.journal import journalled
from moviedb.lib.provenance.models import EDITOR, ImportRun

STAGE_SQL = "CREATE TEMP TABLE stage_ratings (value text, average numeric(5, 3), count int, votes jsonb) ON COMMIT DROP"
FILMS_SQL = """
    CREATE TEMP TABLE stage_film_ratings ON COMMIT DROP AS
    SELECT e.film_id, s.average, s.count, s.votes
    FROM stage_ratings AS s JOIN films_filmexternalid AS e ON e.source = %(source)s AND e.value = s.value
"""
# Of films only, and only where the source says otherwise than before.
VALUES_SQL = """
    UPDATE films_filmsourcevalues AS v SET values = v.values::jsonb || jsonb_build_object('votes', s.votes),
        runs = v.runs || jsonb_build_object('votes', %(run)s::int)
    FROM stage_film_ratings AS s
    WHERE v.film_id = s.film_id AND v.source = %(source)s AND (v.values -> 'votes')::jsonb IS DISTINCT FROM s.votes
    RETURNING v.film_id
"""
# What a better source or an editor says of the same site's votes stays.
UPDATE_SQL = """
    UPDATE films_filmvotes AS t SET average = s.average, count = s.count, origin = %(source)s
    FROM stage_film_ratings AS s
    WHERE t.film_id = s.film_id AND t.site = %(source)s AND t.origin <> ALL(%(superior)s)
      AND (t.average, t.count, t.origin) IS DISTINCT FROM (s.average, s.count, %(source)s)
"""
INSERT_SQL = """
    INSERT INTO films_filmvotes (film_id, site, average, count, origin)
    SELECT s.film_id, %(source)s, s.average, s.count, %(source)s FROM stage_film_ratings AS s
    WHERE NOT EXISTS (SELECT FROM films_filmvotes AS t WHERE t.film_id = s.film_id AND t.site = %(source)s)
"""


class NewVotes:
    """Lines of title.ratings; `refused` are those that cannot be, with file, line, reason and row."""

    def __init__(self, file: TsvFile, lines: Sequence[Placed]) -> None:
        faults: list[tuple[int, str, str]] = []

        def refuse(place: int, reason: str, row: str) -> None:
            faults.append((place, reason, row))

        text = b"\n".join(line for _, line in lines) + b"\n"
        table = ratings(read_block(text, 0, file.columns, refuse), refuse)
        table = table.unique("tt", keep="first", maintain_order=True)
        numbers = line_numbers(file, [lines[each][0] for each, _, _ in faults])
        self.refused = [(file.name, numbers[lines[each][0]], reason, row) for each, reason, row in faults]
        self.rows = table.select(
            "tconst", "average", "count",
            pl.format(f'[["{SOURCE}",{{}},{{}}]]', "average", "count").alias("votes"),
        )  # fmt: skip

    def write(self, run: int) -> int:
        """In one transaction. Films changed."""
        names: dict[str, Any] = {
            "run": run,
            "source": SOURCE,
            "superior": [*superior_to(SOURCE, settings.SOURCE_PRECEDENCE), EDITOR],
        }
        with transaction.atomic(), connection.cursor() as cursor, journalled(cursor, run):
            cursor.execute(STAGE_SQL)
            with copying(cursor, "COPY stage_ratings FROM STDIN (FORMAT csv)") as copy:
                copy.write(self.rows.write_csv(include_header=False).encode())
            cursor.execute(FILMS_SQL, names)
            cursor.execute("ANALYZE stage_film_ratings (film_id)")
            cursor.execute(UPDATE_SQL, names)
            cursor.execute(INSERT_SQL, names)
            cursor.execute(VALUES_SQL, names)
            return int(cursor.rowcount)

    def write_by_itself(self, run: int) -> int:
        """In a thread, which has a connection of its own."""
        try:
            return self.write(run)
        finally:
            connection.close()


@contextmanager
def writing(votes: NewVotes | None, run: ImportRun) -> Iterator[Callable[[], int]]:
    """Writes them meanwhile; afterwards says how many films changed. No other connection takes part in a dry run."""
    if votes is None:
        yield lambda: 0
    elif connection.in_atomic_block:
        yield lambda: votes.write(run.pk)
    else:
        with ThreadPoolExecutor(1) as worker:
            changed = worker.submit(votes.write_by_itself, run.pk)
            yield changed.result
