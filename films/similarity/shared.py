"""What each candidate visibly shares with a film: the thing that tells most, and whether it is the only one. No ORM."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from films.similarity.facts import Ints
from films.similarity.features import Features

# Another film with the same player or one word of the same editors may have nothing else to do with this one.
WEAK_FIELDS = ("actor", "keyword", "title")


class Shared(NamedTuple):
    # The column of what tells most of the likeness of each film, -1 for nothing.
    mains: Ints
    # Which share one thing only, and that of a weak field.
    alone: NDArray[np.bool_]


class SharedValues:
    def __init__(self, features: Features) -> None:
        self._telling = features.telling
        # All 0 between two calls.
        self._weights = np.zeros(features.telling.shape[1], np.float32)
        self._weak = np.zeros(features.telling.shape[1] + 1, np.bool_)  # the last one for nothing
        for name in WEAK_FIELDS:
            columns = features.fields[name]
            self._weak[columns.start : columns.start + len(columns.values)] = True

    def of(self, seed: int, places: Ints) -> Shared:
        telling, weights = self._telling, self._weights
        own = slice(telling.indptr[seed], telling.indptr[seed + 1])
        weights[telling.indices[own]] = telling.data[own]
        rows = telling[places]
        shared = weights[rows.indices] * rows.data
        weights[telling.indices[own]] = 0
        both = np.flatnonzero(shared)
        mains = np.full(len(places), -1, np.int64)
        numbers = np.diff(np.searchsorted(both, rows.indptr))
        if len(both):
            telling_rows = np.flatnonzero(numbers)
            counts = numbers[telling_rows]
            starts = np.cumsum(counts) - counts
            values = shared[both].round(6)
            greatest = values == np.repeat(np.maximum.reduceat(values, starts), counts)
            mains[telling_rows] = np.maximum.reduceat(np.where(greatest, rows.indices[both], -1), starts)
        return Shared(mains, (numbers == 1) & self._weak[mains])
