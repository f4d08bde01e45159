"""How many gave a film 1, 2 … 10, as bars."""

from typing import Any, NamedTuple

from django.db.models import F, OuterRef

from films.models import FilmVotes
from films.views.head import Votes
from moviedb.lib.json_rows import json_first

# The drawing's height, and the least that a bar has: few are not none.
HEIGHT, LEAST = 40, 0.8


class Bar(NamedTuple):
    x: int
    y: float
    height: float


class Histogram(Votes, frozen=True):
    distribution: list[int]

    @property
    def total(self) -> int:
        return sum(self.distribution)

    @property
    def most(self) -> int:
        """What most gave; the higher one of several."""
        return max(range(1, 11), key=lambda rating: (self.distribution[rating - 1], rating))

    @property
    def bars(self) -> list[Bar]:
        highest = max(self.distribution)
        heights = [max(LEAST, round(HEIGHT * count / highest, 1)) if count else 0 for count in self.distribution]
        return [Bar(10 * place, round(HEIGHT - height, 1), height) for place, height in enumerate(heights)]


def histogram_of_film() -> Any:
    """Of the site of which we know the most ratings, if of any."""
    votes = FilmVotes.objects.filter(film=OuterRef("pk"), distribution__isnull=False)
    return json_first(votes.order_by(F("count").desc(nulls_last=True), "site"), Histogram)
