"""What two films' genres and times say beside their products: whether they are of one mood, or of a kind. No ORM."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

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
# Rows of sets of genres that are kept at a time.
MOST_ROWS = 1_000


class Row(NamedTuple):
    """Of one set of genres, for every set: how many are common, their product, and whether both are of one mood."""

    common: NDArray[np.int16]
    product: Floats
    mood: Floats


class Kinds:
    def __init__(self, features: Features) -> None:
        self._year = features.facts.year
        self._apart = features.catalogue.apart
        self._shares = features.genre_frequency / max(features.catalogue.films, 1)
        # Films have few sets of genres, and each two sets are compared once.
        self._set_of, self._genres = _sets(features.genres)
        self._has = (self._genres > 0).astype(np.float32)
        self._numbers = self._has.sum(axis=1)
        self._lengths = np.linalg.norm(self._genres, axis=1)
        self._rows: dict[int, Row] = {}

    def product(self, seed: int, places: Ints) -> Floats:
        """Of the genres' vectors."""
        return self._row(seed).product[self._set_of[places]]

    def mood(self, seed: int, places: Ints) -> Floats:
        """1, or less for films whose genres do not go with this one's, and for those of other times."""
        return np.asarray(self._row(seed).mood[self._set_of[places]] * self._one_era(seed, places), np.float32)

    def of_a_kind(self, seed: int, places: Ints) -> Any:
        """Of two genres in common, or of one genre and one time: what can be said for want of better."""
        common = self._row(seed).common[self._set_of[places]]
        same_time = (np.abs(self._year[places] - self._year[seed]) <= NEAR_YEARS) & (self._year[seed] > 0)
        return (common > 1) | ((common == 1) & same_time)

    def best_of_a_rare_kind(self, seed: int, places: Ints, worth: Floats) -> Any:
        """Some of nearly the same genres, which seldom meet: those with the highest worth above 0."""
        best = np.zeros(len(places), np.bool_)
        of_seed = int(self._set_of[seed])
        own = self._shares[self._genres[of_seed] > 0]
        if 2 <= len(own) <= MOST_GENRES and own.prod() <= RARE_MEETING:
            sets, row = self._set_of[places], self._row(seed)
            lengths = self._lengths[sets] * self._lengths[of_seed]
            alike = row.product[sets] >= np.float32(SAME_KIND) * lengths
            found = np.flatnonzero(alike & (row.common[sets] > 1) & (worth > 0))
            best[found[np.lexsort((places[found], -worth[found]))[:MOST_OF_A_KIND]]] = True
        return best

    def _row(self, seed: int) -> Row:
        of_seed = int(self._set_of[seed])
        if of_seed not in self._rows:
            if len(self._rows) == MOST_ROWS:
                self._rows.clear()
            own = self._has[of_seed]
            common = self._has * own
            # How far apart the genres are on average; those in common are no distance to each other.
            distance = self._has @ (self._apart @ own) - ((common @ self._apart) * common).sum(axis=1)
            distance /= np.maximum(self._numbers * self._numbers[of_seed], 1)
            self._rows[of_seed] = Row(
                common.sum(axis=1).astype(np.int16),
                self._genres @ self._genres[of_seed],
                np.exp(-np.float32(GENRES_APART) * distance).astype(np.float32),
            )
        return self._rows[of_seed]

    def _one_era(self, seed: int, places: Ints) -> Floats:
        year = self._year[seed]
        if not year:
            return np.ones(len(places), np.float32)
        years = self._year[places]
        apart = np.where(years > 0, np.abs(years - year), 0)
        return np.asarray(1 / (1 + apart.astype(np.float32) / np.float32(ERA)), np.float32)


def _sets(genres: Floats) -> tuple[Ints, Floats]:
    """Which set of genres each film has, by number, and the vector of each set."""
    if not genres.shape[1]:
        return np.zeros(len(genres), np.int64), np.zeros((1, 0), np.float32)
    packed = np.packbits(genres > 0, axis=1)
    keys = packed.view(f"V{packed.shape[1]}")[:, 0]
    _, first, of_film = np.unique(keys, return_index=True, return_inverse=True)
    return of_film.astype(np.int64), genres[first]
