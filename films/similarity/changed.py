"""The lists of a few changed films, from their own facts and those of films that share something with them."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

import numpy as np

from films.models import SimilarFilm
from films.similarity import features, reading
from films.similarity.catalogue import MOST_FILMS_OF_A_TOKEN
from films.similarity.choices import Choices
from films.similarity.facts import Facts, Floats, Ints
from films.similarity.features import RENOWN_POWER, SPECIFIC_FIELDS, WEIGHTS, Features
from films.similarity.knowledge import Knowledge
from films.similarity.learned import NOTHING, Learned, Places
from films.similarity.learned import read as read_learned
from films.similarity.listed import EVEN, LENGTH, Pick, Scale
from films.similarity.pools import Pools
from films.similarity.ranking import Ranking

# Films whose facts are read for one list. A full run looks closely at 600 that share something; here these are
# chosen without the facts of the others, hence more.
MOST_READ = 900
# Films that share one value or another; where there are more, only those with the rarest values are found.
MOST_FOUND = 30_000
# Neighbours whose facts and lists are read at once.
NEIGHBOURS = 40
# Fields by which an index finds films.
INDEXED = ("collection", "director", "writer", "actor", "keyword")


class Found(NamedTuple):
    films: Ints
    # How much each film's share weighs, roughly.
    weights: Floats


def read_scores(films: Sequence[int]) -> dict[int, dict[int, float]]:
    """Of each of these films that has a list the films in it, with their scores."""
    found: dict[int, dict[int, float]] = {}
    for film, other, score in SimilarFilm.objects.filter(film__in=films).values_list("film", "other", "score"):
        found.setdefault(film, {})[other] = score
    return found


def _is_new(found: "NewList") -> bool:
    rows = SimilarFilm.objects.filter(film=found.film).order_by("rank").values_list("other", "score", "reasons")
    return [*rows] != [(pick.film, pick.score, [reason.as_json() for reason in pick.reasons]) for pick in found.picks]


def _tells(pick: Pick) -> bool:
    """Whether the film may be new in the list of the pick: of many of one kind and time a full run knows the best."""
    return any(reason.code in (*SPECIFIC_FIELDS, "liked") for reason in pick.reasons)


class NewList(NamedTuple):
    film: int
    picks: list[Pick]
    learned: Learned


class Changed:
    def __init__(self, knowledge: Knowledge, choices: Choices) -> None:
        self._knowledge = knowledge
        self._choices = choices
        # The changed films that a film may have in its list now, or had.
        self._neighbours: dict[int, set[int]] = {}
        self._done: set[int] = set()

    def list_of(self, film: int) -> NewList | None:
        """The film's own list; None where it is gone."""
        learned = read_learned([film])
        liked = learned[film].others["film"].tolist() if film in learned else ()
        among = {film, *self._candidates(film), *self._choices.pins.get(film, []), *liked}
        looked_at = self._look_at(among)
        if film not in looked_at.facts.ids:
            return None
        if self._knowledge.people:
            lent = self._borrow(film, looked_at, learned) - among
            looked_at = self._look_at(among | lent) if lent else looked_at
        [found] = self._lists([film], looked_at, learned, to_scale={film})
        self._done.add(film)
        stands_in = SimilarFilm.objects.filter(other=film).order_by("rank", "film").values_list("film", flat=True)
        # Where its own list is as before the film is no more like others than before.
        alike = {pick.film for pick in found.picks if _tells(pick)} if _is_new(found) else set()
        for neighbour in {*alike, *stands_in[:LENGTH]}:
            self._neighbours.setdefault(neighbour, set()).add(film)
        return found

    def lists_around(self) -> Iterator[NewList]:
        """Those of the neighbours: films that one of the changed ones is like, or in whose lists one stands.

        A full run found the best of all for each; only the changed ones may be new among them, or leave.
        """
        every = sorted(self._neighbours.keys() - self._done)
        for start in range(0, len(every), NEIGHBOURS):
            present = read_scores(every[start : start + NEIGHBOURS])
            # A film without a list has its own turn.
            films = sorted(present)
            only = {
                film: {*present[film], *self._neighbours[film], *self._choices.pins.get(film, [])} for film in films
            }
            learned = read_learned(films)
            lenders = {lender for each in learned.values() for lender in each.lenders["film"].tolist()}
            learned |= read_learned(lenders.difference(films))
            looked_at = self._look_at(set(films).union(*only.values()))
            lists = {found.film: found for found in self._lists(films, looked_at, learned, only=only)}
            fell = [film for film, found in lists.items() if self._fell(found, present[film])]
            lists |= {found.film: found for found in self._lists(fell, looked_at, learned)}
            yield from lists.values()

    def _fell(self, found: NewList, before: Mapping[int, float]) -> bool:
        """Whether a changed film is worth less there than before: others, who are not in the list, may be better."""
        now = {pick.film: pick.score for pick in found.picks}
        return any(now.get(film, -1) < before[film] for film in self._neighbours[found.film] & before.keys())

    def _look_at(self, films: Set[int]) -> Features:
        facts = reading.read_facts(sorted(films), self._knowledge.site)
        return features.build(facts, self._knowledge.catalogue(facts))

    def _borrow(self, film: int, looked_at: Features, learned: dict[int, Learned]) -> set[int]:
        """Adds to `learned` who lends likes to the film, and what is learned of these; returns what they lend."""
        places = Places(looked_at.facts.ids, learned)
        loan = Ranking(looked_at, places.colikes(self._knowledge.people), self._choices.bans).loan(film)
        learned |= read_learned({*places.ids[loan.lenders].tolist()} - {film})
        learned[film] = learned.get(film, NOTHING).scaled(Scale(loan, EVEN), places.ids)
        places = Places(looked_at.facts.ids, learned)
        colikes, loan = places.colikes(self._knowledge.people), places.scale(film).loan
        return {*places.ids[colikes.lent(*loan)[0]].tolist()} if len(loan.lenders) else set()

    def _lists(
        self,
        films: Sequence[int],
        looked_at: Features,
        learned: Mapping[int, Learned],
        *,
        to_scale: Set[int] = frozenset(),
        only: Mapping[int, Set[int]] | None = None,
    ) -> Iterator[NewList]:
        """The scale of all but some of the lists is known."""
        places = Places(looked_at.facts.ids, learned)
        scales = {film: places.scale(film) for film in films}
        scales |= {film: scales[film]._replace(usual=None) for film in to_scale}
        ranking = Ranking(looked_at, places.colikes(self._knowledge.people), self._choices.bans, scales, only)
        for film, picks, scale in ranking.lists(ranking.known(films)):
            shown = self._choices.applied(film, picks, ranking.explain)
            yield NewList(film, shown, learned.get(film, NOTHING).scaled(scale, places.ids))

    def _candidates(self, film: int) -> list[int]:
        facts = reading.read_facts([film], self._knowledge.site)
        if not len(facts):
            return []
        found = self._sharing(facts)
        of_film = features.build(facts, self._knowledge.catalogue(facts))
        pools = Pools(of_film)
        pool = self._knowledge.pool(pools.kinds(0), of_film.genre_ids, int(facts.year[0]))
        return [*self._nearest(found, of_film), *pool.tolist()]

    def _sharing(self, facts: Facts) -> Found:
        """Every film that shares something telling with the one film of these facts."""
        film = int(facts.ids[0])
        films, weights = [], []
        left = MOST_FOUND
        catalogue = self._knowledge.catalogue(facts)
        for name in (*INDEXED, "title"):
            known = catalogue.fields[name]
            order = np.argsort(known.frequency, kind="stable")
            rare = [int(i) for i in order if known.frequency[i] <= MOST_FILMS_OF_A_TOKEN]
            for i, places in self._carriers(name, facts, known.values, rare):
                others = places[places != film]
                if name == "actor" and known.frequency[i] == 1 and len(others):
                    others = self._billing(int(known.values[i]), others)
                # Who is billed far below is not counted; of the others the last full run knows the number.
                if name != "actor" or known.frequency[i] == 1:
                    self._knowledge.count(name, int(known.values[i]), len(others) + 1, facts.vocabulary)
                if len(others) <= left:
                    left -= len(others)
                    rarity = np.log1p(self._knowledge.films / (len(others) + 1))
                    films.append(others)
                    weights.append(np.full(len(others), WEIGHTS[name] * rarity * known.worth[i], np.float32))
        if not films:
            return Found(np.zeros(0, np.int64), np.zeros(0, np.float32))
        every, of = np.unique(np.concatenate(films), return_inverse=True)
        return Found(every, np.bincount(of, np.concatenate(weights), len(every)).astype(np.float32))

    def _carriers(self, name: str, facts: Facts, values: Ints, rare: Sequence[int]) -> list[tuple[int, Ints]]:
        if name == "title":
            return [(i, reading.read_films_with(facts.vocabulary[values[i]])) for i in rare]
        if not rare:
            return []
        films, carried = reading.read_carriers(name, [int(values[i]) for i in rare])
        return [(i, films[carried == values[i]]) for i in rare]

    @staticmethod
    def _billing(person: int, films: Ints) -> Ints:
        """Those of the films that bill this person near the head."""
        billed = reading.read_billed(films)
        return np.unique(films[billed.films[billed.values == person]])

    def _nearest(self, found: Found, of_film: Features) -> list[int]:
        if len(found.films) <= MOST_READ:
            return [int(film) for film in found.films]
        votes, _ = reading.read_votes(found.films, self._knowledge.site, found.films.tolist())
        renown = self._knowledge.renown(votes)
        rough = found.weights * np.exp(RENOWN_POWER * of_film.renown[0] * renown)
        return [int(film) for film in found.films[np.lexsort((found.films, -rough))[:MOST_READ]]]
