"""What people's likes say of single films, kept in a table so that a changed film needs no full run.

Of each film: how many like it; what else they like (`colikes.Row`); and the scale of its list (`ranking.Scale`),
which hangs on more films than the list shows.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

import numpy as np
from django.db.models import F
from numpy.typing import NDArray

from films.models import SimilarLikes
from films.similarity.bridge import Loan
from films.similarity.colikes import CoLikes, Row
from films.similarity.facts import Ints
from films.similarity.listed import EVEN, Scale, Usual
from films.similarity.reading import some, whole_numbers

OTHER = np.dtype([("film", "<i4"), ("score", "<f4"), ("together", "<i4")])
LENDER = np.dtype([("film", "<i4"), ("share", "<f4")])
COLUMNS = ("film_id", "likes", "others", "lenders", "in_choice", "in_front")

Table = NDArray[np.void]


class Learned(NamedTuple):
    likes: int
    others: Table
    lenders: Table
    usual: Usual

    def scaled(self, scale: Scale, ids: Ints) -> Self:
        """`ids` are those of all places."""
        lenders = np.zeros(len(scale.loan.lenders), LENDER)
        lenders["film"], lenders["share"] = ids[scale.loan.lenders], scale.loan.shares
        return self._replace(lenders=lenders, usual=scale.usual or EVEN)

    def line(self, film: int) -> bytes:
        """For COPY; nothing where nothing was learned."""
        if not len(self.others) and self.usual == EVEN:
            return b""
        arrays = [f"\\\\x{table.tobytes().hex()}" for table in (self.others, self.lenders)]
        return "\t".join(map(str, (film, self.likes, *arrays, *self.usual))).encode() + b"\n"


NOTHING = Learned(0, np.zeros(0, OTHER), np.zeros(0, LENDER), EVEN)


def learned_of(film: int, colikes: CoLikes, ids: Ints) -> Learned:
    """Of the film at this place."""
    row = colikes.row(film)
    others = np.zeros(len(row.others), OTHER)
    others["film"], others["score"], others["together"] = ids[row.others], row.scores, row.together
    return NOTHING._replace(likes=int(colikes.likes[film]), others=others)


def read(films: Iterable[int]) -> dict[int, Learned]:
    rows = SimilarLikes.objects.filter(film__in=some([*films])).values_list(*COLUMNS)
    return {
        film: Learned(
            likes, np.frombuffer(bytes(others), OTHER), np.frombuffer(bytes(lenders), LENDER), Usual(choice, front)
        )
        for film, likes, others, lenders, choice, front in rows
    }


class Places:
    """The places of films: those that are looked at, in front, and behind them others that likes name."""

    def __init__(self, ids: Ints, learned: Mapping[int, Learned]) -> None:
        named = [table["film"] for each in learned.values() for table in (each.others, each.lenders)]
        self._front = ids
        self._behind = np.setdiff1d(np.concatenate([*named, np.zeros(0, np.int64)]).astype(np.int64), ids)
        self.ids: Ints = np.concatenate([ids, self._behind])
        self._learned = learned

    def of(self, films: Any) -> Ints:
        front = np.searchsorted(self._front, films)
        behind = len(self._front) + np.searchsorted(self._behind, films)
        inside = front < len(self._front)
        inside[inside] = self._front[front[inside]] == films[inside]
        return np.asarray(np.where(inside, front, behind), np.int64)

    def colikes(self, people: int) -> CoLikes:
        counts = np.zeros(len(self._front), np.int64)
        liked = SimilarLikes.objects.filter(film__in=some(self._front.tolist()))
        films, likes = whole_numbers(liked.order_by(), F("film_id"), F("likes"), few=True)
        counts[self.of(films)] = likes
        places = self.of(np.asarray([*self._learned], np.int64)).tolist()
        rows = {place: self._row(each.others) for place, each in zip(places, self._learned.values(), strict=True)}
        return CoLikes(rows, counts, people)

    def scale(self, film: int) -> Scale:
        learned = self._learned.get(film, NOTHING)
        return Scale(Loan(self.of(learned.lenders["film"]), learned.lenders["share"]), learned.usual)

    def _row(self, table: Table) -> Row:
        places = self.of(table["film"])
        order = np.argsort(places)
        return Row(places[order], table["score"][order], table["together"][order].astype(np.int64))
