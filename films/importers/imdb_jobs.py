"""What IMDb's words for people's work are here: a department and a job, and a note of what is left."""

import hashlib
from collections.abc import Callable

import polars as pl

from films.importers.imdb_vocabulary import CATEGORIES, JOBS, NOTES

LONGEST_KEY = 300
# In the order of their names, as an index has them.
DEPARTMENTS = sorted({department for department, _ in CATEGORIES.values()} | {"Crew"})


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
