"""IMDb's tables as rows of ours, for an empty catalogue: what rows.py does record by record, column by column."""

import io
import json
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import polars as pl

from films.importers import tables
from films.importers.identities import Vocabulary
from films.importers.imdb import MOST_IDS
from films.importers.imdb_records import SOURCE, Films
from films.importers.tables import Table
from moviedb.lib.text import sort_title

_NONE = {"removed": "false", "gone": "false"}
_IMDB = {"origin": f"'{SOURCE}'"}
# The tables, in turn for one and the other of two workers; with the columns that are the same for all of IMDb's rows,
# "now" and "run" being those of the import.
TABLES: dict[Table, dict[str, str]] = {
    tables.PERSON: {
        "kind": "'person'", **dict.fromkeys(("biography", "birth_place", "homepage", "portrait_path"), "''"),
        "adult": "false", "locked_fields": "'{}'", "created_at": "now", "updated_at": "now",
    },
    tables.PERSON_NAMES: {"kind": "'name'", "language": "''", "origin": "'person'", **_NONE},
    tables.PERSON_VALUES: {"source": f"'{SOURCE}'", "first_run_id": "run", "runs": "'{}'"},
    tables.PERSON_ID: {"source": f"'{SOURCE}'"},
    tables.CREDIT: {"work": "''", **_IMDB, **_NONE},
    tables.FILM_NAMES: {"popularity": "0", **_NONE},
    tables.CREDIT_KEY: {"source": f"'{SOURCE}'"},
    tables.FILM: {
        **dict.fromkeys(("tagline", "overview", "status", "homepage", "poster_path", "backdrop_path"), "''"),
        "locked_fields": "'{}'", "created_at": "now", "updated_at": "now",
    },
    tables.FILM_VALUES: {"source": f"'{SOURCE}'", "first_run_id": "run", "runs": "'{}'"},
    tables.FILM_ID: {"source": f"'{SOURCE}'"},
    tables.GENRES: {**_IMDB, **_NONE},
    tables.VOTES: {"site": f"'{SOURCE}'", **_IMDB},
}  # fmt: skip
ORIGIN = pl.lit(SOURCE).alias("origin")
Rows = tuple[Table, pl.DataFrame]
# What JSON does not hold as it is: few names have any of it.
ESCAPED = r"""[\x00-\x1f"\\]"""
ARTICLE = r"(?i)^(?:the|an?) "


def to_csv(table: pl.DataFrame) -> bytes:
    """In the dialect of CSV_OPTIONS, in which next to nothing needs quoting: neither titles nor JSON."""
    stream = io.BytesIO()
    table.write_csv(stream, include_header=False, separator="\t", quote_char="\x01")
    return stream.getvalue()


class ImdbRows:
    """Numbers every row, with ids that `take` gives for a table; counts the credits of each person."""

    def __init__(self, vocabulary: Vocabulary, take: Callable[[Table, int], range]) -> None:
        self.vocabulary = vocabulary
        self.take = take
        # By the number in IMDb's id. Untouched parts of such an array take no memory.
        self.people = np.zeros(MOST_IDS, np.int32)
        self.credit_counts = np.zeros(MOST_IDS, np.int32)

    def films(self, window: Films) -> Iterator[Rows]:
        films = self._numbered(tables.FILM, _with_titles(window.films))
        film = pl.col("tt").replace_strict(films["tt"], films["id"], return_dtype=pl.Int32).alias("film_id")
        films = films.with_columns(pl.col("id").alias("film_id"))
        votes, names, credits = (
            table.with_columns(film if table.height else pl.lit(None, pl.Int32).alias("film_id"))
            for table in (window.votes, window.names, window.credits)
        )
        yield tables.FILM, films.select(
            "id", "title", pl.col("original").alias("original_title"), "sort_title",
            pl.col("year").alias("release_date"), "runtime", "adult",
        )  # fmt: skip
        yield self._rows(tables.FILM_ID, films.select("film_id", pl.col("tconst").alias("value")))
        values = _film_json(films, votes, names).alias("values")
        yield self._rows(tables.FILM_VALUES, films.select("film_id", values))
        yield self._rows(tables.GENRES, self._genres(films))
        yield self._rows(tables.FILM_NAMES, _film_names(films, names))
        yield self._rows(tables.VOTES, votes.select("film_id", "average", "count"))
        yield from self._credits(credits)

    def number_people(self, people: pl.DataFrame) -> None:
        """Before anything else is asked of them."""
        self.people[people["nm"].to_numpy()] = self.take(tables.PERSON, people.height)

    def people_values(self, people: pl.DataFrame) -> Iterator[Rows]:
        """What can be written of people before their credits are counted."""
        number = pl.Series("person_id", self.people[people["nm"].to_numpy()])
        yield self._rows(tables.PERSON_ID, people.select(number, pl.col("nconst").alias("value")))
        yield self._rows(tables.PERSON_VALUES, people.select(number, _person_json(people).alias("values")))

    def people_rows(self, people: pl.DataFrame) -> Iterator[Rows]:
        numbers = people["nm"].to_numpy()
        person, count = (
            pl.Series(name, of[numbers]) for name, of in (("id", self.people), ("credit_count", self.credit_counts))
        )
        yield tables.PERSON, people.select(
            person, "name", pl.col("name").alias("sort_name"), pl.col("birth").alias("birth_date"),
            pl.col("death").alias("death_date"), pl.col("department").fill_null("").alias("known_for_department"),
            count,
        )  # fmt: skip
        names = people.select(person.alias("person_id"), pl.col("name").alias("text"), count.alias("popularity"))
        yield self._rows(tables.PERSON_NAMES, names)

    def _credits(self, credits: pl.DataFrame) -> Iterator[Rows]:
        numbers = credits["nm"].to_numpy()
        person = self.people[numbers]
        people, counts = np.unique(numbers, return_counts=True)
        self.credit_counts[people] += counts.astype(np.int32)
        for department, job in credits.select("department", "job").unique().sort("department", "job").iter_rows():
            self.vocabulary.job(department, job)
        credits = self._numbered(tables.CREDIT, credits.with_columns(pl.Series("person_id", person)))
        yield tables.CREDIT, credits.select(
            "id", "film_id", "person_id", "department", "job", "character", "billing_order", "credited_as", "note",
            # As shorter words: 0 and 1 instead of false and true.
            pl.col("uncredited", "voice", "on_screen").cast(pl.Int8),
        )  # fmt: skip
        # As the index of keys has them.
        keys = credits.select(pl.col("id").alias("credit_id"), pl.col("key").alias("value")).sort("value")
        yield self._rows(tables.CREDIT_KEY, keys)

    def _genres(self, films: pl.DataFrame) -> pl.DataFrame:
        """Two names of one genre are one."""
        rows = films.select("film_id", pl.col("genres").alias("genre")).explode("genre").drop_nulls()
        numbers = {name: self.vocabulary.genre(name) for name in rows["genre"].unique(maintain_order=True)}
        rows = rows.select("film_id", pl.col("genre").replace_strict(numbers, return_dtype=pl.Int32).alias("genre_id"))
        if not rows.height:
            return rows.with_columns(pl.lit(0).alias("position"))
        pair = pl.col("film_id").cast(pl.Int64) * 2**31 + pl.col("genre_id")
        rows = rows.filter(pair.is_first_distinct())
        film = rows["film_id"].to_numpy()
        position = np.arange(len(film)) - np.searchsorted(film, film)
        return rows.with_columns(pl.Series("position", position))

    def _numbered(self, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
        numbers = self.take(table, rows.height)
        return rows.with_columns(pl.int_range(numbers.start, numbers.stop, dtype=pl.Int32).alias("id"))

    def _rows(self, table: Table, rows: pl.DataFrame) -> Rows:
        return table, self._numbered(table, rows)


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
    """What `film_values` gives, as `as_text` writes it: only what is stated has a key."""
    parts = [_json_text(names, column) for column in ("kind", "language", "region", "text", "note")]
    said = names.select("film_id", _json_array(parts).alias("name"))
    # Of lists polars joins the texts many times as fast as of groups.
    said = said.group_by("film_id", maintain_order=True).agg("name").with_columns(pl.col("name").list.join(", "))
    rated = votes.select("film_id", _json_array([pl.lit(f'"{SOURCE}"'), "average", "count"]).alias("votes"))
    rows = films.with_columns(
        _json_text(films, "title"), _json_text(films, "original"), genres=_json_list(films, "genres")
    ).join(said, on="film_id", how="left", maintain_order="left").join(
        rated, on="film_id", how="left", maintain_order="left"
    )  # fmt: skip
    return rows.select(
        pl.concat_str(
            [
                pl.lit("{"), pl.when("adult").then(pl.lit('"adult": true, ')),
                pl.concat_str([pl.lit('"names": ['), pl.col("name"), pl.lit("], ")]),
                pl.lit('"title": '), pl.col("title"),
                _member("votes", "[" + pl.col("votes") + "]"),
                _member("genres", "[" + pl.col("genres") + "]", pl.col("genres") != ""),
                _member("runtime", pl.col("runtime").cast(pl.String)),
                _member("release_date", '"' + pl.col("year") + '"'),
                _member("original_title", pl.col("original"), pl.col("original") != '""'),
                pl.lit("}"),
            ],
            ignore_nulls=True,
        )
    ).to_series()  # fmt: skip


def _person_json(people: pl.DataFrame) -> pl.Series:
    return people.with_columns(_json_text(people, "name")).select(
        pl.concat_str(
            [
                pl.lit('{"name": '), pl.col("name"),
                _member("birth_date", '"' + pl.col("birth") + '"'),
                _member("death_date", '"' + pl.col("death") + '"'),
                _member("known_for_department", '"' + pl.col("department") + '"'),
                pl.lit("}"),
            ],
            ignore_nulls=True,
        )
    ).to_series()  # fmt: skip


def _member(name: str, value: pl.Expr, condition: pl.Expr | None = None) -> pl.Expr:
    """Null, which a text is joined without, where there is no value or the condition is not met."""
    member = pl.concat_str([pl.lit(f', "{name}": '), value])
    return member if condition is None else pl.when(condition).then(member)


def _json_text(table: pl.DataFrame, column: str) -> pl.Expr:
    texts = table[column]
    odd = table.select(pl.col(column).str.contains(ESCAPED).fill_null(False).arg_true()).to_series()
    if len(odd):
        texts = texts.scatter(odd, [json.dumps(text, ensure_ascii=False)[1:-1] for text in texts[odd]])
    return pl.concat_str([pl.lit('"'), pl.lit(texts), pl.lit('"')]).alias(column)


def _json_list(table: pl.DataFrame, column: str) -> pl.Expr:
    """The elements, quoted; no list at all gives an empty text."""
    quoted = pl.col(column)
    if table.select(pl.col(column).explode().str.contains(ESCAPED).any()).item():
        quoted = quoted.list.eval(
            pl.element().map_elements(lambda text: json.dumps(text, ensure_ascii=False)[1:-1], return_dtype=pl.String)
        )
    joined = quoted.list.join('", "')
    return pl.when(pl.col(column).list.len() > 0).then('"' + joined + '"').otherwise(pl.lit(""))


def _json_array(parts: Sequence[pl.Expr | str]) -> pl.Expr:
    return pl.concat_str([pl.lit("["), pl.concat_str(parts, separator=", "), pl.lit("]")])


def _empty(name: str) -> pl.Expr:
    return pl.lit("").alias(name)
