"""From a block of lines to a table of cells. polars fills short rows with nulls and skips nothing without a word, so
the structure is asked for first: as one comparison of bytes, and line by line only in a block that fails it.
"""

import io
from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

LINE = "line"
NULL = "\\N"
_ALL_BUT_TABS_AND_ENDS = bytes(byte for byte in range(256) if byte not in b"\t\n")
Refuse = Callable[[int, str, str], None]  # line, reason, row


def read_block(block: bytes, first: int, columns: Sequence[str], refuse: Refuse) -> pl.DataFrame:
    """The cells as text, \\N as null, and each row's line; rows of another shape are refused."""
    table = _cells_of_sound(block, columns)
    if table is not None:
        return table.with_columns(pl.int_range(first, first + table.height, dtype=pl.Int32).alias(LINE))
    sound, lines = _without_faults(block, first, len(columns), refuse)
    return _cells(sound, columns).with_columns(pl.Series(LINE, lines))


def _without_faults(block: bytes, first: int, columns: int, refuse: Refuse) -> tuple[bytes, NDArray[np.int32]]:
    """The lines that have the columns, without carriage returns, and their numbers. Only odd lines are looked at."""
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n"))
    taken = np.ones(len(ends), np.bool_)
    parts = []
    start = 0  # of what was not handed on yet
    for place in np.flatnonzero(_odd_lines(block, ends, columns)).tolist():
        begin = int(ends[place - 1]) + 1 if place else 0
        line = block[begin : ends[place]].removesuffix(b"\r")
        parts.append(block[start:begin])
        if reason := _fault(line, columns):
            refuse(first + place, reason, line[:2000].decode("utf-8", "replace"))
            taken[place] = False
        else:
            parts += (line, b"\n")
        start = int(ends[place]) + 1
    parts.append(block[start:])
    return b"".join(parts), (np.flatnonzero(taken) + first).astype(np.int32)


def _odd_lines(block: bytes, ends: NDArray[np.int64], columns: int) -> NDArray[np.bool_]:
    """Which lines may have a fault, or end as Windows has it; all others are sound."""
    letters = np.frombuffer(block, np.uint8)
    tabs = np.searchsorted(np.flatnonzero(letters == ord("\t")), ends)
    odd = np.asarray(np.diff(tabs, prepend=0) != columns - 1)
    asked = [np.flatnonzero(letters == 0), ends[letters[ends - 1] == ord("\r")]]
    try:
        block.decode()
    except UnicodeDecodeError:
        asked.append(np.flatnonzero(letters > 127))
    for places in asked:
        odd[np.searchsorted(ends, places)] = True
    return odd


def _cells_of_sound(block: bytes, columns: Sequence[str]) -> pl.DataFrame | None:
    shape = b"\t" * (len(columns) - 1) + b"\n"
    # One byte is found many times as fast as two.
    if b"\0" in block or (b"\r" in block and b"\r\n" in block):
        return None
    found = block.translate(None, _ALL_BUT_TABS_AND_ENDS)
    if found != shape * (len(found) // len(shape)):
        return None
    try:
        return _cells(block, columns)
    except pl.exceptions.ComputeError:
        # What is not UTF-8.
        return None


def _fault(line: bytes, columns: int) -> str:
    cells = line.count(b"\t") + 1
    if cells != columns:
        return "is empty" if not line else f"{cells} cells instead of {columns}"
    if b"\0" in line:
        return "holds a NUL character"
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return f"is not UTF-8 ({error.reason} at byte {error.start + 1})"
    return ""


def _cells(block: bytes, columns: Sequence[str]) -> pl.DataFrame:
    schema = dict.fromkeys(columns, pl.String())
    if not block:
        return pl.DataFrame(schema=schema)
    # IMDb's dumps quote and escape nothing: a quotation mark is a letter.
    return pl.read_csv(
        io.BytesIO(block),
        separator="\t",
        quote_char=None,
        has_header=False,
        schema=schema,
        null_values=NULL,
        empty_string_is_null=False,
    )


def keep_good(table: pl.DataFrame, faults: Sequence[tuple[pl.Expr, str]], columns: Sequence[str], refuse: Refuse) -> (
    pl.DataFrame
):  # fmt: skip
    """Rows without a fault; of each other row the first fault is told. A condition that is null is no fault."""
    if not table.height or not table.select(pl.any_horizontal(f.fill_null(False).any() for f, _ in faults)).item():
        return table
    reason = pl.coalesce(pl.when(fault).then(pl.lit(text)) for fault, text in faults)
    judged = table.with_columns(reason.alias("reason"))
    raw = pl.concat_str([pl.col(column).fill_null(NULL) for column in columns], separator="\t")
    bad = judged.filter(pl.col("reason").is_not_null()).select(LINE, "reason", raw.alias("row"))
    for line, why, row in bad.iter_rows():
        refuse(line, why, row)
    return judged.filter(pl.col("reason").is_null()).drop("reason")
