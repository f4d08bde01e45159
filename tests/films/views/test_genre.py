import pytest
from django.urls import reverse

from films.models import Genre
from films.views.genre import GENRES
from tests.factories import make_film, make_genre
from tests.html import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def drama():
    for title, popularity in (("The Concert", 1.0), ("Wittgenstein", 5.0), ("Removed", 9.0)):
        row = make_genre(make_film(title, popularity=popularity), "Drama", removed=title == "Removed")
    make_genre(make_film("Hilde"), "Music")
    Genre.objects.create(name="Empty")
    return row.genre


def test_genres_are_listed_by_name_with_their_films(drama):
    assert [(genre.name, genre.films) for genre in GENRES.rows()] == [("Drama", 2), ("Music", 1)]


def titles(client, url: str) -> list[str]:
    cards = Document(client.get(url).content.decode()).all("p", "bdi")
    return [card.text for card in cards if card.attributes.get("class") == "card-title"]


def test_genre_lists_its_films_most_popular_first(client, drama):
    url = reverse("films:genre", args=[drama.pk, "drama"])
    assert titles(client, url) == ["Wittgenstein", "The Concert"]
    assert titles(client, f"{url}?sort=title") == ["The Concert", "Wittgenstein"]


def test_genre_narrowed_is_the_list_of_films(client, drama):
    response = client.get(f"{reverse('films:genre', args=[drama.pk, 'drama'])}?decade=1990&sort=title")
    expected = f"/films/?genre={drama.pk}&decade=1990&sort=title"
    assert (response.status_code, response["Location"]) == (301, expected)
    alone = client.get(f"/films/?genre={drama.pk}&country=&sort=title")
    expected = f"/films/genres/{drama.pk}-drama/?sort=title"
    assert (alone.status_code, alone["Location"]) == (301, expected)


def test_genre_under_another_name_is_redirected_with_its_query(client, drama):
    response = client.get(f"/films/genres/{drama.pk}-comedy/?sort=title")
    assert (response.status_code, response["Location"]) == (301, f"/films/genres/{drama.pk}-drama/?sort=title")
    assert client.get(f"/films/genres/{drama.pk}/").status_code == 301


def test_genre_without_films_or_unknown_is_not_found(client, drama):
    assert client.get(reverse("films:genre", args=[Genre.objects.get(name="Empty").pk, "empty"])).status_code == 404
    assert client.get("/films/genres/999999/").status_code == 404


def test_film_links_to_its_genres(client, drama):
    film = drama.films.get(title="The Concert")
    assert (
        f'<a href="/films/genres/{drama.pk}-drama/">Drama</a>' in client.get(film.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("number", [1, 3])
def test_genre_queries(client, django_assert_num_queries, number):
    for _ in range(number):
        genre = make_genre(make_film(), "Drama").genre
    with django_assert_num_queries(2):
        assert len(titles(client, reverse("films:genre", args=[genre.pk, "drama"]))) == number
    with django_assert_num_queries(1):
        assert client.get(reverse("films:genres")).status_code == 200


def test_genres_are_counted_up_to_a_number(client, drama, monkeypatch):
    assert [genre.number for genre in GENRES.rows()] == ["2 films", "1 film"]
    monkeypatch.setattr("films.views.genre.MOST_COUNTED", 1)
    assert [genre.number for genre in GENRES.rows()] == ["more than 1 films", "1 film"]
