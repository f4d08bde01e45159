"""From vectors to "more like this": the twenty best films for one film, each with its reasons. No ORM.

The candidates are the films that share something telling (a product of sparse matrices finds them), those that
are liked by the same people, and some well known ones of the same genre, language and time. They are ordered by
score, then by id. The film's own series comes first. Of the twenty, all but a few share something telling, so that
the page can say why they are there. An adult film is in no list but those of adult films; another version of the
same film is in none.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from films.similarity.colikes import CoLikes, mean_of_best
from films.similarity.facts import Floats, Ints
from films.similarity.features import RENOWN_POWER, RENOWN_SCALE, WEIGHTS, Features
from films.similarity.pools import Pools, near_in_time, union
from films.similarity.reasons import Reason, Reasons
from films.similarity.versions import Versions

LENGTH = 20
DECIMALS = 4  # of a score, so that the order does not hang on the last bit of a sum
CHUNK = 256  # films whose candidates are found by one product
# Candidates that are looked at closely.
MOST_CANDIDATES = 600
# Picks of twenty that need share nothing telling, where they are otherwise much alike; and by how much.
UNEXPLAINED = 3
UNEXPLAINED_WORTH = 0.75
# Which films are shown and in which order are two questions. People like films of one time, language and renown
# together, so these count much in the choice; but what belongs together visibly stands in front, hence in the order
# what two films have in common counts this many times more, and renown half.
EVIDENCE_IN_ORDER = 3.0
# More of both where people's likes speak for the pick.
MORE_UNEXPLAINED = 14
MORE_WORTH = 0.25
# For a film that few or none like, films that are liked together with those most like it: how many of these lend
# their likes, and how much that counts for the best known film. For a film that nobody knows it counts nothing:
# borrowed likes are those of the same few famous films every time.
LENDERS = 30
BRIDGE = 0.5
# Films of its own series that come first; a longer series leaves room for others.
SERIES_FIRST = 10
# Where two films have genres and not one in common, their score counts less: after a director's concert film come
# other concert films before his gangster films.
OTHER_GENRES = 0.6


class Pick(NamedTuple):
    film: int
    score: float
    reasons: tuple[Reason, ...]


class Candidates(NamedTuple):
    """In ascending order of place."""

    places: Ints
    evidence: Floats
    liked: Floats


class Ranking:
    """`bans` names the films that an editor keeps out of a film's list."""

    def __init__(
        self, features: Features, colikes: CoLikes | None = None, bans: Mapping[int, Set[int]] | None = None
    ) -> None:
        self.features = features
        self.facts = features.facts
        self.colikes = colikes or CoLikes.none(len(features.facts))
        self._bans = bans or {}
        self._transposed = features.telling.T.tocsr()
        self._pools = Pools(features)
        self._versions = Versions(features)
        self._reasons = Reasons(features, self.colikes)
        self._weights_of_seed = np.zeros(features.common.shape[1], np.float32)

    def known(self, films: Sequence[int] | None = None) -> list[int]:
        """These films, or all, in the order of their ids; ids of no film are passed over."""
        every = self.facts.ids
        known = every if films is None else np.intersect1d(every, np.asarray(films, np.int64))
        return [int(film) for film in known]

    def lists(self, films: Sequence[int]) -> Iterator[tuple[int, list[Pick]]]:
        """(film, its list) for these films, which must be known."""
        places = np.searchsorted(self.facts.ids, np.asarray(films, np.int64))
        for start in range(0, len(places), CHUNK):
            chunk = places[start : start + CHUNK]
            evidence = sparse.csr_array(self.features.telling[chunk] @ self._transposed)
            evidence.sort_indices()
            liked = sparse.csr_array(self.colikes.scores[chunk])
            for row, place in enumerate(chunk.tolist()):
                yield int(self.facts.ids[place]), self._picks(place, _row(evidence, row), _row(liked, row))

    def explain(self, film: int, others: Sequence[int]) -> list[tuple[Reason, ...]]:
        """What this film has in common with each of the others, chosen by whomever."""
        ids = self.facts.ids
        known = [other for other in others if self.known([other])]  # one may have been added meanwhile
        places = np.searchsorted(ids, np.asarray([film, *known], np.int64))
        found = dict(zip(known, self._reasons.of(int(places[0]), places[1:]), strict=True)) if known else {}
        return [found.get(other, ()) for other in others]

    def _picks(self, seed: int, evidence: tuple[Ints, Floats], liked: tuple[Ints, Floats]) -> list[Pick]:
        candidates = self._candidates(seed, evidence, liked)
        likeness = self._likeness(seed, candidates)
        preference = self._preference(seed, candidates.places)
        bridge = self._bridge(seed, candidates.places, likeness * preference)
        if bridge is not None:
            candidates = self._candidates(seed, evidence, _sum(liked, bridge))
            likeness = self._likeness(seed, candidates)
            preference = self._preference(seed, candidates.places)
        explained = candidates.evidence > 0
        trust = float(self.colikes.trust[seed])
        worth = self.colikes.blend(likeness * preference, candidates.liked)
        worth = np.round(np.where(explained, 1, UNEXPLAINED_WORTH + MORE_WORTH * trust) * worth, DECIMALS)
        same_series = self._same_series(seed, candidates.places)
        chosen = self._chosen(
            candidates.places, worth, explained, same_series, UNEXPLAINED + round(MORE_UNEXPLAINED * trust)
        )
        more = (EVIDENCE_IN_ORDER - 1) * candidates.evidence * self._same_mood(seed, candidates.places)
        scores = (likeness + more) * np.sqrt(preference)
        scores = np.round(self.colikes.blend(scores, candidates.liked).astype(np.float64), DECIMALS)
        chosen.sort(key=lambda i: (not same_series[i], not explained[i], -scores[i], candidates.places[i]))
        others = candidates.places[chosen]
        reasons = self._reasons.of(seed, others)
        return [
            Pick(int(self.facts.ids[other]), float(score), why)
            for other, score, why in zip(others, scores[chosen], reasons, strict=True)
        ]

    def _candidates(self, seed: int, evidence: tuple[Ints, Floats], liked: tuple[Ints, Floats]) -> Candidates:
        places, shared = evidence
        if len(places) > MOST_CANDIDATES:
            rough = shared * self._preference(seed, places)
            best = np.argpartition(-rough, MOST_CANDIDATES)[:MOST_CANDIDATES]
            best.sort()
            places, shared = places[best], shared[best]
        every = union(places, liked[0], self._pools.of(seed))
        every = every[self._may_show(seed, every)]
        return Candidates(every, _spread(every, places, shared), _spread(every, *liked))

    def _bridge(self, seed: int, places: Ints, worth: Floats) -> tuple[Ints, Floats] | None:
        trust = self.colikes.trust
        weight = BRIDGE * (1 - float(trust[seed])) * float(self.features.renown[seed])
        lenders = np.flatnonzero(trust[places] > 0)
        if not len(lenders) or weight < 0.01:
            return None
        lenders = lenders[np.lexsort((places[lenders], -worth[lenders]))[:LENDERS]]
        shares = worth[lenders] ** 2
        lent = sparse.csr_array(self.colikes.scores[places[lenders]]).T @ (shares / shares.sum())
        found = np.flatnonzero(lent)
        return (found, (weight * lent[found] / mean_of_best(lent[found])).astype(np.float32)) if len(found) else None

    def _may_show(self, seed: int, places: Ints) -> NDArray[np.bool_]:
        shown = places != seed
        if not self.facts.adult[seed]:
            shown &= ~self.facts.adult[places]
        if banned := self._bans.get(int(self.facts.ids[seed])):
            shown &= ~np.isin(self.facts.ids[places], sorted(banned))
        versions = self._versions.of(seed)
        return np.asarray(shown & ~np.isin(places, versions) if len(versions) else shown)

    def _preference(self, seed: int, places: Ints) -> Floats:
        renown = self.features.renown
        return np.asarray(np.exp(np.float32(RENOWN_POWER) * renown[seed] * renown[places]), np.float32)

    def _likeness(self, seed: int, candidates: Candidates) -> Floats:
        features, facts, places = self.features, self.facts, candidates.places
        score: Any = candidates.evidence + self._common(seed, places)
        score += features.genres[places] @ features.genres[seed]
        score += WEIGHTS["year"] * near_in_time(facts.year[places], int(facts.year[seed]))
        if facts.language[seed]:
            score += WEIGHTS["language"] * (facts.language[places] == facts.language[seed])
        apart = np.abs(features.renown[places] - features.renown[seed])
        score += WEIGHTS["renown"] * np.exp(-apart / np.float32(RENOWN_SCALE))
        return np.asarray(score * self._same_mood(seed, places), np.float32)

    def _same_mood(self, seed: int, places: Ints) -> Floats:
        """1, or less for films that have genres, but none of this one's."""
        genres = self.features.genres
        if not genres[seed].any():
            return np.ones(len(places), np.float32)
        others = genres[places]
        apart = (others @ genres[seed] == 0) & others.any(axis=1)
        return np.where(apart, np.float32(OTHER_GENRES), np.float32(1))

    def _common(self, seed: int, places: Ints) -> Floats:
        """The product of the seed's common values with those of each place."""
        common, weights = self.features.common, self._weights_of_seed
        own = slice(common.indptr[seed], common.indptr[seed + 1])
        weights[common.indices[own]] = common.data[own]
        product = np.asarray(common[places] @ weights, np.float32)
        weights[common.indices[own]] = 0
        return product

    def _chosen(self, places: Ints, worth: Any, explained: Any, same_series: Any, allowed: int) -> list[int]:
        """Which of the candidates are shown."""
        order = np.lexsort((places, -worth)).tolist()
        if same_series.any():
            first = [i for i in order if same_series[i]][:SERIES_FIRST]
            order = first + [i for i in order if i not in first]
        chosen: list[int] = []
        passed: list[int] = []
        for i in order:
            if len(chosen) == LENGTH:
                break
            if not explained[i] and not allowed:
                passed.append(i)
            elif not self._versions.has_one(int(places[i]), places[chosen]):
                allowed -= not explained[i]
                chosen.append(i)
        return chosen + passed[: LENGTH - len(chosen)]

    def _same_series(self, seed: int, places: Ints) -> NDArray[np.bool_]:
        series = self.features.series
        return np.asarray((series[places] == series[seed]) & (series[seed] != 0))


def _row(matrix: sparse.csr_array, row: int) -> tuple[Ints, Floats]:
    own = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return matrix.indices[own].astype(np.int64), matrix.data[own]


def _sum(one: tuple[Ints, Floats], other: tuple[Ints, Floats]) -> tuple[Ints, Floats]:
    places, of = np.unique(np.concatenate([one[0], other[0]]), return_inverse=True)
    values = np.bincount(of, np.concatenate([one[1], other[1]]), len(places))
    return places, values.astype(np.float32)


def _spread(places: Ints, some: Ints, values: Floats) -> Floats:
    """The values at `places`, which are ascending; 0 for those that are not among `some`."""
    spread = np.zeros(len(places), np.float32)
    found = np.searchsorted(places, some)
    inside = found < len(places)
    inside[inside] = places[found[inside]] == some[inside]
    spread[found[inside]] = values[inside]
    return spread
