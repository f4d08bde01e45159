"""Why a film is in another's list: what both have, most telling first. Codes and ids; the page finds the words."""

from itertools import groupby
from operator import itemgetter

import numpy as np

from films.similarity.catalogue import WORDY_FIELDS
from films.similarity.colikes import CoLikes
from films.similarity.facts import Ints
from films.similarity.features import SPECIFIC_FIELDS, Features
from films.similarity.passing import Passing, Reason

MOST_REASONS = 4
MOST_IDS = 2  # in one reason: two actors, not the whole cast
MOST_WORDS = 3
NEAR_YEARS = 3
# Less than this in common, such as a part far down two bills, is said after what people like.
LITTLE = 0.02


class Reasons:
    def __init__(self, features: Features, colikes: CoLikes, passing: Passing) -> None:
        self._features = features
        self._colikes = colikes
        self._passing = passing
        self._starts = np.asarray([features.fields[name].start for name in SPECIFIC_FIELDS], np.int64)
        self._values = np.concatenate([features.fields[name].values for name in SPECIFIC_FIELDS])
        self._frequency = np.concatenate([features.fields[name].frequency for name in SPECIFIC_FIELDS])
        self._is_word = np.asarray([name in WORDY_FIELDS for name in SPECIFIC_FIELDS])
        self._weights_of_seed = np.zeros(features.telling.shape[1], np.float32)

    def of(self, seed: int, others: Ints) -> list[tuple[Reason, ...]]:
        telling, weights = self._features.telling, self._weights_of_seed
        own = slice(telling.indptr[seed], telling.indptr[seed + 1])
        weights[telling.indices[own]] = telling.data[own]
        rows = telling[others]
        shared = weights[rows.indices] * rows.data
        both = np.flatnonzero(shared)
        columns = rows.indices[both]
        fields = np.searchsorted(self._starts, columns, side="right") - 1
        row_of = np.searchsorted(rows.indptr, both, side="right") - 1
        # Of words the rare ones say most; of people the one who counts most in both films.
        importance = np.where(self._is_word[fields], self._frequency[columns], -shared[both].round(6))
        values = self._values[columns]
        order = np.lexsort((values, importance, fields, row_of))
        found: list[list[Reason]] = [[] for _ in others]
        shared_by_row = zip(row_of[order].tolist(), fields[order].tolist(), values[order].tolist(), strict=True)
        for (row, field), group in groupby(shared_by_row, itemgetter(0, 1)):
            self._add(found[row], SPECIFIC_FIELDS[field], [value for _, _, value in group])
        strength = np.bincount(row_of, shared[both], len(others)).round(6).tolist()
        by_likes = self._colikes.reasons(seed, others)
        for reasons, other, told, liked in zip(found, others.tolist(), strength, by_likes, strict=True):
            if liked:
                reasons.insert(len(reasons) if told >= LITTLE else 0, Reason("liked", liked))
            if not reasons:
                reasons += self._passing.reasons(seed, other)
        weights[telling.indices[own]] = 0
        return [tuple(reasons[:MOST_REASONS]) for reasons in found]

    def _add(self, reasons: list[Reason], field: str, values: list[int]) -> None:
        """One reason a field; nobody is named twice."""
        if field in ("writer", "actor"):
            named = {person for reason in reasons if reason.code in ("director", "writer") for person in reason.ids}
            values = [value for value in values if value not in named]
        values = values[: MOST_WORDS if field in WORDY_FIELDS else MOST_IDS]
        if field == "title":
            reasons.append(Reason("title", words=tuple(self._features.facts.vocabulary[value] for value in values)))
        elif values:
            reasons.append(Reason(field, tuple(values)))
