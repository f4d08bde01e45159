"""In which order a film's candidates are asked into its list. No ORM."""

from typing import Any

import numpy as np

from films.similarity.facts import Ints

# Films of its own series that come first; a longer series leaves room for others.
SERIES_FIRST = 10
# So much the next film that is there for the same thing counts: no list of one director's films alone, nor of
# everything that is set in summer.
REPEATED = 0.9
# Candidates that are looked at for variety.
ASKED_TO_LEAD = 60
ASKED_TO_FOLLOW = 120


def order_of(places: Ints, worth: Any, mains: Ints, series: Ints, leaders: tuple[Any, int]) -> Ints:
    """The series, then the `leaders` (scores, how many), which are most alike to the eye, then the others by worth.

    `mains` says what each film is there for, by number; -1 for nothing that can be named.
    """
    by_worth = np.lexsort((places, -worth))
    head, rest = by_worth[:ASKED_TO_FOLLOW], by_worth[ASKED_TO_FOLLOW:]
    by_worth = np.concatenate([head[varied(worth[head], mains[head])], rest])
    of_series = by_worth[np.isin(by_worth, series)][:SERIES_FIRST]
    scores, number = leaders
    in_front = np.lexsort((places, -scores))[:ASKED_TO_LEAD]
    in_front = in_front[scores[in_front] > 0]
    in_front = in_front[varied(scores[in_front], mains[in_front])[:number]]
    every = np.concatenate([of_series, in_front, by_worth])
    _, first = np.unique(every, return_index=True)
    return np.asarray(every[np.sort(first)], np.int64)


def varied(scores: Any, mains: Ints) -> Ints:
    """The order by score, where a film counts less the more before it are there for the same thing."""
    order = np.lexsort((mains, -scores))
    by_main = order[np.argsort(mains[order], kind="stable")]
    groups = mains[by_main]
    starts = np.searchsorted(groups, groups)
    before = np.where(groups >= 0, np.arange(len(groups)) - starts, 0)
    left = np.empty(len(scores), np.float64)
    left[by_main] = scores[by_main] * REPEATED**before
    return np.asarray(np.lexsort((np.arange(len(left)), -left.round(6))), np.int64)
