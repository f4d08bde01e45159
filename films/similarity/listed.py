"""What a film's list is made of, and what it hangs on."""

from typing import NamedTuple

from films.similarity.bridge import Loan
from films.similarity.passing import Reason

LENGTH = 20


class Pick(NamedTuple):
    film: int
    score: float
    reasons: tuple[Reason, ...]


class Usual(NamedTuple):
    """What content is divided by, in the choice and in the order, to count as much as people's likes do."""

    in_choice: float
    in_front: float


EVEN = Usual(1.0, 1.0)


class Scale(NamedTuple):
    """What of one film's list hangs on all of its candidates, where people's likes are known."""

    loan: Loan
    # None where it is to be found.
    usual: Usual | None


class Listed(NamedTuple):
    film: int
    picks: list[Pick]
    scale: Scale
