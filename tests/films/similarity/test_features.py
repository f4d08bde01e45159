from math import log, sqrt

import pytest

from films.similarity import features
from films.similarity.features import FilmFacts, is_telling


def test_build_brings_each_field_to_its_weight():
    films = [
        FilmFacts(1, collection=7, keywords=(1, 2), genres=(5, 6), directors=(3,), writers=(3, 4), actors=(8, 9)),
        FilmFacts(2, keywords=(1,), genres=(5,)),
    ]
    vector = features.build(films).vectors[1]
    squares: dict[str, float] = {}
    for (field, _), term in (vector.telling | vector.common).items():
        squares[field] = squares.get(field, 0) + term * term
    assert squares == pytest.approx(
        {"collection": 8, "keyword": 1, "genre": 1, "director": 1, "writer": 0.5, "actor": 1}
    )


def test_build_weighs_rare_keywords_more():
    films = [FilmFacts(1, keywords=(1, 2)), FilmFacts(2, keywords=(1,)), FilmFacts(3)]
    telling = features.build(films).vectors[1].telling
    assert telling[("keyword", 2)] / telling[("keyword", 1)] == pytest.approx(log(1 + 3 / 1) / log(1 + 3 / 2))


def test_build_weighs_the_head_of_the_bill_more():
    telling = features.build([FilmFacts(1, actors=(30, 20, 10))]).vectors[1].telling
    first, second, third = (telling[("actor", person)] for person in (30, 20, 10))
    assert (second / first, third / first) == pytest.approx((1 / sqrt(2), 1 / sqrt(3)))


def test_build_takes_ten_of_the_cast():
    vector = features.build([FilmFacts(1, actors=tuple(range(100, 115)))]).vectors[1]
    assert list(vector.telling) == [("actor", person) for person in range(100, 110)]


def test_build_keeps_genres_and_keywords_of_many_films_apart():
    films = [FilmFacts(i, genres=(1,), keywords=(1, 2) if i < 4 else (1,)) for i in range(1, 11)]
    vector = features.build(films).vectors[1]
    assert (list(vector.telling), list(vector.common)) == (
        [("keyword", 2)],
        [("genre", 1), ("keyword", 1)],
    )


def test_build_of_a_bare_film():
    vector = features.build([FilmFacts(1)]).vectors[1]
    assert (vector.telling, vector.common, vector.genres) == ({}, {}, frozenset())


def test_renown_doubles_from_fifty_to_ten_thousand_votes():
    films = features.build([FilmFacts(1, votes=0), FilmFacts(2, votes=50), FilmFacts(3, votes=10_000)]).vectors
    assert [round(films[i].renown, 2) for i in (1, 2, 3)] == [1.8, 2.0, 3.98]


@pytest.mark.parametrize(
    ("token", "frequency", "films", "telling"),
    [
        # A small catalogue: three films or a fifth of them.
        (("keyword", 1), 3, 5, True),
        (("keyword", 1), 4, 5, False),
        (("keyword", 1), 20, 100, True),
        (("keyword", 1), 21, 100, False),
        (("keyword", 1), 39, 199, True),
        # From 200 films on: 2 %.
        (("keyword", 1), 4, 200, True),
        (("keyword", 1), 5, 200, False),
        (("keyword", 1), 2_000, 1_000_000, True),
        (("keyword", 1), 2_001, 1_000_000, False),
        # People and collections, whatever their share.
        (("actor", 1), 5, 5, True),
        (("director", 1), 100, 200, True),
        (("collection", 1), 30, 30, True),
        (("writer", 1), 2_001, 1_000_000, False),
        (("genre", 1), 1, 1_000, False),
    ],
)
def test_is_telling(token, frequency, films, telling):
    assert is_telling(token, frequency, films) is telling
