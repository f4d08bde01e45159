"""films/ in its orders, page by page."""

import pytest

from films.models import Film, FilmVotes
from films.views.film_list import FILMS
from tests.factories import make_film
from tests.lists import titles_page_by_page, with_short_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def films():
    """Seven films, three a page; two without popularity, two without date, two of one day."""
    for title, popularity, date in (
        ("The Able", 5.5, "2001-01-01"),
        ("Baker", 5.5, "2001-01"),
        ("Charlie", 0.25, "2003"),
        ("Delta", 9.1, None),
        ("Echo", None, "2003-05-05"),
        ("A Foxtrot", None, "2003-05-05"),
        ("Ångström", 1e-7, None),
    ):
        make_film(title, popularity=popularity, release_date=date)
    return with_short_pages(FILMS.whole, 3)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("popular", ["Delta", "The Able", "Baker", "Charlie", "Ångström", "Echo", "A Foxtrot"]),
        ("title", ["The Able", "Ångström", "Baker", "Charlie", "Delta", "Echo", "A Foxtrot"]),
        ("newest", ["A Foxtrot", "Echo", "Charlie", "The Able", "Baker", "Ångström", "Delta"]),
        ("added", ["Ångström", "A Foxtrot", "Echo", "Delta", "Charlie", "Baker", "The Able"]),
    ],
)
def test_pages_together_are_the_whole_list(rf, films, sort, expected):
    assert titles_page_by_page(rf, films, sort) == [expected[:3], expected[3:6], expected[6:]]


def test_best_rated_of_all_that_are_rated(rf, films):
    """Many good votes before few excellent ones, each film once, by the site where most people voted."""
    able, baker, charlie, delta, *_ = Film.objects.order_by("pk")
    for film, site, average, count in (
        (able, "tmdb", 9.9, 3),
        (baker, "tmdb", 8, 9_000),
        (baker, "imdb", 1, 100),
        (charlie, "imdb", 7, None),
        (charlie, "tmdb", 7, None),
        (delta, "imdb", 5, 1_000),
        (delta, "tmdb", 9, 1_000),
    ):
        FilmVotes.objects.create(film=film, site=site, average=average, count=count, origin="test")
    assert titles_page_by_page(rf, films, "rating") == [["Baker", "Charlie", "The Able"], ["Delta"]]


def test_page_that_ends_where_the_values_end(rf, films):
    """The last film with a date closes a page: the next one starts with those without."""
    make_film("Golf", release_date="1999")
    assert titles_page_by_page(rf, films, "newest")[2] == ["Ångström", "Delta"]


def test_links_of_a_first_page(rf, films):
    page = films.page(rf.get("/films/", {"sort": "title"}))
    assert (page.url, page.first_url) == ("/films/?sort=title", "")
    assert page.next_url.startswith("/films/?sort=title&after=")
    assert [(link.label, link.url, link.current) for link in page.sorts] == [
        ("Most popular", "/films/", False),
        ("Best rated", "/films/?sort=rating", False),
        ("Newest", "/films/?sort=newest", False),
        ("By title", "/films/?sort=title", True),
        ("Added last", "/films/?sort=added", False),
    ]


def test_links_of_a_last_page(rf, films):
    first = films.page(rf.get("/films/"))
    last = films.page(rf.get(films.page(rf.get(first.next_url)).next_url))
    assert (last.first_url, last.next_url) == ("/films/", "")


@pytest.mark.parametrize("sort", ["", "nonsense", "TITLE", "title; DROP TABLE", "\ud800"])
def test_unknown_order_is_the_default(client, sort):
    make_film()
    assert client.get("/films/", {"sort": sort.encode("utf-8", "surrogatepass")}).status_code == 200


def test_cursor_of_another_order_list_or_nobody_is_not_found(client, rf, films):
    by_title = films.page(rf.get("/films/", {"sort": "title"})).next_url.rpartition("after=")[2]
    for path in (
        f"/films/?after={by_title}",
        f"/people/?after={by_title}",
        f"/films/?sort=title&after={by_title}x",
        "/films/?after=1",
        "/films/?after=%F0%9F%8E%AC:x:y",
    ):
        assert client.get(path).status_code == 404, path
