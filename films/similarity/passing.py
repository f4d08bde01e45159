"""What can be said of two films for want of better: of their genres, time, country, language and renown. No ORM."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from films.similarity.facts import Ints
from films.similarity.features import Features

MOST_GENRES = 2
# So near that it is said.
NOT_FAR_YEARS = 10
# Films from before this year are old to everybody, however far apart they are.
LONG_AGO = 1950
CENTURY = 2000
# The votes for two films that are about as well known differ by no more than this factor, beside some votes that
# nobody is the better known for.
AS_KNOWN = 1.5
VOTES_OF_NOBODY = 50
NO_LANGUAGE = "xx"


class Reason(NamedTuple):
    code: str
    ids: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        ids: dict[str, Any] = {"code": self.code, "ids": list(self.ids)}
        return ids | {"words": list(self.words)} if self.words else ids


class Passing:
    """A genre alone is no reason: either two of them, or one and a country."""

    def __init__(self, features: Features) -> None:
        self._facts = facts = features.facts
        self._genres = features.genres > 0
        self._genre_ids, self._frequency = features.genre_ids, features.genre_frequency
        pairs = facts.fields["country"]
        self._country_numbers, columns = np.unique(pairs.values, return_inverse=True)
        shape = (len(facts), len(self._country_numbers))
        self._countries = sparse.csr_array((np.ones(len(columns), np.float32), (pairs.films, columns)), shape)
        silent = [number for number, code in facts.language_codes.items() if code == NO_LANGUAGE]
        self._spoken = ~np.isin(facts.language, [0, *silent])
        self._known = np.log(facts.votes + VOTES_OF_NOBODY)

    def can_say(self, seed: int, places: Ints) -> NDArray[np.bool_]:
        """Of which of the places there is anything to say."""
        common = (self._genres[places] & self._genres[seed]).sum(axis=1)
        said = (common > 1) | self._near(seed, places)
        said |= self._one_language(seed, places) | self._as_known(seed, places)
        said |= self._before(CENTURY, seed, places) | self._since(CENTURY, seed, places)
        rest = np.flatnonzero(~said & (common == 1))
        if len(rest):
            said[rest] = (self._countries[places[rest]] @ self._countries[[seed]].T).toarray()[:, 0] > 0
        return np.asarray(said)

    def reasons(self, seed: int, other: int) -> Iterator[Reason]:
        """One at most, the most telling."""
        one, two = int(self._facts.year[seed]), int(self._facts.year[other])
        place = np.asarray([other])
        both = np.flatnonzero(self._genres[seed] & self._genres[other])
        rarest = both[np.lexsort((self._genre_ids[both], self._frequency[both]))]
        genres = tuple(int(genre) for genre in self._genre_ids[rarest[:MOST_GENRES]])
        if len(genres) == MOST_GENRES:
            yield Reason("genre", genres)
        elif self._near(seed, place)[0]:
            yield Reason("years", tuple(sorted({one, two})))
        elif genres and (country := self._country_of_both(seed, other)):
            yield Reason("kind", words=(str(genres[0]), country))
        elif self._before(LONG_AGO, seed, place)[0]:
            yield Reason("before", (LONG_AGO,))
        elif self._one_language(seed, place)[0]:
            yield Reason("language", words=(self._facts.language_codes[int(self._facts.language[seed])],))
        elif self._as_known(seed, place)[0]:
            yield Reason("renown", (1,))
        elif self._before(CENTURY, seed, place)[0]:
            yield Reason("before", (CENTURY,))
        elif self._since(CENTURY, seed, place)[0]:
            yield Reason("since", (CENTURY,))

    def _near(self, seed: int, places: Ints) -> Any:
        years, year = self._facts.year[places], self._facts.year[seed]
        return (years > 0) & (year > 0) & (np.abs(years - year) <= NOT_FAR_YEARS)

    def _before(self, limit: int, seed: int, places: Ints) -> Any:
        years, year = self._facts.year[places], self._facts.year[seed]
        return (years > 0) & (years < limit) & (0 < year < limit)

    def _since(self, limit: int, seed: int, places: Ints) -> Any:
        return (self._facts.year[places] >= limit) & (self._facts.year[seed] >= limit)

    def _one_language(self, seed: int, places: Ints) -> Any:
        language = self._facts.language
        return (language[places] == language[seed]) & self._spoken[seed]

    def _as_known(self, seed: int, places: Ints) -> Any:
        return np.abs(self._known[places] - self._known[seed]) <= np.log(AS_KNOWN)

    def _country_of_both(self, seed: int, other: int) -> str:
        """The first in the order of the alphabet."""
        countries = self._countries
        own = [countries.indices[countries.indptr[film] : countries.indptr[film + 1]] for film in (seed, other)]
        both = np.intersect1d(*own)
        return code_of(int(self._country_numbers[both[0]])) if len(both) else ""


def code_of(number: int) -> str:
    """A country's two letters (`reading.number_of_country`)."""
    return chr(number // 256) + chr(number % 256)
