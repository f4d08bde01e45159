"""The column `characters` of title.principals: a JSON array as text, in a file that escapes nothing itself."""

import json

import polars as pl

from films.importers.characters import read_character
from films.importers.imdb_files import COLUMNS
from films.importers.imdb_lines import LINE, Refuse
from films.importers.imdb_vocabulary import HEARD_ONLY

LONGEST_TEXT = 1000
# One name in brackets, or several: nothing that JSON escapes, no notes, words apart by one space.
_WORD = r'[^"\\(\x00-\x1f\s]+'
PLAIN = rf'^\["{_WORD}(?:(?:[\s--\x00-\x1f]{_WORD})*|(?: {_WORD})*(?:","{_WORD}(?: {_WORD})*)+)"\]$'


Read = dict[str, tuple[str, bool, bool, str]]


def readable(table: pl.DataFrame, refuse: Refuse) -> tuple[pl.DataFrame, Read]:
    """Without rows that name no parts in JSON; and what the cells say that are not as plain as nearly all are."""
    cell = pl.col("characters")
    found = {text: _read_characters(text) for text in table.filter(_odd())["characters"].unique().to_list()}
    reasons = {text: each for text, each in found.items() if isinstance(each, str)}
    if reasons:
        bad = cell.is_in(list(reasons)).fill_null(False)
        reason = cell.replace_strict(reasons, default="", return_dtype=pl.String)
        columns = COLUMNS["title.principals"]
        raw = pl.concat_str([pl.col(column).fill_null("\\N") for column in columns], separator="\t")
        for line, why, row in table.filter(bad).select(LINE, reason, raw.alias("row")).iter_rows():
            refuse(line, why, row)
        table = table.filter(~bad)
    return table, {text: each for text, each in found.items() if not isinstance(each, str)}


def with_characters(table: pl.DataFrame, read: Read) -> pl.DataFrame:
    """The parts played, as one text, and what was said of them in brackets."""
    cell = pl.col("characters")
    heard = pl.col("category").is_in(HEARD_ONLY)
    odd = table.select(cell.is_in(list(read)).fill_null(False)).to_series()
    table = table.with_columns(
        cell.str.slice(2).str.head(-2).str.replace_all('","', " / ", literal=True).fill_null("").alias("character"),
        heard.alias("voice"), pl.lit(False).alias("uncredited"), pl.lit("").alias("credited_as"),
    )  # fmt: skip
    if not odd.any():
        return table
    places = odd.arg_true()
    rows = [(*read[text], voice) for text, voice in table[places].select("characters", "voice").iter_rows()]
    return table.with_columns(
        table["character"].scatter(places, [row[0] for row in rows]),
        table["voice"].scatter(places, [row[1] or row[4] for row in rows]),
        table["uncredited"].scatter(places, [row[2] for row in rows]),
        table["credited_as"].scatter(places, [row[3] for row in rows]),
    )


def _odd() -> pl.Expr:
    cell = pl.col("characters")
    plain = (cell.str.len_bytes() < LONGEST_TEXT) & cell.str.contains(PLAIN)
    return (cell.is_not_null() & ~plain).fill_null(False)


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
