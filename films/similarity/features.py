"""From facts to weighted sparse vectors: what two films may have in common, and how much each thing counts.

Each field of a film is a vector of its own, weighted by how rare its values are and brought to length 1, so that
the product of two films' fields is their cosine; `WEIGHTS` says what a perfect match in a field is worth. The
weights are round on purpose: they were chosen with likes of half of the users of one data set and checked with the
other half; anything finer would be tuned to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from films.similarity.facts import FIELDS, Facts, Floats, Ints, Pairs

WEIGHTS = {
    # A series is the strongest relation there is: its other parts come before anything else.
    "collection": 8.0,
    "director": 0.75,
    # Adaptations name authors of novels and characters too, who say less than the one who wrote this film.
    "writer": 0.5,
    "actor": 1.0,
    "keyword": 1.0,
    "title": 0.25,
    "text": 1.0,
    # What follows never finds a film, but tells which of those with the same keyword is in the same mood.
    "genre": 0.5,
    "country": 0.1,
    "company": 0.1,
    "year": 2.0,
    "language": 0.5,
    # As well known as the other.
    "renown": 0.5,
}
# A shared value of these can be shown as a reason, if not too many films have it.
SPECIFIC_FIELDS = ("collection", "director", "writer", "actor", "keyword", "title")
# Fields whose values are words or words of editors: a common one says nothing about any film.
WORDY_FIELDS = ("keyword", "title")

# Years after which nearness in time has shrunk to a third.
YEAR_SCALE = 10
# Votes that nobody is the better known for.
RENOWN_OFFSET = 50
# How much a well known film is preferred in the list of a well known film: the best known film of all counts four
# times one without votes there. In the list of a film that nobody knows, renown counts for nothing, so that what
# is like it comes first and the same few famous films do not fill every list.
RENOWN_POWER = 1.4
# How quickly nearness in renown shrinks, over a scale on which the best known film is 1.
RENOWN_SCALE = 0.18

# A value of more films than this finds none, but still counts: keeps the work per film bounded.
MOST_FILMS_OF_A_TOKEN = 2_000
# A keyword carried by more than this share of the films says nothing about any of them. In a small catalogue a
# share so small is less than one film.
TELLING_SHARE = 0.02
SMALL_CATALOGUE = 200
SMALL_TELLING_SHARE = 0.2
SMALL_TELLING_FILMS = 3
# A word of an overview in more than this share of the films is grammar, not subject.
COMMON_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the values of one field stand among the columns of a matrix."""

    start: int
    values: Ints
    # In how many films each value occurs.
    frequency: Ints

    def column_of(self, value: int) -> int | None:
        place = int(np.searchsorted(self.values, value))
        found = place < len(self.values) and self.values[place] == value
        return self.start + place if found else None


@dataclass(frozen=True, slots=True)
class Features:
    facts: Facts
    # Values that can be reasons and find films; columns by field.
    telling: sparse.csr_array
    fields: Mapping[str, Columns]
    # Common keywords, words, countries, companies: they only add to the score.
    common: sparse.csr_array
    # One column a genre: few enough to be dense.
    genres: Floats
    genre_ids: Ints
    genre_frequency: Ints
    # The collection of each film, 0 for none.
    series: Ints
    # From 0, no votes, to 1, the best known film.
    renown: Floats


def build(facts: Facts) -> Features:
    films = len(facts)
    telling, common, columns = [], [], {}
    width = 0
    genres, genre_ids, genre_frequency = field_matrix(facts.fields["genre"], films)
    genres.data *= np.float32(np.sqrt(WEIGHTS["genre"]))
    for name in FIELDS:
        if name == "genre":
            continue
        matrix, values, frequency = field_matrix(facts.fields[name], films)
        matrix.data *= np.float32(np.sqrt(WEIGHTS[name]))
        if name in SPECIFIC_FIELDS:
            keep = telling_values(name, frequency, films)
            telling.append(matrix[:, keep])
            columns[name] = Columns(width, values[keep], frequency[keep])
            width += int(keep.sum())
            common.append(matrix[:, ~keep & (frequency > 1)])
        else:
            keep = (frequency > 1) & ((frequency <= COMMON_SHARE * films) if name == "text" else True)
            common.append(matrix[:, keep])
    collection = facts.fields["collection"]
    series = np.zeros(films, np.int64)
    series[collection.films] = collection.values
    return Features(
        facts,
        sparse.csr_array(sparse.hstack(telling, format="csr")),
        columns,
        sparse.csr_array(sparse.hstack(common, format="csr")),
        np.ascontiguousarray(genres.toarray()),
        genre_ids,
        genre_frequency,
        series,
        renown(facts.votes),
    )


def field_matrix(pairs: Pairs, films: int) -> tuple[sparse.csr_array, Ints, Ints]:
    """The field's vectors, the value of each column in ascending order, and how many films have it."""
    values, columns = np.unique(pairs.values, return_inverse=True)
    shape = (films, len(values))
    matrix = sparse.csr_array((pairs.weights, (pairs.films.astype(np.int32), columns.astype(np.int32))), shape)
    matrix.sum_duplicates()
    frequency = np.bincount(matrix.indices, minlength=len(values)).astype(np.int64)
    rarity = np.log1p(films / np.maximum(frequency, 1)).astype(np.float32)
    matrix.data *= rarity[matrix.indices]
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), np.float32))
    length[length == 0] = 1
    matrix.data /= np.repeat(length, np.diff(matrix.indptr))
    return matrix, values.astype(np.int64), frequency


def telling_values(field: str, frequency: Ints, films: int) -> NDArray[np.bool_]:
    """Which values find films and may be shown as a reason, by how many films carry them."""
    kept = frequency <= MOST_FILMS_OF_A_TOKEN
    if field in WORDY_FIELDS:
        kept = kept & (frequency <= most_films_of_a_word(films))
    # A value of one film alone is a reason for nothing, but its weight counts in the length of the field.
    return np.asarray(kept & (frequency > 1))


def most_films_of_a_word(films: int) -> float:
    if films < SMALL_CATALOGUE:
        return max(SMALL_TELLING_FILMS, films * SMALL_TELLING_SHARE)
    return films * TELLING_SHARE


def renown(votes: Ints) -> Floats:
    grown = np.log1p(votes / RENOWN_OFFSET)
    return np.asarray(grown / max(grown.max(initial=0.0), np.log(2)), np.float32)
