"""Facts of films written in a line each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from films.similarity import features
from films.similarity.colikes import CoLikes
from films.similarity.facts import FIELDS, Facts, Pairs, Texts
from films.similarity.listed import Pick
from films.similarity.ranking import Ranking

LANGUAGES = ["", "fr", "en", "de"]


@dataclass(frozen=True)
class F:
    id: int
    title: str = ""
    text: str = ""
    year: int = 0
    language: str = ""
    votes: int = 0
    average: float = 0
    adult: bool = False
    collection: Sequence[int] = ()
    genre: Sequence[int] = ()
    keyword: Sequence[int] = ()
    director: Sequence[int] = ()
    writer: Sequence[int] = ()
    actor: Sequence[int] = ()
    country: Sequence[int] = ()
    company: Sequence[int] = ()


def facts(films: Sequence[F]) -> Facts:
    films = sorted(films, key=lambda film: film.id)
    texts = Texts()
    for place, film in enumerate(films):
        texts.add(place, film.title or str(film.id), film.text)
    fields = {name: _pairs(films, name) for name in FIELDS if name not in ("title", "text")} | texts.pairs()
    return Facts(
        ids=np.array([film.id for film in films], np.int64),
        adult=np.array([film.adult for film in films]),
        year=np.array([film.year for film in films], np.int64),
        language=np.array([LANGUAGES.index(film.language) for film in films], np.int64),
        votes=np.array([film.votes for film in films], np.int64),
        average=np.array([film.average * 1000 for film in films], np.int64),
        fields=fields,
        vocabulary=texts.vocabulary,
        same_title=np.array(texts.same_title, np.int64),
        is_cut=np.array(texts.is_cut, np.bool_),
        language_codes=dict(enumerate(LANGUAGES)),
    )


def _pairs(films: Sequence[F], name: str) -> Pairs:
    found: list[Any] = [
        (place, value, place_on_bill**-0.5 if name == "actor" else 1.0)
        for place, film in enumerate(films)
        for place_on_bill, value in enumerate(getattr(film, name), start=1)
    ]
    rows, values, weights = zip(*found, strict=True) if found else ((), (), ())
    return Pairs.of(rows, values, weights)


def lists(films: Sequence[F], colikes: CoLikes | None = None) -> dict[int, list[Pick]]:
    ranking = Ranking(features.build(facts(films)), colikes)
    return {film: picks for film, picks, _ in ranking.lists(ranking.known())}


def found(films: Sequence[F], film: int = 1) -> list[int]:
    return [pick.film for pick in lists(films)[film]]


def shown(films: Sequence[F], film: int = 1) -> list[list[tuple[object, ...]]]:
    return [[tuple(part for part in reason if part) for reason in pick.reasons] for pick in lists(films)[film]]
