"""Two dumps side by side, in bytes: the lines that only one of them has, where lines stand, the lines of some ids.

Lines are in the order of their ids, but one may be out of it, or have no id: such a line must not hide others.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from films.importers.imdb_files import TsvFile
from films.importers.in_order import longest_run

BLOCK = 1 << 17
LONGEST_KEY = 40
# So many lines at the edge of a block are looked at, since one may be out of order.
FEW = 4
ID = re.compile(rb"(tt|nm)\d{7,8}")
# Where a line begins, in bytes after the header; and the line.
Placed = tuple[int, bytes]


@dataclass
class Difference:
    """Lines of one window that only the old dump has, and that only the new one has."""

    without: list[bytes]
    added: list[Placed]
    # Of the new dump: lines out of order, and all with an id that stands twice where one line is right.
    odd: list[Placed]
    double: list[Placed]


def line_numbers(file: TsvFile, places: Collection[int]) -> dict[int, int]:
    """By the places of lines, in bytes."""
    found: dict[int, int] = {}
    wanted = sorted(places, reverse=True)
    start = 0
    for line, block in file.blocks(BLOCK) if wanted else ():
        while wanted and wanted[-1] < start + len(block):
            place = wanted.pop()
            found[place] = line + block.count(b"\n", 0, place - start)
        start += len(block)
    return found


def differences(old: TsvFile, new: TsvFile, one_line: bool) -> Iterator[Difference]:
    """Window by window. `one_line`: whether one line is all that an id has."""
    left, right = _Window(old), _Window(new)
    passed, limit = b"", None
    while left.fill() | right.fill():
        last = min((window.last() for window in (left, right) if not window.ended), default=None)
        start = right.start
        before, after = left.take(last), right.take(last)
        if before == after:
            if not before:
                # One title alone fills the window.
                left.read()
                right.read()
        else:
            yield _difference(before, after, start, (_end(passed, limit), last), one_line)
        if after:
            passed, limit = after, last


def _difference(
    before: bytes, after: bytes, start: int, bounds: tuple[bytes, bytes | None], one_line: bool
) -> Difference:
    lines, others = _lines(before), _lines(after)
    had, has = set(lines), set(others)
    without = [place for place, line in enumerate(lines) if line not in has]
    added = [place for place, line in enumerate(others) if line not in had]
    found = Difference([lines[place] for place in without], [], [], [])
    beside = [_beside(others, place, bounds) for place in added]
    in_order = all(low <= key <= high for low, key, high in beside) and _rest(lines, without) == _rest(others, added)
    if in_order and not one_line:
        # Their places are not asked for: all lines of these titles will be picked.
        found.added = [(-1, others[place]) for place in added]
        return found
    starts = list(accumulate((len(line) + 1 for line in others), initial=start))
    found.added = [(starts[place], others[place]) for place in added]
    twice = {key for low, key, high in beside if one_line and key in (low, high)}
    if not in_order:
        keys = [_id_of(line) for line in others]
        low, last = bounds
        fit = [
            place
            for place, key in enumerate(keys)
            if ID.fullmatch(key) and low <= key and (last is None or key <= last)
        ]
        right = {fit[place] for place in longest_run(np.array([keys[place] for place in fit], object))}
        found.odd = [(starts[place], line) for place, line in enumerate(others) if place not in right]
        known = Counter(lines)
        twice |= {key_of(line) for line, number in Counter(others).items() if number > max(known[line], 1)}
        if one_line:
            twice |= {key for key, number in Counter(keys).items() if number > 1}
    if twice:
        found.double = [(starts[place], line) for place, line in enumerate(others) if key_of(line) in twice]
    return found


def _lines(block: bytes) -> list[bytes]:
    return block.removesuffix(b"\n").split(b"\n") if block else []


def _rest(lines: list[bytes], places: list[int]) -> list[bytes]:
    rest = lines[:]
    for place in reversed(places):
        del rest[place]
    return rest


def _beside(lines: list[bytes], place: int, bounds: tuple[bytes, bytes | None]) -> tuple[bytes, bytes, bytes]:
    """The id of the line before, of this one, and of the one after."""
    low = key_of(lines[place - 1]) if place else bounds[0]
    key = key_of(lines[place])
    high = key_of(lines[place + 1]) if place + 1 < len(lines) else bounds[1]
    return low, _id_of(lines[place]), key if high is None else high


def _id_of(line: bytes) -> bytes:
    """Nothing, which is nowhere in order, of a line that ends before its id does, or with it."""
    return key_of(line) if b"\t" in line[:LONGEST_KEY] else b""


def _end(block: bytes, limit: bytes | None) -> bytes:
    """The greatest id at the end of a window, though its last line may be out of order."""
    keys = [_id_of(line) for line in block.removesuffix(b"\n").rsplit(b"\n", FEW)[-FEW:]]
    return max(key if limit is None else min(key, limit) for key in keys)


class _Window:
    def __init__(self, file: TsvFile) -> None:
        self.blocks = file.blocks(BLOCK, numbered=False)
        self.held = b""
        self.start = 0  # of what is held, in bytes of lines
        self.ended = False

    def fill(self) -> bool:
        while not self.ended and len(self.held) < BLOCK:
            self.read()
        return bool(self.held)

    def read(self) -> None:
        found = next(self.blocks, None)
        if found is None:
            self.ended = True
        else:
            self.held += found[1]

    def last(self) -> bytes:
        return _end(self.held, None)

    def take(self, last: bytes | None) -> bytes:
        """The lines before those of this key, of which more may come; all of them where both files are at their end."""
        place = len(self.held) if last is None else _before(self.held, last)
        taken, self.held = self.held[:place], self.held[place:]
        self.start += place
        return taken


def _before(block: bytes, key: bytes) -> int:
    """Where the lines of this key begin, or would."""
    if block.startswith(key + b"\t"):
        return 0
    return block.find(b"\n" + key + b"\t") + 1 or _after(block, key)


def _after(block: bytes, key: bytes) -> int:
    """Where the lines begin whose key is greater; for a key that the block does not have."""
    place = 0
    low, high = 0, len(block)
    while low < high:
        middle = (low + high) // 2
        start = block.rfind(b"\n", 0, middle) + 1
        end = block.find(b"\n", middle)
        end = len(block) if end < 0 else end + 1
        if key_of(block[start:end]) < key:
            low = place = end
        else:
            high = start
    return place


def picked(file: TsvFile, keys: list[bytes], odd: list[Placed]) -> Iterator[Placed]:
    """The lines of these titles, in the file's order, but for the odd ones. A title's lines may lie in two blocks."""
    apart = {place for place, _ in odd}
    start = 0
    for _, block in file.blocks(BLOCK, numbered=False):
        first = min(key_of(line) for line in block.split(b"\n", FEW)[:FEW])
        last = _end(block, None)
        seen = 0
        for key in keys[bisect_left(keys, first) : bisect_right(keys, last)]:
            for place, line in _lines_of(key, block, 0 if apart else seen, stray=bool(apart)):
                seen = place
                if start + place not in apart:
                    yield start + place, line
        start += len(block)


def _lines_of(key: bytes, block: bytes, place: int, *, stray: bool) -> Iterator[Placed]:
    """Those from a place on; with `stray` ones, which may stand in between, the whole block is looked through."""
    if not block.startswith(key + b"\t", place) or (place and block[place - 1] != 10):
        place = block.find(b"\n" + key + b"\t", place) + 1
    while place or block.startswith(key + b"\t"):
        while block.startswith(key + b"\t", place):
            end = block.index(b"\n", place)
            yield place, block[place:end]
            place = end + 1
        place = block.find(b"\n" + key + b"\t", place) + 1 if stray else 0
        if not place:
            return


def key_of(line: bytes) -> bytes:
    return line[: line.find(b"\t")] if b"\t" in line[:LONGEST_KEY] else line[:LONGEST_KEY]
