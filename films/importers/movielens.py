"""MovieLens: films with their ids at IMDb and TMDB. Ratings and tags, which are many, go another way.

movies.csv has "Concert, The (Concert, Le) (2009)" and genres between bars; links.csv has the ids. Several
movieIds may be one film elsewhere: they make one record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from films.importers.cells import BadValue, Cells, one_line, whole
from films.importers.checks import check
from films.importers.csvfile import CsvFile, find_csv
from films.importers.records import FilmRecord, Key, NameRecord, Record, Reject, VotesRecord
from moviedb.lib.dates import PartialDate

SITE = "movielens"
MOVIES, LINKS = "movies.csv", "links.csv"
NO_GENRES = "(no genres listed)"
# MovieLens' words where TMDB has others for the same; "IMAX" is no genre.
GENRES = {"Children": "Family", "Children's": "Family", "Sci-Fi": "Science Fiction", "Film-Noir": "Film Noir"}
NOT_GENRES = frozenset({"IMAX", NO_GENRES})
_YEAR = re.compile(r"\s*\((\d{4})(?:[-–](?:\d{4})?)?\)$", re.ASCII)
_OTHER_TITLE = re.compile(r"\s*\(([^()]+)\)$")
_ALSO = re.compile(r"a\.?k\.?a\.?:?\s+", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(.+), (The|An?|L[aeo]s?|L'|Les|Un[ae]?|Il|I|Gli|El|Los|Der|Die|Das|Ein|Eine|De|Het|Den|Det|En|Et|O|Os|As)"
)


@dataclass(slots=True)
class Movie:
    """One film, under each of its movieIds."""

    record: FilmRecord
    ids: list[int]

    def absorb(self, other: "Movie") -> None:
        self.ids += other.ids
        self.record = replace(self.record, keys=tuple(dict.fromkeys(self.record.keys + other.record.keys)))


class MovieLensSource:
    """`movies` may be thinned out and `votes` filled by who knows the catalogue and has counted the ratings."""

    name = SITE

    def __init__(self, directory: Path, limit: int | None = None) -> None:
        self.rejects: list[Reject] = []
        self.limit = limit
        self._movies = CsvFile(find_csv(directory, MOVIES), ("movieId", "title", "genres"), self.rejects)
        self._links = CsvFile(find_csv(directory, LINKS), ("movieId", "imdbId", "tmdbId"), self.rejects)
        self.files = [self._movies.name, self._links.name]
        self.movies: list[Movie] = []
        self.votes: dict[int, VotesRecord] = {}
        self._done = 0

    def read(self) -> None:
        """All films, in the file's order."""
        known: set[int] = set()
        links = self._read_links()
        by_key: dict[Key, Movie] = {}
        for row in self._movies.rows():
            try:
                movie_id = movie_id_of(row.cells)
                if movie_id in known:
                    raise BadValue(f"movieId: {movie_id} occurs twice")
                known.add(movie_id)
                keys = (Key(SITE, str(movie_id)), *links.get(movie_id, ()))
                record = read_film(row.cells, keys)
                if reason := check(record):
                    raise BadValue(reason)
            except BadValue as error:
                self._movies.reject(row.line, str(error), row.raw)
                continue
            found = next((by_key[key] for key in keys if key in by_key), None)
            movie = Movie(record, [movie_id])
            if found:
                found.absorb(movie)
            else:
                self.movies.append(found := movie)
            by_key.update(dict.fromkeys(keys, found))
        for movie_id in links.keys() - known:
            self.rejects.append(Reject(self._links.name, 0, f"movieId: {MOVIES} has no movie {movie_id}"))

    def records(self) -> Iterator[Record]:
        for movie in self.movies:
            self._done += 1
            votes = self.votes.get(movie.ids[0])
            yield replace(movie.record, votes=(votes,)) if votes else movie.record

    def progress(self) -> tuple[int, int]:
        return self._done, len(self.movies)

    def _read_links(self) -> dict[int, tuple[Key, ...]]:
        found: dict[int, tuple[Key, ...]] = {}
        for row in self._links.rows():
            try:
                movie_id = movie_id_of(row.cells)
                if movie_id in found:
                    raise BadValue(f"movieId: {movie_id} occurs twice")
                found[movie_id] = tuple(_links(row.cells))
            except BadValue as error:
                self._links.reject(row.line, str(error), row.raw)
        return found


def read_film(cells: Cells, keys: tuple[Key, ...]) -> FilmRecord:
    title, names, year = read_title(cells["title"])
    genres = (genre.strip() for genre in cells["genres"].split("|"))
    return FilmRecord(
        keys=keys,
        title=title,
        release_date=year,
        names=tuple(NameRecord(name, "alternative") for name in names if name != title),
        genres=tuple(dict.fromkeys(GENRES.get(genre, genre) for genre in genres if genre and genre not in NOT_GENRES)),
    )


def read_title(text: str) -> tuple[str, list[str], PartialDate | None]:
    """ "Concert, The (Concert, Le) (2009)" → "The Concert", ["Le Concert"], 2009."""
    text = one_line(text)
    year = None
    if match := _YEAR.search(text):
        text, year = text[: match.start()], _year(match.group(1))
    names: list[str] = []
    while match := _OTHER_TITLE.search(text):
        if not match.start():
            break
        names.insert(0, _unfiled(_ALSO.sub("", match.group(1).strip(), count=1)))
        text = text[: match.start()]
    return _unfiled(text), list(dict.fromkeys(filter(None, names))), year


def _year(text: str) -> PartialDate:
    try:
        return PartialDate(int(text))
    except ValueError as error:
        raise BadValue(f"title: {error}") from error


def _unfiled(title: str) -> str:
    """ "Concert, The" → "The Concert"."""
    if match := _ARTICLE.fullmatch(title):
        rest, article = match.groups()
        return f"{article}{'' if article.endswith(chr(39)) else ' '}{rest}"
    return title


def movie_id_of(cells: Cells, column: str = "movieId") -> int:
    number = whole(cells, column, least=1)
    if number is None:
        raise BadValue(f"{column}: is empty")
    return number


def _links(cells: Cells) -> Iterator[Key]:
    """Some films have no id at TMDB."""
    if imdb := whole(cells, "imdbId", least=1):
        yield Key("imdb", f"tt{imdb:07}")
    if tmdb := whole(cells, "tmdbId", least=1):
        yield Key("tmdb", str(tmdb))
