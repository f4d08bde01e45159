"""What a dump says otherwise than the one before: found by comparing the two files, not the file with the database.

Both are in the order of their ids, so windows that are equal byte for byte are passed over, and lines are looked at
only where they are not. The lines of titles that changed are then picked from all new dumps. Lines that are out of
this order, or have no id, are kept apart and added at the end, so that the reader sees them for what they are. Each
line goes with its place, in bytes: its number is asked for only where it is refused.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from films.importers.imdb_differences import Placed, differences, key_of, line_numbers, picked
from films.importers.imdb_files import COLUMNS, TsvFile
from films.importers.records import Reject

WORKERS = 2
# A difference that is larger is no next day's dump: everything is compared with the database then.
MOST_TITLES = 50_000
MOST_PEOPLE = 500_000
MOST_ODD = 50_000
# Bytes of lines out of order that make no dump a disordered one, however small it is.
FEW_ODD = 200
PEOPLE, RATINGS, TITLES = "name.basics", "title.ratings", "title.basics"


@dataclass
class Delta:
    """`titles` and `people` are ids whose lines differ; `ratings` new lines of titles of which nothing else does."""

    titles: set[bytes] = field(default_factory=set)
    people: set[bytes] = field(default_factory=set)
    ratings: list[Placed] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    # Lines of people, picked in passing.
    people_lines: list[Placed] = field(default_factory=list)
    # Lines that are out of order, by their dump.
    odd: dict[str, list[Placed]] = field(default_factory=dict)

    # New lines of title.ratings by their title, and ids that have a line no longer, or did not have one.
    rated: dict[bytes, Placed] = field(default_factory=dict)
    lost: dict[str, set[bytes]] = field(default_factory=lambda: {RATINGS: set(), TITLES: set()})
    found: dict[str, set[bytes]] = field(default_factory=lambda: {RATINGS: set(), TITLES: set()})

    def look_into(self, name: str, old: TsvFile, new: TsvFile) -> None:
        """Adds what one dump says otherwise; ends early where it is too much."""
        odd = self.odd.setdefault(name, [])
        for each in differences(old, new, name in (PEOPLE, RATINGS)):
            before, after = {key_of(line) for line in each.without}, {key_of(line) for _, line in each.added}
            odd += each.odd
            strange = {key_of(line) for _, line in (*each.odd, *each.double)}
            if name == PEOPLE:
                self.people |= after | strange
                self.people_lines += {*each.added, *each.double, *each.odd}
            elif name == RATINGS:
                self.rated |= {key_of(line): (place, line) for place, line in each.added}
                self.titles |= strange
            else:
                self.titles |= before | after | strange
            if name in self.lost:
                self.lost[name] |= before - after
                self.found[name] |= after - before
            if not self.is_small:
                return

    def settle(self) -> None:
        """When all dumps were looked into. Whether a title's first vote is one of a title, its other lines tell."""
        self.titles |= self.lost[RATINGS] ^ self.found[RATINGS]
        self.ratings = [line for key, line in self.rated.items() if key not in self.titles]
        self.gone = [key.decode("utf-8", "replace") for key in sorted(self.lost[TITLES] - self.found[TITLES])]

    @property
    def is_small(self) -> bool:
        odd = sum(len(lines) for lines in self.odd.values())
        return len(self.titles) <= MOST_TITLES and len(self.people) <= MOST_PEOPLE and odd <= MOST_ODD


def compare(old: dict[str, TsvFile], new: dict[str, TsvFile]) -> Delta | None:
    """None where the two cannot be compared: another set of dumps, or one in no order."""
    if old.keys() != new.keys():
        return None
    delta = Delta()
    # To unpack is most of it, and two can do that at once: the largest file, and meanwhile the others.
    names = sorted(new, key=lambda name: new[name].bytes, reverse=True)
    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(lambda name: delta.look_into(name, old[name], new[name]), names))
    if any(sum(len(line) for _, line in odd) > max(FEW_ODD, new[name].bytes // 10) for name, odd in delta.odd.items()):
        return None
    delta.settle()
    return delta


class Changed:
    """Dumps of the lines that are to be read again, in a folder, and where each line comes from."""

    def __init__(self, new: dict[str, TsvFile], delta: Delta, directory: Path) -> None:
        self.new = new
        self.places: dict[str, list[int]] = {}
        for name, file in new.items():
            odd = delta.odd.get(name, [])
            if name == PEOPLE:
                # Of a person with two lines the first one counts, wherever it stands.
                keys = sorted({key_of(line) for _, line in odd})
                lines = sorted({*delta.people_lines, *(picked(file, keys, odd) if keys else ())})
            else:
                lines = [*picked(file, sorted(delta.titles), odd), *sorted(odd)]
            self.places[f"{name}.tsv"] = [place for place, _ in lines]
            with (directory / f"{name}.tsv").open("wb") as stream:
                stream.write("\t".join(COLUMNS[name]).encode() + b"\n")
                stream.writelines(line + b"\n" for _, line in lines)

    def placed(self, rejects: Iterable[Reject]) -> Iterator[Reject]:
        """Rejects of these dumps, with the files and lines that the rows come from."""
        rejects = list(rejects)
        numbers: dict[str, dict[int, int]] = {}
        for name, file in self.new.items():
            places = self.places[f"{name}.tsv"]
            wanted = {places[each.line - 2] for each in rejects if each.file == f"{name}.tsv"}
            numbers[f"{name}.tsv"] = line_numbers(file, wanted)
        for each in rejects:
            if each.file in numbers:
                file = self.new[each.file.removesuffix(".tsv")]
                line = numbers[each.file][self.places[each.file][each.line - 2]]
                yield replace(each, file=file.name, line=line)
            else:
                yield each
