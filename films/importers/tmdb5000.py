"""The TMDB 5000 data: two CSV files with JSON in their cells, films in one and credits in the other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from films.importers import tmdb5000_credits, tmdb5000_films
from films.importers.cells import BadValue, Cells
from films.importers.checks import check
from films.importers.csvfile import CsvFile, Row, find_csv
from films.importers.records import CreditRecord, FilmRecord, Record, Reject
from films.importers.tmdb5000_credits import CreditReader
from films.importers.tmdb5000_films import read_film, read_film_id

MOVIES = "tmdb_5000_movies.csv"
CREDITS = "tmdb_5000_credits.csv"


@dataclass(frozen=True, slots=True)
class CreditsRow:
    line: int
    raw: str
    size: int
    credits: tuple[CreditRecord, ...]


class Tmdb5000Source:
    """Reads the credits wholly before the first film: only then is a person's record final.

    The data has 0 (unknown) in one film and a gender in another for the same person, and a record must not
    depend on how many films are asked for.
    """

    name = "tmdb5000"
    movies_name, credits_name = MOVIES, CREDITS
    movie_columns: tuple[str, ...] = tmdb5000_films.COLUMNS
    credit_columns: tuple[str, ...] = tmdb5000_credits.COLUMNS
    credits_film_column = "movie_id"
    mend_broken = False

    def __init__(self, directory: Path, limit: int | None = None) -> None:
        """Raises SourceError unless both files are sound to their ends."""
        self.rejects: list[Reject] = []
        self.limit = limit
        movies, credits = find_csv(directory, self.movies_name), find_csv(directory, self.credits_name)
        self._movies = CsvFile(movies, self.movie_columns, self.rejects, mend_broken=self.mend_broken)
        self._credits = CsvFile(credits, self.credit_columns, self.rejects)
        self.files = [self._movies.name, self._credits.name]
        self.digests = [each.digest.hexdigest() for each in (self._movies, self._credits)]
        self._reader = CreditReader()
        self._films = 0
        self._done = 0
        self._finished = False

    def records(self) -> Iterator[Record]:
        credits = self._read_credits()
        told: set[str] = set()
        seen: set[int] = set()
        if self.limit != 0:
            for row in self._movies.rows():
                self._done += row.size
                film = self._read_row(row, seen, credits)
                if film is None:
                    continue
                yield from self._people_of(film, told)
                yield film
                self._films += 1
                if self._films == self.limit:
                    break
            else:
                self._reject_orphans(credits, seen)
        self._finished = True

    def film(self, cells: Cells) -> FilmRecord:
        return read_film(cells)

    def credits_cells(self, cells: Cells) -> Cells:
        """With "cast" and "crew" as JSON."""
        return cells

    def progress(self) -> tuple[int, int]:
        """Unpacked bytes of the rows handed on. A film's credits count together with it: writing takes the time."""
        total = self._movies.size + self._credits.size
        if self.limit is not None and self._films:
            total = min(total, self._done * self.limit // self._films)
        return (total if self._finished else min(self._done, total)), total

    def _read_credits(self) -> dict[int, CreditsRow]:
        found: dict[int, CreditsRow] = {}
        for row in self._credits.rows():
            try:
                film_id = read_film_id(row.cells, self.credits_film_column)
                if film_id in found:
                    raise BadValue(
                        f"{self.credits_film_column}: {film_id} has its credits in line {found[film_id].line}"
                    )
                credits = self._reader.read(self.credits_cells(row.cells), partial(self._reject_credit, row))
            except BadValue as error:
                self._credits.reject(row.line, str(error), row.raw)
            else:
                found[film_id] = CreditsRow(row.line, row.raw[:1000], row.size, credits)
        return found

    def _reject_credit(self, row: Row, reason: str, entry: object) -> None:
        self._credits.reject(row.line, reason, json.dumps(entry))

    def _read_row(self, row: Row, seen: set[int], credits: dict[int, CreditsRow]) -> FilmRecord | None:
        try:
            film_id = read_film_id(row.cells, "id")
            if film_id in seen:
                raise BadValue(f"id: {film_id} occurs twice")
            seen.add(film_id)
            film = self.film(row.cells)
            if reason := check(film):
                raise BadValue(reason)
        except BadValue as error:
            self._movies.reject(row.line, str(error), row.raw)
            return None
        # A film without a row of credits is kept without them.
        if found := credits.get(film_id):
            self._done += found.size
            film = replace(film, credits=found.credits)
        return film

    def _people_of(self, film: FilmRecord, told: set[str]) -> Iterator[Record]:
        for credit in film.credits:
            if credit.person.value not in told:
                told.add(credit.person.value)
                yield self._reader.people[int(credit.person.value)]

    def _reject_orphans(self, credits: dict[int, CreditsRow], seen: set[int]) -> None:
        """A film that was itself rejected is named once, in its own file."""
        for film_id, row in credits.items():
            if film_id not in seen:
                reason = f"{self.credits_film_column}: {self._movies.name} has no film {film_id}"
                self._credits.reject(row.line, reason, row.raw)
