"""What two films' genres and times say beside their products: whether they are of one mood, or of a kind. No ORM."""

from typing import Any

import numpy as np

from films.similarity.facts import Floats, Ints
from films.similarity.features import Features
from films.similarity.reasons import NEAR_YEARS

# Genres that hardly ever meet in one film are for other people, or another evening: the score of two films counts the
# less the further apart their genres are. After a director's concert film come other concert films before his gangster
# films; what shares an actor with a film for children is seldom one for them.
GENRES_APART = 0.6
# Years after which the score of two films counts half, whatever else they share.
ERA = 40
# Two or three genres that by chance would meet in so few films tell as much as a keyword: those of concert films, say,
# which are documentaries and music. More genres than three are a list of whatever is in the film.
RARE_MEETING = 0.001
MOST_GENRES = 3
SAME_KIND = 0.75
MOST_OF_A_KIND = 6


class Kinds:
    def __init__(self, features: Features) -> None:
        self._genres = features.genres
        self._year = features.facts.year
        self._sets = (features.genres > 0).astype(np.float32)
        self._numbers = self._sets.sum(axis=1)
        self._apart = features.catalogue.apart
        self._lengths = np.linalg.norm(features.genres, axis=1)
        self._shares = features.genre_frequency / max(features.catalogue.films, 1)

    def mood(self, seed: int, places: Ints) -> Floats:
        """1, or less for films whose genres do not go with this one's, and for those of other times."""
        of_one_mood = np.exp(-np.float32(GENRES_APART) * self._distance(seed, places))
        return np.asarray(of_one_mood * self._one_era(seed, places), np.float32)

    def _distance(self, seed: int, places: Ints) -> Floats:
        """How far apart the genres are on average; those in common are no distance to each other."""
        own, others = self._sets[seed], self._sets[places]
        common = others * own
        distance = others @ (self._apart @ own) - ((common @ self._apart) * common).sum(axis=1)
        return np.asarray(distance / np.maximum(self._numbers[places] * self._numbers[seed], 1), np.float32)

    def _one_era(self, seed: int, places: Ints) -> Floats:
        years, year = self._year[places], self._year[seed]
        apart = np.where((years > 0) & (year > 0), np.abs(years - year), 0)
        return np.asarray(1 / (1 + apart / np.float32(ERA)), np.float32)

    def of_a_kind(self, seed: int, places: Ints) -> Any:
        """Of two genres in common, or of one genre and one time: what can be said for want of better."""
        common = self._common(seed, places)
        same_time = (np.abs(self._year[places] - self._year[seed]) <= NEAR_YEARS) & (self._year[seed] > 0)
        return (common > 1) | ((common == 1) & same_time)

    def best_of_a_rare_kind(self, seed: int, places: Ints, worth: Floats) -> Any:
        """Some of nearly the same genres, which seldom meet: those with the highest worth above 0."""
        best = np.zeros(len(places), np.bool_)
        own = self._shares[self._genres[seed] > 0]
        if 2 <= len(own) <= MOST_GENRES and own.prod() <= RARE_MEETING:
            same = (self._cosine(seed, places) >= SAME_KIND) & (self._common(seed, places) > 1)
            found = np.flatnonzero(same & (worth > 0))
            best[found[np.lexsort((places[found], -worth[found]))[:MOST_OF_A_KIND]]] = True
        return best

    def _common(self, seed: int, places: Ints) -> Any:
        return ((self._genres[places] > 0) & (self._genres[seed] > 0)).sum(axis=1)

    def _cosine(self, seed: int, places: Ints) -> Any:
        lengths = self._lengths[places] * self._lengths[seed]
        products = self._genres[places] @ self._genres[seed]
        return np.divide(products, lengths, out=np.zeros(len(places), np.float64), where=lengths > 0)
