"""What editors decided of the lists: films always shown first, films never shown."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from films.models import SimilarChoice
from films.similarity.listed import LENGTH, Pick
from films.similarity.passing import Reason

PINNED = Reason("pinned", (1,))
Explain = Callable[[int, list[int]], list[tuple[Reason, ...]]]


class Choices(NamedTuple):
    pins: Mapping[int, list[int]]  # film → films, in the order in which they were pinned
    bans: Mapping[int, set[int]]

    def applied(self, film: int, picks: Iterable[Pick], explain: Explain) -> list[Pick]:
        """Pinned films first, with what they have in common with the film; banned ones are left out already."""
        pins = self.pins.get(film, [])
        pinned = [
            Pick(other, 0.0, (PINNED, *reasons)) for other, reasons in zip(pins, explain(film, pins), strict=True)
        ]
        return [*pinned, *(pick for pick in picks if pick.film not in pins)][:LENGTH]


def read_choices() -> Choices:
    pins: dict[int, list[int]] = {}
    bans: dict[int, set[int]] = {}
    for film, other, verdict in SimilarChoice.objects.order_by("id").values_list("film", "other", "verdict"):
        if verdict == SimilarChoice.Verdict.PIN:
            pins.setdefault(film, []).append(other)
        else:
            bans.setdefault(film, set()).add(other)
    return Choices(pins, bans)
