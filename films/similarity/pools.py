"""Films to fill a list from where too few share anything telling: the best known of a genre, a language, a time."""

import numpy as np
from numpy.typing import NDArray

from films.similarity.facts import Floats, Ints
from films.similarity.features import YEAR_SCALE, Features

# Films of one pool. A film looks into at most five.
SIZE = 100
MOST_GENRES = 3
DECIMALS = 6
# Years after which renown counts half.
FAR = 20

# "genre" with its column, "language" with its number, or "" for all films.
Kind = tuple[str, int]


class Pools:
    def __init__(self, features: Features) -> None:
        self._features = features
        self._members: dict[Kind, Ints] = {}
        self._pools: dict[tuple[str, int, int], Ints] = {}
        # Year by year, the best known first.
        every = np.arange(len(features.facts), dtype=np.int64)
        self._order = np.lexsort((every, -features.renown.round(DECIMALS), features.facts.year))

    def of(self, film: int) -> Ints:
        """The places of well known films of the film's genres, language and time; itself may be among them."""
        year = int(self._features.facts.year[film])
        return union(*(self._pool(kind, value, year) for kind, value in self.kinds(film)))

    def kinds(self, film: int) -> list[Kind]:
        genres = self._features.genres[film]
        kinds = [("", 0)]
        kinds += [("genre", int(place)) for place in np.argsort(-genres, kind="stable")[:MOST_GENRES] if genres[place]]
        if language := int(self._features.facts.language[film]):
            kinds.append(("language", language))
        return kinds

    def every_kind(self) -> list[Kind]:
        languages = np.unique(self._features.facts.language).tolist()
        genres: list[Kind] = [("genre", place) for place in range(self._features.genres.shape[1])]
        return [("", 0), *genres, *(("language", language) for language in languages if language)]

    def _pool(self, kind: str, value: int, year: int) -> Ints:
        key = (kind, value, year)
        if key not in self._pools:
            members = self.members(kind, value)
            features = self._features
            self._pools[key] = best(members, features.renown[members], features.facts.year[members], year)
        return self._pools[key]

    def members(self, kind: str, value: int) -> Ints:
        """Of each year the best known: no other film of that year can be in a pool."""
        if (kind, value) not in self._members:
            features, order = self._features, self._order
            if kind == "genre":
                chosen: NDArray[np.bool_] = features.genres[:, value] > 0
            elif kind == "language":
                chosen = features.facts.language == value
            else:
                chosen = np.ones(len(features.facts), np.bool_)
            members = order[chosen[order]]
            years = features.facts.year[members]
            rank = np.arange(len(members)) - np.searchsorted(years, years)
            self._members[kind, value] = np.sort(members[rank < SIZE])
        return self._members[kind, value]


def best(members: Ints, renown: Floats, years: Ints, year: int) -> Ints:
    """Those of the members, which are in ascending order, who are best known and nearest in time."""
    worth = renown.astype(np.float64)
    if year:
        # The best known of all are best known in films of long ago, too: there they are from another time.
        worth = worth / (1 + np.where(years > 0, np.abs(years - year), 0) / FAR) + near_in_time(years, year)
    if len(members) <= SIZE:
        return members
    worth = worth.round(DECIMALS)
    good = np.flatnonzero(worth >= np.partition(worth, -SIZE)[-SIZE])
    members, worth = members[good], worth[good]
    return np.sort(members[np.lexsort((members, -worth))[:SIZE]])


def union(*places: Ints) -> Ints:
    """Ascending, each once; much quicker than `np.unique` for a few hundred."""
    every = np.sort(np.concatenate(places))
    return every[np.concatenate([[True], every[1:] != every[:-1]])] if len(every) else every


def near_in_time(years: Ints, year: int) -> NDArray[np.float32]:
    """1 in the same year, a third ten years off; 0 where a year is unknown."""
    if not year:
        return np.zeros(len(years), np.float32)
    near = np.exp(-np.abs(years - year).astype(np.float32) / np.float32(YEAR_SCALE))
    return np.asarray(np.where(years > 0, near, 0), np.float32)
