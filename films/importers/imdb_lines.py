"""From a block of lines to a table of cells. polars fills short rows with nulls and skips nothing without a word, so
the structure is asked for first: as one comparison of bytes, and line by line only in a block that fails it.
"""

import io
from collections.abc import Callable, Sequence

import polars as pl

LINE = "line"
NULL = "\\N"
_ALL_BUT_TABS_AND_ENDS = bytes(byte for byte in range(256) if byte not in b"\t\n")
Refuse = Callable[[int, str, str], None]  # line, reason, row


def read_block(block: bytes, first: int, columns: Sequence[str], refuse: Refuse) -> pl.DataFrame:
    """The cells as text, \\N as null, and each row's line; rows of another shape are refused."""
    table = _cells_of_sound(block, columns)
    if table is not None:
        return table.with_columns(pl.int_range(first, first + table.height, dtype=pl.Int32).alias(LINE))
    lines: list[bytes] = []
    numbers: list[int] = []
    for number, line in enumerate(block[:-1].split(b"\n"), first):
        line = line.removesuffix(b"\r")
        if reason := _fault(line, len(columns)):
            refuse(number, reason, line[:2000].decode("utf-8", "replace"))
        else:
            lines.append(line)
            numbers.append(number)
    table = _cells(b"\n".join(lines) + b"\n" if lines else b"", columns)
    return table.with_columns(pl.Series(LINE, numbers, pl.Int32))


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
