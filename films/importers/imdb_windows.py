"""The dumps side by side: titles in their files' order, some at a time, each with all its rows of every file.

The dumps are in the order of their ids as texts, so one pass over all of them in step is enough, and memory holds
one window. Rows out of this order ("strays") are set aside and looked at last, together. Of rows that are not
titles themselves only the title's id is looked at here: most belong to titles that nobody wants.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from films.importers.imdb_files import TsvFile
from films.importers.imdb_lines import read_block
from films.importers.imdb_tables import with_title
from films.importers.in_order import longest_run
from films.importers.records import SourceError

BLOCK = 4 << 20
TITLES = 25_000
# So many rows behind the last one of a window show that it is really over, whatever stray row comes there.
LOOK_AHEAD = 64
MOST_STRAYS = 500_000
Rows = pl.DataFrame
Read = Callable[[pl.DataFrame, Callable[[int, str, str], None]], pl.DataFrame]
RefuseIn = Callable[[str, int, str, str], None]  # file, line, reason, row


@dataclass
class Window:
    """Tables by the name of their dump, each sorted by title; `titles` may be empty in the last one.

    `rows` are cells, with their line and the number of their title.
    """

    titles: Rows
    rows: dict[str, Rows]
    is_last: bool


def sort_key(column: str = "tt") -> pl.Expr:
    """Orders numbers as the texts of their ids: tt10000000 comes before tt1000001."""
    number = pl.col(column).cast(pl.Int64)
    return pl.when(number < 10_000_000).then(number * 20).otherwise(number * 2 + 1)


class Reader:
    """Rows of one dump, handed out up to a key."""

    def __init__(self, file: TsvFile, read: Read, refuse: RefuseIn) -> None:
        self.file = file
        self.read = read
        self.refuse = lambda line, reason, row: refuse(file.name, line, reason, row)
        self.blocks = file.blocks(BLOCK)
        self.held: Rows | None = None
        self.strays: list[Rows] = []
        self.stray_count = 0
        self.passed = -1  # what was handed out goes up to this key
        self.ended = False

    def first(self, number: int) -> Rows:
        """The next so many rows in order, fewer at the end."""
        while not self.ended and (self.held is None or self.held.height < number + LOOK_AHEAD):
            self._read_on()
        found = self._take(number if not self.ended else min(number, self._height()))
        if found.height:
            self.passed = int(found["order"][-1])
        return found

    def up_to(self, last: int) -> Rows:
        """The rows up to this key."""
        while not self.ended and (self._height() <= LOOK_AHEAD or self._key_at(-LOOK_AHEAD) <= last):
            self._read_on()
        self.passed = last
        if self.held is None:
            return self._nothing()
        return self._take(int(np.searchsorted(self.held["order"].to_numpy(), last, side="right")))

    def rest(self) -> Rows:
        while not self.ended:
            self._read_on()
        return self._take(self._height())

    def taken_strays(self) -> list[Rows]:
        strays, self.strays = self.strays, []
        return strays

    def _height(self) -> int:
        return 0 if self.held is None else self.held.height

    def _key_at(self, place: int) -> int:
        assert self.held is not None
        return int(self.held["order"][place])

    def _take(self, number: int) -> Rows:
        if self.held is None:
            return self._nothing()
        taken, self.held = self.held[:number], self.held[number:]
        return taken

    def _nothing(self) -> Rows:
        empty = read_block(b"", 1, self.file.columns, self.refuse)
        return self.read(empty, self.refuse).with_columns(sort_key().alias("order"))

    def _read_on(self) -> None:
        block = next(self.blocks, None)
        if block is None:
            self.ended = True
            return
        line, text = block
        rows = self.read(read_block(text, line, self.file.columns, self.refuse), self.refuse)
        rows = rows.with_columns(sort_key().alias("order"))
        if self.held is not None and self.held.height:
            rows = pl.concat([self.held, rows])
        order = rows["order"].to_numpy()
        fit = np.flatnonzero(order > self.passed)
        if len(fit) < len(order) or (order[1:] < order[:-1]).any():
            in_order = np.zeros(len(order), np.bool_)
            in_order[fit[longest_run(order[fit])]] = True
            mask = pl.Series(in_order)
            self.strays.append(rows.filter(~mask))
            self.stray_count += self.strays[-1].height
            rows = rows.filter(mask)
            if self.stray_count > MOST_STRAYS:
                raise SourceError(f"{self.file.path} is not in the order of its ids: get it again, or sort it.")
        self.held = rows


def windows(files: dict[str, TsvFile], read_titles: Read, refuse: RefuseIn) -> Iterator[Window]:
    """The last window holds the strays of all."""
    titles = Reader(files["title.basics"], read_titles, refuse)
    others = {
        name: Reader(file, with_title, refuse)
        for name, file in files.items()
        if name not in ("title.basics", "name.basics")
    }
    while (found := titles.first(TITLES)).height:
        last = int(found["order"][-1])
        yield Window(found, {name: reader.up_to(last) for name, reader in others.items()}, False)
    yield Window(
        _all([titles.rest(), *titles.taken_strays()]),
        {name: _all([reader.rest(), *reader.taken_strays()]) for name, reader in others.items()},
        True,
    )


def _all(parts: list[Rows]) -> Rows:
    return pl.concat(parts).sort("order", "line")
