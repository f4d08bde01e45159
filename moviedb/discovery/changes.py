"""When what a page shows last changed: not only the film's or person's own row, but its credits, names and terms.

Rows of credits and names carry no times, and many hands write them: imports, editors, commands. So the builder of
the sitemaps looks at what it finds: a number is made from everything a page shows, and kept beside the sitemaps with
the time of the last change. A number other than last time's means that the page changed since, and is dated now.
Votes are left out: they move every day, and nobody need read a page again for them.
"""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.db import connection

# In front of the records, for a file of another make.
HEAD = b"moviedb changes 1\n"
RECORD = struct.Struct("<Iqq")  # id, number, microseconds since 1970
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# Of each table: whose row it is, and the columns that a page shows. One row more, less or other changes the sum.
FILM_ROWS = (
    ("films_film", "id", "title, original_title, original_language_id, tagline, overview, release_date, status, "
     "runtime, budget, revenue, homepage, poster_id, backdrop_id, collection_id"),
    ("films_credit", "film_id", "person_id, department, job, character, billing_order, credited_as, note, uncredited, "
     "voice, on_screen, performed_for_id, work"),
    ("films_filmname", "film_id", "kind, language, region, text, note"),
    ("films_filmtext", "film_id", "language, region, overview, tagline"),
    ("films_filmgenre", "film_id", "genre_id, position"),
    ("films_filmkeyword", "film_id", "keyword_id, position"),
    ("films_filmcompany", "film_id", "company_id, position"),
    ("films_filmcountry", "film_id", "country_id, position"),
    ("films_filmlanguage", "film_id", "language_id, position"),
    ("films_releasedate", "film_id", "country_id, date, type, certification, note"),
    ("films_video", "film_id", "site, key, name, kind, language, region, official, published"),
    ("films_filmexternalid", "film_id", "source, value"),
)  # fmt: skip
PERSON_ROWS = (
    ("people_person", "id", "kind, name, biography, birth_date, death_date, birth_place, known_for_department, "
     "homepage, portrait_id"),
    ("people_personname", "person_id", "kind, language, text"),
    ("people_personexternalid", "person_id", "source, value"),
    ("films_credit", "person_id", "film_id, department, job, character, credited_as, note, uncredited, voice, "
     "performed_for_id, work"),
)  # fmt: skip
# Tables whose rows an editor cannot remove and leave.
WITHOUT_TOMBSTONES = {
    "films_film", "films_filmexternalid", "people_person", "people_personexternalid",
}  # fmt: skip


class Known(NamedTuple):
    """What the last build found."""

    id: int
    number: int
    changed: int


class Changes:
    """Goes through the records in order of id, beside what the last build found, and keeps what this one finds."""

    def __init__(self, rows: tuple[tuple[str, str, str], ...], path: Path, file: BinaryIO, now: datetime) -> None:
        self.sql = _numbers_sql(rows)
        self.file = file
        self.now = now
        self.known = _known(path)
        self.next_known = next(self.known, None)
        file.write(HEAD)

    def numbers(self, first: int, last: int) -> dict[int, int]:
        """Of the records with these ids."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, {"first": first, "last": last})
            return dict(cursor.fetchall())

    def last_change(self, record_id: int, number: int, updated_at: datetime) -> datetime:
        """Its row's own time; a later one if what belongs to it changed. What is new says when it was made."""
        known = self._known_of(record_id)
        changed = updated_at
        if known:
            changed = max(changed, self.now if known.number != number else EPOCH + known.changed * MICROSECOND)
        self.file.write(RECORD.pack(record_id, number, (changed - EPOCH) // MICROSECOND))
        return changed

    def _known_of(self, record_id: int) -> Known | None:
        while self.next_known and self.next_known.id < record_id:
            self.next_known = next(self.known, None)
        return self.next_known if self.next_known and self.next_known.id == record_id else None


def _numbers_sql(rows: tuple[tuple[str, str, str], ...]) -> str:
    parts = [
        f"SELECT {owner} AS id, hashtext(ROW('{table}', {columns})::text) AS hash FROM {table} "
        f"WHERE {owner} BETWEEN %(first)s AND %(last)s" + (" AND NOT removed" * (table not in WITHOUT_TOMBSTONES))
        for table, owner, columns in rows
    ]
    return f"SELECT id, sum(hash)::bigint FROM ({' UNION ALL '.join(parts)}) AS shown GROUP BY id"


def _known(path: Path) -> Iterator[Known]:
    """Nothing where there is no file, or one of another make; up to its end where it is cut short."""
    if not path.exists():
        return
    with path.open("rb") as file:
        if file.read(len(HEAD)) != HEAD:
            return
        while len(record := file.read(RECORD.size)) == RECORD.size:
            yield Known(*RECORD.unpack(record))
