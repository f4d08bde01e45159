"""Lists of similar films by simple and well known methods, to hold ours against."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from benchmarks.similar.measures import SHOWN, Lists
from films.similarity.facts import Facts, Pairs

CHUNK = 500
# What TF-IDF reads: every field as words of one text.
TEXT_FIELDS = ("text", "keyword", "genre", "director", "writer", "actor", "company", "country", "collection")


def best(scores: Any, films: Any) -> Lists:
    """The twenty best of each row; -1 where fewer score above 0. `films` are the rows' own places."""
    scores = np.array(scores, np.float64)
    scores[np.arange(len(films)), films] = 0
    count = min(SHOWN, scores.shape[1])
    # The place breaks ties.
    order = np.argsort(-scores.round(9), axis=1, kind="stable")[:, :count].astype(np.int64)
    lists = np.full((len(films), SHOWN), -1, np.int64)
    lists[:, :count] = np.where(np.take_along_axis(scores, order, 1) > 0, order, -1)
    return lists


def by_rows(films: int, scores: Callable[[Any], Any]) -> Lists:
    lists = np.full((films, SHOWN), -1, np.int64)
    for start in range(0, films, CHUNK):
        places = np.arange(start, min(start + CHUNK, films))
        lists[places] = best(scores(places), places)
    return lists


def random_films(films: int) -> Lists:
    random = np.random.default_rng(0)
    return by_rows(films, lambda places: random.random((len(places), films)))


def most_popular(popularity: Any) -> Lists:
    """The same twenty for every film."""
    return by_rows(len(popularity), lambda places: np.tile(popularity, (len(places), 1)))


def jaccard(facts: Facts) -> Lists:
    """Genres and keywords in common as a share of all that either has: what TMDB's own lists are like."""
    sets = sparse.csr_array(
        sparse.hstack([_matrix(facts.fields[name], len(facts), ones=True) for name in ("genre", "keyword")])
    )
    size = np.diff(sets.indptr)
    transposed = sets.T.tocsr()

    def scores(places: Any) -> Any:
        both = (sets[places] @ transposed).toarray()
        return both / np.maximum(size[places][:, None] + size[None] - both, 1)

    return by_rows(len(facts), scores)


def tf_idf(facts: Facts) -> Lists:
    """The cosine of everything known of the films, as words of one text."""
    matrix = sparse.csr_array(sparse.hstack([_matrix(facts.fields[name], len(facts)) for name in TEXT_FIELDS]))
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    matrix.data *= np.log(len(facts) / np.maximum(frequency, 1)).astype(np.float32)[matrix.indices]
    length = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    length[length == 0] = 1
    matrix.data /= np.repeat(length, np.diff(matrix.indptr))
    transposed = matrix.T.tocsr()
    return by_rows(len(facts), lambda places: (matrix[places] @ transposed).toarray())


def item_knn(likes: sparse.csr_array, shrink: float) -> Lists:
    """The cosine of the films' likes, shrunk where few like both."""
    films = likes.T.tocsr()
    length = np.sqrt(np.maximum(np.diff(films.indptr), 1))

    def scores(places: Any) -> Any:
        both = (films[places] @ likes).toarray()
        return both / (length[places][:, None] * length[None]) * both / (both + shrink)

    return by_rows(likes.shape[1], scores)


def ease(likes: sparse.csr_array, ridge: float) -> Lists:
    """EASE^R (Steck 2019) on all films that somebody likes; the row of B of each."""
    films = likes.shape[1]
    liked = np.flatnonzero(np.bincount(likes.indices, minlength=films))
    some = likes[:, liked]
    gram = (some.T @ some).toarray().astype(np.float64)
    gram[np.diag_indices_from(gram)] += ridge
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    lists = np.full((films, SHOWN), -1, np.int64)
    found = best(weights, np.arange(len(liked)))
    lists[liked] = np.where(found >= 0, liked[found], -1)
    return lists


def _matrix(pairs: Pairs, films: int, ones: bool = False) -> sparse.csr_array:
    values, columns = np.unique(pairs.values, return_inverse=True)
    weights = np.ones(len(columns), np.float32) if ones else pairs.weights
    return sparse.csr_array((weights, (pairs.films, columns)), (films, len(values)))
