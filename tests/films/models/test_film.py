import pytest

from films.models import Film, FilmName
from tests.factories import make_film

pytestmark = pytest.mark.django_db


def test_film_save_files_it_without_its_article():
    assert make_film("The Concert").sort_title == "Concert, The"


def test_film_save_follows_a_new_title():
    film = make_film("The Concert")
    film.title = "A Concert"
    film.save()
    assert (film.sort_title, list(film.names.values_list("text", flat=True))) == ("Concert, A", ["A Concert"])


def test_film_save_keeps_a_sort_title_of_its_own():
    film = make_film("2001: A Space Odyssey", sort_title="Two Thousand One")
    film.title = "2001"
    film.save()
    assert film.sort_title == "Two Thousand One"


def test_film_save_drops_the_original_name_with_the_original_title():
    film = make_film("The Concert", original_title="Le Concert")
    film.original_title = ""
    film.save()
    assert list(FilmName.objects.values_list("kind", flat=True)) == ["title"]


def test_film_orders():
    for title, date, popularity in (("The B", "1999", None), ("A", None, 2.0), ("C", "1999-05", 1.0)):
        make_film(title, release_date=date, popularity=popularity)
    titles = {
        name: list(getattr(Film.objects, name)().values_list("title", flat=True))
        for name in ("in_title_order", "newest_first", "most_popular")
    }
    assert titles == {
        "in_title_order": ["A", "The B", "C"],
        "newest_first": ["C", "The B", "A"],
        "most_popular": ["A", "C", "The B"],
    }


@pytest.mark.parametrize(
    ("title", "slug"),
    [("The Concert", "the-concert"), ("!!!", "film"), ("東京物語", "東京物語"), ("Łódź ’81", "lodz-81")],
)
def test_film_slug_is_there_for_any_title(title, slug):
    assert make_film(title).slug == slug
