"""Films in the public data beside the clone, as far as tests compare the demo's facts with them."""

import csv
import gzip
import io
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from moviedb.lib.folding import fold
from tests.paths import SHARED, TMDB5000

MOVIELENS = SHARED / "data" / "ml-latest-small"
TITLE_AND_YEAR = re.compile(r"(?P<title>.+?)(, (?P<article>The|A|An))?( \(.+\))? \((?P<year>\d{4})\)\s*")


@dataclass(frozen=True)
class PublicFilm:
    key: tuple[str, int | None]  # folded title and year
    id: str
    runtime: int | None
    money: tuple[int | None, int | None]  # budget and revenue in US dollars
    tagline: str
    overview: str

    def _people(self, column: str) -> list[dict[str, Any]]:
        people: list[dict[str, Any]] = json.loads(_credits()[self.id][column])
        return people

    def directors(self) -> set[str]:
        return {row["name"] for row in self._people("crew") if row["job"] == "Director"}

    def characters(self) -> dict[str, str]:
        return {row["name"]: row["character"] for row in self._people("cast")}


def _rows(path: Path) -> list[dict[str, str]]:
    before = csv.field_size_limit(10_000_000)
    try:
        with gzip.open(path) as file:
            return list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline="")))
    finally:
        csv.field_size_limit(before)


@cache
def tmdb5000_films() -> list[PublicFilm]:
    return [
        PublicFilm(
            key=(fold(row["title"]), int(row["release_date"][:4]) if row["release_date"] else None),
            id=row["id"],
            runtime=int(float(row["runtime"] or 0)) or None,
            money=(int(row["budget"]) or None, int(row["revenue"]) or None),
            tagline=row["tagline"],
            overview=row["overview"],
        )
        for row in _rows(TMDB5000 / "tmdb_5000_movies.csv.gz")
    ]


@cache
def _credits() -> dict[str, dict[str, str]]:
    return {row["movie_id"]: row for row in _rows(TMDB5000 / "tmdb_5000_credits.csv.gz")}


@dataclass(frozen=True)
class Links:
    """The ids that MovieLens gives for one of its films."""

    tmdb: str
    imdb: str


@cache
def movielens_films() -> dict[tuple[str, int], Links]:
    """MovieLens writes "Mambo Kings, The (1992)", with other titles in brackets before the year."""
    links = {row["movieId"]: Links(row["tmdbId"], f"tt{row['imdbId']}") for row in _rows(MOVIELENS / "links.csv.gz")}
    found = ((row, TITLE_AND_YEAR.fullmatch(row["title"])) for row in _rows(MOVIELENS / "movies.csv.gz"))
    return {
        (fold(" ".join(filter(None, (match["article"], match["title"])))), int(match["year"])): links[row["movieId"]]
        for row, match in found
        if match
    }
