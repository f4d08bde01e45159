"""IMDb's tables as rows of ours, for an empty catalogue: what rows.py does record by record, column by column."""

import io
import json
from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from films.importers import tables
from films.importers.identities import Vocabulary
from films.importers.imdb import MOST_IDS
from films.importers.imdb_records import SOURCE, Films
from films.importers.tables import Table
from moviedb.lib.text import sort_title

TABLES = (
    tables.PERSON, tables.PERSON_ID, tables.PERSON_VALUES, tables.PERSON_NAMES, tables.FILM, tables.FILM_ID,
    tables.FILM_VALUES, tables.GENRES, tables.FILM_NAMES, tables.VOTES, tables.CREDIT, tables.CREDIT_KEY,
)  # fmt: skip
ORIGIN = pl.lit(SOURCE).alias("origin")
# JSON has no bare control characters; names with them are rare.
CONTROLS = r"[\x00-\x1f\x7f]"
ARTICLE = r"(?i)^(?:the|an?) "


def to_csv(table: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    table.write_csv(stream, include_header=False)
    return stream.getvalue()


def columns_of(table: Table) -> tuple[str, ...]:
    return (*table.columns, *(name for name, _ in table.constants))


class ImdbRows:
    """Numbers films, people and credits from the ids it is given; counts the credits of each person."""

    def __init__(self, vocabulary: Vocabulary, run: int, now: str, first_person: int, first_credit: int) -> None:
        self.vocabulary = vocabulary
        self.run = run
        self.now = now
        self.next_credit = first_credit
        self.next_person = first_person
        # By the number in IMDb's id. Untouched parts of such an array take no memory.
        self.people = np.zeros(MOST_IDS, np.int32)
        self.credit_counts = np.zeros(0, np.int32)
        self.first_person = first_person

    def number_people(self, people: pl.DataFrame) -> None:
        self.people[people["nm"].to_numpy()] = np.arange(self.next_person, self.next_person + people.height)
        self.next_person += people.height

    def films(self, window: Films, first: int) -> Iterator[tuple[Table, pl.DataFrame]]:
        ids = (
            window.films.select("tt").with_row_index("film_id", offset=first).with_columns(pl.col("film_id").cast(int))
        )
        films = _with_titles(window.films.join(ids, on="tt", how="left", maintain_order="left"))
        votes, names, credits = (
            table.join(ids, on="tt", how="left", maintain_order="left")
            for table in (window.votes, window.names, window.credits)
        )
        yield tables.FILM, self._constants(tables.FILM, films.select(
            pl.col("film_id").alias("id"), "title", pl.col("original").alias("original_title"),
            _null("original_language_id"), "sort_title", _empty("tagline"), _empty("overview"),
            pl.col("year").alias("release_date"), _empty("status"), "runtime", _null("budget"), _null("revenue"),
            _empty("homepage"), _null("popularity"), "adult", _empty("poster_path"), _empty("backdrop_path"),
            _null("collection_id"),
        ))  # fmt: skip
        yield tables.FILM_ID, films.select("film_id", pl.lit(SOURCE), "tconst")
        yield tables.FILM_VALUES, self._values(films, _film_json(films, votes, names), "film_id")
        yield tables.GENRES, self._constants(tables.GENRES, self._genres(films))
        yield tables.FILM_NAMES, self._constants(tables.FILM_NAMES, _film_names(films, names))
        yield tables.VOTES, votes.select("film_id", pl.lit(SOURCE).alias("site"), "average", "count", ORIGIN)
        yield from self._credits(credits)

    def people_rows(self, people: pl.DataFrame) -> Iterator[tuple[Table, pl.DataFrame]]:
        number = self.people[people["nm"].to_numpy()]
        people = people.with_columns(pl.Series("person_id", number))
        people = people.with_columns(pl.Series("credit_count", self.credit_counts[number - self.first_person]))
        yield tables.PERSON, self._constants(tables.PERSON, people.select(
            pl.col("person_id").alias("id"), pl.lit("person").alias("kind"), "name", pl.col("name").alias("sort_name"),
            _empty("biography"), pl.col("birth").alias("birth_date"), pl.col("death").alias("death_date"),
            _empty("birth_place"), _null("gender"), pl.col("department").fill_null("").alias("known_for_department"),
            _empty("homepage"), _empty("portrait_path"), _null("popularity"), pl.lit(False).alias("adult"),
        ), credit_count=people["credit_count"])  # fmt: skip
        yield tables.PERSON_ID, people.select("person_id", pl.lit(SOURCE), "nconst")
        yield tables.PERSON_VALUES, self._values(people, _person_json(people), "person_id")
        yield tables.PERSON_NAMES, self._constants(tables.PERSON_NAMES, people.select(
            "person_id", pl.lit("name").alias("kind"), _empty("language"), pl.col("name").alias("text"),
            pl.lit("person").alias("origin"),
        ), popularity=people["credit_count"])  # fmt: skip

    def finish_counts(self) -> None:
        """Before the first of `people_rows`; also where no film names anybody."""
        if not len(self.credit_counts):
            self.credit_counts = np.zeros(self.next_person - self.first_person, np.int32)

    def _credits(self, credits: pl.DataFrame) -> Iterator[tuple[Table, pl.DataFrame]]:
        person = self.people[credits["nm"].to_numpy()]
        first, self.next_credit = self.next_credit, self.next_credit + credits.height
        self.finish_counts()
        self.credit_counts += np.bincount(person - self.first_person, minlength=len(self.credit_counts)).astype(
            np.int32
        )
        for department, job in credits.select("department", "job").unique().sort("department", "job").iter_rows():
            self.vocabulary.job(department, job)
        credits = credits.with_columns(
            pl.Series("person_id", person), pl.int_range(first, first + credits.height).alias("id")
        )
        yield tables.CREDIT, self._constants(tables.CREDIT, credits.select(
            "id", "film_id", "person_id", "department", "job", "character", "billing_order", "credited_as", "note",
            "uncredited", "voice", "on_screen", _null("performed_for_id"), _empty("work"), ORIGIN,
        ))  # fmt: skip
        yield tables.CREDIT_KEY, credits.select(pl.col("id").alias("credit_id"), pl.lit(SOURCE), "key")

    def _genres(self, films: pl.DataFrame) -> pl.DataFrame:
        rows = films.select("film_id", pl.col("genres").alias("genre")).explode("genre").drop_nulls()
        numbers = {name: self.vocabulary.genre(name) for name in rows["genre"].unique(maintain_order=True)}
        rows = rows.select("film_id", pl.col("genre").replace_strict(numbers, return_dtype=pl.Int32).alias("genre_id"))
        rows = rows.unique(maintain_order=True)
        position = pl.int_range(pl.len()).over("film_id").alias("position")
        return rows.select("film_id", "genre_id", position, ORIGIN)

    def _values(self, rows: pl.DataFrame, values: pl.Series, owner: str) -> pl.DataFrame:
        return rows.select(
            owner, pl.lit(SOURCE).alias("source"), values.alias("values"), pl.lit(self.run).alias("run"),
            pl.lit("{}").alias("runs"),
        )  # fmt: skip

    def _constants(self, table: Table, rows: pl.DataFrame, **columns: pl.Series) -> pl.DataFrame:
        known = {"false": False, "'{}'": "{}", "now()": self.now, "0": 0}
        rest = [columns.get(name, pl.lit(known[value]).alias(name)) for name, value in table.constants]
        return (
            rows.with_columns([pl.Series(name, column) for name, column in columns.items()])
            .with_columns([each for each in rest if isinstance(each, pl.Expr)])
            .select(*table.columns, *(name for name, _ in table.constants))
        )


def _with_titles(films: pl.DataFrame) -> pl.DataFrame:
    """The title as it is filed. Few begin with an article."""
    titles = films.filter(pl.col("title").str.contains(ARTICLE))["title"].unique().to_list()
    filed = {title: sort_title(title, "") for title in titles}
    return films.with_columns((pl.col("title").replace(filed) if filed else pl.col("title")).alias("sort_title"))


def _film_names(films: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    own = [
        films.filter(condition).select(
            "film_id", pl.lit(kind).alias("kind"), _empty("language"), _empty("region"),
            pl.col(column).alias("text"), _empty("note"), pl.lit("film").alias("origin"),
        )
        for kind, column, condition in (
            ("title", "title", pl.lit(True)),
            ("original", "original", (pl.col("original") != "") & (pl.col("original") != pl.col("title"))),
        )
    ]  # fmt: skip
    given = names.select("film_id", "kind", "language", "region", "text", "note", ORIGIN)
    return pl.concat([given, *own])


def _film_json(films: pl.DataFrame, votes: pl.DataFrame, names: pl.DataFrame) -> pl.Series:
    """What `film_values` gives, as JSON text: only what is stated has a key."""
    parts = [_json_text(names, column) for column in ("kind", "language", "region", "text", "note")]
    said = names.select("film_id", _json_array(parts).alias("name"))
    said = said.group_by("film_id", maintain_order=True).agg(pl.col("name").str.join(","))
    rated = votes.select("film_id", _json_array([pl.lit(f'"{SOURCE}"'), "average", "count"]).alias("votes"))
    rows = films.with_columns(
        _json_text(films, "title"), _json_text(films, "original"), genres=_json_list(films, "genres")
    ).join(said, on="film_id", how="left", maintain_order="left").join(
        rated, on="film_id", how="left", maintain_order="left"
    )  # fmt: skip
    return rows.select(
        pl.concat_str(
            [
                pl.lit('{"title":'), pl.col("title"),
                _member("original_title", pl.col("original"), pl.col("original") != '""'),
                _member("release_date", '"' + pl.col("year") + '"'),
                _member("runtime", pl.col("runtime").cast(pl.String)),
                _member("adult", pl.lit("true"), pl.col("adult")),
                _member("genres", "[" + pl.col("genres") + "]", pl.col("genres") != ""),
                _member("names", "[" + pl.col("name") + "]"),
                _member("votes", "[" + pl.col("votes") + "]"),
                pl.lit("}"),
            ]
        )
    ).to_series()  # fmt: skip


def _person_json(people: pl.DataFrame) -> pl.Series:
    return people.with_columns(_json_text(people, "name")).select(
        pl.concat_str(
            [
                pl.lit('{"name":'), pl.col("name"),
                _member("birth_date", '"' + pl.col("birth") + '"'),
                _member("death_date", '"' + pl.col("death") + '"'),
                _member("known_for_department", '"' + pl.col("department") + '"'),
                pl.lit("}"),
            ]
        )
    ).to_series()  # fmt: skip


def _member(name: str, value: pl.Expr, condition: pl.Expr | None = None) -> pl.Expr:
    condition = value.is_not_null() if condition is None else condition
    return pl.when(condition).then(pl.lit(f',"{name}":') + value).otherwise(pl.lit("")).fill_null("")


def _json_text(table: pl.DataFrame, column: str, text: pl.Expr | None = None) -> pl.Expr:
    text = pl.col(column) if text is None else text
    escaped = text.str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    odd = table.filter(pl.col(column).str.contains(CONTROLS))[column].unique().to_list()
    if odd:
        replaced = {value: json.dumps(value, ensure_ascii=False)[1:-1] for value in odd}
        escaped = pl.when(text.is_in(odd)).then(text.replace(replaced)).otherwise(escaped)
    return pl.concat_str([pl.lit('"'), escaped, pl.lit('"')]).alias(column)


def _json_list(table: pl.DataFrame, column: str) -> pl.Expr:
    """The elements, quoted; no list at all gives an empty text."""
    return (
        pl.col(column)
        .list.eval(_json_text(table.select(pl.col(column).explode()), column, pl.element()))
        .list.join(",")
    )


def _json_array(parts: Sequence[pl.Expr | str]) -> pl.Expr:
    return pl.concat_str([pl.lit("["), pl.concat_str(parts, separator=","), pl.lit("]")])


def _empty(name: str) -> pl.Expr:
    return pl.lit("").alias(name)


def _null(name: str) -> pl.Expr:
    return pl.lit(None, pl.String).alias(name)
