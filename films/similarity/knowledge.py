"""What a full run learned of the catalogue as a whole, kept so that a changed film needs no full run.

Kept are how many films carry each value and what that is worth (values of one film alone are left out: what is not
there has one), how renown is measured, and of every genre and language the films that pools are filled from. Edits
change little of it; the next full run learns all anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from films.models import SimilarKnowledge
from films.models.similar_knowledge import STALE, Part
from films.similarity import pools
from films.similarity.catalogue import Catalogue, Known
from films.similarity.facts import FIELDS, Facts, Floats, Ints
from films.similarity.features import Features
from films.similarity.pools import Kind, Pools
from films.similarity.ranking import Ranking
from films.similarity.words import number_of

WORDS = ("title", "text")
WHOLE = np.dtype([("films", "<i8"), ("best_known", "<f8"), ("usual_average", "<f8"), ("spread_of_averages", "<f8")])
APART = np.dtype([("one", "<i4"), ("other", "<i4"), ("apart", "<f4")])
USUAL = np.dtype("<f8")
VALUE = np.dtype([("value", "<i8"), ("films", "<i4"), ("worth", "<f4")])
MEMBER = np.dtype([("film", "<i4"), ("year", "<i4"), ("renown", "<f4")])
# Entries of an array in one row of the table.
PART = 65_536

Table = NDArray[np.void]


def keep(ranking: Ranking, site: str, stale: bytes) -> None:
    """In the transaction that writes the lists. `stale` is the mark that was there when the facts were read."""
    parts: dict[Part, bytes] = {}
    for name, table in _tables(ranking.features, ranking.pools):
        for start in range(0, len(table), PART):
            parts[name, start] = table[start : start + PART].tobytes()
    parts["site", 0] = site.encode()
    parts["people", 0] = str(ranking.colikes.people).encode()
    ids = ranking.facts.ids
    parts["newest", 0] = str(ids[-1] if len(ids) else 0).encode()
    if (mark := read_stale()) != stale:
        parts[STALE, 0] = mark
    SimilarKnowledge.objects.keep(parts)


def read_stale() -> bytes:
    """Other at each time that everything became outdated; empty where all is well."""
    return SimilarKnowledge.objects.contents([STALE]).get(STALE, b"")


def read_newest() -> int | None:
    """The highest id of a film that the last full run knew; None where there was none."""
    found = SimilarKnowledge.objects.contents(["newest"])
    return int(found["newest"]) if found else None


def _tables(features: Features, every: Pools) -> Iterator[tuple[str, Table]]:
    facts, catalogue = features.facts, features.catalogue
    numbers = catalogue.films, catalogue.best_known, catalogue.usual_average, catalogue.spread_of_averages
    yield "whole", np.array([numbers], WHOLE)
    one, other = np.nonzero(catalogue.apart)
    yield "apart", _table(APART, features.genre_ids[one], features.genre_ids[other], catalogue.apart[one, other])
    yield "usual", np.array([catalogue.fields[name].usual for name in FIELDS], USUAL)
    for name in FIELDS:
        known = catalogue.fields[name]
        kept = known.frequency > 1
        values = _numbers(name, known.values[kept], facts.vocabulary)
        order = np.argsort(values)
        yield name, _table(VALUE, values[order], known.frequency[kept][order], known.worth[kept][order])
    for kind in every.every_kind():
        members = every.members(*kind)
        columns = facts.ids[members], facts.year[members], features.renown[members]
        yield _name(kind, features.genre_ids), _table(MEMBER, *columns)


def _table(dtype: np.dtype[Any], *columns: Any) -> Table:
    table = np.empty(len(columns[0]), dtype)
    for name, column in zip(dtype.names or (), columns, strict=True):
        table[name] = column
    return table


def _numbers(field: str, values: Ints, vocabulary: Sequence[str]) -> Ints:
    """Of words a number that does not hang on which films were read."""
    return np.asarray([number_of(vocabulary[value]) for value in values], np.int64) if field in WORDS else values


def _name(kind: Kind, genres: Ints) -> str:
    what, value = kind
    return f"pool {what} {genres[value] if what == 'genre' else value}"


class Knowledge:
    """Read once for any number of changed films."""

    def __init__(self) -> None:
        contents = SimilarKnowledge.objects.contents(["whole", "apart", "usual", "site", "people", *FIELDS])
        self.is_there = "whole" in contents
        if not self.is_there:
            return
        [(self.films, self.best_known, *self._averages)] = np.frombuffer(contents["whole"], WHOLE).tolist()
        self._apart = np.frombuffer(contents.get("apart", b""), APART)
        self.site = contents["site"].decode()
        # Who like anything.
        self.people = int(contents["people"])
        self._usual = dict(zip(FIELDS, np.frombuffer(contents["usual"], USUAL).tolist(), strict=True))
        self._fields = {name: np.frombuffer(contents.get(name, b""), VALUE) for name in FIELDS}
        # Counted since: field and value → films.
        self.counted: dict[str, dict[int, int]] = {name: {} for name in FIELDS}

    def catalogue(self, facts: Facts) -> Catalogue:
        """What is known of the values of these films."""
        fields = {name: self._known(name, facts) for name in FIELDS}
        genres = self._genres_apart(fields["genre"].values)
        return Catalogue(self.films, self.best_known, fields, genres, *self._averages)

    def _genres_apart(self, genres: Ints) -> Floats:
        apart = np.zeros((len(genres), len(genres)), np.float32)
        inside = np.isin(self._apart["one"], genres) & np.isin(self._apart["other"], genres)
        known = self._apart[inside]
        apart[np.searchsorted(genres, known["one"]), np.searchsorted(genres, known["other"])] = known["apart"]
        return apart

    def _known(self, name: str, facts: Facts) -> Known:
        values, here = np.unique(facts.fields[name].values, return_counts=True)
        table = self._fields[name]
        numbers = _numbers(name, values, facts.vocabulary)
        at = np.searchsorted(table["value"], numbers)
        found = at < len(table)
        found[found] = table["value"][at[found]] == numbers[found]
        # What is new since the last full run: as many as there are here.
        frequency, worth = here.astype(np.int64), np.ones(len(values), np.float32)
        frequency[found], worth[found] = table["films"][at[found]], table["worth"][at[found]]
        counted: Mapping[int, int] = self.counted[name]
        if counted:
            frequency = np.asarray(
                [counted.get(number, int(n)) for number, n in zip(numbers.tolist(), frequency, strict=True)], np.int64
            )
        return Known(values, frequency, worth, self._usual[name])

    def renown(self, votes: Ints) -> Floats:
        return Catalogue(self.films, self.best_known, {}).renown(votes)

    def count(self, field: str, value: int, films: int, vocabulary: Sequence[str]) -> None:
        """That so many films have the value now."""
        [number] = _numbers(field, np.asarray([value], np.int64), vocabulary).tolist()
        self.counted[field][number] = films

    def pool(self, kinds: Sequence[Kind], genres: Ints, year: int) -> Ints:
        """The ids of the well known films of these kinds at that time."""
        contents = SimilarKnowledge.objects.contents([_name(kind, genres) for kind in kinds])
        tables = [np.frombuffer(content, MEMBER) for content in contents.values()]
        found = []
        for table in tables:
            ids = table["film"].astype(np.int64)
            best = pools.best(np.arange(len(ids)), table["renown"], table["year"].astype(np.int64), year)
            found.append(ids[best])
        return pools.union(*found) if found else np.zeros(0, np.int64)
