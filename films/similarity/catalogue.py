"""What the catalogue as a whole says: all of the engine's knowledge that no single film holds.

A full run learns it from every film's facts. Whoever has it can make the vectors of a few films alone, the same as
the full run makes them (`features.build`): so it is what the incremental path needs to keep. The values of "title"
and "text" are words by number (`Facts.vocabulary`); they hold for as long as the same words have the same numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from films.similarity.facts import FIELDS, Facts, Floats, Ints, Pairs

# Votes that nobody is the better known for.
RENOWN_OFFSET = 50
# Votes by which an average is held to be what is usual, and how far from it any film may be, in spreads of all.
REPUTE_OFFSET = 50
MOST_REPUTE = 3.0
# Films with both of two genres that there are for want of knowledge, beside those that there are.
MEETINGS_GIVEN = 5
# How far apart two genres can be: the logarithm of how much more rarely they meet than by chance.
MOST_APART = 2.5
# A value of more films than this finds none, but still counts: keeps the work per film bounded.
MOST_FILMS_OF_A_TOKEN = 2_000
# Fields whose values are words or words of editors: a common one says nothing about any film.
WORDY_FIELDS = ("keyword", "title")
# Keywords (words of a title) of usual rarity that every film is taken to have beside those that are known: the only
# keyword that somebody gave a film is not all that it is about.
UNSAID = 3
# What films of one subject agree in. Two films of "space opera" are alike in all of these, two of "new york" or
# "narration" hardly more than any two films.
AGREE_IN = ("genre", "keyword", "text")
# Pairs of films that count as much as what is usual of a keyword: from two films little can be learned.
USUAL_PAIRS = 20
LEAST_WORTH, MOST_WORTH = 0.3, 1.5
CHUNK = 1_000  # values whose films are compared at once


@dataclass(frozen=True, slots=True)
class Known:
    """The values of one field, ascending; in how many films each occurs; and what it is worth: 1 is usual."""

    values: Ints
    frequency: Ints
    worth: Floats
    # The square of the usual rarity, of all values of the field.
    usual: float


@dataclass(frozen=True, slots=True)
class Catalogue:
    films: int
    # The logarithm of the best known film's votes: what `renown` is measured by.
    best_known: float
    fields: Mapping[str, Known]
    # How far apart each two of the genres in `fields` are, from 0, which meet as often as by chance or more.
    apart: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    # The mean and the spread of the films' averages.
    usual_average: float = 0.0
    spread_of_averages: float = 1.0

    def repute(self, votes: Ints, average: Ints) -> Floats:
        """How well liked by those who voted: 0 is usual or unknown, 1 better than five films of six."""
        beyond = (average - self.usual_average) * votes / (votes + REPUTE_OFFSET) / self.spread_of_averages
        return np.clip(np.where(votes > 0, beyond, 0), -MOST_REPUTE, MOST_REPUTE).astype(np.float32)

    def renown(self, votes: Ints) -> Floats:
        """From 0, no votes, to 1, the best known film."""
        return np.asarray(np.minimum(_grown(votes) / self.best_known, 1), np.float32)

    def matrix(self, field: str, pairs: Pairs, films: int) -> sparse.csr_array:
        """The field's vectors, by rarity, of length 1 or less; a column for each known value. Others are left out."""
        known = self.fields[field]
        columns = np.searchsorted(known.values, pairs.values)
        found = columns < len(known.values)
        found[found] = known.values[columns[found]] == pairs.values[found]
        where = (pairs.films[found].astype(np.int32), columns[found].astype(np.int32))
        matrix = sparse.csr_array((pairs.weights[found], where), (films, len(known.values)))
        matrix.sum_duplicates()
        rarity = rarity_of(known.frequency, self.films)
        matrix.data *= rarity[matrix.indices]
        square = np.asarray(matrix.multiply(matrix).sum(axis=1), np.float32)
        if field in WORDY_FIELDS:
            square += np.float32(UNSAID * known.usual)
        length = np.sqrt(square)
        length[length == 0] = 1
        matrix.data /= np.repeat(length, np.diff(matrix.indptr))
        return matrix


def learn(facts: Facts) -> Catalogue:
    grown = _grown(facts.votes)
    best_known = float(max(grown.max(initial=0.0), np.log(2)))
    fields = {name: _counted(facts.fields[name], len(facts)) for name in FIELDS}
    apart = genres_apart(facts.fields["genre"], fields["genre"], len(facts))
    counted = Catalogue(len(facts), best_known, fields, apart, *_averages(facts))
    matrices = {name: counted.matrix(name, facts.fields[name], len(facts)) for name in AGREE_IN}
    for name in WORDY_FIELDS:
        own = matrices[name] if name in matrices else counted.matrix(name, facts.fields[name], len(facts))
        worth = worth_of_values(own, list(matrices.values()))
        fields[name] = replace(fields[name], worth=worth)
    return replace(counted, fields=fields)


def _averages(facts: Facts) -> tuple[float, float]:
    averages = facts.average[facts.votes > 0]
    return (float(averages.mean()), float(averages.std()) or 1.0) if len(averages) else (0.0, 1.0)


def genres_apart(pairs: Pairs, genres: Known, films: int) -> Floats:
    """What the films as a whole say of each two genres: families seldom watch thrillers."""
    columns = np.searchsorted(genres.values, pairs.values)
    carried = sparse.csr_array((np.ones(len(columns), np.float64), (pairs.films, columns)), (films, len(genres.values)))
    together = np.asarray((carried.T @ carried).toarray(), np.float64)
    by_chance = np.outer(genres.frequency, genres.frequency) / max(films, 1)
    apart = np.log((by_chance + MEETINGS_GIVEN) / (together + MEETINGS_GIVEN))
    np.fill_diagonal(apart, 0)
    return np.clip(apart, 0, MOST_APART).round(3).astype(np.float32)


def worth_of_values(own: sparse.csr_array, others: Sequence[sparse.csr_array]) -> Floats:
    """How much the films that share a value agree in all else, as a multiple of what is usual in this field."""
    frequency = np.bincount(own.indices, minlength=own.shape[1])
    worth = np.ones(len(frequency), np.float64)
    asked = np.flatnonzero((frequency > 1) & (frequency <= MOST_FILMS_OF_A_TOKEN))
    if not len(asked):
        return worth.astype(np.float32)
    columns = own[:, asked].T.tocsr()
    pairs = frequency[asked] * (frequency[asked] - 1) / 2
    share = pairs / (pairs + USUAL_PAIRS)
    measured = 0
    logarithms = np.zeros(len(asked), np.float64)
    for other in others:
        # That they share the value itself is no news.
        known = _agreement_by_itself(columns) if other is own else 0
        agreement = np.maximum(_agreement_in(columns, other) - known, 0) / pairs
        usual = float((agreement * share).sum() / share.sum())
        if usual > 0:
            measured += 1
            logarithms += np.log((share * agreement + (1 - share) * usual) / usual + 1e-3)
    worth[asked] = np.exp(logarithms / max(measured, 1))
    return np.clip(worth, LEAST_WORTH, MOST_WORTH).round(3).astype(np.float32)


def _agreement_in(columns: sparse.csr_array, vectors: sparse.csr_array) -> NDArray[np.float64]:
    """The sum of the products of every two films of each value."""
    carriers = columns.astype(bool).astype(np.float32)
    squares = np.asarray(vectors.multiply(vectors).sum(axis=1), np.float64)
    sums = np.empty(carriers.shape[0], np.float64)
    for start in range(0, len(sums), CHUNK):
        some = carriers[start : start + CHUNK]
        together = sparse.csr_array(some @ vectors)
        sums[start : start + CHUNK] = (together.multiply(together).sum(axis=1) - some @ squares) / 2
    return sums


def _agreement_by_itself(columns: sparse.csr_array) -> NDArray[np.float64]:
    sums = np.asarray(columns.sum(axis=1), np.float64)
    return np.asarray((sums**2 - columns.multiply(columns).sum(axis=1)) / 2, np.float64)


def rarity_of(frequency: Ints, films: int) -> Floats:
    return np.log1p(films / np.maximum(frequency, 1)).astype(np.float32)


def _counted(pairs: Pairs, films: int) -> Known:
    values, frequency = np.unique(pairs.values, return_counts=True)
    usual = float(np.average(rarity_of(frequency, films) ** 2, weights=frequency)) if len(values) else 0.0
    return Known(values.astype(np.int64), frequency.astype(np.int64), np.ones(len(values), np.float32), usual)


def _grown(votes: Ints) -> Floats:
    return np.asarray(np.log1p(votes / RENOWN_OFFSET), np.float32)
