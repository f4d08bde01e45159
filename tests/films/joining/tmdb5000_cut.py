"""TMDB 5000's own files, read plainly, and cut to fewer films."""

import csv
import gzip
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# A row; the generator adds cast and crew as lists.
Cells = dict[str, Any]


def read(directory: Path) -> tuple[list[Cells], dict[str, Cells]]:
    """The films in the file's order, and their credits."""
    csv.field_size_limit(1 << 30)
    films = list(_rows(directory / "tmdb_5000_movies.csv"))
    return films, {row["movie_id"]: row for row in _rows(directory / "tmdb_5000_credits.csv")}


def reduce(source: Path, directory: Path, films: int, seed: int) -> Path:
    """TMDB 5000 with fewer films."""
    movies, credits = read(source)
    chosen = sorted(random.Random(seed).sample(range(len(movies)), films))
    directory.mkdir(parents=True, exist_ok=True)
    _write_csv(directory / "tmdb_5000_movies.csv", [movies[i] for i in chosen])
    _write_csv(directory / "tmdb_5000_credits.csv", [credits[movies[i]["id"]] for i in chosen])
    return directory


def _rows(path: Path) -> Iterator[Cells]:
    content = path.read_bytes() if path.exists() else gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes())
    yield from csv.DictReader(io.StringIO(content.decode(), newline=""))


def _write_csv(path: Path, rows: list[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
