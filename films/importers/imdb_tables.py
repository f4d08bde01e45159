"""From the cells of IMDb's dumps to typed tables in our own terms; rows that cannot be are refused with their line.

`sound_…` only refuses: it is asked of the rows of titles that nobody wants, too, for a bad row is named anyhow.
"""

import polars as pl

from films.importers.cells import MOST_INT
from films.importers.imdb_characters import readable, with_characters
from films.importers.imdb_files import COLUMNS
from films.importers.imdb_lines import LINE, Refuse, keep_good
from films.importers.imdb_vocabulary import NAME_KINDS, OTHER_NAME_KIND, PROFESSIONS
from moviedb.lib.folding import fold

LONGEST_TEXT = 1000
# An index holds no longer text; only long ones are looked at.
MOST_INDEXED = 2400
LONGEST_NOTE = 200
LONGEST_JOB_NOTE = 500
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
    # Thousands of titles say the same of themselves.
    said = pl.concat_str(pl.col("types").fill_null(""), pl.col("attributes").fill_null(""), separator="\t")
    table = table.with_columns(said.alias("said"))
    meant = [(text, *_kind_and_note(*text.split("\t"))) for text in table["said"].unique()]
    told = pl.DataFrame(meant, schema=dict.fromkeys(("said", "kind", "note"), pl.String), orient="row")
    table = table.join(told, on="said", how="left", maintain_order="left")
    return table.select(
        LINE, number("titleId").alias("tt"), "kind", pl.col("language").fill_null(""),
        pl.col("region").fill_null(""), pl.col("title").alias("text"), "note",
        (pl.col("isOriginalTitle") == "1").fill_null(False).alias("original"),
    )  # fmt: skip


def _kind_and_note(types: str, attributes: str) -> tuple[str, str]:
    """The kind that the first known word names; what the other words say."""
    words = types.split(LIST_SEPARATOR)
    kind = next((kind for word, kind in NAME_KINDS.items() if word in words), OTHER_NAME_KIND)
    words += attributes.split(LIST_SEPARATOR)
    known = {*NAME_KINDS, "alternative", "original", ""}
    return kind, ", ".join(word for word in words if word not in known)[:LONGEST_NOTE]


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
