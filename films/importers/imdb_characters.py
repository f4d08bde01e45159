"""The column `characters` of title.principals: a JSON array as text, in a file that escapes nothing itself."""

import json

import polars as pl

from films.importers.characters import read_character
from films.importers.imdb_files import COLUMNS
from films.importers.imdb_lines import LINE, Refuse
from films.importers.imdb_vocabulary import HEARD_ONLY

LONGEST_TEXT = 1000


def with_characters(table: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    """The parts played, as one text: nearly all are ["One Name"], which needs no reading of JSON."""
    cell = pl.col("characters")
    inner = cell.str.slice(2, cell.str.len_chars().cast(pl.Int64) - 4)
    plain = (
        cell.str.starts_with('["') & cell.str.ends_with('"]') & (cell.str.len_bytes() < LONGEST_TEXT)
        & ~cell.str.slice(2).str.head(-2).str.contains(r'["\\(\x00-\x1f]|\s\s|^\s|\s$')
    )  # fmt: skip
    odd = table.filter(cell.is_not_null() & ~plain).select("characters").unique().to_series().to_list()
    read = {text: _read_characters(text) for text in odd}
    reasons = {text: found for text, found in read.items() if isinstance(found, str)}
    if reasons:
        bad = cell.is_in(list(reasons))
        reason = cell.replace_strict(reasons, default="", return_dtype=pl.String)
        columns = COLUMNS["title.principals"]
        raw = pl.concat_str([pl.col(column).fill_null("\\N") for column in columns], separator="\t")
        for line, why, row in table.filter(bad).select(LINE, reason, raw.alias("row")).iter_rows():
            refuse(line, why, row)
        table = table.filter(~bad.fill_null(False))
    good = {text: found for text, found in read.items() if not isinstance(found, str)}
    parts = pl.DataFrame(
        [(text, *found) for text, found in good.items()],
        schema={"characters": pl.String, "character": pl.String, "voice": pl.Boolean, "uncredited": pl.Boolean,
                "credited_as": pl.String},
        orient="row",
    )  # fmt: skip
    heard = pl.col("category").is_in(HEARD_ONLY)
    return table.join(parts, on="characters", how="left", maintain_order="left").with_columns(
        pl.coalesce(pl.col("character"), inner, pl.lit("")).alias("character"),
        (pl.col("voice").fill_null(False) | heard).alias("voice"),
        pl.col("uncredited").fill_null(False),
        pl.col("credited_as").fill_null(""),
    )


def _read_characters(text: str) -> tuple[str, bool, bool, str] | str:
    """The text, the notes in brackets apart; or why it cannot be."""
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError):
        return "characters: is not JSON"
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return "characters: is no list of texts"
    joined = " / ".join(part for part in (" ".join(part.split()) for part in parts) if part)
    if "\0" in joined or not _is_text(joined):
        return "characters: holds what is no character"
    found = read_character(joined)
    if len(found.text) > LONGEST_TEXT or len(found.credited_as) > 300:
        return f"characters: has more than {LONGEST_TEXT} letters"
    return found.text, found.voice, found.uncredited, found.credited_as


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
