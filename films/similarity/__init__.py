"""More like this: which films are similar to which, and why. The door of this room is `rebuild`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from films.similarity import features, reading, store
from films.similarity.ranking import Ranking

BATCH = 250  # films whose lists are replaced together


@dataclass(frozen=True, slots=True)
class RebuildResult:
    films: int
    written: int  # films whose list is another than before
    unchanged: int


def rebuild(film_ids: Sequence[int] | None = None, progress: Callable[[int, int], None] | None = None) -> RebuildResult:
    """Works out "more like this" of these films, or of all, from the facts as they stand.

    Only these films' own lists: whether they are in other films' lists is for the next full run. Ids of no film
    are passed over. `progress` is told the films done and the films in all.
    """
    ranking = Ranking(features.build(reading.read_facts()))
    films = ranking.known(film_ids)
    written = 0
    for start in range(0, len(films), BATCH):
        batch = films[start : start + BATCH]
        written += store.write_lists(dict(ranking.lists(batch)))
        if progress:
            progress(start + len(batch), len(films))
    return RebuildResult(len(films), written, len(films) - written)
