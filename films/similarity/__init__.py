"""More like this: which films are similar to which, and why. The doors of this room: `rebuild`, `rebuild_changed`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from films.models import Film, SimilarFilm, SimilarQueue
from films.models.similar_choice import Waiting
from films.similarity import colikes, features, likes, reading
from films.similarity.choices import read_choices
from films.similarity.processes import Work, cores, run
from films.similarity.ranking import CHUNK, Ranking
from films.similarity.store import Gathered, Lists

BATCH = 250  # films between two words of progress
# With so many films waiting, a full run costs hardly more, and finds them in all others' lists too.
MOST_CHANGED = 500
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
    with closing(_Lists(progress, processes)) as lists:
        lists.add(lists.ranking.known(film_ids))
        return lists.written(waiting)


def rebuild_changed(progress: Progress | None = None) -> RebuildResult:
    """The same for films that wait in the queue or have no list, those that they are like, and those like them."""
    waiting = SimilarQueue.objects.waiting()
    changed = {film for film, _ in waiting}.union(Film.objects.filter(similar=None).values_list("pk", flat=True))
    if len(changed) > MOST_CHANGED:
        return rebuild(progress=progress)
    if not changed:
        return RebuildResult(0, 0, 0)
    with closing(_Lists(progress)) as lists:
        lists.add(lists.ranking.known(sorted(changed)))
        neighbours = set(SimilarFilm.objects.filter(other__in=changed).values_list("film", flat=True))
        neighbours.update(lists.picked)
        lists.add(lists.ranking.known(sorted(neighbours - changed)))
        return lists.written(waiting)


class _Lists:
    """Lists on their way from the facts to the table, with what editors decided of them."""

    def __init__(self, progress: Progress | None, processes: int | None = None) -> None:
        self.choices = read_choices()
        facts = reading.read_facts()
        liked = colikes.learn(*likes.read_likes(facts.ids), len(facts))
        self.ranking = Ranking(features.build(facts), liked, bans=self.choices.bans)
        self.gathered = Gathered()
        self.picked: set[int] = set()
        self.progress = progress or (lambda done, total: None)
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
                for film, picks in self.ranking.lists(films[start : start + CHUNK]):
                    chosen = self.choices.applied(film, picks, self.ranking.explain)
                    part.add(film, chosen)
                    self.picked.update(pick.film for pick in chosen)
                    done += 1
                    if done == BATCH:
                        yield done
                        done = 0
            part.flush()
            if done:
                yield done

        return work

    def written(self, waiting: Sequence[Waiting]) -> RebuildResult:
        films = len(self.gathered.films)
        written = self.gathered.write(waiting)
        return RebuildResult(films, written, films - written)
