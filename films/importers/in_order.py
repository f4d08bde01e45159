"""Which of a row of values are out of order: as few as can be."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any


def longest_run(values: Sequence[Any]) -> list[int]:
    """Places of the most values that never fall: one value put elsewhere spoils none but itself."""
    ends: list[Any] = []  # the least value with which a run of this length ends, and where it stands
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_right(ends, value)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [value]
        places[length : length + 1] = [place]
    found = []
    place = places[-1] if places else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]
