import numpy as np
import pytest

from films.similarity import features, kinds
from films.similarity.kinds import Kinds
from tests.films.similarity.specs import F, facts, shown

DOCUMENTARY, MUSIC, DRAMA, HISTORY = 1, 2, 3, 4


def of(films: list[F]) -> Kinds:
    return Kinds(features.build(facts(films)))


def test_genres_that_seldom_meet_are_of_another_mood():
    """Fifty films for children are comedies, too, as are some of fifty thrillers; hardly any is a thriller."""
    children, thriller, comedy = 1, 2, 3
    films = [F(i, genre=[children, comedy]) for i in range(1, 51)] + [F(101), F(102, genre=[children, thriller])]
    films += [F(i, genre=[thriller, comedy] if i < 70 else [thriller]) for i in range(51, 101)]
    places = np.array([1, 60, 80, 100, 101])
    same, some, other, unknown, both = of(films).mood(0, places).tolist()
    assert (same, unknown) == (1, 1)
    assert 1 > both == some > other > 0.2
    assert of(films).mood(100, places).tolist() == [1] * 5


def test_genres_of_a_few_films_say_little():
    assert of([F(1, genre=[1]), F(2, genre=[2])]).mood(0, np.array([1])).tolist() == pytest.approx([1], abs=0.06)


def test_films_of_other_times_count_less():
    films = [F(1, year=1936), F(2, year=1936 + kinds.ERA), F(3, year=1936 - kinds.ERA), F(4)]
    assert of(films).mood(0, np.array([0, 1, 2, 3])).tolist() == [1, 0.5, 0.5, 1]
    assert of(films).mood(3, np.array([0, 1])).tolist() == [1, 1]


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
