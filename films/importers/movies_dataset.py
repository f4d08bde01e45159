"""Kaggle's "The Movies Dataset": 45,000 films of TMDB with Python literals in their cells, and MovieLens' ids.

The same data as the TMDB 5000 in another shape, and with faults of its own: records broken over two lines, films
that come twice, whole numbers written as floats, "None" and "False" as text.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from films.importers.cells import BadValue, Cells, json_list, number, texts
from films.importers.csvfile import CsvFile, Row, find_csv
from films.importers.literals import as_json
from films.importers.movielens import LINKS, movie_id_of
from films.importers.movielens import SITE as MOVIELENS
from films.importers.records import FilmRecord, Key, Record, SourceError, TermRecord
from films.importers.tmdb5000 import Tmdb5000Source
from films.importers.tmdb5000_films import SITE, read_film

MOVIES, CREDITS, KEYWORDS = "movies_metadata.csv", "credits.csv", "keywords.csv"
LISTS = ("genres", "production_companies", "production_countries", "spoken_languages")
COLUMNS = (
    "adult", "belongs_to_collection", "budget", *LISTS, "homepage", "id", "imdb_id", "original_language",
    "original_title", "overview", "popularity", "poster_path", "release_date", "revenue", "runtime", "status",
    "tagline", "title", "vote_average", "vote_count",
)  # fmt: skip
_BOOLEANS = {"true": True, "false": False, "": False}
_NOTHING = frozenset(("None", "nan", "NaN", "NULL"))


class MoviesDatasetSource(Tmdb5000Source):
    name = "movies_dataset"
    movies_name, credits_name = MOVIES, CREDITS
    movie_columns, credit_columns = COLUMNS, ("cast", "crew", "id")
    credits_film_column = "id"
    mend_broken = True

    def __init__(self, directory: Path, limit: int | None = None) -> None:
        super().__init__(directory, limit)
        self._keywords = self._optional(directory, KEYWORDS, ("id", "keywords"))
        self._links = self._optional(directory, LINKS, ("movieId", "tmdbId"))
        self._keywords_of: dict[int, str] = {}
        self._movielens_of: dict[int, int] = {}

    def records(self) -> Iterator[Record]:
        if self._keywords:
            for row in self._keywords.rows():
                self._read_keywords(self._keywords, row)
        if self._links:
            for row in self._links.rows():
                self._read_link(self._links, row)
        yield from super().records()

    def film(self, cells: Cells) -> FilmRecord:
        plain = {name: "" if cell.strip() in _NOTHING else cell for name, cell in cells.items()}
        lists = {column: as_json(plain, column) for column in LISTS}
        film_id = movie_id_of(plain, "id")
        keywords = self._keywords_of.get(film_id, "")
        film = read_film({**plain, **lists, "keywords": keywords})
        keys = [*film.keys, *_imdb_key(plain)]
        if movie_id := self._movielens_of.get(film_id):
            keys.append(Key(MOVIELENS, str(movie_id)))
        return replace(
            film,
            keys=tuple(keys),
            adult=_boolean(plain, "adult"),
            poster_path=plain["poster_path"].strip(),
            collection=_collection(plain),
        )

    def credits_cells(self, cells: Cells) -> Cells:
        return {**cells, "cast": as_json(cells, "cast"), "crew": as_json(cells, "crew")}

    def _optional(self, directory: Path, name: str, columns: tuple[str, ...]) -> CsvFile | None:
        try:
            path = find_csv(directory, name)
        except SourceError:
            return None
        file = CsvFile(path, columns, self.rejects)
        self.files.append(file.name)
        self.digests.append(file.digest.hexdigest())
        return file

    def _read_keywords(self, file: CsvFile, row: Row) -> None:
        """A thousand films have their keywords twice: the same again is nothing."""
        try:
            film_id, text = movie_id_of(row.cells, "id"), as_json(row.cells, "keywords")
            for i, entry in enumerate(json_list({"keywords": text}, "keywords"), 1):
                try:
                    texts(entry, "name")
                    number(entry, "id", least=1)
                except BadValue as error:
                    raise BadValue(f"keywords: entry {i}: {error}") from error
            if self._keywords_of.setdefault(film_id, text) != text:
                raise BadValue(f"id: {film_id} occurs twice")
        except BadValue as error:
            file.reject(row.line, str(error), row.raw)

    def _read_link(self, file: CsvFile, row: Row) -> None:
        """Films without an id at TMDB are not in this data."""
        try:
            if row.cells["tmdbId"].strip():
                self._movielens_of.setdefault(movie_id_of(row.cells, "tmdbId"), movie_id_of(row.cells))
        except BadValue as error:
            file.reject(row.line, str(error), row.raw)


def _imdb_key(cells: Cells) -> Iterator[Key]:
    """ "0" stands where there is none."""
    text = cells["imdb_id"].strip()
    if text in ("", "0"):
        return
    if not (text.startswith("tt") and text[2:].isascii() and text[2:].isdecimal() and len(text) < 20):
        raise BadValue(f"imdb_id: {text!r} is no id of IMDb")
    yield Key("imdb", text)


def _boolean(cells: Cells, column: str) -> bool:
    text = cells[column].strip()
    if text.lower() not in _BOOLEANS:
        raise BadValue(f"{column}: {text!r} is neither True nor False")
    return _BOOLEANS[text.lower()]


def _collection(cells: Cells) -> TermRecord | None:
    text = as_json(cells, "belongs_to_collection")
    if not text:
        return None
    try:
        (entry,) = json_list({"belongs_to_collection": f"[{text}]"}, "belongs_to_collection")
        return TermRecord(texts(entry, "name")[0], Key(SITE, str(number(entry, "id", least=1))))
    except (BadValue, ValueError) as error:
        raise BadValue(f"belongs_to_collection: {error}") from error
