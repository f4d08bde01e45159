"""Films that the same people like: EASE^R (Steck 2019) where there are likes enough, item-kNN below that.

All of it is computed from the likes in this database; nothing learned elsewhere is shipped. Scores of a film's row
are brought to a mean of 1 over its best twenty, so that they can be added to those from content, and count the less
the fewer people like the film.
"""

from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class CoLikes:
    # Films by films.
    scores: sparse.csr_array
    # Films by users.
    likes: sparse.csr_array
    # From 0, nobody likes it, to 1.
    trust: Floats

    @classmethod
    def none(cls, films: int) -> "CoLikes":
        empty = sparse.csr_array((films, films), dtype=np.float32)
        return cls(empty, sparse.csr_array((films, 0), dtype=np.float32), np.zeros(films, np.float32))

    def blend(self, content: Floats, liked: Floats) -> Floats:
        if not liked.any():
            return content
        return np.asarray(content / mean_of_best(content) + liked, np.float32)

    def reasons(self, seed: int, others: Ints) -> list[tuple[int, int] | None]:
        """For each of the others how many people like both, and ten times the lift, where that is worth saying."""
        if not self.trust[seed]:
            return [None] * len(others)
        users = self.likes.shape[1]
        of_seed = np.zeros(users, np.float32)
        of_seed[self.likes.indices[self.likes.indptr[seed] : self.likes.indptr[seed + 1]]] = 1
        together = self.likes[others] @ of_seed
        counts = np.diff(self.likes.indptr)
        lift = together * users / np.maximum(counts[others] * counts[seed], 1)
        return [
            (int(n), int(10 * times)) if n >= FEWEST_TOGETHER and times >= LEAST_LIFT else None
            for n, times in zip(together, lift, strict=True)
        ]


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
    dense = np.sort(by_likes[:MOST_DENSE])
    found = [_ease(likes, dense), _neighbours(likes, np.sort(by_likes[MOST_DENSE:]))]
    scores = sparse.csr_array(found[0] + found[1])
    trust = (counts / (counts + HALF_TRUST)).astype(np.float32)
    trust[counts < FEWEST_LIKES] = 0
    scores.data *= np.repeat(trust, np.diff(scores.indptr))
    return CoLikes(scores, likes, trust)


def _ease(likes: sparse.csr_array, films: Ints) -> sparse.csr_array:
    """B = I - P · diag(1 / diag P), P = (G + λI)⁻¹, of these films."""
    number = likes.shape[0]
    if not len(films):
        return sparse.csr_array((number, number), dtype=np.float32)
    some = likes[films]
    gram = np.asfortranarray((some @ some.T).toarray(), np.float32)
    gram[np.diag_indices_from(gram)] += LEAST_RIDGE + RIDGE_BY_LIKES * float(some.sum()) / len(films)
    factor, failed = lapack.spotrf(gram, lower=1, overwrite_a=1)
    inverse, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise ArithmeticError("The likes make no positive definite matrix.")
    diagonal = np.diag(inverse).copy()
    rows = []
    for row in range(len(films)):
        scores = -np.concatenate([inverse[row, :row], inverse[row:, row]]) / diagonal
        scores[row] = 0
        rows.append(_best(scores))
    return _matrix(rows, films, films, number)


def _neighbours(likes: sparse.csr_array, films: Ints) -> sparse.csr_array:
    """Item-kNN: the cosine, shrunk where few like both."""
    number = likes.shape[0]
    lengths = np.sqrt(np.maximum(np.diff(likes.indptr), 1)).astype(np.float32)
    every = np.arange(number, dtype=np.int64)
    transposed = likes.T.tocsr()
    rows = []
    for start in range(0, len(films), 500):
        together = sparse.csr_array(likes[films[start : start + 500]] @ transposed)
        for row in range(together.shape[0]):
            own = slice(together.indptr[row], together.indptr[row + 1])
            places, n, film = together.indices[own], together.data[own], films[start + row]
            scores = n / (lengths[places] * lengths[film]) * n / (n + SHRINK)
            scores[places == film] = 0
            best, values = _best(scores)
            rows.append((places[best].astype(np.int64), values))
    return _matrix(rows, films, every, number)


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


def _matrix(rows: list[tuple[Ints, Floats]], films: Ints, others: Ints, number: int) -> sparse.csr_array:
    if not rows:
        return sparse.csr_array((number, number), dtype=np.float32)
    places = np.repeat(films, [len(best) for best, _ in rows])
    columns = others[np.concatenate([best for best, _ in rows])]
    values = np.concatenate([values for _, values in rows])
    return sparse.csr_array((values, (places.astype(np.int32), columns.astype(np.int32))), (number, number))
