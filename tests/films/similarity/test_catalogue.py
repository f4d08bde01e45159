import numpy as np
import pytest

from films.similarity import features
from films.similarity.catalogue import learn
from films.similarity.facts import Facts, Pairs
from tests.films.similarity.specs import F, facts


def test_matrix_weighs_rare_values_more():
    known = learn(facts([F(1, keyword=[11, 12]), F(2, keyword=[11]), F(3)]))
    matrix = known.matrix("keyword", Pairs.of([0, 0, 1], [11, 12, 11]), 3)
    one, two = matrix.toarray()[0]
    assert two / one == pytest.approx(np.log1p(3 / 1) / np.log1p(3 / 2), rel=1e-5)
    keyword = known.fields["keyword"]
    assert (keyword.values.tolist(), keyword.frequency.tolist()) == ([11, 12], [2, 1])


def test_matrix_leaves_out_what_nobody_knows():
    known = learn(facts([F(1, director=[11]), F(2, director=[11])]))
    assert known.matrix("director", Pairs.of([0, 0], [11, 12]), 1).toarray() == pytest.approx(np.array([[1]]))


def test_the_only_keyword_of_a_film_is_not_all_it_is_about():
    known = learn(facts([F(1, keyword=[11], director=[5]), F(2, keyword=[11], director=[5])]))
    only = Pairs.of([0], [11])
    assert known.matrix("keyword", only, 1).toarray() == pytest.approx(np.array([[0.5]]))


def test_a_keyword_of_films_that_agree_in_nothing_else_is_worth_less():
    """Forty robots share a genre, another keyword and their words; forty films are only set in the same town."""
    robots = [F(i, keyword=[1, 3], genre=[7], text="machine uprising") for i in range(1, 41)]
    town = [F(i, keyword=[2], genre=[i % 5], text=f"word{i % 5}") for i in range(50, 90)]
    keyword = learn(facts([*robots, *town])).fields["keyword"]
    robot, place, _ = keyword.worth.tolist()
    assert robot > 1.2 > 0.6 > place


def test_two_films_are_too_few_to_tell():
    films = [F(i, keyword=[i // 2], genre=[i % 3], text=f"word{i % 4}") for i in range(2, 42)]
    worth = learn(facts(films)).fields["keyword"].worth
    assert worth.tolist() == pytest.approx([1] * 20, abs=0.15)


def test_some_films_have_the_vectors_of_the_full_run():
    films = [F(i, keyword=[i % 3, i % 4 + 10], genre=[i % 2], director=[i % 5], text="one two") for i in range(1, 30)]
    every = facts(films)
    known = learn(every)
    whole = features.build(every)
    some = features.build(_only(every, 4), known)
    assert (some.telling.toarray() == whole.telling[:4].toarray()).all()
    assert (some.common.toarray() == whole.common[:4].toarray()).all()
    assert (some.genres == whole.genres[:4]).all()


def _only(every: Facts, number: int) -> Facts:
    pairs = {
        name: Pairs(
            found.films[found.films < number], found.values[found.films < number], found.weights[found.films < number]
        )
        for name, found in every.fields.items()
    }
    return Facts(
        every.ids[:number], every.adult[:number], every.year[:number], every.language[:number], every.votes[:number],
        every.average[:number], pairs, every.vocabulary, every.same_title[:number], every.is_cut[:number],
    )  # fmt: skip


def test_repute_counts_from_what_is_usual_and_by_the_votes():
    films = [F(i, votes=1000, average=6 if i % 2 else 7) for i in range(1, 41)]
    known = learn(facts(films))
    assert (known.usual_average, known.spread_of_averages) == (6500, 500)
    votes, averages = np.array([10**6, 10**6, 50, 0, 10**6]), np.array([7000, 6000, 7000, 0, 10_000])
    assert known.repute(votes, averages).tolist() == pytest.approx([1, -1, 0.5, 0, 3], abs=1e-3)
