"""Every page at one and at three items: the number of queries is written here, and does not grow."""

import pytest

from films.models import Department, FilmSourceValues, FilmVotes, SimilarFilm, Video
from films.views.film_list import FILMS
from moviedb.lib.provenance.models import Redirect
from people.models import PersonName
from tests.factories import make_credit, make_film, make_genre, make_keyword, make_person, make_run
from tests.lists import with_short_pages

pytestmark = pytest.mark.django_db


def fill(items: int):
    """A film and a person with this many of everything."""
    film, person = make_film("The Concert"), make_person("Ann Lee")
    for number in range(items):
        other = make_film(f"Other concert {number}", popularity=number)
        FilmVotes.objects.create(film=other, site="tmdb", average=7, count=3, origin="test")
        part = make_credit(film, character=f"Part {number}")
        for department in (Department.ACTING, Department.DIRECTING, Department.WRITING):
            make_credit(other, person, department=department, job="Director")
            make_credit(film, department=department, job="Director")
        make_credit(film, person, department=Department.SOUND, job=f"Job {number}", performed_for=part)
        make_genre(film, f"Genre {number}")
        keyword = make_keyword(film, f"Keyword {number}").keyword
        reasons = [{"code": "keyword", "ids": [keyword.pk]}, {"code": "actor", "ids": [person.pk]}] * 2
        SimilarFilm.objects.create(film=film, other=other, rank=number + 1, score=1, reasons=reasons)
        Video.objects.create(film=film, site="YouTube", key=str(number), name="Trailer")
        FilmSourceValues.objects.create(
            film=film, source=f"source {number}", values={"title": "x"}, first_run=make_run()
        )
        PersonName.objects.create(person=person, text=f"Anne Lee {number}")
    Redirect.objects.record("film", 1_000_000, film.pk)
    Redirect.objects.record("person", 1_000_000, person.pk)
    return film, person


PAGES = [
    ("/", 3, 200),
    ("/films/", 2, 200),
    ("/films/?sort=title", 2, 200),
    ("/films/?sort=newest", 2, 200),
    ("/films/?sort=rating", 2, 200),
    ("/films/?decade=1990&longer=90&rating=7", 2, 200),
    ("/films/?since=x", 1, 400),
    ("/people/", 2, 200),
    ("/people/?sort=name", 2, 200),
    ("/people/?kind=person&letter=a", 2, 200),
    ("/people/?letter=1", 1, 400),
    ("/hidden-hands/", 1, 200),
    ("/films/genres/", 1, 200),
    ("/search/", 0, 200),
    ("/search/?q=lee", 2, 200),
    ("{film}", 1, 200),
    ("{film}cast/", 1, 200),
    ("{film}cast/?q=job", 1, 200),
    ("{film}info/", 1, 200),
    ("{film}similar/", 1, 200),
    ("{film}similar/?decade=1&country=1&lesser=1", 1, 200),
    ("{person}", 2, 200),
    ("/films/999999999-x/", 2, 404),
    ("/films/1000000-x/", 3, 301),
    ("/people/1000000-x/", 3, 301),
    ("/about/", 1, 200),
    ("/about/similar-films/", 1, 200),
    ("/feeds/films.atom", 1, 200),
    ("/nowhere/", 0, 404),
]


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("address", "queries", "status"), PAGES)
def test_queries(client, django_assert_num_queries, items, address, queries, status):
    film, person = fill(items)
    url = address.format(film=film.get_absolute_url(), person=person.get_absolute_url())
    with django_assert_num_queries(queries):
        assert client.get(url).status_code == status


def test_page_that_the_visitor_has_costs_the_same(client, django_assert_num_queries):
    film, _ = fill(1)
    url = film.get_absolute_url()
    tag = client.get(url)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(url, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(("sort", "queries"), [("popular", 3), ("title", 2), ("newest", 3)])
def test_last_page_of_a_list(rf, django_assert_num_queries, sort, queries):
    """Rows of the same value, of later values, and without a value."""
    films = with_short_pages(FILMS.whole, 1)
    make_film(popularity=1, release_date="1994")
    make_film(popularity=1, release_date="1994")
    next_page = films.page(rf.get("/films/", {"sort": sort})).next_url
    with django_assert_num_queries(queries):
        assert len(films.page(rf.get(next_page)).rows) == 1


def test_no_page_needs_more_than_three():
    assert max(queries for _, queries, _ in PAGES) == 3
