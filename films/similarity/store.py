"""Puts new lists in the place of old ones: all at once, and only those that are other than before.

New lists are first gathered in files, so that working them out, which takes minutes in a large catalogue, holds
no transaction open; then one transaction compares and replaces. A page shows a film's old list or its new one.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from films.models import SimilarQueue
from films.models.similar_choice import Waiting
from films.similarity.learned import COLUMNS, NOTHING, Learned
from films.similarity.listed import Pick
from moviedb.lib.copying import copying

# Two runs at once would insert the same rank twice: one writes at a time. Any number that nothing else locks.
WRITERS_LOCK = 5_025_205
# Films whose lists are compared and replaced by one round of statements: in memory, not by sorts on disk.
SLICE = 20_000
CHUNK = 1 << 20

_STAGE = """
    SELECT set_config('work_mem', '64MB', true);
    CREATE TEMP TABLE similar_new (film_id int, rank int, other_id int, score float8, reasons jsonb) ON COMMIT DROP;
    CREATE TEMP TABLE similar_list (LIKE films_similarfilm) ON COMMIT DROP;
    ALTER TABLE similar_list DROP id;
    CREATE TEMP TABLE similar_films (film_id int PRIMARY KEY) ON COMMIT DROP;
    CREATE TEMP TABLE similar_changed (film_id int PRIMARY KEY) ON COMMIT DROP;
    CREATE TEMP TABLE similar_learned (LIKE films_similarlikes) ON COMMIT DROP
"""
_COLUMNS = "film_id, rank, other_id, score, reasons"
# Films that were deleted since their facts were read drop out, and the ranks close up.
_CLEAN = f"""
    INSERT INTO similar_list ({_COLUMNS})
    SELECT n.film_id, row_number() OVER (PARTITION BY n.film_id ORDER BY n.rank), n.other_id, n.score, n.reasons
    FROM similar_new AS n JOIN films_film AS f ON f.id = n.film_id JOIN films_film AS o ON o.id = n.other_id;
    ANALYZE similar_list;
    ANALYZE similar_films
"""
_CHANGED = f"""
    INSERT INTO similar_changed
    WITH old AS (
        SELECT {_COLUMNS} FROM films_similarfilm JOIN similar_films USING (film_id)
        WHERE film_id BETWEEN %(first)s AND %(last)s
    )
    SELECT DISTINCT film_id FROM similar_list AS n FULL JOIN old AS o USING (film_id, rank)
    WHERE (n.other_id, n.score, n.reasons) IS DISTINCT FROM (o.other_id, o.score, o.reasons)
"""
_REPLACE = f"""
    DELETE FROM films_similarfilm WHERE film_id IN (SELECT film_id FROM similar_changed);
    INSERT INTO films_similarfilm ({_COLUMNS})
    SELECT {_COLUMNS} FROM similar_list WHERE film_id IN (SELECT film_id FROM similar_changed) ORDER BY film_id, rank
"""
_LEARN = """
    DELETE FROM films_similarlikes WHERE film_id IN (
        SELECT film_id FROM similar_films EXCEPT SELECT film_id FROM similar_learned
    );
    INSERT INTO films_similarlikes
    SELECT n.* FROM similar_learned AS n JOIN films_film AS f ON f.id = n.film_id
    LEFT JOIN films_similarlikes AS o ON o.film_id = n.film_id WHERE n IS DISTINCT FROM o
    ON CONFLICT (film_id) DO UPDATE SET (likes, others, lenders, in_choice, in_front)
    = (excluded.likes, excluded.others, excluded.lenders, excluded.in_choice, excluded.in_front)
"""
_TEMPORARY = "similar_new, similar_list, similar_films, similar_changed, similar_learned"
_NEXT = f"TRUNCATE {_TEMPORARY}"
# Where the transaction is part of a longer one.
_TIDY = f"DROP TABLE {_TEMPORARY}"


class _Lines:
    """Lines of films in ascending order, in a file: written by one process, and read by another."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (see `close`)
        self._waiting = b""
        self.close, self.write, self.flush = self._file.close, self._file.write, self._file.flush

    def rewind(self) -> None:
        self._file.seek(0)
        self._waiting = self._file.readline()

    def before(self, film: float) -> Iterator[bytes]:
        """The next lines of films with lower ids, many at a time."""
        gathered: list[bytes] = []
        size = 0
        while self._waiting and int(self._waiting[: self._waiting.index(b"\t")]) < film:
            gathered.append(self._waiting)
            size += len(self._waiting)
            if size >= CHUNK:
                yield b"".join(gathered)
                gathered, size = [], 0
            self._waiting = self._file.readline()
        yield b"".join(gathered)


class Lists:
    """New lists of films in ascending order, with what was learned of these films."""

    def __init__(self) -> None:
        self.lists, self.learned = _Lines(), _Lines()

    def close(self) -> None:
        self.lists.close()
        self.learned.close()

    def add(self, film: int, picks: Iterable[Pick], learned: Learned = NOTHING) -> None:
        for rank, pick in enumerate(picks, start=1):
            # COPY's text format takes a backslash for an escape.
            reasons = json.dumps([reason.as_json() for reason in pick.reasons]).replace("\\", "\\\\")
            self.lists.write(f"{film}\t{rank}\t{pick.film}\t{pick.score!r}\t{reasons}\n".encode())
        self.learned.write(learned.line(film))

    def flush(self) -> None:
        self.lists.flush()
        self.learned.flush()

    def rewind(self) -> None:
        self.lists.rewind()
        self.learned.rewind()


class Gathered:
    """New lists of some films, on their way into the table."""

    def __init__(self) -> None:
        self.films: list[int] = []
        self._parts: list[Lists] = []

    def close(self) -> None:
        for part in self._parts:
            part.close()

    def part(self) -> Lists:
        self._parts.append(Lists())
        return self._parts[-1]

    def write(self, done: Sequence[Waiting] = ()) -> int:
        """Replaces the lists of these films; returns how many are other than before. Others are not touched.

        In the same transaction the films in `done` leave the queue.
        """
        films = sorted(self.films)
        for part in self._parts:
            part.rewind()
        changed = 0
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])
            cursor.execute(_STAGE)
            if len(films) > SLICE:
                # What is not checked at once is kept in memory until the end.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for start in range(0, len(films), SLICE):
                if start:
                    cursor.execute(_NEXT)
                until = films[start + SLICE] if start + SLICE < len(films) else float("inf")
                changed += self._replace(cursor, films[start : start + SLICE], until)
            SimilarQueue.objects.done(done)
            cursor.execute(_TIDY)
        return changed

    def _replace(self, cursor: CursorWrapper, films: Sequence[int], until: float) -> int:
        with copying(cursor, "COPY similar_films FROM STDIN") as copy:
            for film in films:
                copy.write_row((film,))
        self._copy(cursor, "COPY similar_new FROM STDIN", [part.lists for part in self._parts], until)
        learned = f"COPY similar_learned ({', '.join(COLUMNS)}) FROM STDIN"
        self._copy(cursor, learned, [part.learned for part in self._parts], until)
        cursor.execute(_CLEAN)
        cursor.execute(_LEARN)
        cursor.execute(_CHANGED, {"first": films[0], "last": films[-1]})
        changed = int(cursor.rowcount)
        if changed:
            cursor.execute(_REPLACE)
        return changed

    @staticmethod
    def _copy(cursor: CursorWrapper, statement: str, parts: Sequence[_Lines], until: float) -> None:
        with copying(cursor, statement) as copy:
            for part in parts:
                for lines in part.before(until):
                    copy.write(lines)
