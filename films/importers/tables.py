"""The tables that an import fills, and how rows get into them: COPY, and set-wise merging from a staging table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.utils import CursorWrapper

from films.models import (
    Credit,
    CreditKey,
    Film,
    FilmCompany,
    FilmCountry,
    FilmExternalId,
    FilmGenre,
    FilmKeyword,
    FilmLanguage,
    FilmName,
    FilmSourceValues,
    FilmText,
    FilmVotes,
    ReleaseDate,
    Video,
)
from moviedb.lib.copying import copying
from moviedb.lib.provenance.models import EDITOR, SourcedRow
from people.models import Person, PersonExternalId, PersonName, PersonSourceValues

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """`columns` are what a row holds, in order: first the owner, then the rest of the key, then values.

    Columns not named get the constant of `constants`, since Django keeps defaults out of the database.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    values: tuple[str, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def stage(self) -> str:
        return f"stage_{self.name}"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.key + self.values

    @property
    def sourced(self) -> bool:
        return issubclass(self.model, SourcedRow)


_MARKS = (("removed", "false"), ("gone", "false"))


def _sourced(model: type[models.Model], key: Sequence[str], values: Sequence[str] = ()) -> Table:
    return Table(model, tuple(key), (*values, "origin"), _MARKS)


FILM = Table(
    Film,
    ("id",),
    (
        "title", "original_title", "original_language_id", "sort_title", "tagline", "overview", "release_date",
        "status", "runtime", "budget", "revenue", "homepage", "popularity", "adult", "poster_path",
        "backdrop_path", "collection_id",
    ),
    (("locked_fields", "'{}'"), ("created_at", "now()"), ("updated_at", "now()")),
)  # fmt: skip
PERSON = Table(
    Person,
    ("id",),
    (
        "kind", "name", "sort_name", "biography", "birth_date", "death_date", "birth_place", "gender",
        "known_for_department", "homepage", "portrait_path", "popularity", "adult",
    ),
    (
        ("credit_count", "0"), ("locked_fields", "'{}'"), ("created_at", "now()"), ("updated_at", "now()"),
    ),
)  # fmt: skip
CREDIT = Table(
    Credit,
    ("id",),
    (
        "film_id", "person_id", "department", "job", "character", "billing_order", "credited_as", "note",
        "uncredited", "voice", "on_screen", "performed_for_id", "work", "origin",
    ),
    _MARKS,
)  # fmt: skip
CREDIT_KEY = Table(CreditKey, ("credit_id", "source", "value"))

FILM_ID = Table(FilmExternalId, ("film_id", "source", "value"))
PERSON_ID = Table(PersonExternalId, ("person_id", "source", "value"))
FILM_VALUES = Table(FilmSourceValues, ("film_id", "source"), ("values", "first_run_id", "runs"))
PERSON_VALUES = Table(PersonSourceValues, ("person_id", "source"), ("values", "first_run_id", "runs"))

GENRES = _sourced(FilmGenre, ("film_id", "genre_id"), ("position",))
KEYWORDS = _sourced(FilmKeyword, ("film_id", "keyword_id"), ("position",))
COMPANIES = _sourced(FilmCompany, ("film_id", "company_id"), ("position",))
COUNTRIES = _sourced(FilmCountry, ("film_id", "country_id"), ("position",))
LANGUAGES = _sourced(FilmLanguage, ("film_id", "language_id"), ("position",))
FILM_NAMES = Table(
    FilmName,
    ("film_id", "kind", "language", "region", "text"),
    ("note", "origin"),
    (*_MARKS, ("popularity", "0")),
)
FILM_TEXTS = _sourced(FilmText, ("film_id", "language", "region"), ("overview", "tagline"))
RELEASES = _sourced(ReleaseDate, ("film_id", "country_id", "date", "type", "certification", "note"))
VIDEOS = _sourced(Video, ("film_id", "site", "key"), ("name", "kind", "language", "region", "official", "published"))
VOTES = Table(FilmVotes, ("film_id", "site"), ("average", "count", "origin"))
PERSON_NAMES = Table(PersonName, ("person_id", "kind", "language", "text"), ("origin",), (*_MARKS, ("popularity", "0")))

# Lists that belong to a film or person and are compared as sets, row by row.
FILM_SETS = (
    GENRES, KEYWORDS, COMPANIES, COUNTRIES, LANGUAGES, FILM_NAMES, FILM_TEXTS, RELEASES, VIDEOS, VOTES,
)  # fmt: skip
PERSON_SETS = (PERSON_NAMES,)
# In the order in which foreign keys allow rows to come in.
ALL_TABLES = (
    PERSON, PERSON_ID, PERSON_VALUES, *PERSON_SETS, FILM, FILM_ID, FILM_VALUES, *FILM_SETS, CREDIT, CREDIT_KEY,
)  # fmt: skip

# Rows that no import touches: an editor's own, and the main names, which follow their film or person.
NOT_IMPORTED = f"('{EDITOR}', 'film', 'person')"


def quoted(columns: Iterable[str], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{column}"' for column in columns)


def copy_rows(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with copying(cursor, f"COPY {table} ({quoted(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def analyse(cursor: CursorWrapper, some: Sequence[Table] = ALL_TABLES) -> None:
    """Before much is moved: an import may just have filled the tables, and the plans by which foreign keys are
    checked may be of a time when they were empty."""
    cursor.execute(f"ANALYZE {', '.join(table.name for table in some)}")


def stage_rows(cursor: CursorWrapper, table: Table, rows: Iterable[Row]) -> None:
    """Rows of one batch into the table's staging table, which lives as long as the transaction."""
    cursor.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {table.stage} ON COMMIT DROP AS "
        f"SELECT {quoted(table.columns)} FROM {table.name} WITH NO DATA"
    )
    cursor.execute(f"TRUNCATE {table.stage}")
    copy_rows(cursor, table.stage, table.columns, rows)
    cursor.execute(f"ANALYZE {table.stage}")


def insert_missing(cursor: CursorWrapper, table: Table) -> set[int]:
    """Staged rows that the table lacks go in; returns their owners."""
    constants = "".join(f", {value}" for _, value in table.constants)
    cursor.execute(
        f"INSERT INTO {table.name} ({quoted((*table.columns, *(name for name, _ in table.constants)))}) "
        f"SELECT {quoted(table.columns, 's.')}{constants} FROM {table.stage} AS s "
        f"WHERE NOT EXISTS (SELECT FROM {table.name} AS t WHERE {_same_key(table)}) "
        f"RETURNING {table.key[0]}"
    )
    return {row[0] for row in cursor.fetchall()}


def update_changed(cursor: CursorWrapper, table: Table) -> set[int]:
    """Rows whose values differ from the staged ones take these, an editor's rows excepted."""
    if not table.values:
        return set()
    kept = f" AND t.origin NOT IN {NOT_IMPORTED}" if "origin" in table.values else ""
    kept += " AND NOT t.removed" if table.sourced else ""
    assignments = ", ".join(f'"{column}" = s."{column}"' for column in table.values)
    cursor.execute(
        f"UPDATE {table.name} AS t SET {assignments} FROM {table.stage} AS s WHERE {_same_key(table)}{kept} "
        f"AND ({quoted(table.values, 't.')}) IS DISTINCT FROM ({quoted(table.values, 's.')}) "
        f"RETURNING t.{table.key[0]}"
    )
    return {row[0] for row in cursor.fetchall()}


def delete_unstated(cursor: CursorWrapper, table: Table, owners: Sequence[int]) -> list[tuple[int, str]]:
    """Rows that no source states any more go; returns (owner, what it was), for the report."""
    kept = " AND NOT t.removed" if table.sourced else ""
    cursor.execute(
        f"DELETE FROM {table.name} AS t WHERE t.{table.key[0]} = ANY(%s) AND t.origin NOT IN {NOT_IMPORTED}{kept} "
        f"AND NOT EXISTS (SELECT FROM {table.stage} AS s WHERE {_same_key(table)}) "
        f"RETURNING t.{table.key[0]}, concat_ws(' ', {quoted(table.key[1:], 't.')})",
        [list(owners)],
    )
    return list(cursor.fetchall())


def _same_key(table: Table) -> str:
    """The owner by "=", which an index serves; the rest also where both are null."""
    owner, *rest = table.key
    return " AND ".join(
        [
            f't."{owner}" = s."{owner}"',
            *(f't."{column}" IS NOT DISTINCT FROM s."{column}"' for column in rest),
        ]
    )
