"""From the cells of IMDb's dumps to typed tables in our own terms; rows that cannot be are refused with their line.

`sound_…` only refuses: it is asked of the rows of titles that nobody wants, too, for a bad row is named anyhow.
"""

import hashlib
from collections.abc import Callable

import polars as pl

from films.importers.cells import MOST_INT
from films.importers.imdb_characters import readable, with_characters
from films.importers.imdb_files import COLUMNS
from films.importers.imdb_lines import LINE, Refuse, keep_good
from films.importers.imdb_vocabulary import (
    CATEGORIES,
    JOBS,
    NAME_KINDS,
    NOTES,
    OTHER_NAME_KIND,
    PROFESSIONS,
)
from moviedb.lib.folding import fold

LONGEST_TEXT = 1000
# An index holds no longer text; only long ones are looked at.
MOST_INDEXED = 2400
LONGEST_NOTE = 200
LONGEST_JOB_NOTE = 500
LONGEST_KEY = 300
# In the order of their names, as an index has them.
DEPARTMENTS = sorted({department for department, _ in CATEGORIES.values()} | {"Crew"})
# Several values in one cell of title.akas.
LIST_SEPARATOR = "\x02"


def people(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    table = keep_good(
        cells,
        [
            _no_id("nconst", "nm"),
            *_no_text(cells, "primaryName"),
            _no_year("birthYear"),
            _no_year("deathYear"),
        ],
        COLUMNS["name.basics"],
        refuse,
    )
    first = pl.col("primaryProfession").str.split(",").list.first()
    return table.select(
        LINE, number("nconst").alias("nm"), pl.col("nconst"), pl.col("primaryName").alias("name"),
        _year("birthYear").alias("birth"), _year("deathYear").alias("death"),
        first.replace_strict(PROFESSIONS, default=None, return_dtype=pl.String).alias("department"),
    )  # fmt: skip


def with_title(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    """Cells of any dump but name.basics, with the number of their title."""
    columns = [column for column in cells.columns if column != LINE]
    table = keep_good(cells, [_no_id(columns[0], "tt")], columns, refuse)
    return table.with_columns(number(columns[0]).alias("tt"))


def titles(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    table = keep_good(
        cells,
        [
            _no_id("tconst", "tt"),
            *_no_text(cells, "primaryTitle"),
            *_no_text(cells, "originalTitle", optional=True),
            (~pl.col("isAdult").is_in(["0", "1"]), "isAdult: is neither 0 nor 1"),
            _no_year("startYear"),
            _no_year("endYear"),
            (~pl.col("runtimeMinutes").str.contains(r"^[0-9]{1,9}$"), "runtimeMinutes: is no whole number"),
            (pl.col("genres").str.split(",").list.eval(pl.element().str.len_chars() > 100).list.any(),
             "genres: one has more than 100 letters"),
        ],
        COLUMNS["title.basics"],
        refuse,
    )  # fmt: skip
    runtime = pl.col("runtimeMinutes").cast(pl.Int32)
    original = pl.col("originalTitle")
    return table.select(
        LINE, number("tconst").alias("tt"), "tconst", pl.col("titleType").fill_null("").alias("type"),
        pl.col("primaryTitle").alias("title"), original.fill_null("").alias("original"),
        (pl.col("isAdult") == "1").fill_null(False).alias("adult"), _year("startYear").alias("year"),
        pl.when(runtime > 0).then(runtime).alias("runtime"),
        pl.col("genres").str.split(",").list.eval(pl.element().filter(pl.element() != "")).fill_null([])
        .list.unique(maintain_order=True).alias("genres"),
    )  # fmt: skip


def sound_ratings(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    average = pl.col("averageRating").cast(pl.Float64, strict=False)
    count = pl.col("numVotes").cast(pl.Int64, strict=False)
    return keep_good(
        cells,
        [
            *_no_title(cells, "tconst"),
            (~pl.col("averageRating").str.contains(r"^[0-9]{1,2}(\.[0-9]{1,3})?$").fill_null(False)
             | (average > 10), "averageRating: is no number between 0 and 10"),
            (~pl.col("numVotes").str.contains(r"^[0-9]{1,10}$").fill_null(False)
             | (count > MOST_INT) | (count < 1), "numVotes: is no whole number of 1 or more"),
        ],
        COLUMNS["title.ratings"],
        refuse,
    )  # fmt: skip


def ratings(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    return sound_ratings(cells, refuse).select(
        LINE, number("tconst").alias("tt"), "tconst", pl.col("averageRating").cast(pl.Float64).alias("average"),
        pl.col("numVotes").cast(pl.Int64).alias("count"),
    )  # fmt: skip


def sound_names(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    return keep_good(
        cells,
        [
            *_no_title(cells, "titleId"),
            (~pl.col("ordering").str.contains(r"^[0-9]{1,9}$").fill_null(False), "ordering: is no whole number"),
            *_no_text(cells, "title"),
            (pl.col("region").str.len_chars() > 10, "region: is too long"),
            (pl.col("language").str.len_chars() > 10, "language: is too long"),
            (~pl.col("isOriginalTitle").is_in(["0", "1"]), "isOriginalTitle: is neither 0 nor 1"),
        ],
        COLUMNS["title.akas"],
        refuse,
    )


def names(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    """`original` marks the row that repeats the film's own original title."""
    table = sound_names(cells, refuse)
    types = pl.col("types").fill_null("").str.split(LIST_SEPARATOR)
    kind = pl.coalesce(
        *(pl.when(types.list.contains(word)).then(pl.lit(kind)) for word, kind in NAME_KINDS.items()),
        pl.lit(OTHER_NAME_KIND),
    )
    said = [*NAME_KINDS, "alternative", "original", ""]
    note = pl.concat_list(types, pl.col("attributes").fill_null("").str.split(LIST_SEPARATOR))
    plain = pl.col("types").fill_null("").is_in(said) & pl.col("attributes").is_null()
    table = table.with_columns(
        kind.alias("kind"), plain.alias("plain"), (pl.col("isOriginalTitle") == "1").fill_null(False).alias("original")
    )
    noted = (
        pl.when(pl.col("plain")).then(None).otherwise(note).list.eval(pl.element().filter(~pl.element().is_in(said)))
    )
    return table.select(
        LINE, number("titleId").alias("tt"), pl.col("kind"), pl.col("language").fill_null(""),
        pl.col("region").fill_null(""), pl.col("title").alias("text"),
        noted.list.join(", ").fill_null("").str.slice(0, LONGEST_NOTE).alias("note"), pl.col("original"),
    )  # fmt: skip


def sound_credits(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    return readable(_sound_credits(cells, refuse), refuse)[0]


def _sound_credits(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    return keep_good(
        cells,
        [
            *_no_title(cells, "tconst"),
            (~pl.col("ordering").str.contains(r"^[0-9]{1,9}$").fill_null(False), "ordering: is no whole number"),
            _no_id("nconst", "nm"),
            (~pl.col("category").str.contains(r"^[a-z_]{1,60}$").fill_null(False), "category: is no category"),
            (pl.col("job").str.len_chars() > LONGEST_JOB_NOTE, f"job: has more than {LONGEST_JOB_NOTE} letters"),
        ],
        COLUMNS["title.principals"],
        refuse,
    )


def credits(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    table, read = readable(_sound_credits(cells, refuse), refuse)
    return with_characters(table, read).select(
        LINE, number("tconst").alias("tt"), number("nconst").alias("nm"), "tconst", "nconst", "category", "job",
        "characters", pl.col("ordering").cast(pl.Int32), "character", "credited_as", "uncredited", "voice",
    )  # fmt: skip


def sound_crew(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    people_list = r"^nm[0-9]{7,8}(,nm[0-9]{7,8})*$"
    return keep_good(
        cells,
        [
            *_no_title(cells, "tconst"),
            (~pl.col("directors").str.contains(people_list), "directors: is no list of ids"),
            (~pl.col("writers").str.contains(people_list), "writers: is no list of ids"),
        ],
        COLUMNS["title.crew"],
        refuse,
    )


def crew(cells: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    """One row per director or writer: what title.principals may lack."""
    table = sound_crew(cells, refuse)
    parts = [
        table.select(LINE, "tconst", pl.col(column).str.split(",").alias("nconst"), pl.lit(category).alias("category"))
        .filter(pl.col("nconst").is_not_null())
        .explode("nconst")
        for column, category in (("directors", "director"), ("writers", "writer"))
    ]
    text, none, no = pl.lit(None, pl.String), pl.lit(""), pl.lit(False)
    table = pl.concat(parts).unique([LINE, "nconst", "category"]).sort(LINE, "category", "nconst")
    return table.select(
        LINE, number("tconst").alias("tt"), number("nconst").alias("nm"), "tconst", "nconst", "category",
        text.alias("job"), text.alias("characters"), pl.lit(None, pl.Int32).alias("ordering"), none.alias("character"),
        none.alias("credited_as"), no.alias("uncredited"), no.alias("voice"),
    )  # fmt: skip


def with_jobs(table: pl.DataFrame) -> pl.DataFrame:
    """Rows of `credits` or `crew` as credits of ours; several of IMDb's words are one job."""
    category = pl.col("category")
    table = table.join(_jobs_of_categories(table), on="category", how="left", maintain_order="left").with_columns(
        pl.concat_str(
            [pl.col("tconst"), pl.col("nconst"), category, pl.col("job").fill_null(""),
             pl.col("characters").fill_null("")], separator="/",
        ).alias("key"),
    )  # fmt: skip
    acting = pl.col("department") == "Acting"
    table = _with_stated_jobs(table).with_columns(
        pl.when(acting).then(pl.col("ordering")).alias("billing_order"),
        (acting & ~pl.col("voice")).alias("on_screen"),
    )
    return _replaced(table, "key", pl.col("key").str.len_chars() > LONGEST_KEY, _short_key)


def _with_stated_jobs(table: pl.DataFrame) -> pl.DataFrame:
    """What the few rows that state a job say: a job of ours, or a note beside the usual one."""
    stated = table.select((pl.col("job").fill_null("") != "").arg_true()).to_series()
    known = {f"{department}/{word}": job for (department, word), job in JOBS.items()}
    few = table[stated]
    said = pl.col("department") + "/" + pl.col("job").str.to_lowercase()
    job = few.select(said.replace_strict(known, default=None, return_dtype=pl.String)).to_series()
    few = few.select(
        job.fill_null(few["usual"]).alias("job"),
        pl.when(job.is_null()).then(pl.col("job")).otherwise(pl.col("note")).alias("note"),
    )
    return table.with_columns(
        table["usual"].scatter(stated, few["job"]).alias("job"), table["note"].scatter(stated, few["note"])
    )


def _jobs_of_categories(table: pl.DataFrame) -> pl.DataFrame:
    """What each of IMDb's words is here; of an unknown one, what can be."""
    rows = []
    for category in table["category"].unique():
        department, usual = CATEGORIES.get(category, ("Crew", category[:1].upper() + category[1:].replace("_", " ")))
        rows.append((category, department, DEPARTMENTS.index(department), usual, NOTES.get(category, "")))
    schema = {"category": pl.String, "department": pl.String, "rank": pl.Int64, "usual": pl.String, "note": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _short_key(key: str) -> str:
    return f"{key[:200]}/{hashlib.sha256(key.encode()).hexdigest()}"


def _replaced(table: pl.DataFrame, column: str, where: pl.Expr, function: Callable[[str], str]) -> pl.DataFrame:
    """The few values of a column that meet a condition, replaced one by one."""
    odd = table.filter(where)[column].unique().to_list()
    return table.with_columns(pl.col(column).replace({text: function(text) for text in odd})) if odd else table


def _no_id(column: str, prefix: str) -> tuple[pl.Expr, str]:
    shape = rf"^{prefix}[0-9]{{7,8}}$"
    return ~pl.col(column).str.contains(shape).fill_null(False), f"{column}: is no id of the form {prefix}1234567"


def _no_title(cells: pl.DataFrame, column: str) -> list[tuple[pl.Expr, str]]:
    """Of cells that are `with_title` it was asked before."""
    return [] if "tt" in cells.columns else [_no_id(column, "tt")]


def _no_year(column: str) -> tuple[pl.Expr, str]:
    return ~pl.col(column).str.contains(r"^0{0,3}[1-9][0-9]{0,3}$"), f"{column}: is no year"


def _no_text(cells: pl.DataFrame, column: str, optional: bool = False) -> list[tuple[pl.Expr, str]]:
    text = pl.col(column)
    long = cells.filter(text.str.len_bytes() > LONGEST_TEXT // 2)[column].unique().to_list()
    unfit = text.is_in([value for value in long if _is_unfit(value)])
    empty = [] if optional else [((text == "").fill_null(True), f"{column}: is empty")]
    return [*empty, (unfit, f"{column}: has more than {LONGEST_TEXT} letters or {MOST_INDEXED} bytes")]


def _is_unfit(text: str) -> bool:
    return len(text) > LONGEST_TEXT or max(len(text.encode()), len(fold(text).encode())) > MOST_INDEXED


def number(column: str) -> pl.Expr:
    return pl.col(column).str.slice(2).cast(pl.Int32)


def _year(column: str) -> pl.Expr:
    return pl.col(column).str.zfill(4)
