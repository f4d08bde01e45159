from typing import Any

import numpy as np
import pytest

from films.similarity import features
from films.similarity.catalogue import Catalogue, Known, learn
from films.similarity.features import TELLING_WORTH, telling_values
from tests.films.similarity.specs import F, facts


def test_build_brings_each_field_to_its_weight():
    both: dict[str, Any] = {
        "collection": [7],
        "keyword": [1, 2],
        "genre": [5, 6],
        "director": [3],
        "writer": [3, 4],
        "actor": [8, 9],
    }
    films = facts([F(1, **both), F(2, **both)])
    built = features.build(films)
    squares = {
        name: float((built.telling[[0], columns.start : columns.start + len(columns.values)].data ** 2).sum())
        for name, columns in built.fields.items()
    }
    wanted = {name: features.WEIGHTS[name] for name in features.SPECIFIC_FIELDS} | {"title": 0}
    # Two keywords beside three unsaid ones, by how much their films agree.
    wanted["keyword"] *= 2 / 5 * float(learn(films).fields["keyword"].worth[0]) ** 2
    assert squares == pytest.approx(wanted, rel=1e-5)
    assert float(built.genres[0] @ built.genres[1]) == pytest.approx(features.WEIGHTS["genre"])


def test_build_keeps_genres_and_keywords_of_many_films_apart():
    films = [F(i, genre=[1], keyword=[1, 2] if i < 4 else [1]) for i in range(1, 11)]
    built = features.build(facts(films))
    assert built.fields["keyword"].values.tolist() == [2]
    assert (built.genres.shape, built.common.shape) == ((10, 1), (10, 1))


def test_build_of_nothing():
    built = features.build(facts([]))
    assert (built.telling.shape, built.common.shape, built.genres.shape) == ((0, 0), (0, 0), (0, 0))


def test_renown_is_from_nobody_to_the_best_known():
    built = features.build(facts([F(1), F(2, votes=350), F(3, votes=3150)]))
    assert built.renown.tolist() == pytest.approx([0, 0.5, 1])


def test_renown_where_nobody_voted():
    assert features.build(facts([F(1), F(2)])).renown.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("field", "frequency", "films", "telling"),
    [
        # A small catalogue: three films or a fifth of them.
        ("keyword", 3, 5, True),
        ("keyword", 4, 5, False),
        ("keyword", 20, 100, True),
        ("title", 21, 100, False),
        ("keyword", 39, 199, True),
        # From 200 films on: 2 %.
        ("keyword", 4, 200, True),
        ("keyword", 5, 200, False),
        ("keyword", 2_000, 1_000_000, True),
        ("keyword", 2_001, 1_000_000, False),
        # People and collections, whatever their share.
        ("actor", 5, 5, True),
        ("director", 100, 200, True),
        ("collection", 30, 30, True),
        ("writer", 2_001, 1_000_000, False),
        # What one film has alone makes it like none.
        ("director", 1, 200, False),
    ],
)
def test_telling_values(field, frequency, films, telling):
    assert told(field, frequency, films) == telling


@pytest.mark.parametrize(
    ("films", "said", "worth", "telling"),
    [
        (10_000, 75, 1, True), (10_000, 76, 1, False), (10_000, 75, TELLING_WORTH, True), (10_000, 75, 0.3, False),
        (50, 3, 1, True), (50, 4, 1, False),
    ],
)  # fmt: skip
def test_telling_words_of_titles_are_rare_in_overviews_and_worth_something(films, said, worth, telling):
    assert told("title", 3, films, said=said, worth=worth) == telling


def told(field: str, frequency: int, films: int, said: int = 1, worth: float = 1) -> bool:
    """Of one value that so many films carry, and so many say."""
    known = Known(np.array([7]), np.array([frequency]), np.array([worth]), 1)
    text = Known(np.array([3, 7]), np.array([films, said]), np.array([1, 1]), 1)
    [kept] = telling_values(field, known, Catalogue(films, 1, {field: known, "text": text}))
    return bool(kept)
