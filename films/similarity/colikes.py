"""Films that the same people like: EASE^R (Steck 2019) where there are likes enough, item-kNN below that.

All of it is computed from the likes in this database; nothing learned elsewhere is shipped. Scores of a film's row
are brought to a mean of 1 over its best twenty, so that they can be added to those from content, and count the less
the fewer people like the film.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.linalg import lapack

from films.similarity.facts import Floats, Ints

FEWEST_LIKES = 3  # of a film to have a row
MOST_DENSE = 20_000  # films of the dense inverse: 1.6 GB twice
KEPT = 200  # scores of a row
# Likes at which the likes count half.
HALF_TRUST = 5
# Ridge: a floor for small data sets, and twenty times the likes of the mean film.
LEAST_RIDGE = 500
RIDGE_BY_LIKES = 20
SHRINK = 5  # item-kNN: co-likes at which the cosine counts half
# "Liked by the same people" is said only from so many of them, and where they are so many more than chance.
FEWEST_TOGETHER = 5
LEAST_LIFT = 1.5
BEST = 20
DECIMALS = 4


class Row(NamedTuple):
    """What is liked by those who like one film: the best of all, in ascending order."""

    others: Ints
    scores: Floats
    # How many people like both.
    together: Ints


NO_ROW = Row(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class CoLikes:
    """By places of films. Those in rows, but with no number of likes, are films of which nothing else is known."""

    rows: Mapping[int, Row]
    # How many like each film, and how many people there are.
    likes: Ints
    people: int

    @classmethod
    def none(cls, films: int) -> "CoLikes":
        return cls({}, np.zeros(films, np.int64), 0)

    def row(self, film: int) -> Row:
        return self.rows.get(film, NO_ROW)

    def trust(self, films: Any) -> Any:
        """From 0, nobody likes it, to 1."""
        return trust_of(self.likes[films])

    def lent(self, lenders: Ints, shares: Floats) -> tuple[Ints, Floats]:
        """What is liked together with any of these films, by their shares: the best of all."""
        rows = [self.row(lender) for lender in lenders.tolist()]
        weights = [row.scores * share for row, share in zip(rows, shares, strict=True)]
        others, of = np.unique(np.concatenate([row.others for row in rows]), return_inverse=True)
        lent = np.bincount(of, np.concatenate(weights), len(others)).astype(np.float32)
        if len(lent) > KEPT:
            # With all that are as good as the last: which they are must not hang on the order of the films.
            best = lent >= np.partition(lent, -KEPT)[-KEPT]
            others, lent = others[best], lent[best]
        return others, lent / mean_of_best(lent)

    def reasons(self, seed: int, others: Ints) -> list[tuple[int, int] | None]:
        """For each of the others how many people like both, and ten times the lift, where that is worth saying.

        Of the best of all only, which is what counts in the list.
        """
        row = self.row(seed)
        if not len(row.others):
            return [None] * len(others)
        at = np.minimum(np.searchsorted(row.others, others), len(row.others) - 1)
        together = np.where(row.others[at] == others, row.together[at], 0)
        lift = together * self.people / np.maximum(self.likes[others] * self.likes[seed], 1)
        return [
            (int(n), int(10 * times)) if n >= FEWEST_TOGETHER and times >= LEAST_LIFT else None
            for n, times in zip(together, lift, strict=True)
        ]


def blend(content: Floats, usual: float, liked: Floats) -> Floats:
    return np.asarray(content / np.float32(usual) + liked, np.float32)


def usual_of(content: Floats, liked: Floats) -> float:
    """By what content is divided to count as much as likes; 1 where there are none."""
    return round(float(mean_of_best(content)), DECIMALS) or 1.0 if liked.any() else 1.0


def trust_of(likes: Any) -> Any:
    return np.where(likes < FEWEST_LIKES, 0, likes / (likes + HALF_TRUST)).astype(np.float32)


def learn(users: Ints, films: Ints, number_of_films: int) -> CoLikes:
    """From likes: who, and the place of the film. Twice the same is once."""
    if not len(users):
        return CoLikes.none(number_of_films)
    people, rows = np.unique(users, return_inverse=True)
    ones = np.ones(len(rows), np.float32)
    shape = (number_of_films, len(people))
    likes = sparse.csr_array((ones, (films.astype(np.int32), rows.astype(np.int32))), shape)
    likes.sum_duplicates()
    likes.data[:] = 1
    counts = np.diff(likes.indptr).astype(np.int64)
    liked = np.flatnonzero(counts >= FEWEST_LIKES)
    by_likes = liked[np.lexsort((liked, -counts[liked]))]
    trust = trust_of(counts)
    dense, others = np.sort(by_likes[:MOST_DENSE]), np.sort(by_likes[MOST_DENSE:])
    # Rounded, so that a last bit that is other in the next run makes no other list.
    found = {
        film: row._replace(scores=(row.scores * trust[film]).round(DECIMALS))
        for film, row in chain(_ease(likes, dense), _neighbours(likes, others))
    }
    return CoLikes(found, counts, len(people))


def _ease(likes: sparse.csr_array, films: Ints) -> Iterator[tuple[int, Row]]:
    """B = I - P · diag(1 / diag P), P = (G + λI)⁻¹, of these films."""
    if not len(films):
        return
    some = likes[films]
    gram = np.asfortranarray((some @ some.T).toarray(), np.float32)
    gram[np.diag_indices_from(gram)] += LEAST_RIDGE + RIDGE_BY_LIKES * float(some.sum()) / len(films)
    # In place, below the diagonal; above it the numbers of people who like both stay.
    factor, failed = lapack.spotrf(gram, lower=1, clean=0, overwrite_a=1)
    inverse, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise ArithmeticError("The likes make no positive definite matrix.")
    diagonal = np.diag(inverse).copy()
    for row, film in enumerate(films.tolist()):
        scores = -np.concatenate([inverse[row, :row], inverse[row:, row]]) / diagonal
        scores[row] = 0
        together = np.concatenate([inverse[:row, row], inverse[row, row:]])
        best, values = _best(scores)
        yield film, Row(films[best], values, together[best].astype(np.int64))


def _neighbours(likes: sparse.csr_array, films: Ints) -> Iterator[tuple[int, Row]]:
    """Item-kNN: the cosine, shrunk where few like both."""
    lengths = np.sqrt(np.maximum(np.diff(likes.indptr), 1)).astype(np.float32)
    transposed = likes.T.tocsr()
    for start in range(0, len(films), 500):
        chunk = films[start : start + 500]
        together = sparse.csr_array(likes[chunk] @ transposed)
        together.sort_indices()
        for row, film in enumerate(chunk.tolist()):
            own = slice(together.indptr[row], together.indptr[row + 1])
            places, n = together.indices[own].astype(np.int64), together.data[own]
            scores = n / (lengths[places] * lengths[film]) * n / (n + SHRINK)
            scores[places == film] = 0
            best, values = _best(scores)
            yield film, Row(places[best], values, n[best].astype(np.int64))


def _best(scores: Any) -> tuple[Ints, Floats]:
    """The places of the highest scores above 0, ascending, and these."""
    best = np.argpartition(-scores, KEPT)[:KEPT] if len(scores) > KEPT else np.arange(len(scores))
    best = np.sort(best[scores[best] > 0])
    values = scores[best].astype(np.float32)
    return best.astype(np.int64), values / mean_of_best(values)


def mean_of_best(values: Floats) -> np.float32:
    best = np.sort(values)[-BEST:]
    mean = np.float32(best.mean()) if len(best) else np.float32(1)
    return mean if mean > 0 else np.float32(1)
