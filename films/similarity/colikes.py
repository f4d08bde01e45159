"""Films that the same people like. (scores to come)"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from films.similarity.facts import Floats, Ints


@dataclass(frozen=True, slots=True)
class CoLikes:
    scores: sparse.csr_array

    @classmethod
    def none(cls, films: int) -> "CoLikes":
        return cls(sparse.csr_array((films, films), dtype=np.float32))

    def blend(self, content: Floats, liked: Floats) -> Floats:
        return content

    def reason(self, seed: int, other: int) -> tuple[int, ...]:
        return ()

    def are_reasons(self, seed: int, others: Ints) -> NDArray[np.bool_]:
        return np.zeros(len(others), np.bool_)
