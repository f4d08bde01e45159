"""Puts new lists in the place of old ones: all at once, and only those that are other than before.

New lists are first gathered in a file, so that working them out, which takes minutes in a large catalogue, holds
no transaction open; then one transaction compares and replaces. A page shows a film's old list or its new one.
"""

import json
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

from django.db import connection, transaction

from films.models import SimilarQueue
from films.models.similar_choice import Waiting
from films.similarity.ranking import Pick

# Two runs at once would insert the same rank twice: one writes at a time. Any number that nothing else locks.
WRITERS_LOCK = 5_025_205
IN_MEMORY = 32 << 20  # bytes of gathered lists, before they go to a file
CHUNK = 1 << 20

_STAGE = """
    CREATE TEMP TABLE similar_new (film_id int, rank int, other_id int, score float8, reasons jsonb) ON COMMIT DROP;
    CREATE TEMP TABLE similar_films (film_id int PRIMARY KEY) ON COMMIT DROP
"""
# Films that were deleted since their facts were read drop out, and the ranks close up.
_CLEAN = """
    CREATE TEMP TABLE similar_list ON COMMIT DROP AS
    SELECT n.film_id, (row_number() OVER (PARTITION BY n.film_id ORDER BY n.rank))::smallint AS rank, n.other_id,
        n.score, n.reasons
    FROM similar_new AS n JOIN films_film AS f ON f.id = n.film_id JOIN films_film AS o ON o.id = n.other_id;
    ANALYZE similar_list;
    ANALYZE similar_films
"""
_COLUMNS = "film_id, rank, other_id, score, reasons"
_CHANGED = f"""
    CREATE TEMP TABLE similar_changed ON COMMIT DROP AS
    WITH old AS (SELECT {_COLUMNS} FROM films_similarfilm JOIN similar_films USING (film_id))
    SELECT DISTINCT film_id FROM (
        (SELECT * FROM similar_list EXCEPT ALL SELECT * FROM old)
        UNION ALL
        (SELECT * FROM old EXCEPT ALL SELECT * FROM similar_list)
    ) AS other
"""
_REPLACE = f"""
    DELETE FROM films_similarfilm WHERE film_id IN (SELECT film_id FROM similar_changed);
    INSERT INTO films_similarfilm ({_COLUMNS})
    SELECT {_COLUMNS} FROM similar_list WHERE film_id IN (SELECT film_id FROM similar_changed) ORDER BY film_id, rank
"""
# Where the transaction is part of a longer one.
_TIDY = "DROP TABLE similar_new, similar_films, similar_list, similar_changed"


class Gathered:
    """New lists of some films, on their way into the table."""

    def __init__(self) -> None:
        self.films: list[int] = []
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (see `close`)

    def close(self) -> None:
        self._file.close()

    def add(self, film: int, picks: Iterable[Pick]) -> None:
        self.films.append(film)
        for rank, pick in enumerate(picks, start=1):
            # COPY's text format takes a backslash for an escape.
            reasons = json.dumps([reason.as_json() for reason in pick.reasons]).replace("\\", "\\\\")
            self._file.write(f"{film}\t{rank}\t{pick.film}\t{pick.score!r}\t{reasons}\n".encode())

    def write(self, done: Sequence[Waiting] = ()) -> int:
        """Replaces the lists of these films; returns how many are other than before. Others are not touched.

        In the same transaction the films in `done` leave the queue.
        """
        self._file.seek(0)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])
            cursor.execute(_STAGE)
            with cursor.copy("COPY similar_films FROM STDIN") as copy:
                for film in self.films:
                    copy.write_row((film,))
            with cursor.copy("COPY similar_new FROM STDIN") as copy:
                while chunk := self._file.read(CHUNK):
                    copy.write(chunk)
            cursor.execute(_CLEAN)
            cursor.execute(_CHANGED)
            cursor.execute(_REPLACE)
            cursor.execute("SELECT count(*) FROM similar_changed")
            changed = int(cursor.fetchone()[0])
            SimilarQueue.objects.done(done)
            cursor.execute(_TIDY)
        return changed
