"""What lists of similar films are measured by. Lists are an array films × 20 of places, -1 for none."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from films.similarity.catalogue import WORDY_FIELDS
from films.similarity.facts import Facts

Lists = NDArray[np.int64]
SHOWN = 20
# A user with fewer likes says nothing; of one with many, some films are asked.
FEWEST_LIKES = 6
SEEDS_OF_A_USER = 10
# The definition of a visible reason.
VISIBLE = ("director", "writer", "actor", "collection", "title", "keyword")
VISIBLE_SHARE = 0.02
BOOTSTRAPS = 1_000
FITTING_ROUNDS = 60


def bucket(text: str, modulus: int) -> int:
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:8], 16) % modulus


@dataclass(frozen=True, slots=True)
class Expected:
    """How probable each like is by the user's activity and the film's popularity alone: p = xy / (1 + xy)."""

    of_user: NDArray[np.float64]
    of_film: NDArray[np.float64]

    @classmethod
    def fit(cls, likes: sparse.csr_array) -> "Expected":
        """The bipartite configuration model of likes (users × films); users of equal activity have equal x."""
        active, user = np.unique(np.diff(likes.indptr), return_inverse=True)
        counts = np.bincount(likes.indices, minlength=likes.shape[1])
        popular, film = np.unique(counts, return_inverse=True)
        users, films = np.bincount(user), np.bincount(film)
        root = np.sqrt(max(likes.nnz, 1))
        x, y = active / root, popular / root
        for _ in range(FITTING_ROUNDS):
            x = active / np.maximum((1 / (1 + np.outer(x, y))) @ (films * y), 1e-9)
            y = popular / np.maximum((users * x) @ (1 / (1 + np.outer(x, y))), 1e-9)
        return cls(x[user], y[film])

    def likes(self, user: int, films: Any) -> NDArray[np.float64]:
        odds = self.of_user[user] * self.of_film[films]
        return np.asarray(odds / (1 + odds), np.float64)


def seeds_of(user: str, liked: Iterable[int], names: Sequence[str]) -> list[int]:
    """The ten of a user's films that are asked: the same ones in every run."""
    return sorted(liked, key=lambda film: bucket(f"mlt-v1:seed:{user}:{names[film]}", 1 << 32))[:SEEDS_OF_A_USER]


def excess_likes(
    lists: Lists, likes: sparse.csr_array, expected: Expected, judges: Sequence[tuple[int, str]], names: Sequence[str]
) -> NDArray[np.float64]:
    """XL@20 of each judge (row of `likes`, name): likes among the films shown, less those that were to be expected."""
    found = []
    for row, name in judges:
        liked = likes.indices[likes.indptr[row] : likes.indptr[row + 1]]
        if len(liked) < FEWEST_LIKES:
            continue
        scores = []
        for seed in seeds_of(name, liked.tolist(), names):
            shown = lists[seed][lists[seed] >= 0]
            scores.append(np.isin(shown, liked).sum() - expected.likes(row, shown).sum())
        found.append(float(np.mean(scores)))
    return np.asarray(found, np.float64)


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """95 % of the means of users drawn anew. Of differences of the same users it is the paired comparison."""
    random = np.random.default_rng(0)
    means = [values[random.integers(0, len(values), len(values))].mean() for _ in range(BOOTSTRAPS)]
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)


def coverage(lists: Lists) -> float:
    """The share of the films that are in some list."""
    return len(np.unique(lists[lists >= 0])) / max(len(lists), 1)


def gini(lists: Lists) -> float:
    """Of how often films appear: 0 where all do equally often, near 1 where a few fill all lists."""
    counts = np.sort(np.bincount(lists[lists >= 0], minlength=len(lists)))
    films = max(len(lists), 1)
    return float(1 - 2 * (np.cumsum(counts) / max(counts.sum(), 1)).sum() / films + 1 / films)


def visible_reasons(facts: Facts) -> sparse.csr_array:
    """Films by all that may be a visible reason; recomputed from the facts, whatever the engine makes of them."""
    found = []
    for name in VISIBLE:
        pairs = facts.fields[name]
        values, columns = np.unique(pairs.values, return_inverse=True)
        ones = np.ones(len(columns), np.float32)
        matrix = sparse.csr_array((ones, (pairs.films, columns)), (len(facts), len(values)))
        if name in WORDY_FIELDS:
            matrix = matrix[:, np.bincount(columns, minlength=len(values)) <= VISIBLE_SHARE * len(facts)]
        found.append(matrix)
    return sparse.csr_array(sparse.hstack(found, format="csr"))


def visible_share(lists: Lists, reasons: sparse.csr_array) -> float:
    """The share of the picks that have a visible reason."""
    seeds, ranks = np.nonzero(lists >= 0)
    shared = reasons[seeds].multiply(reasons[lists[seeds, ranks]]).sum(axis=1)
    return float((shared > 0).mean()) if len(seeds) else 0.0
