"""IMDb's tables as typed records, one by one: what a catalogue that holds something is refreshed from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from films.importers.records import CreditRecord, FilmRecord, Key, NameRecord, PersonRecord, VotesRecord
from moviedb.lib.dates import PartialDate

SOURCE = "imdb"


@dataclass
class Films:
    """Films of one window and what belongs to them, each table in the films' order."""

    films: pl.DataFrame
    votes: pl.DataFrame
    names: pl.DataFrame
    credits: pl.DataFrame


def person_records(people: pl.DataFrame) -> Iterator[PersonRecord]:
    for nconst, name, birth, death, department in people.select(
        "nconst", "name", "birth", "death", "department"
    ).iter_rows():
        yield PersonRecord(
            keys=(Key(SOURCE, nconst),),
            name=name,
            birth_date=PartialDate(int(birth)) if birth else None,
            death_date=PartialDate(int(death)) if death else None,
            known_for_department=department or "",
        )


def film_records(window: Films) -> Iterator[FilmRecord]:
    votes = {tt: VotesRecord(SOURCE, average, count) for tt, average, count in
             window.votes.select("tt", "average", "count").iter_rows()}  # fmt: skip
    names = _grouped(window.names, ["text", "kind", "language", "region", "note"], NameRecord)
    credits = _grouped(window.credits, _CREDIT, _credit)
    for tt, tconst, title, original, year, runtime, adult, genres in window.films.select(
        "tt", "tconst", "title", "original", "year", "runtime", "adult", "genres"
    ).iter_rows():
        yield FilmRecord(
            keys=(Key(SOURCE, tconst),),
            title=title,
            original_title=original,
            release_date=PartialDate(int(year)) if year else None,
            runtime=runtime,
            adult=adult,
            genres=tuple(genres),
            names=tuple(names.get(tt, ())),
            votes=(votes[tt],) if tt in votes else (),
            credits=tuple(credits.get(tt, ())),
        )


_CREDIT = [
    "key", "nconst", "department", "job", "character", "billing_order", "credited_as", "note", "uncredited", "voice",
    "on_screen",
]  # fmt: skip


def _credit(key: str, nconst: str, *rest: Any) -> CreditRecord:
    return CreditRecord(key, Key(SOURCE, nconst), *rest)


def _grouped(table: pl.DataFrame, columns: list[str], make: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for tt, *values in table.select("tt", *columns).iter_rows():
        found.setdefault(tt, []).append(make(*values))
    return found
