"""Which of a row of values are out of order: as few as can be."""

from bisect import bisect_right
from typing import Any

import numpy as np
from numpy.typing import NDArray


def longest_run(values: NDArray[Any]) -> NDArray[np.int64]:
    """Places of the most values that never fall: one value put elsewhere spoils none but itself.

    Takes stretches that are in order whole: what it costs goes by how often the values fall, not by how many they are.
    """
    falls = (np.flatnonzero(values[1:] < values[:-1]) + 1).tolist()
    ends: list[Any] = []  # the least value with which a run of this length ends, and where it stands
    places: list[int] = []
    # The place before, of those in whose run that is not simply the one beside them; in ascending order.
    before: dict[int, int] = {}
    for start, stop in zip([0, *falls], [*falls, len(values)], strict=True):
        stretch = values[start:stop].tolist()
        place = start
        while place < stop and ends and stretch[place - start] < ends[-1]:
            length = bisect_right(ends, stretch[place - start])
            before[place] = places[length - 1] if length else -1
            ends[length], places[length] = stretch[place - start], place
            place += 1
        if place < stop:
            before[place] = places[-1] if places else -1
            ends += stretch[place - start :]
            places += range(place, stop)
    return _followed(before, places[-1] if places else -1)


def _followed(before: dict[int, int], place: int) -> NDArray[np.int64]:
    """Back from the last place to the first."""
    firsts = list(before)
    found = [np.zeros(0, np.int64)]
    while place >= 0:
        first = firsts[bisect_right(firsts, place) - 1]
        found.append(np.arange(first, place + 1))
        place = before[first]
    return np.concatenate(found[::-1])
