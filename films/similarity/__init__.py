"""More like this: which films are similar to which, and why.

The doors of this room: `rebuild`, `rebuild_changed`, `rebuild_latest`, and `outlook`, which says what is to be done.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from django.db import transaction

from films.models import Film, SimilarQueue
from films.models.similar_choice import Waiting
from films.similarity import colikes, features, likes, reading
from films.similarity.changed import Changed, NewList
from films.similarity.choices import read_choices
from films.similarity.knowledge import Knowledge, keep, read_newest, read_stale
from films.similarity.learned import Learned, learned_of
from films.similarity.listed import Scale
from films.similarity.processes import Work, cores, run
from films.similarity.ranking import CHUNK, Ranking
from films.similarity.store import Gathered, Lists

BATCH = 250  # films between two words of progress
# One changed film takes as long as a hundred of a full run, which finds them in all others' lists, too.
CHANGED_SHARE = 0.02
# A full run of so few films takes no longer than one changed film of many.
SMALL_CATALOGUE = 300
# So many lists that a process more is soon started.
WORTH_FORKING = 1_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RebuildResult:
    films: int
    written: int  # films whose list is another than before
    unchanged: int


def rebuild(
    film_ids: Sequence[int] | None = None, progress: Progress | None = None, processes: int | None = None
) -> RebuildResult:
    """Works out "more like this" of these films, or of all, from the facts as they stand.

    Only these films' own lists: whether they are in other films' lists is for the next full run. Ids of no film
    are passed over. `progress` is told the films done and the films in all. The lists are replaced at the end,
    all at once. `processes` work at once, one a core unless told otherwise; the lists are the same with any number.
    """
    waiting = SimilarQueue.objects.waiting() if film_ids is None else []
    stale = read_stale()
    with closing(_Lists(progress, processes)) as lists:
        lists.add(lists.ranking.known(film_ids))
        with transaction.atomic():
            result = lists.written(waiting)
            if film_ids is None:
                keep(lists.ranking, lists.site, stale)
    return result


class Outlook(NamedTuple):
    """What `rebuild_changed` would do now."""

    films: int
    changed: frozenset[int]
    # A run of all films: nothing was learned yet, too many changed, or so few that it is no matter.
    full: bool
    # Something changed that concerns every list, such as ratings.
    stale: bool


def outlook() -> Outlook:
    return _outlook(SimilarQueue.objects.waiting())


def _outlook(waiting: Sequence[Waiting]) -> Outlook:
    """Cheap however many films there are: every import asks."""
    newest = read_newest()
    changed = frozenset(film for film, _ in waiting)
    if newest is not None:
        changed |= {*Film.objects.filter(pk__gt=newest, similar=None).values_list("pk", flat=True)}
    films = Film.objects.count()
    stale = bool(read_stale())
    few = films <= SMALL_CATALOGUE or len(changed) > CHANGED_SHARE * films
    return Outlook(films, changed, bool(newest is None or stale or (changed and few)), stale)


def rebuild_changed(progress: Progress | None = None) -> RebuildResult:
    """The same for films that changed or came since the last full run, with the lists where they stand or now belong.

    Each takes a fraction of a second, whatever the size of the catalogue; where all together would take longer than
    a full run, a full run it is.
    """
    waiting = SimilarQueue.objects.waiting()
    ahead = _outlook(waiting)
    if ahead.full or not ahead.changed:
        return rebuild(progress=progress) if ahead.full else RebuildResult(0, 0, 0)
    return _rebuild_some(Knowledge(), waiting, ahead.changed, progress)


def rebuild_latest(at_most: int) -> RebuildResult:
    """The same for the films that changed last, within a second; the others go on waiting."""
    learned = Knowledge()
    if not learned.is_there or learned.films <= SMALL_CATALOGUE:
        few = not Film.objects.all()[SMALL_CATALOGUE:].exists()
        return rebuild() if few else RebuildResult(0, 0, 0)
    waiting = SimilarQueue.objects.waiting(at_most)
    return _rebuild_some(learned, waiting, {film for film, _ in waiting}, None)


def _rebuild_some(
    learned: Knowledge, waiting: Sequence[Waiting], changed: Set[int], progress: Progress | None
) -> RebuildResult:
    if not changed:
        return RebuildResult(0, 0, 0)
    with closing(Gathered()) as gathered:
        _add_changed(gathered, Changed(learned, read_choices()), sorted(changed), progress or _tell_nobody)
        films = len(gathered.films)
        written = gathered.write(waiting)
    return RebuildResult(films, written, films - written)


def _add_changed(gathered: Gathered, making: Changed, changed: Sequence[int], progress: Progress) -> None:
    lists: dict[int, NewList] = {}
    for done, film in enumerate(changed, start=1):
        if found := making.list_of(film):
            lists[film] = found
        progress(done, len(changed))
    lists |= {found.film: found for found in making.lists_around()}
    part = gathered.part()
    for _, found in sorted(lists.items()):
        part.add(*found)
    part.flush()
    gathered.films.extend(sorted(lists))


def _tell_nobody(done: int, total: int) -> None:
    pass


class _Lists:
    """Lists on their way from the facts to the table, with what editors decided of them."""

    def __init__(self, progress: Progress | None, processes: int | None = None) -> None:
        self.choices = read_choices()
        self.site = reading.site_of_votes()
        facts = reading.read_facts(site=self.site)
        liked = colikes.learn(*likes.read_likes(facts.ids), len(facts))
        self.ranking = Ranking(features.build(facts), liked, bans=self.choices.bans)
        self.gathered = Gathered()
        self.progress = progress or _tell_nobody
        self.processes = processes or cores()

    def close(self) -> None:
        self.gathered.close()

    def add(self, films: Sequence[int]) -> None:
        number = self.processes if len(films) >= WORTH_FORKING else 1
        # Dealt out in turn: films of one time, which take as long, are next to each other.
        shares = [self._share(films, first, number, self.gathered.part()) for first in range(number)]
        done = len(self.gathered.films)
        self.gathered.films.extend(films)
        for more in run(shares):
            done += more
            self.progress(done, len(self.gathered.films))

    def _share(self, films: Sequence[int], first: int, number: int, part: Lists) -> Work:
        def work() -> Iterator[int]:
            done = 0
            for start in range(first * CHUNK, len(films), number * CHUNK):
                for film, picks, scale in self.ranking.lists(films[start : start + CHUNK]):
                    shown = self.choices.applied(film, picks, self.ranking.explain)
                    part.add(film, shown, self._learned(film, scale))
                    done += 1
                    if done == BATCH:
                        yield done
                        done = 0
            part.flush()
            if done:
                yield done

        return work

    def _learned(self, film: int, scale: Scale) -> Learned:
        ids = self.ranking.facts.ids
        return learned_of(int(np.searchsorted(ids, film)), self.ranking.colikes, ids).scaled(scale, ids)

    def written(self, waiting: Sequence[Waiting]) -> RebuildResult:
        films = len(self.gathered.films)
        written = self.gathered.write(waiting)
        return RebuildResult(films, written, films - written)
