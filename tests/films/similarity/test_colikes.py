import datetime

import numpy as np
import pytest

from films.models import OutsideRating, SimilarFilm
from films.similarity import colikes, rebuild
from films.similarity.likes import read_likes
from tests.factories import make_film
from tests.films.similarity.specs import F, lists

# Two crowds of six; each likes three films that the other does not know, and all like film 6.
LIKES = [(user, film) for user in range(12) for film in (*range(3 * (user // 6), 3 * (user // 6) + 3), 6)]


def learned(pairs: list[tuple[int, int]], films: int) -> colikes.CoLikes:
    users, places = np.array(pairs or np.zeros((0, 2)), np.int64).T
    return colikes.learn(users, places, films)


@pytest.mark.parametrize("dense", [100, 0])
def test_learn_finds_what_a_crowd_likes(monkeypatch, dense):
    monkeypatch.setattr(colikes, "MOST_DENSE", dense)
    found = learned(LIKES, 8)
    best = [found.row(film).others[np.argsort(-found.row(film).scores)[:2]] for film in (0, 4)]
    assert [set(others.tolist()) for others in best] == [{1, 2}, {3, 5}]
    assert [film in found.row(film).others for film in range(8)] == [False] * 8
    assert [len(found.row(film).others) > 0 for film in range(8)] == [True] * 7 + [False]
    # Six of each crowd like film 6, too; nobody likes a film of both crowds.
    together = dict(zip(found.row(6).others.tolist(), found.row(6).together.tolist(), strict=True))
    assert together == dict.fromkeys(together, 6)


def test_learn_takes_the_same_like_once_and_few_likes_for_none():
    twice, once = learned(LIKES + LIKES, 8), learned(LIKES, 8)
    assert [*map(str, twice.rows.items())] == [*map(str, once.rows.items())]
    few = learned([(1, 0), (1, 1), (2, 0), (2, 1)], 2)
    assert (few.rows, few.trust(np.arange(2)).tolist()) == ({}, [0, 0])


def test_learn_from_no_likes():
    assert (learned([], 3).rows, learned([], 3).likes.tolist()) == ({}, [0, 0, 0])


def test_lent_is_the_best_of_all_by_shares(monkeypatch):
    monkeypatch.setattr(colikes, "KEPT", 2)
    row = colikes.Row(np.array([3, 4, 5, 6]), np.array([1, 4, 2, 2], np.float32), np.array([5, 5, 5, 5]))
    found = colikes.CoLikes({1: row, 2: row}, np.zeros(3, np.int64), 9)
    others, lent = found.lent(np.array([1, 2]), np.array([0.25, 0.75], np.float32))
    # As good as the second best are two; their mean is 1.
    assert (others.tolist(), lent.tolist()) == ([4, 5, 6], [1.5, 0.75, 0.75])


def test_reasons_from_five_people_and_more_than_chance():
    found = learned(LIKES, 8)
    # Six like both of twelve, where three would by chance; everybody likes film 6, which says nothing.
    assert found.reasons(0, np.array([1, 3, 6, 7])) == [(6, 20), None, None, None]
    assert found.reasons(7, np.array([1])) == [None]


def test_lists_show_what_the_same_people_like_and_say_so():
    films = [F(i, year=1950 + 10 * i) for i in range(1, 9)]
    picks = lists(films, learned(LIKES, 8))[1][:2]
    assert {(pick.film, pick.reasons[0].code) for pick in picks} == {(2, "liked"), (3, "liked")}


@pytest.mark.parametrize(("place", "codes"), [(1, ["actor", "liked"]), (15, ["liked", "actor"])])
def test_a_part_far_down_two_bills_is_said_after_what_people_like(place, codes):
    def cast(film: int) -> list[int]:
        return [9 if i == place else 100 * film + i for i in range(1, 16)]

    films = [F(i, year=1990, actor=cast(i) if i < 3 else []) for i in range(1, 9)]
    [pick] = [pick for pick in lists(films, learned(LIKES, 8))[1] if pick.film == 2]
    assert [reason.code for reason in pick.reasons] == codes


def test_lists_borrow_the_likes_of_films_most_like_one_without():
    films = [F(i, year=1990, director=[i % 3]) for i in range(1, 8)]
    films.append(F(8, director=[1], year=1990, votes=5000))
    assert lists(films, learned(LIKES, 8))[8] != lists(films)[8]


@pytest.mark.django_db
def test_rebuild_reads_likes():
    films = [make_film(str(i)) for i in range(7)]
    on = datetime.date(2001, 1, 1)
    OutsideRating.objects.bulk_create(
        OutsideRating(site=1, user=user, film=films[film], half_stars=9, rated_on=on) for user, film in LIKES
    )
    OutsideRating.objects.create(site=1, user=0, film=films[5], half_stars=7, rated_on=on)
    ids = np.array([film.pk for film in films], np.int64)
    users, places = read_likes(ids)
    assert sorted(zip((users - 2**32).tolist(), places.tolist(), strict=True)) == sorted(LIKES)
    rebuild()
    first = SimilarFilm.objects.get(film=films[0], rank=1)
    assert (first.other_id, first.reasons) == (films[1].pk, [{"code": "liked", "ids": [6, 20]}])
