import numpy as np
import pytest

from films.similarity import features, kinds
from films.similarity.kinds import Kinds
from tests.films.similarity.specs import F, facts, shown

DOCUMENTARY, MUSIC, DRAMA, HISTORY = 1, 2, 3, 4


def of(films: list[F]) -> Kinds:
    return Kinds(features.build(facts(films)))


def test_mood_counts_the_less_the_fewer_genres_are_common():
    films = [F(1, genre=[1]), F(2, genre=[1]), F(3, genre=[1, 5, 6, 7, 8, 9]), F(4, genre=[5]), F(5)]
    films += [F(i, genre=[1]) for i in range(6, 40)]
    same, partly, other, unknown = of(films).mood(0, np.array([1, 2, 3, 4])).tolist()
    assert (same, other, unknown) == (1, pytest.approx(kinds.OTHER_GENRES), 1)
    assert kinds.OTHER_GENRES < partly < 1
    assert of(films).mood(4, np.array([0, 2])).tolist() == [1, 1]


def concert_films(number: int) -> list[F]:
    """Among so many dramas."""
    films = [F(i, genre=[DOCUMENTARY, MUSIC]) for i in range(1, 9)] + [F(9, genre=[DOCUMENTARY, HISTORY])]
    return films + [F(i, genre=[DRAMA]) for i in range(10, 10 + number)]


@pytest.mark.parametrize(("dramas", "found"), [(500, [3, 4, 5, 6, 7, 2]), (100, [])])
def test_genres_that_seldom_meet_tell_of_a_kind(dramas, found):
    films = concert_films(dramas)
    worth = np.array([9, 0, 3, 4, 5, 6, 7, 2, 1] + [8] * dramas, np.float32)[1:]
    best = of(films).best_of_a_rare_kind(0, np.arange(1, len(films)), worth)
    assert sorted((np.flatnonzero(best) + 1).tolist()) == sorted(found)


def test_concert_films_are_in_the_lists_of_concert_films():
    films = concert_films(500)
    films[0] = F(1, genre=[DOCUMENTARY, MUSIC], director=[5])
    films[20:40] = [F(film.id, genre=[DRAMA], director=[5]) for film in films[20:40]]
    reasons = shown(films)
    assert reasons.count([("genre", (MUSIC, DOCUMENTARY))]) == kinds.MOST_OF_A_KIND
