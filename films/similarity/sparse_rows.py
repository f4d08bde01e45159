"""Values of a few of many places: single rows of sparse matrices, and their values at other places. No ORM."""

import numpy as np
from scipy import sparse

from films.similarity.facts import Floats, Ints


def row_of(matrix: sparse.csr_array, row: int) -> tuple[Ints, Floats]:
    own = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return matrix.indices[own].astype(np.int64), matrix.data[own]


def spread(places: Ints, some: Ints, values: Floats) -> Floats:
    """The values at `places`, which are ascending; 0 for those that are not among `some`."""
    values_here = np.zeros(len(places), np.float32)
    found = np.searchsorted(places, some)
    inside = found < len(places)
    inside[inside] = places[found[inside]] == some[inside]
    values_here[found[inside]] = values[inside]
    return values_here
