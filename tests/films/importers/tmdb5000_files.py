"""The two TMDB 5000 files in small: invented films, and writers for files with one thing wrong."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from films.importers.records import FilmRecord, PersonRecord
from films.importers.tmdb5000 import CREDITS, MOVIES, Tmdb5000Source
from films.importers.tmdb5000_credits import COLUMNS as CREDIT_COLUMNS
from films.importers.tmdb5000_films import COLUMNS as MOVIE_COLUMNS

DATA = Path(__file__).parent / "data"


def movie(number: int = 1, **cells: Any) -> list[str]:
    """A row of the movies file; cells that are not texts are written as JSON."""
    empty = dict.fromkeys(MOVIE_COLUMNS, "") | {"id": str(number), "title": f"Film {number}"}
    row = empty | {"status": "Released"} | cells
    return [cell if isinstance(cell, str) else json.dumps(cell) for cell in row.values()]


def credits_row(number: int = 1, cast: Any = (), crew: Any = ()) -> list[str]:
    cells = (str(number), f"Film {number}", cast, crew)
    return [cell if isinstance(cell, str) else json.dumps(cell) for cell in cells]


def part(number: int, **members: Any) -> dict[str, Any]:
    entry = {
        "cast_id": 1, "character": "Guest", "credit_id": f"cast{number}", "gender": 0, "id": number,
        "name": f"Person {number}", "order": 0,
    }  # fmt: skip
    return entry | members


def job(number: int, **members: Any) -> dict[str, Any]:
    entry = {
        "credit_id": f"crew{number}", "department": "Art", "gender": 0, "id": number, "job": "Set Designer",
        "name": f"Person {number}",
    }  # fmt: skip
    return entry | members


def write(directory: Path, movies: Iterable[list[str]], credits: Iterable[list[str]] = ()) -> Path:
    write_csv(directory / MOVIES, MOVIE_COLUMNS, movies)
    write_csv(directory / CREDITS, CREDIT_COLUMNS, credits)
    return directory


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def read(directory: Path, limit: int | None = None) -> tuple[Tmdb5000Source, list[FilmRecord], list[PersonRecord]]:
    """The source after it was read, with its films and its people."""
    source = Tmdb5000Source(directory, limit)
    records = list(source.records())
    films = [record for record in records if isinstance(record, FilmRecord)]
    return source, films, [record for record in records if isinstance(record, PersonRecord)]


def rejected(source: Tmdb5000Source) -> list[tuple[str, int, str]]:
    return [(reject.file, reject.line, reject.reason) for reject in source.rejects]
