from typing import Any

import pytest

from films.similarity import ranking
from tests.films.similarity.specs import F, found, lists, shown


def test_a_film_with_a_title_and_a_year_gets_the_nearest_in_time():
    films = [F(1, year=1950), *(F(i, year=1900 + i) for i in range(2, 90) if i != 60)]
    assert sorted(found(films)) == [*range(40, 60)]


def test_a_film_alone_has_an_empty_list():
    assert lists([F(1, year=1950)]) == {1: []}


def test_its_own_series_comes_first_but_leaves_room():
    films = [F(i, collection=[4], year=1930 + i) for i in range(1, 16)]
    films += [F(i, director=[5], year=1931, votes=900) for i in range(20, 40)]
    films[0] = F(1, collection=[4], director=[5], year=1931, votes=900)
    picks = found(films)
    assert picks[:10] == list(range(2, 12))
    assert picks[10:] == list(range(20, 30))


def test_prefers_who_directed_both_to_a_walk_on():
    films = [
        F(1, director=[5], actor=[1, 2, 3, 4, 9], year=1990),
        F(2, director=[5], year=1970),
        F(3, actor=[11, 12, 13, 14, 9], year=1970),
    ]
    assert found(films) == [2, 3]


def test_one_rare_keyword_stands_behind_several_that_are_less_rare():
    films = [F(1, keyword=[1, 2, 3, 4]), F(2, keyword=[4]), F(3, keyword=[2, 3, 13, 14, 15, 16])]
    films += [F(i, keyword=[2]) for i in (20, 21)] + [F(i, keyword=[3]) for i in (22, 23)]
    films += [F(i, keyword=[i]) for i in range(24, 40)]
    assert found(films)[:2] == [3, 2]


def test_films_of_other_genres_count_less():
    films = [
        F(1, director=[5], genre=[1, 2]),
        F(2, director=[5], genre=[3]),
        F(3, director=[5]),  # nothing is known of its genres
    ]
    assert found(films) == [3, 2]


def test_films_liked_as_well_come_first_in_each_others_lists():
    both: dict[str, Any] = {"director": [5], "votes": 5000}
    films = [F(i, average=8 if i % 2 else 5, **both) for i in range(1, 9)]
    assert (found(films, 1)[:3], found(films, 2)[:3]) == ([3, 5, 7], [4, 6, 8])


def test_a_part_far_down_two_bills_carries_no_film_of_another_kind():
    cast = [*range(20, 34), 9]
    films = [F(1, actor=cast, genre=[1], year=1990), F(2, actor=[*range(40, 54), 9], genre=[2], year=1990)]
    films += [F(i, genre=[1], year=1990) for i in range(100, 200)] + [F(i, genre=[2]) for i in range(200, 300)]
    films += [F(i, actor=[i + 1000, 20], genre=[1], year=1990) for i in range(300, 330)]
    picks = found(films)
    assert (len(picks), min(picks)) == (20, 300)


def test_a_known_film_is_preferred_in_the_list_of_a_known_one_only():
    films = [F(1, director=[5], votes=5000), F(2, director=[5]), F(3, director=[5], votes=5000), F(4, director=[5])]
    assert (found(films, 1)[0], found(films, 2)[0]) == (3, 4)


def test_ties_go_by_id():
    films = [F(i, director=[5]) for i in (4, 1, 3, 2)]
    assert found(films, 3) == [1, 2, 4]


def test_lists_are_the_same_in_any_order_and_company():
    films = [
        F(i, year=1990 + i, keyword=[i % 3, i % 5 + 10, 50], genre=[i % 4], actor=[i % 7 + 100, i % 2 + 200])
        for i in range(1, 40)
    ]
    every = lists(films)
    assert lists(films[::-1]) == every
    assert {film: found(films, film) for film in every} == {
        film: [pick.film for pick in picks] for film, picks in every.items()
    }


@pytest.mark.parametrize(("votes", "unexplained"), [(5000, ranking.UNEXPLAINED), (20, 0)])
def test_some_picks_need_no_reason_in_the_list_of_a_known_film(votes, unexplained):
    films = [F(i, director=[5], year=1900, genre=[1]) for i in range(2, 40)]
    alike: dict[str, Any] = {"year": 1990, "genre": [2, 3], "text": "harbour lighthouse storms", "votes": votes}
    films += [F(i, **alike) for i in range(50, 70)]
    films += [F(1, director=[5], **alike), F(80, votes=5000)]
    picks = found(films)
    assert sum(film >= 50 for film in picks) == unexplained


def test_the_same_director_does_not_fill_the_list():
    films = [F(i, director=[5], votes=900, year=1990) for i in range(1, 30)]
    films += [F(i, actor=[7], votes=900, year=1990) for i in range(40, 60)]
    films[0] = F(1, director=[5], actor=[7, 8, 9], votes=900, year=1990)
    picks = found(films)
    assert {film < 40 for film in picks} == {True, False}


def test_adult_films_are_in_the_lists_of_adult_films_only():
    films = [F(i, adult=i > 2, director=[5], genre=[1, 2]) for i in range(1, 5)]
    films.append(F(5, adult=True, genre=[1, 2]))
    assert (found(films, 1), found(films, 4)) == ([2], [1, 2, 3, 5])


@pytest.mark.parametrize(
    ("other", "is_version"),
    [
        (F(2, title="Metropolis", director=[5], year=1928), True),
        (F(2, title="Metropolis: The Complete Edition", director=[5], year=2010), True),
        (F(2, title="Metropolis", director=[5], year=1935), False),
        (F(2, title="Metropolis", director=[6], year=1927), False),
        (F(2, title="Nosferatu", director=[5], year=1927), False),
    ],
)
def test_versions_of_one_film_are_not_like_it(other, is_version):
    third = F(3, director=[5], year=1927)
    films = [F(1, title="Metropolis", director=[5], year=1927), other, third]
    assert (2 not in found(films)) == is_version
    assert (found(films, 3) in ([1], [2])) == is_version


def test_reasons_most_telling_first():
    both: dict[str, Any] = {
        "collection": [9],
        "genre": [1, 2],
        "keyword": [3],
        "director": [4],
        "writer": [5],
        "actor": [6],
    }
    films = [F(1, **both), F(2, **both)]
    assert shown(films) == [[("collection", (9,)), ("director", (4,)), ("writer", (5,)), ("actor", (6,))]]


def test_reasons_name_nobody_twice():
    both: dict[str, Any] = {"director": [4], "writer": [4, 5], "actor": [4, 5, 6]}
    assert shown([F(1, **both), F(2, **both)]) == [[("director", (4,)), ("writer", (5,)), ("actor", (6,))]]


def test_reasons_name_the_two_best_billed_actors():
    assert shown([F(1, actor=[9, 8, 7, 6]), F(2, actor=[8, 9, 6, 7])]) == [[("actor", (8, 9))]]


def test_reasons_name_rare_keywords_first():
    films = [F(1, keyword=[1, 2, 3]), F(2, keyword=[1, 2, 3]), F(3, keyword=[1, 2]), F(4, keyword=[1])]
    films += [F(i) for i in range(5, 31)]
    assert shown(films)[:3] == [[("keyword", (3, 2, 1))], [("keyword", (2, 1))], [("keyword", (1,))]]


def test_reasons_name_words_of_both_titles():
    films = [F(1, title="The Concert"), F(2, title="Concert for Bangladesh"), *(F(i) for i in range(3, 30))]
    assert shown(films)[0] == [("title", ("concert",))]


def test_reasons_name_genres_and_years_only_where_there_is_nothing_else():
    films = [
        F(1, genre=[1, 2, 3], actor=[9], year=1990),
        F(2, genre=[1, 2, 3], actor=[9], year=1990),
        F(3, genre=[1, 2, 3]),
        F(4, genre=[1, 2]),
        F(5, genre=[1], year=1992),
        F(6, genre=[1]),
        F(7, genre=[1], year=1980),
        F(8, genre=[1], year=2001),
    ]
    # The rarest two genres of those that both have; one genre is no reason.
    assert dict(zip(found(films), shown(films), strict=True)) == {
        2: [("actor", (9,))],
        3: [("genre", (3, 2))],
        4: [("genre", (2, 1))],
        5: [("years", (1990, 1992))],
        6: [("renown", (1,))],
        7: [("years", (1980, 1990))],
        8: [("renown", (1,))],
    }
