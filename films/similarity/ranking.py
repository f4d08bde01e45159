"""From vectors to "more like this": the twenty best films for one film, each with its reasons. No ORM.

The candidates are the films that share something telling (a product of sparse matrices finds them), those that
are liked by the same people, and some well known ones of the same genre, language and time. They are ordered by
score, then by id. The film's own series comes first. Of the twenty, all but a few share something telling, and of
all there is something to say. An adult film is in no list but those of adult films; another version of the same film
is in none.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from films.similarity.bridge import NO_LOAN, Loan, both_of, loan_of, weight_of
from films.similarity.colikes import CoLikes, blend, usual_of
from films.similarity.facts import Floats, Ints
from films.similarity.features import RENOWN_POWER, RENOWN_SCALE, REPUTE_POWER, WEIGHTS, Features
from films.similarity.kinds import Kinds
from films.similarity.listed import LENGTH, Listed, Pick, Scale, Usual
from films.similarity.order import order_of
from films.similarity.passing import Passing, Reason
from films.similarity.pools import Pools, near_in_time, union
from films.similarity.reasons import Reasons
from films.similarity.shared import SharedValues
from films.similarity.sparse_rows import row_of, spread
from films.similarity.versions import Versions

DECIMALS = 4  # of a score, so that the order does not hang on the last bit of a sum
CHUNK = 256  # films whose candidates are found by one product
# Candidates that are looked at closely.
MOST_CANDIDATES = 600
# Picks of twenty that need share nothing telling, where they are otherwise much alike, in the list of the best known
# film of all; none in that of a film less known than `KNOWN`. What they rest on is time, genre and renown, and renown
# tells nothing of a film that nobody knows.
UNEXPLAINED = 14
KNOWN = 0.47
UNEXPLAINED_WORTH = 0.8
# More of both where people's likes speak for the pick.
MORE_UNEXPLAINED = 16
MORE_WORTH = 0.2
# So many of those most alike in what can be shown and in words are in the list, whatever their time and renown.
LEADERS = 4
# Less than this in common, genres and times considered, carries no pick: one part far down two bills, say.
LEAST_EVIDENCE = 0.005
# In the order of a list, a pick that shares less than this counts so much.
CLEAR_EVIDENCE = 0.015
BEHIND = 0.5
# And one that shares so much, but a single player, keyword or word of the title: "mustache".
ALONE = 0.6


class Counts(NamedTuple):
    """How many times each kind of likeness counts: what can be shown; words and genres; time, language, renown."""

    evidence: float
    alike: float
    around: float


# Which films are shown and in which order are two questions. People like films of one time, language and renown
# together, so these count much in the choice; but what belongs together visibly stands in front.
IN_CHOICE = Counts(1, 1, 1)
IN_FRONT = Counts(5, 2, 0.3)


class Candidates(NamedTuple):
    """In ascending order of place."""

    places: Ints
    evidence: Floats
    liked: Floats


class Ranking:
    """`bans` names the films that an editor keeps out of a film's list, `only` those that alone may be in it;
    `scales` are of lists that a run with more candidates made.
    """

    def __init__(
        self,
        features: Features,
        colikes: CoLikes | None = None,
        bans: Mapping[int, Set[int]] | None = None,
        scales: Mapping[int, Scale] | None = None,
        only: Mapping[int, Set[int]] | None = None,
    ) -> None:
        self.features = features
        self.facts = features.facts
        self.colikes = colikes or CoLikes.none(len(features.facts))
        self._bans = bans or {}
        self._scales = scales or {}
        self._only = only or {}
        self._transposed = features.telling.T.tocsr()
        self.pools = Pools(features)
        self._kinds = Kinds(features)
        self._versions = Versions(features)
        self._passing = Passing(features)
        self._reasons = Reasons(features, self.colikes, self._passing)
        self._shared = SharedValues(features)
        self._weights_of_seed = np.zeros(features.common.shape[1], np.float32)

    def loan(self, film: int) -> Loan:
        """Who lends likes to this film, which must be known."""
        place = int(np.searchsorted(self.facts.ids, film))
        evidence = sparse.csr_array(self.features.telling[[place]] @ self._transposed)
        evidence.sort_indices()
        row = self.colikes.row(place)
        return self._loan(place, row_of(evidence, 0), self._here(row.others, row.scores))

    def known(self, films: Sequence[int] | None = None) -> list[int]:
        """These films, or all, in the order of their ids; ids of no film are passed over."""
        every = self.facts.ids
        known = every if films is None else np.intersect1d(every, np.asarray(films, np.int64))
        return [int(film) for film in known]

    def lists(self, films: Sequence[int]) -> Iterator[Listed]:
        """For these films, which must be known."""
        places = np.searchsorted(self.facts.ids, np.asarray(films, np.int64))
        for start in range(0, len(places), CHUNK):
            chunk = places[start : start + CHUNK]
            evidence = sparse.csr_array(self.features.telling[chunk] @ self._transposed)
            evidence.sort_indices()
            for row, place in enumerate(chunk.tolist()):
                yield self._listed(place, row_of(evidence, row))

    def explain(self, film: int, others: Sequence[int]) -> list[tuple[Reason, ...]]:
        """What this film has in common with each of the others, chosen by whomever."""
        ids = self.facts.ids
        known = [other for other in others if self.known([other])]  # one may have been added meanwhile
        places = np.searchsorted(ids, np.asarray([film, *known], np.int64))
        found = dict(zip(known, self._reasons.of(int(places[0]), places[1:]), strict=True)) if known else {}
        return [found.get(other, ()) for other in others]

    def _listed(self, seed: int, evidence: tuple[Ints, Floats]) -> Listed:
        film = int(self.facts.ids[seed])
        row = self.colikes.row(seed)
        liked = self._here(row.others, row.scores)
        known = self._scales.get(film)
        loan = known.loan if known else self._loan(seed, evidence, liked)
        if len(loan.lenders):
            places, lent = self._here(*self.colikes.lent(loan.lenders, loan.shares))
            liked = both_of(liked, (places, np.float32(self._weight(seed)) * lent))
        candidates = self._candidates(seed, evidence, liked)
        parts = self._parts(seed, candidates)
        preference = self._preference(seed, candidates.places)
        likeness = _likeness(candidates, parts, IN_CHOICE) * preference
        leading = _likeness(candidates, parts, IN_FRONT) * np.sqrt(preference)
        usual = known.usual if known else None
        usual = usual or Usual(usual_of(likeness, candidates.liked), usual_of(leading, candidates.liked))
        trust = float(self.colikes.trust(seed))
        _, _, mood = parts
        visible = candidates.evidence > 0
        explained = visible & (candidates.evidence * mood >= LEAST_EVIDENCE)
        of_a_rare_kind = self._kinds.best_of_a_rare_kind(seed, candidates.places, np.where(explained, 0, likeness))
        explained |= of_a_rare_kind
        same_series = self._same_series(seed, candidates.places)
        worth = blend(likeness, usual.in_choice, candidates.liked)
        worth = np.round(np.where(explained, 1, UNEXPLAINED_WORTH + MORE_WORTH * trust) * worth, DECIMALS)
        scores = np.round(blend(leading, usual.in_front, candidates.liked * mood).astype(np.float64), DECIMALS)
        shared = self._shared.of(seed, candidates.places)
        leaders = np.where(explained, scores, 0), round(LEADERS * (1 - trust))
        order = order_of(candidates.places, worth, shared.mains, np.flatnonzero(same_series), leaders)
        allowed = round(UNEXPLAINED * self._is_known(seed) * (1 - trust) + MORE_UNEXPLAINED * trust)
        showable = self._showable(seed, candidates)
        asked = candidates.places[order], visible[order], explained[order], showable[order]
        chosen = order[self._chosen(seed, *asked, allowed)].tolist()
        clear = (candidates.evidence * mood >= CLEAR_EVIDENCE) | of_a_rare_kind
        scores = np.round(np.where(clear, 1, BEHIND) * np.where(shared.alone, ALONE, 1) * scores, DECIMALS)
        chosen.sort(key=lambda i: (not same_series[i], -scores[i], candidates.places[i]))
        others = candidates.places[chosen]
        reasons = self._reasons.of(seed, others)
        picks = [
            Pick(int(self.facts.ids[other]), float(score), why)
            for other, score, why in zip(others, scores[chosen], reasons, strict=True)
        ]
        return Listed(film, picks, Scale(loan, usual))

    def _loan(self, seed: int, evidence: tuple[Ints, Floats], liked: tuple[Ints, Floats]) -> Loan:
        if not self._weight(seed):
            return NO_LOAN
        candidates = self._candidates(seed, evidence, liked)
        likeness = _likeness(candidates, self._parts(seed, candidates), IN_CHOICE)
        return loan_of(self.colikes, candidates.places, likeness * self._preference(seed, candidates.places))

    def _weight(self, seed: int) -> float:
        return weight_of(float(self.colikes.trust(seed)), float(self.features.renown[seed]))

    def _candidates(self, seed: int, evidence: tuple[Ints, Floats], liked: tuple[Ints, Floats]) -> Candidates:
        places, shared = evidence
        if len(places) > MOST_CANDIDATES:
            rough = shared * self._preference(seed, places)
            best = np.argpartition(-rough, MOST_CANDIDATES)[:MOST_CANDIDATES]
            best.sort()
            places, shared = places[best], shared[best]
        every = union(places, liked[0], self.pools.of(seed))
        every = every[self._may_show(seed, every)]
        return Candidates(every, spread(every, places, shared), spread(every, *liked))

    def _here(self, places: Ints, values: Floats) -> tuple[Ints, Floats]:
        """Without films of which nothing is known here but that they are liked."""
        here = places < len(self.facts)
        return places[here], values[here]

    def _may_show(self, seed: int, places: Ints) -> NDArray[np.bool_]:
        shown = places != seed
        if not self.facts.adult[seed]:
            shown &= ~self.facts.adult[places]
        if banned := self._bans.get(int(self.facts.ids[seed])):
            shown &= ~np.isin(self.facts.ids[places], sorted(banned))
        if only := self._only.get(int(self.facts.ids[seed])):
            shown &= np.isin(self.facts.ids[places], sorted(only))
        versions = self._versions.of(seed)
        return np.asarray(shown & ~np.isin(places, versions) if len(versions) else shown)

    def _preference(self, seed: int, places: Ints) -> Floats:
        renown, repute = self.features.renown, self.features.repute
        power = np.float32(RENOWN_POWER) * renown[seed] * renown[places]
        return np.asarray(np.exp(power + np.float32(REPUTE_POWER) * repute[seed] * repute[places]), np.float32)

    def _parts(self, seed: int, candidates: Candidates) -> tuple[Any, Any, Floats]:
        """What words and genres say, what time, language and renown say, and how much both count."""
        features, facts, places = self.features, self.facts, candidates.places
        alike: Any = self._common(seed, places) + self._kinds.product(seed, places)
        around: Any = WEIGHTS["year"] * near_in_time(facts.year[places], int(facts.year[seed]))
        if facts.language[seed]:
            around += WEIGHTS["language"] * (facts.language[places] == facts.language[seed])
        apart = np.abs(features.renown[places] - features.renown[seed])
        around += WEIGHTS["renown"] * np.exp(-apart / np.float32(RENOWN_SCALE))
        return alike, around, self._kinds.mood(seed, places)

    def _is_known(self, seed: int) -> float:
        return max(float(self.features.renown[seed]) - KNOWN, 0) / (1 - KNOWN)

    def _common(self, seed: int, places: Ints) -> Floats:
        """The product of the seed's common values with those of each place."""
        common, weights = self.features.common, self._weights_of_seed
        own = slice(common.indptr[seed], common.indptr[seed + 1])
        weights[common.indices[own]] = common.data[own]
        product = np.asarray(common[places] @ weights, np.float32)
        weights[common.indices[own]] = 0
        return product

    def _showable(self, seed: int, candidates: Candidates) -> NDArray[np.bool_]:
        """Which have something in common that is more than one language."""
        places = candidates.places
        showable = np.asarray((candidates.evidence > 0) | self._kinds.of_a_kind(seed, places))
        rest = np.flatnonzero(~showable & (candidates.liked > 0))
        liked = np.asarray([bool(told) for told in self.colikes.reasons(seed, places[rest])], np.bool_)
        showable[rest] = liked | self._passing.can_say(seed, places[rest])
        return showable

    def _chosen(self, seed: int, places: Ints, visible: Any, explained: Any, showable: Any, allowed: int) -> list[int]:
        """Which of the candidates, best first, are shown: one version of a film, not too many without a reason."""
        chosen: list[int] = []
        passed: list[int] = []
        for i, place in enumerate(places.tolist()):
            if len(chosen) == LENGTH:
                break
            if not explained[i] and not (allowed and showable[i]):
                passed.append(i)
            elif not self._versions.has_one(place, places[chosen]):
                allowed -= not explained[i]
                chosen.append(i)
        if len(chosen) < LENGTH and passed:
            rest = np.asarray(passed)
            rest = np.concatenate([rest[visible[rest]], rest[~visible[rest]]])
            passed = rest[visible[rest] | self._passing.can_say(seed, places[rest])].tolist()
        return chosen + passed[: LENGTH - len(chosen)]

    def _same_series(self, seed: int, places: Ints) -> NDArray[np.bool_]:
        series = self.features.series
        return np.asarray((series[places] == series[seed]) & (series[seed] != 0))


def _likeness(candidates: Candidates, parts: tuple[Any, Any, Floats], counts: Counts) -> Floats:
    alike, around, mood = parts
    score = counts.evidence * candidates.evidence + counts.alike * alike + counts.around * around
    return np.asarray(score * mood, np.float32)
