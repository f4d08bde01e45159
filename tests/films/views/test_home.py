"""The front page of catalogues of every size."""

from datetime import date

import pytest

from films.models import Department, Film, FilmVotes
from films.views import home
from films.views.home import Strip, Way, film_of_the_day, strips_of
from tests.factories import make_credit, make_film, make_genre
from tests.html import Document

pytestmark = pytest.mark.django_db


def strips() -> list[Strip]:
    films = home.FILMS.rows()
    return strips_of(films, film_of_the_day(films, date(2026, 1, 1)))


def document(client) -> Document:
    return Document(client.get("/").content.decode())


def test_empty_catalogue(client):
    assert (strips(), home.WAYS.rows()) == ([], [])
    found = document(client)
    assert [heading.text for heading in found.all("h1", "h2")] == ["Films and the people who made them"]
    assert [p.text for p in found.all("p") if p.attributes.get("class") == "lede"] == [
        "There is no film in this catalogue yet. Import some, or add one in the admin."
    ]


def test_one_film_is_shown_large_and_only_there(client):
    film = make_film("The Concert", release_date="2009-11-04", runtime=119, overview="Word " * 80)
    make_credit(film, department=Department.DIRECTING, job="Director")
    found = document(client)
    assert [heading.text for heading in found.all("h2")] == ["The Concert", "By decade"]
    links = [link.attributes["href"] for link in found.all("a") if link.text == "The Concert"]
    assert links == [film.get_absolute_url()]
    [overview] = [p.text for p in found.all("p") if p.attributes.get("class") == "lede"]
    assert overview == "Word " * 54 + "Word…"


def test_three_films_need_one_strip():
    for number in range(3):
        make_film(f"Film {number}", popularity=number, release_date="1999")
    assert [(strip.id, [film.title for film in strip.films]) for strip in strips()] == [
        ("popular", sorted({"Film 0", "Film 1", "Film 2"} - {featured_title()}, reverse=True))
    ]


def featured_title() -> str:
    chosen = film_of_the_day(home.FILMS.rows(), date(2026, 1, 1))
    assert chosen
    return chosen.title


def test_strips_of_ten_without_the_film_shown_large():
    for number in range(40):
        make_film(f"Film {number:02}", popularity=number, release_date=f"{2020 - number}")
    found = strips()
    assert [strip.id for strip in found] == ["popular", "newest"]
    assert [strip.url for strip in found] == ["/films/?sort=popular", "/films/?sort=newest"]
    popular = [f"Film {number:02}" for number in range(39, 28, -1)]
    popular.remove(featured_title())
    assert [film.title for film in found[0].films] == popular
    assert [film.year for film in found[1].films] == list(range(2020, 2010, -1))


def test_best_rated_of_others_than_the_popular():
    for number in range(30):
        film = make_film(f"Film {number:02}", popularity=number)
        average = 5 + (number % 15) / 5 if number < 15 else 2
        FilmVotes.objects.create(film=film, site="tmdb", average=average, count=10_000, origin="test")
    assert [strip.id for strip in strips()] == ["popular", "rated"]
    assert [film.title for film in strips()[1].films] == [f"Film {number:02}" for number in range(14, 4, -1)]


def test_another_film_each_day():
    for number in range(5):
        make_film(popularity=number)
    films = home.FILMS.rows()
    week = [film_of_the_day(films, date(2026, 1, day)) for day in range(1, 6)]
    assert sorted(film.id for film in week if film) == sorted(Film.objects.values_list("pk", flat=True))


def test_ways_in_are_decades_and_genres_with_films(client):
    make_genre(make_film(release_date="1895-12-28"), "Documentary")
    make_genre(make_film(release_date="1999-12-31"), "Drama", removed=True)
    make_film(release_date="2000")
    film = make_film()
    part = make_credit(film, character="Singer")
    genre = Film.objects.get(release_date="1895-12-28").film_genres.get().genre_id
    assert sorted((way.kind, way.value, way.label) for way in home.WAYS.rows()) == [
        ("decade", "1890", ""),
        ("decade", "1990", ""),
        ("decade", "2000", ""),
        ("genre", str(genre), "Documentary"),
    ]
    assert "Hidden hands" not in [heading.text for heading in document(client).all("h2")]
    make_credit(film, department=Department.SOUND, job="Singer", performed_for=part)
    assert Way(kind="hands", value="", label="") in home.WAYS.rows()
    assert "Hidden hands" in [heading.text for heading in document(client).all("h2")]
    for way in home.WAYS.rows():
        if way.kind != "hands":
            assert client.get(way.url).status_code == 200
