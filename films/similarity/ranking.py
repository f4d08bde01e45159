"""From vectors to "more like this": the twenty best films for one film, each with its reasons. No ORM.

A list is filled in this order, and inside each step by score, then by id:

1. films that share something telling: collection, director, writer, billed actor or a keyword of few films;
2. where these are fewer than twenty: films that share two genres or more;
3. as a last resort: films that share one genre. They are shown without a reason, since one genre is none.

A film without any of these gets a shorter list, or none. An adult film is in no list but those of adult films.
"""

from collections import defaultdict
from heapq import nsmallest
from math import exp, sqrt
from typing import Any, NamedTuple

from films.similarity.features import (
    FIRM_EVIDENCE,
    LEAST_TRUST,
    MOST_FILMS_OF_A_TOKEN,
    OTHER_GENRES,
    SPECIFIC_FIELDS,
    WEIGHTS,
    YEAR_SCALE,
    Features,
    Token,
    Vector,
)

LENGTH = 20
MOST_REASONS = 3
MOST_IDS = 2  # in one reason: two actors, not the whole cast
DECIMALS = 4  # of a score, so that the order does not hang on the last bit of a sum


class Reason(NamedTuple):
    code: str
    ids: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "ids": list(self.ids)}


class Pick(NamedTuple):
    film: int
    score: float
    reasons: tuple[Reason, ...]


class Ranking:
    def __init__(self, features: Features) -> None:
        self.vectors = features.vectors
        self.frequency = features.frequency
        self.carriers: defaultdict[Token, list[tuple[int, float]]] = defaultdict(list)
        self.of_genre: defaultdict[int, list[int]] = defaultdict(list)
        for vector in sorted(self.vectors.values(), key=lambda vector: (-vector.renown, vector.id)):
            for token, term in vector.telling.items():
                self.carriers[token].append((vector.id, term))
            for genre in vector.genres:
                # The best known ones are enough to fill a list from.
                if len(self.of_genre[genre]) < MOST_FILMS_OF_A_TOKEN:
                    self.of_genre[genre].append(vector.id)

    def picks(self, film: int) -> list[Pick]:
        """The films most like this one, best first."""
        seed = self.vectors[film]
        chosen = self._best(seed, self._sharing_something_telling(seed), LENGTH)
        if len(chosen) < LENGTH:
            fillers = self._sharing_genres(seed) - {other for _, other in chosen}
            two = {other for other in fillers if len(seed.genres & self.vectors[other].genres) >= 2}
            for step in (two, fillers - two):
                chosen += self._best(seed, dict.fromkeys(step, 0.0), LENGTH - len(chosen))
        return [Pick(other, score, reasons(seed, self.vectors[other], self.frequency)) for score, other in chosen]

    def _sharing_something_telling(self, seed: Vector) -> dict[int, float]:
        """Candidates, each with its evidence: the product of the telling tokens of both."""
        candidates: defaultdict[int, float] = defaultdict(float)
        for token, term in seed.telling.items():
            for other, other_term in self.carriers[token]:
                candidates[other] += term * other_term
        return candidates

    def _sharing_genres(self, seed: Vector) -> set[int]:
        return {other for genre in seed.genres for other in self.of_genre[genre]}

    def _best(self, seed: Vector, candidates: dict[int, float], length: int) -> list[tuple[float, int]]:
        """(score, film), best first. `candidates` has the evidence for each film."""
        scored = []
        for film, evidence in candidates.items():
            other = self.vectors[film]
            if film != seed.id and (seed.adult or not other.adult):
                trust = max(LEAST_TRUST, min(1.0, sqrt(evidence / FIRM_EVIDENCE)))
                score = (evidence + trust * likeness(seed, other)) * other.renown
                if seed.genres and other.genres and seed.genres.isdisjoint(other.genres):
                    score *= OTHER_GENRES
                score = round(score, DECIMALS)
                scored.append((-score, film))
        return [(-score, film) for score, film in nsmallest(length, scored)]


def likeness(one: Vector, other: Vector) -> float:
    """What two films share besides telling tokens: genres, common keywords, time and language."""
    score = 0.0
    for token, term in one.common.items():  # a plain loop: millions of pairs pass here
        if token in other.common:
            score += term * other.common[token]
    if one.year and other.year:
        score += WEIGHTS["year"] * exp(-abs(one.year - other.year) / YEAR_SCALE)
    if one.language and one.language == other.language:
        score += WEIGHTS["language"]
    return score


def reasons(one: Vector, other: Vector, frequency: dict[Token, int]) -> tuple[Reason, ...]:
    """Up to three things that both films have, most telling first; nobody is named twice."""
    shared = {token: term * other.telling[token] for token, term in one.telling.items() if token in other.telling}
    found = []
    named: set[int] = set()
    for field in SPECIFIC_FIELDS:
        tokens = [token for token in shared if token[0] == field]
        if field == "keyword":
            tokens.sort(key=lambda token: (frequency[token], token))
        else:
            tokens = [token for token in tokens if token[1] not in named]
            tokens.sort(key=lambda token: (-shared[token], token))
        if tokens:
            found.append(Reason(field, tuple(value for _, value in tokens[:MOST_IDS])))
            if field in ("director", "writer"):
                named.update(value for _, value in tokens)
    genres = sorted(one.genres & other.genres, key=lambda genre: (frequency[("genre", genre)], genre))
    if not found and len(genres) >= 2:
        found.append(Reason("genre", tuple(genres[:MOST_IDS])))
    return tuple(found[:MOST_REASONS])
