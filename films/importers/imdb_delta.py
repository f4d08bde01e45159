"""What a dump says otherwise than the one before: found by comparing the two files, not the file with the database.

Both are in the order of their ids, so windows that are equal byte for byte are passed over, and lines are looked at
only where they are not. The lines of titles that changed are then picked from all new dumps.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from films.importers.imdb_files import COLUMNS, TsvFile
from films.importers.records import Reject

BLOCK = 1 << 17
WORKERS = 2
# A difference that is larger is no next day's dump: everything is compared with the database then.
MOST_TITLES = 50_000
MOST_PEOPLE = 500_000


@dataclass
class Delta:
    """`titles` and `people` are ids whose lines differ; `ratings` new lines of titles of which nothing else does."""

    titles: set[bytes] = field(default_factory=set)
    people: set[bytes] = field(default_factory=set)
    ratings: list[bytes] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    # Lines of people, picked in passing.
    people_lines: list[bytes] = field(default_factory=list)

    # New lines of title.ratings by their title, and titles that have none any more.
    rated: dict[bytes, bytes] = field(default_factory=dict)
    unrated: set[bytes] = field(default_factory=set)

    def look_into(self, name: str, old: TsvFile, new: TsvFile) -> None:
        """Adds what one dump says otherwise; ends early where it is too much."""
        for without, added in _differences(old, new):
            before, after = ({_key(line) for line in lines} for lines in (without, added))
            if name == "name.basics":
                self.people |= after
                self.people_lines += added
            elif name == "title.ratings":
                self.rated |= {_key(line): line for line in added}
                self.unrated |= before - after
            else:
                self.titles |= before | after
                if name == "title.basics":
                    self.gone += [key.decode("utf-8", "replace") for key in sorted(before - after)]
            if not self.is_small:
                return

    def settle(self) -> None:
        """When all dumps were looked into."""
        self.titles |= self.unrated - self.rated.keys()
        self.ratings = [line for key, line in self.rated.items() if key not in self.titles]

    @property
    def is_small(self) -> bool:
        return len(self.titles) <= MOST_TITLES and len(self.people) <= MOST_PEOPLE


def compare(old: dict[str, TsvFile], new: dict[str, TsvFile]) -> Delta | None:
    """None where the two cannot be compared: another set of dumps."""
    if old.keys() != new.keys():
        return None
    delta = Delta()
    # To unpack is most of it, and two can do that at once: the largest file, and meanwhile the others.
    names = sorted(new, key=lambda name: new[name].bytes, reverse=True)
    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(lambda name: delta.look_into(name, old[name], new[name]), names))
    delta.settle()
    return delta


def write_changed(new: dict[str, TsvFile], delta: Delta, directory: Path) -> None:
    """Dumps of the lines that are to be read again."""
    keys = sorted(delta.titles)
    for name, file in new.items():
        lines = delta.people_lines if name == "name.basics" else _picked(file, keys)
        with (directory / f"{name}.tsv").open("wb") as stream:
            stream.write("\t".join(COLUMNS[name]).encode() + b"\n")
            stream.writelines(line + b"\n" for line in lines)


def placed(new: dict[str, TsvFile], directory: Path, rejects: Iterable[Reject]) -> Iterator[Reject]:
    """Rejects of the dumps that `write_changed` made, with the files and lines that the rows come from."""
    rejects = list(rejects)
    written = {f"{name}.tsv": name for name in new}
    if any(each.file not in written for each in rejects):
        rejects = [_with_line(each, directory) for each in rejects]
    rows: dict[str, list[bytes]] = {}
    for each in rejects:
        if each.file in written and each.file not in rows:
            rows[each.file] = (directory / each.file).read_bytes().split(b"\n")
    lines = {
        file: line_numbers(new[written[file]], {rows[file][each.line - 1] for each in rejects if each.file == file})
        for file in rows
    }
    for each in rejects:
        if each.file in rows:
            line = lines[each.file].get(rows[each.file][each.line - 1], 0)
            yield replace(each, file=new[written[each.file]].name, line=line)
        else:
            yield each


def _with_line(reject: Reject, directory: Path) -> Reject:
    """A credit that was refused for its person, whom only the database knows not to be there: the line it is from."""
    film, person = (re.search(rb"(tt|nm)\d+", text.encode()) for text in (reject.row, reject.reason))
    if not film or not person or reject.line:
        return reject
    for name in ("title.principals.tsv", "title.crew.tsv"):
        path = directory / name
        for number, line in enumerate(path.read_bytes().split(b"\n") if path.exists() else (), 1):
            if _key(line) == film.group() and person.group() in re.split(rb"[\t,]", line):
                return replace(reject, file=name, line=number)
    return reject


def line_numbers(file: TsvFile, rows: Collection[bytes]) -> dict[bytes, int]:
    """Where rows stand in a dump, as far as they stand in its order."""
    found: dict[bytes, int] = {}
    wanted = sorted(rows, key=_key)
    keys = [_key(row) for row in wanted]
    for line, block in file.blocks(BLOCK) if wanted else ():
        first, last = _key(block), _key(block[block.rfind(b"\n", 0, -1) + 1 :])
        for row in wanted[bisect_left(keys, first) : bisect_right(keys, last)]:
            start = 0 if block.startswith(row + b"\n") else block.find(b"\n" + row + b"\n") + 1
            if start or block.startswith(row + b"\n"):
                found.setdefault(row, line + block.count(b"\n", 0, start))
    return found


def _differences(old: TsvFile, new: TsvFile) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Lines that only the old one has, and that only the new one has, window by window."""
    left, right = _Window(old), _Window(new)
    while left.fill() | right.fill():
        last = min((window.last() for window in (left, right) if not window.ended), default=None)
        before, after = left.take(last), right.take(last)
        if before == after:
            if not before:
                # One title alone fills the window.
                left.read()
                right.read()
            continue
        lines, others = before.split(b"\n"), after.split(b"\n")
        had, has = set(lines), set(others)
        without = [line for line in lines if line not in has]
        added = [line for line in others if line not in had]
        if without or added:
            yield without, added


class _Window:
    def __init__(self, file: TsvFile) -> None:
        self.blocks = file.blocks(BLOCK, numbered=False)
        self.held = b""
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
        return _key(self.held[self.held.rfind(b"\n", 0, -1) + 1 :])

    def take(self, last: bytes | None) -> bytes:
        """The lines before those of this key, of which more may come; all of them where both files are at their end."""
        place = len(self.held) if last is None else _before(self.held, last)
        taken, self.held = self.held[:place], self.held[place:]
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
        if _key(block[start:end]) < key:
            low = place = end
        else:
            high = start
    return place


def _picked(file: TsvFile, keys: list[bytes]) -> Iterator[bytes]:
    """The lines of these titles, in the file's order. A title's lines may lie in two blocks."""
    for _, block in file.blocks(BLOCK, numbered=False):
        first = _key(block)
        last = _key(block[block.rfind(b"\n", 0, -1) + 1 :])
        place = 0
        for key in keys[bisect_left(keys, first) : bisect_right(keys, last)]:
            start = place = 0 if first == key else max(block.find(b"\n" + key + b"\t", place) + 1, place)
            while block.startswith(key + b"\t", start):
                end = block.index(b"\n", start)
                yield block[start:end]
                start = end + 1


def _key(line: bytes) -> bytes:
    return line[: line.find(b"\t")] if b"\t" in line[:40] else line[:40]
