import numpy as np
import pytest
from scipy import sparse

from benchmarks.similar import baselines, measures
from benchmarks.similar.measures import Expected
from tests.films.similarity.specs import F, facts

NOBODY = [-1] * 20


def lists(*rows):
    return np.array([(list(row) + NOBODY)[:20] for row in rows])


def test_gini_and_coverage_of_even_and_of_one_sided_lists():
    even = lists([1], [2], [3], [0])
    one_sided = lists([1], [2], [1], [1])
    assert (measures.coverage(even), measures.coverage(one_sided)) == (1, 0.5)
    assert measures.gini(even) == pytest.approx(0)
    assert measures.gini(one_sided) == pytest.approx(0.625)


def test_expected_likes_are_as_many_as_there_are():
    likes = sparse.csr_array(np.array([[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]], np.float32))
    expected = Expected.fit(likes)
    every = np.array([expected.likes(user, range(4)) for user in range(3)])
    assert every.sum(axis=1) == pytest.approx([3, 2, 2], abs=0.05)
    assert every.sum(axis=0) == pytest.approx([3, 2, 1, 1], abs=0.05)


def test_excess_likes_counts_what_is_shown_beyond_what_is_expected():
    likes = sparse.csr_array(np.array([[1, 1, 1, 1, 1, 1, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0]], np.float32))
    expected = Expected(np.array([1.0, 0.0]), np.full(8, 1.0))
    shown = lists(*[[(film + 1) % 8, (film + 2) % 8] for film in range(8)])
    names = [str(film) for film in range(8)]
    # Six films of twice two picks: nine are liked, each expected by half. The other user likes too few films.
    judges = [(0, "1"), (1, "2")]
    assert measures.excess_likes(shown, likes, expected, judges, names).tolist() == [pytest.approx(9 / 6 - 1)]


def test_visible_reasons_are_no_genre_and_no_common_keyword():
    films = [F(1, director=[5], genre=[1], keyword=[7, 8]), F(2, director=[5]), F(3, genre=[1], keyword=[7])]
    films += [F(4, keyword=[8]), *(F(i, keyword=[7]) for i in range(5, 101))]
    reasons = measures.visible_reasons(facts(films))
    assert [measures.visible_share(lists([other]), reasons) for other in (1, 2, 3)] == [1, 0, 1]
    assert measures.visible_share(lists([1, 2]), reasons) == 0.5


def test_baselines_put_what_is_alike_first():
    films = facts([F(1, keyword=[1, 2]), F(2, keyword=[1]), F(3, keyword=[1, 2]), F(4, genre=[9])])
    assert baselines.jaccard(films)[0, :3].tolist() == [2, 1, -1]
    assert baselines.tf_idf(films)[0, :3].tolist() == [2, 1, -1]
    assert baselines.most_popular([0, 3, 5, 4])[:2, :3].tolist() == [[2, 3, 1], [2, 3, -1]]


@pytest.mark.parametrize("method", [baselines.item_knn, baselines.ease])
def test_baselines_of_likes(method):
    likes = sparse.csr_array(np.array([[1, 1, 0, 0]] * 3 + [[0, 1, 1, 0]] + [[0, 0, 1, 0]] * 3, np.float32))
    found = method(likes, 1.0)
    assert (found[0, 0], found[1, 0], found[3, 0]) == (1, 0, -1)
