from datetime import date

import pytest
from django.db import IntegrityError

from films.models import FilmVotes, OutsideRating, OutsideSite
from films.views.histogram import Bar, Histogram
from films.views.overview import OVERVIEW
from tests.factories import make_film
from tests.html import Document

pytestmark = pytest.mark.django_db


def votes(film, distribution=None, site="movielens", count=3):
    return FilmVotes.objects.create(
        film=film, site=site, average=7, count=count, origin="test", distribution=distribution
    )


def histogram(*distribution: int) -> Histogram:
    return Histogram(average=7, count=3, site="movielens", distribution=list(distribution))


def test_bars():
    shown = histogram(0, 0, 0, 0, 1, 0, 200, 100, 0, 200)
    assert (shown.total, shown.most) == (501, 10)
    assert shown.bars == [
        *(Bar(x, 40, 0) for x in (0, 10, 20, 30)),
        Bar(40, 39.2, 0.8),
        Bar(50, 40, 0),
        Bar(60, 0, 40),
        Bar(70, 20, 20),
        Bar(80, 40, 0),
        Bar(90, 0, 40),
    ]


def test_histogram_on_the_page(client):
    film = make_film()
    votes(film, site="tmdb", count=9000)
    votes(film, [0, 0, 0, 0, 0, 1, 0, 1300, 0, 0])
    page = Document(client.get(film.get_absolute_url()).content.decode())
    [drawing] = [element for element in page.all("svg") if element.attributes.get("class") == "bars"]
    assert drawing.attributes["aria-label"] == "Ratings from 1 to 10, most of them 8"
    assert "1 1,301 on MovieLens 10" in [line.text for line in page.all("p")]


@pytest.mark.parametrize("distribution", [None, [0] * 10])
def test_no_histogram_without_ratings(client, distribution):
    film = make_film()
    votes(film, distribution)
    assert b'class="bars"' not in client.get(film.get_absolute_url()).content


def test_distribution_has_ten_numbers():
    with pytest.raises(IntegrityError):
        votes(make_film(), [1, 2, 3])


def test_ratings_are_counted_and_written_once(django_assert_num_queries):
    film, other = make_film(), make_film()
    votes(film)
    votes(other)
    votes(film, site="tmdb")
    for user, half_stars in enumerate((8, 8, 1)):
        OutsideRating.objects.create(
            user=user, film=film, rated_on=date(2000, 1, 1), site=OutsideSite.MOVIELENS, half_stars=half_stars
        )
    with django_assert_num_queries(1):
        assert FilmVotes.objects.count_ratings("movielens", OutsideSite.MOVIELENS) == 1
    assert FilmVotes.objects.count_ratings("movielens", OutsideSite.MOVIELENS) == 0
    assert [row.distribution for row in FilmVotes.objects.order_by("id")] == [
        [1, 0, 0, 0, 0, 0, 0, 2, 0, 0],
        None,
        None,
    ]
    [page] = OVERVIEW.rows(film.pk)
    assert page.histogram is not None
    assert page.histogram.total == 3


def test_film_of_which_nothing_is_known_says_so(client):
    line = "Nothing more is known of this film yet."
    assert line in client.get(make_film().get_absolute_url()).content.decode()
    assert line not in client.get(make_film(overview="A man").get_absolute_url()).content.decode()
