"""A made-up catalogue of any size: people, keywords and words drawn by Zipf's law, like those of real ones."""

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from films.importers.first_load import LOADED, FirstLoad
from films.models import Film, OutsideRating, SimilarFilm, SimilarKnowledge, SimilarQueue
from films.models.outside import OutsideSite
from moviedb.lib.provenance.models import ImportRun

COUNTRIES = 80
GENRES = 19
LETTERS = 6
# Who like something, how much at most, and how many films are liked at all.
PEOPLE, LIKES, LIKED = 5_000, 60, 3_000
FILLED = [
    *LOADED, SimilarFilm._meta.db_table, SimilarQueue._meta.db_table,
    SimilarKnowledge._meta.db_table, OutsideRating._meta.db_table,
    *(f"films_{name}" for name in ("genre", "keyword", "company", "collection", "country", "language")),
]  # fmt: skip


def fill(films: int) -> None:
    """In place of whatever the catalogue holds."""
    empty()
    with transaction.atomic(), connection.cursor() as cursor:
        run = ImportRun.objects.create(source="bench", writer=ImportRun.Writer.FIRST_LOAD)
        with FirstLoad(cursor, "bench", run.pk).running():
            _Filling(cursor, films).all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill_likes() -> None:
    """Of made-up people, each of some films; the first films are those that most people like."""
    films = min(Film.objects.count(), LIKED)
    shares = 1 / (np.arange(1, films + 1) + 100)
    random = np.random.default_rng(7)
    drawn = np.searchsorted(np.cumsum(shares) / shares.sum(), random.random(PEOPLE * LIKES)) + 1
    pairs = np.unique(np.stack([np.repeat(np.arange(PEOPLE), LIKES), np.minimum(drawn, films)]), axis=1)
    frame = pl.DataFrame({"user": pairs[0], "film_id": pairs[1]})
    frame = frame.with_columns(rated_on=pl.lit("2020-01-01"), site=OutsideSite.MOVIELENS.value, half_stars=10)
    with connection.cursor() as cursor:
        copy_in(cursor, OutsideRating._meta.db_table, frame)
        cursor.execute(f"ANALYZE {OutsideRating._meta.db_table}")


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(FILLED)} CASCADE")


class _Filling:
    def __init__(self, cursor: CursorWrapper, films: int) -> None:
        self.cursor = cursor
        self.films = films
        self.random = np.random.default_rng(5)

    def all(self) -> None:
        films = self.films
        self.terms("films_genre", GENRES)
        self.pairs("films_filmgenre", "genre_id", self.zipf(2, GENRES))
        self.terms("films_keyword", max(films // 20, 2000))
        self.pairs("films_filmkeyword", "keyword_id", self.zipf(6, max(films // 20, 2000)))
        self.terms("films_company", films // 3 + 10)
        self.pairs("films_filmcompany", "company_id", self.zipf(2, films // 3 + 10, 0.8))
        codes = [f"{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(COUNTRIES)]
        self.copy("films_country", pl.DataFrame({"code": codes, "name": codes}))
        country = self.zipf(1, COUNTRIES)
        self.pairs("films_filmcountry", "country_id", country.with_columns(value=named(codes, country["value"])))
        self.terms("films_collection", films // 60 + 1, "overview")
        self.people()
        self.film_rows()

    def zipf(self, each: int, values: int, exponent: float = 1.0) -> pl.DataFrame:
        """Up to `each` values a film, in an order that is their place; all from 1."""
        shares = 1 / np.arange(1, values + 1) ** exponent
        drawn = np.searchsorted(np.cumsum(shares) / shares.sum(), self.random.random(self.films * each))
        film = np.repeat(np.arange(1, self.films + 1, dtype=np.int32), each)
        frame = pl.DataFrame({"film_id": film, "value": np.minimum(drawn, values - 1).astype(np.int32) + 1})
        return frame.unique(maintain_order=True).with_columns(place=pl.int_range(pl.len()).over("film_id"))

    def terms(self, table: str, number: int, *empty: str) -> None:
        frame = pl.DataFrame({"id": np.arange(1, number + 1), "name": np.arange(1, number + 1)})
        self.copy(table, frame.with_columns(name=pl.lit("Term ") + pl.col("name").cast(pl.String)), empty)

    def pairs(self, table: str, column: str, pairs: pl.DataFrame) -> None:
        frame = pairs.rename({"value": column, "place": "position"})
        self.copy(table, frame.with_columns(origin=pl.lit("bench"), removed=False, gone=False))

    def people(self) -> None:
        films = self.films
        roles = (
            ("Directing", "Director", 0, self.zipf(1, films // 2, 0.6)),
            ("Writing", "Screenplay", films // 2, self.zipf(2, films, 0.6)),
            ("Acting", "Actor", films * 3 // 2, self.zipf(10, films * 2, 0.7)),
        )
        known = []
        for department, job, offset, drawn in roles:
            credits = drawn.select("film_id", person_id=pl.col("value") + offset, billing_order=pl.col("place"))
            known.append(credits["person_id"].unique())
            constants = {"department": department, "job": job, "origin": "bench"} | dict.fromkeys(
                ("removed", "gone", "uncredited", "voice"), False
            )
            credits = credits.with_columns(on_screen=True, **{name: pl.lit(value) for name, value in constants.items()})
            self.copy("films_credit", credits, ("character", "credited_as", "note", "work"))
        people = pl.DataFrame({"id": pl.concat(known).sort()})
        name = pl.lit("Person ") + pl.col("id").cast(pl.String)
        people = people.with_columns(
            kind=pl.lit("person"), name=name, sort_name=name, adult=False, credit_count=0, locked_fields=pl.lit("{}"),
            created_at=pl.lit("now"), updated_at=pl.lit("now"),
        )  # fmt: skip
        empty = ("biography", "birth_place", "known_for_department", "homepage", "portrait_path")
        self.copy("people_person", people, empty)

    def film_rows(self) -> None:
        films = self.films
        words = max(films // 5, 20_000)
        languages = [f"l{chr(97 + i)}" for i in range(26)]
        self.copy("films_language", pl.DataFrame({"code": languages, "name": languages}))
        year = np.maximum(2026 - self.random.exponential(20, films), 1890).astype(np.int32)
        language = np.minimum(self.random.geometric(0.4, films), 26) - 1
        series = np.where(np.arange(films) % 20 == 0, np.arange(films) // 20 // 3 + 1, 0)
        frame = pl.DataFrame({
            "id": np.arange(1, films + 1), "title": self.texts(2, max(films // 10, 5000)),
            "overview": self.texts(30, words), "release_date": year, "collection_id": series,
            "original_language_id": named(languages, language + 1),
        })  # fmt: skip
        frame = frame.with_columns(
            pl.col("release_date").cast(pl.String), pl.col("collection_id").replace(0, None),
            original_title=pl.col("title"), sort_title=pl.col("title"), adult=False, locked_fields=pl.lit("{}"),
            created_at=pl.lit("now"), updated_at=pl.lit("now"),
        )  # fmt: skip
        self.copy("films_film", frame, ("tagline", "status", "homepage", "poster_path", "backdrop_path"))
        votes = (self.random.pareto(0.6, films) * 3).astype(np.int64) % 40_000
        voted = pl.DataFrame({"film_id": np.arange(1, films + 1), "count": votes}).filter(pl.col("count") > 0)
        voted = voted.with_columns(site=pl.lit("tmdb"), average=7, origin=pl.lit("bench"))
        self.copy("films_filmvotes", voted)

    def texts(self, each: int, words: int) -> pl.Series:
        """A line a film, of made-up words."""
        numbers = np.arange(words)[:, None] // 26 ** np.arange(LETTERS)[::-1] % 26 + 97
        vocabulary = pl.Series([bytes(row).decode() for row in numbers.astype(np.uint8)])
        lines = self.zipf(each, words)
        lines = lines.with_columns(word=named(vocabulary, lines["value"]))
        return lines.group_by("film_id", maintain_order=True).agg(pl.col("word").str.join(" "))["word"]

    def copy(self, table: str, frame: pl.DataFrame, empty: Sequence[str] = ()) -> None:
        frame = frame.with_columns(**{name: pl.lit("") for name in empty})
        copy_in(self.cursor, table, frame, empty)


def copy_in(cursor: CursorWrapper, table: str, frame: pl.DataFrame, empty: Sequence[str] = ()) -> None:
    names = ", ".join(f'"{name}"' for name in frame.columns)
    options = f", FORCE_NOT_NULL ({', '.join(empty)})" if empty else ""
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv{options})") as copy:
        for part in frame.iter_slices(100_000):
            copy.write(part.write_csv(include_header=False))


def named(names: Sequence[str] | pl.Series, numbers: Any) -> pl.Series:
    """The names of these numbers, which begin at 1."""
    return pl.Series(names).gather(np.asarray(numbers) - 1)


def film_ids(sample: int, at_most: int | None = None) -> list[int]:
    """So many films, evenly from all, or from the first."""
    films = min(Film.objects.count(), at_most or sys.maxsize)
    return list(range(1, films + 1, max(films // sample, 1)))[:sample]
