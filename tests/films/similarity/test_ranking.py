from dataclasses import replace
from math import exp

import pytest

from films.similarity import features
from films.similarity.features import FilmFacts
from films.similarity.ranking import Pick, Ranking, Reason


def picks(films: list[FilmFacts], film: int = 1) -> list[Pick]:
    return Ranking(features.build(films)).picks(film)


def found(films: list[FilmFacts], film: int = 1) -> list[int]:
    return [pick.film for pick in picks(films, film)]


def shown(films: list[FilmFacts], film: int = 1) -> list[list[tuple[object, ...]]]:
    return [[tuple(reason) for reason in pick.reasons] for pick in picks(films, film)]


def test_picks_of_a_film_without_relations():
    assert picks([FilmFacts(1, year=1999, language="fr"), FilmFacts(2, year=1999, language="fr")]) == []


def test_picks_score_of_one_director():
    # Cosine 1 of weight 1, the year a third, the language ½; times 50 ** 0.15.
    films = [
        FilmFacts(1, year=1990, language="fr", directors=(5,)),
        FilmFacts(2, year=2000, language="fr", directors=(5,)),
    ]
    score = (1 + exp(-1) + 0.5) * 50**0.15
    assert picks(films) == [Pick(2, round(score, 4), (Reason("director", (5,)),))]


def test_picks_counts_passing_evidence_less():
    # The tenth name on both bills, and nothing else but the same year.
    bills = [tuple(range(100 * i, 100 * i + 9)) for i in (1, 2)]
    films = [FilmFacts(i, year=2000, actors=(*bills[i - 1], 99)) for i in (1, 2)]
    (pick,) = picks(films)
    term = features.build(films).vectors[1].telling[("actor", 99)]
    evidence = term * term
    assert pick.score == round((evidence + (evidence / 0.1) ** 0.5) * 50**0.15, 4)
    assert pick.reasons == (Reason("actor", (99,)),)


def test_picks_prefers_the_collection_to_all_else():
    films = [
        FilmFacts(1, collection=4, directors=(5,), genres=(1, 2), year=1990),
        FilmFacts(2, directors=(5,), genres=(1, 2), year=1990),
        FilmFacts(3, collection=4, year=1930),
    ]
    assert found(films) == [3, 2]


def test_picks_halves_the_score_of_a_film_of_other_genres():
    films = [
        FilmFacts(1, directors=(5,), genres=(1, 2)),
        FilmFacts(2, directors=(5,), genres=(3,)),
        FilmFacts(3, directors=(5,)),  # nothing is known of its genres
    ]
    half, whole = (round(share * 50**0.15, 4) for share in (0.5, 1))
    assert [(pick.film, pick.score) for pick in picks(films)] == [(3, whole), (2, half)]


def test_picks_prefers_the_better_known_of_equals():
    films = [
        FilmFacts(1, directors=(5,)),
        FilmFacts(2, directors=(5,), votes=10),
        FilmFacts(3, directors=(5,), votes=900),
    ]
    assert found(films) == [3, 2]


def test_picks_breaks_ties_by_id():
    films = [FilmFacts(i, directors=(5,)) for i in (4, 1, 3, 2)]
    assert found(films, 3) == [1, 2, 4]


def test_picks_are_the_same_in_any_order_of_the_facts():
    films = [
        FilmFacts(
            i, year=1990 + i, keywords=(i % 3, i % 5 + 10, 50), genres=(i % 4,), actors=(i % 7 + 100, i % 2 + 200)
        )
        for i in range(1, 40)
    ]
    assert [picks(films, i) for i in range(1, 40)] == [picks(films[::-1], i) for i in range(1, 40)]


def test_picks_are_twenty_at_most():
    films = [FilmFacts(i, directors=(5,)) for i in range(1, 30)]
    assert found(films, 29) == list(range(1, 21))


def test_picks_fills_up_with_two_genres_then_one():
    films = [
        FilmFacts(1, genres=(1, 2), year=1990, directors=(5,)),
        FilmFacts(2, genres=(1,), year=1990, votes=9_000),
        FilmFacts(3, genres=(2, 1), year=1950),
        FilmFacts(4, directors=(5,), year=1930),
        FilmFacts(5, genres=(3,), year=1990, votes=9_000),
    ]
    assert [(pick.film, pick.reasons) for pick in picks(films)] == [
        (4, (Reason("director", (5,)),)),
        (3, (Reason("genre", (2, 1)),)),
        (2, ()),
    ]


def test_picks_does_not_fill_up_a_full_list():
    films = [FilmFacts(i, directors=(5,)) for i in range(1, 22)] + [
        FilmFacts(i, genres=(1, 2), votes=9_000) for i in (30, 31)
    ]
    films[0] = FilmFacts(1, directors=(5,), genres=(1, 2))
    assert found(films) == list(range(2, 22))


def test_picks_of_a_film_with_a_genre_and_a_year_are_near_in_time():
    films = [
        FilmFacts(1, genres=(1,), year=1926),
        FilmFacts(2, genres=(1,), year=2016),
        FilmFacts(3, genres=(1,), year=1928),
        FilmFacts(4, genres=(2,), year=1926),
    ]
    assert found(films) == [3, 2]


def test_picks_shows_adult_films_to_adult_films_only():
    films = [FilmFacts(i, adult=i > 2, directors=(5,), genres=(1, 2)) for i in range(1, 5)]
    films.append(FilmFacts(5, adult=True, genres=(1, 2)))
    assert (found(films, 1), found(films, 4)) == ([2], [1, 2, 3, 5])


def test_picks_does_not_find_by_keywords_of_many_films():
    films = [FilmFacts(i, keywords=(1,)) for i in range(1, 11)]
    films[:2] = [FilmFacts(1, keywords=(1, 2)), FilmFacts(2, keywords=(1, 2))]
    assert shown(films) == [[("keyword", (2,))]]


def test_reasons_are_three_most_telling_first():
    both = FilmFacts(1, collection=9, genres=(1, 2), keywords=(3,), directors=(4,), writers=(5,), actors=(6,))
    assert shown([both, replace(both, id=2)]) == [[("collection", (9,)), ("director", (4,)), ("writer", (5,))]]


def test_reasons_name_nobody_twice():
    both = FilmFacts(1, directors=(4,), writers=(4, 5), actors=(4, 5, 6))
    assert shown([both, replace(both, id=2)]) == [[("director", (4,)), ("writer", (5,)), ("actor", (6,))]]


def test_reasons_name_the_two_best_billed_actors():
    films = [FilmFacts(1, actors=(9, 8, 7, 6)), FilmFacts(2, actors=(8, 9, 6, 7))]
    assert shown(films) == [[("actor", (8, 9))]]


def test_reasons_name_rare_keywords_first():
    films = [
        FilmFacts(1, keywords=(1, 2, 3)),
        FilmFacts(2, keywords=(1, 2, 3)),
        FilmFacts(3, keywords=(1, 2)),
        FilmFacts(4, keywords=(1,)),
        *(FilmFacts(i) for i in range(5, 31)),
    ]
    assert shown(films) == [[("keyword", (3, 2))], [("keyword", (2, 1))], [("keyword", (1,))]]


def test_reasons_name_genres_only_where_there_is_nothing_else():
    films = [
        FilmFacts(1, genres=(1, 2, 3), actors=(9,)),
        FilmFacts(2, genres=(1, 2, 3), actors=(9,)),
        FilmFacts(3, genres=(1, 2, 3)),
        FilmFacts(4, genres=(1, 2)),
    ]
    # The rarest two genres of those that both have.
    assert shown(films) == [[("actor", (9,))], [("genre", (3, 1))], [("genre", (1, 2))]]


@pytest.mark.parametrize("many", [1, 5])
def test_fallback_counts_all_genres_of_cut_lists(monkeypatch, many):
    """A genre of many films gives its best known only; the two genres of a film still count as two."""
    monkeypatch.setattr("films.similarity.ranking.MOST_FILMS_OF_A_TOKEN", many)
    films = [
        FilmFacts(1, genres=(1, 2)),
        FilmFacts(2, genres=(1,), votes=500),
        FilmFacts(3, genres=(1, 2), votes=100),
    ]
    expected = {1: [(3, 1), (2, 0)], 5: [(3, 1), (2, 0)]}
    assert [(pick.film, len(pick.reasons)) for pick in picks(films)] == expected[many]
