import numpy as np

from films.similarity.order import order_of, varied

PLACES = np.arange(5)
NOTHING = np.full(5, -1)
NONE = np.zeros(0, np.int64)
NOBODY = (np.zeros(5), 0)


def order(worth, mains=NOTHING, series=NONE, leaders=NOBODY):
    return order_of(PLACES, np.array(worth), np.array(mains), np.array(series, np.int64), leaders).tolist()


def test_the_series_then_the_leaders_then_the_worthiest():
    assert order([5.0, 4, 3, 2, 1]) == [0, 1, 2, 3, 4]
    assert order([5.0, 4, 3, 2, 1], series=[2]) == [2, 0, 1, 3, 4]
    assert order([5.0, 4, 3, 2, 1], series=[2], leaders=(np.array([0, 0, 3.0, 1, 2]), 2)) == [2, 4, 0, 1, 3]


def test_nobody_leads_without_anything_to_show():
    assert order([5.0, 4, 3, 2, 1], leaders=(np.array([0, 0, 0, 0, 1.0]), 3)) == [4, 0, 1, 2, 3]


def test_films_that_are_there_for_the_same_thing_take_turns():
    scores = np.array([1.0, 0.99, 0.98, 0.95, 0.5])
    assert varied(scores, np.array([7, 7, 7, 8, 9])).tolist() == [0, 3, 1, 2, 4]
    assert varied(scores, NOTHING).tolist() == [0, 1, 2, 3, 4]
