"""The lists of a few changed films, from their own facts and those of films that share something with them."""

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

import numpy as np

from films.models import SimilarFilm
from films.similarity import features, reading
from films.similarity.catalogue import MOST_FILMS_OF_A_TOKEN
from films.similarity.choices import Choices
from films.similarity.facts import Facts, Floats, Ints
from films.similarity.features import RENOWN_POWER, WEIGHTS, Features
from films.similarity.knowledge import Knowledge
from films.similarity.pools import Pools
from films.similarity.ranking import LENGTH, Pick, Ranking

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


class Changed:
    def __init__(self, knowledge: Knowledge, choices: Choices) -> None:
        self._knowledge = knowledge
        self._choices = choices
        # The changed films that a film may have in its list now, or had.
        self._neighbours: dict[int, set[int]] = {}
        self._done: set[int] = set()

    def list_of(self, film: int) -> list[Pick] | None:
        """The film's own list; None where it is gone."""
        pins = self._choices.pins.get(film, [])
        picks = self._ranked([film], {film, *self._candidates(film), *pins}).get(film)
        if picks is not None:
            self._done.add(film)
            stands_in = SimilarFilm.objects.filter(other=film).order_by("rank", "film").values_list("film", flat=True)
            for neighbour in {*(pick.film for pick in picks), *stands_in[:LENGTH]}:
                self._neighbours.setdefault(neighbour, set()).add(film)
        return picks

    def lists_around(self) -> Iterator[tuple[int, list[Pick]]]:
        """Those of the neighbours: films that one of the changed ones is like, or in whose lists one stands.

        A full run found the best of all for each; only the changed ones may be new among them, or leave.
        """
        every = sorted(self._neighbours.keys() - self._done)
        for start in range(0, len(every), NEIGHBOURS):
            some = every[start : start + NEIGHBOURS]
            present = set(SimilarFilm.objects.filter(film__in=some).values_list("film", "other"))
            # A film without a list has its own turn.
            films = {film for film, _ in present}
            among = films | {other for _, other in present}
            among.update(*(self._neighbours[film] for film in films))
            among.update(*(self._choices.pins.get(film, []) for film in films))
            yield from self._ranked(sorted(films), among).items()

    def _ranked(self, films: Sequence[int], among: Set[int]) -> dict[int, list[Pick]]:
        facts = reading.read_facts(sorted(among), self._knowledge.site)
        ranking = Ranking(features.build(facts, self._knowledge.catalogue(facts)), bans=self._choices.bans)
        return {
            film: self._choices.applied(film, picks, ranking.explain)
            for film, picks in ranking.lists(ranking.known(films))
        }

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
        votes = reading.read_votes(found.films, self._knowledge.site, found.films.tolist())
        renown = self._knowledge.renown(votes)
        rough = found.weights * np.exp(RENOWN_POWER * of_film.renown[0] * renown)
        return [int(film) for film in found.films[np.lexsort((found.films, -rough))[:MOST_READ]]]
