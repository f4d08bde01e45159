"""What is known of the films, as arrays: the engine's only input. No ORM."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from films.similarity.words import may_be_a_reason, same_film_key, words

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

# Fields of which a film has any number of values; "title" and "text" hold words.
FIELDS = ("collection", "director", "writer", "actor", "keyword", "title", "genre", "country", "company", "text")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which film (its place in `Facts.ids`) has which value, and how much the value matters in this film."""

    films: Ints
    values: Ints
    weights: Floats

    @classmethod
    def of(cls, films: Any, values: Any, weights: Any = None) -> "Pairs":
        rows = np.asarray(films, np.int64)
        ones = np.ones(len(rows), np.float32)
        return cls(rows, np.asarray(values, np.int64), ones if weights is None else np.asarray(weights, np.float32))


@dataclass(frozen=True, slots=True)
class Facts:
    """One entry a film in every array, in the order of the films' ids; 0 is "unknown"."""

    ids: Ints
    adult: NDArray[np.bool_]
    year: Ints
    language: Ints
    votes: Ints
    # Their average, in thousandths.
    average: Ints
    fields: Mapping[str, Pairs]
    # The words behind the values of "title" and "text".
    vocabulary: Sequence[str] = ()
    # Films with the same number may be versions of one film; `is_cut` marks titles that say so.
    same_title: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    is_cut: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    # The codes behind the numbers of `language`.
    language_codes: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)


class Texts:
    """Gathers titles and overviews film by film into words by number."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.titles: dict[str, int] = {}
        self.same_title: list[int] = []
        self.is_cut: list[bool] = []
        # Arrays, not lists: a million overviews have thirty million words.
        self._films = {"title": array("i"), "text": array("i")}
        self._values = {"title": array("i"), "text": array("i")}
        self._counts = array("i")

    def add(self, film: int, title: str, text: str) -> None:
        """`film` is its place; films come in order, each once."""
        key, is_cut = same_film_key(title)
        self.same_title.append(self.titles.setdefault(key, len(self.titles)))
        self.is_cut.append(is_cut)
        in_title = words(title)
        self._add("title", film, dict.fromkeys(filter(may_be_a_reason, in_title)))
        counts: dict[str, int] = {}
        for word in in_title + words(text):
            counts[word] = counts.get(word, 0) + 1
        self._add("text", film, counts)
        self._counts.extend(counts.values())

    def _add(self, name: str, film: int, found: Iterable[str]) -> None:
        values = self._values[name]
        before = len(values)
        values.extend(self.numbers.setdefault(word, len(self.numbers)) for word in found)
        self._films[name].extend(repeat(film, len(values) - before))

    @property
    def vocabulary(self) -> list[str]:
        """In the order of the alphabet, so that any films' words are in the same order as all films'."""
        return sorted(self.numbers)

    def pairs(self) -> dict[str, Pairs]:
        places = np.empty(len(self.numbers), np.int64)
        places[[self.numbers[word] for word in self.vocabulary]] = np.arange(len(places))
        # A word that comes thrice counts about twice.
        repeats = 1 + np.log(np.maximum(np.asarray(self._counts, np.float32), 1))
        return {
            "title": Pairs.of(self._films["title"], places[self._values["title"]]),
            "text": Pairs.of(self._films["text"], places[self._values["text"]], repeats),
        }
