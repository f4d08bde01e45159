"""Versions of one film: a director's cut beside the film, or the film twice from two sources."""

from collections import defaultdict

import numpy as np

from films.similarity.facts import Ints
from films.similarity.features import Features

NONE = np.zeros(0, np.int64)


class Versions:
    """Films of the same title and a director in common, of the same time or one of them named a cut."""

    def __init__(self, features: Features) -> None:
        self._facts = facts = features.facts
        self._of: dict[int, Ints] = {}
        self._directors: dict[int, set[int]] = defaultdict(set)
        if not len(facts.same_title):
            return
        counts = np.bincount(facts.same_title)
        places = np.flatnonzero(counts[facts.same_title] > 1)
        pairs = facts.fields["director"]
        of_these = np.isin(pairs.films, places)
        for film, person in zip(pairs.films[of_these].tolist(), pairs.values[of_these].tolist(), strict=True):
            self._directors[film].add(person)
        same: dict[int, list[int]] = defaultdict(list)
        for place in places.tolist():
            same[int(facts.same_title[place])].append(place)
        for group in same.values():
            for one in group:
                found = [other for other in group if other != one and self._are(one, other)]
                if found:
                    self._of[one] = np.asarray(found, np.int64)

    def of(self, place: int) -> Ints:
        return self._of.get(place, NONE)

    def has_one(self, place: int, others: Ints) -> bool:
        """Whether one of the others is a version of it."""
        versions = self._of.get(int(place))
        return versions is not None and bool(np.isin(versions, others).any())

    def _are(self, one: int, other: int) -> bool:
        facts = self._facts
        a_cut = bool(facts.is_cut[one] or facts.is_cut[other])
        years = int(facts.year[one]), int(facts.year[other])
        near = all(years) and abs(years[0] - years[1]) <= 1
        return (a_cut or near) and not self._directors[one].isdisjoint(self._directors[other])
