"""The bridge: for a film that few or none like, what is liked together with the films most like it. No ORM."""

from typing import NamedTuple

import numpy as np

from films.similarity.colikes import CoLikes
from films.similarity.facts import Floats, Ints

# How many films lend their likes, and how much that counts for the best known film. For a film that nobody knows it
# counts nothing: borrowed likes are those of the same few famous films every time.
LENDERS = 30
BRIDGE = 0.5
# Where it would count less than this it is left.
LEAST_WEIGHT = 0.05
DECIMALS = 4


class Loan(NamedTuple):
    # Places of films, the most alike first.
    lenders: Ints
    shares: Floats


NO_LOAN = Loan(np.zeros(0, np.int64), np.zeros(0, np.float32))


def weight_of(trust: float, renown: float) -> float:
    weight = BRIDGE * (1 - trust) * renown
    return weight if weight >= LEAST_WEIGHT else 0.0


def loan_of(colikes: CoLikes, places: Ints, worth: Floats) -> Loan:
    """From those of these films that are worth most."""
    found = np.flatnonzero(colikes.trust(places) > 0)
    if not len(found):
        return NO_LOAN
    found = found[np.lexsort((places[found], -worth[found]))[:LENDERS]]
    shares = worth[found].astype(np.float64) ** 2
    return Loan(places[found], (shares / shares.sum()).round(DECIMALS).astype(np.float32))


def both_of(one: tuple[Ints, Floats], other: tuple[Ints, Floats]) -> tuple[Ints, Floats]:
    """The sum of the likes of two rows."""
    places, of = np.unique(np.concatenate([one[0], other[0]]), return_inverse=True)
    values = np.bincount(of, np.concatenate([one[1], other[1]]), len(places))
    return places, values.astype(np.float32)
