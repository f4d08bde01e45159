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

from films.similarity.catalogue import MOST_FILMS_OF_A_TOKEN, WORDY_FIELDS, Catalogue, Known, learn
from films.similarity.facts import FIELDS, Facts, Floats, Ints

WEIGHTS = {
    # A series is the strongest relation there is: its other parts come before anything else.
    "collection": 8.0,
    "director": 0.75,
    # Adaptations name authors of novels and characters too, who say less than the one who wrote this film.
    "writer": 0.5,
    "actor": 0.8,
    "keyword": 1.5,
    "title": 0.2,
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

# Years after which nearness in time has shrunk to a third.
YEAR_SCALE = 10
# How much a well known film is preferred in the list of a well known film: the best known film of all counts four
# times one without votes there. In the list of a film that nobody knows, renown counts for nothing, so that what
# is like it comes first and the same few famous films do not fill every list.
RENOWN_POWER = 2.0
# How much more two films count that are both well liked, or both not, each by one spread more than is usual.
REPUTE_POWER = 0.12
# How quickly nearness in renown shrinks, over a scale on which the best known film is 1.
RENOWN_SCALE = 0.18

# A keyword carried by more than this share of the films says nothing about any of them. In a small catalogue a
# share so small is less than one film.
TELLING_SHARE = 0.02
SMALL_CATALOGUE = 200
SMALL_TELLING_SHARE = 0.2
SMALL_TELLING_FILMS = 3
# Nor does one whose films agree in hardly anything else: "usa", "1970s".
TELLING_WORTH = 0.4
# A word of two titles is a reason where it is rare in overviews, too: "woodstock", "caribbean", not "times", "forever".
SAID_SHARE = 0.0075
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
    catalogue: Catalogue
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
    # From below 0, little liked by those who voted, to above.
    repute: Floats


def build(facts: Facts, catalogue: Catalogue | None = None) -> Features:
    """The vectors of these films; `catalogue` is what is known of all where they are only some."""
    catalogue = catalogue or learn(facts)
    films = len(facts)
    telling, common, columns = [], [], {}
    width = 0
    for name in FIELDS:
        if name == "genre":
            continue
        known = catalogue.fields[name]
        matrix = catalogue.matrix(name, facts.fields[name], films)
        matrix.data *= np.float32(np.sqrt(WEIGHTS[name])) * known.worth[matrix.indices]
        if name in SPECIFIC_FIELDS:
            keep = telling_values(name, known, catalogue)
            telling.append(matrix[:, keep])
            columns[name] = Columns(width, known.values[keep], known.frequency[keep])
            width += int(keep.sum())
            common.append(matrix[:, ~keep & (known.frequency > 1)])
        else:
            keep = known.frequency > 1
            if name == "text":
                keep = keep & (known.frequency <= COMMON_SHARE * catalogue.films)
            common.append(matrix[:, keep])
    genres = catalogue.matrix("genre", facts.fields["genre"], films)
    genres.data *= np.float32(np.sqrt(WEIGHTS["genre"]))
    collection = facts.fields["collection"]
    series = np.zeros(films, np.int64)
    series[collection.films] = collection.values
    return Features(
        facts,
        catalogue,
        sparse.csr_array(sparse.hstack(telling, format="csr")),
        columns,
        sparse.csr_array(sparse.hstack(common, format="csr")),
        np.ascontiguousarray(genres.toarray()),
        catalogue.fields["genre"].values,
        catalogue.fields["genre"].frequency,
        series,
        catalogue.renown(facts.votes),
        catalogue.repute(facts.votes, facts.average),
    )


def telling_values(field: str, known: Known, catalogue: Catalogue) -> NDArray[np.bool_]:
    """Which values find films and may be shown as a reason, by how many films carry them and what they are worth."""
    kept = known.frequency <= MOST_FILMS_OF_A_TOKEN
    if field in WORDY_FIELDS:
        kept = kept & (known.frequency <= most_films_of_a_word(catalogue.films)) & (known.worth >= TELLING_WORTH)
    if field == "title":
        # Words of titles are words of overviews, too.
        text = catalogue.fields["text"]
        told = text.frequency[np.searchsorted(text.values, known.values)]
        kept = kept & (told <= most_films_that_say(catalogue.films))
    # A value of one film alone is a reason for nothing, but its weight counts in the length of the field.
    return np.asarray(kept & (known.frequency > 1))


def most_films_of_a_word(films: int) -> float:
    if films < SMALL_CATALOGUE:
        return max(SMALL_TELLING_FILMS, films * SMALL_TELLING_SHARE)
    return films * TELLING_SHARE


def most_films_that_say(films: int) -> float:
    return max(SMALL_TELLING_FILMS, films * SAID_SHARE)
