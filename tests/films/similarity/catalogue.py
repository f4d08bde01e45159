"""A catalogue of thirty films that are alike in several ways at once."""

from films.models import Collection, Film, FilmVotes, OutsideRating
from tests.factories import make_credit, make_film, make_genre, make_keyword, make_person
from tests.films.similarity.credits import direct, write

TITLES = ("Violin", "Winter Station", "Concert", "Violin Winter", "Harbour", "Station")


def make_films() -> list[Film]:
    people = [make_person() for _ in range(12)]
    series = Collection.objects.create(name="Series")
    films = []
    for number in range(30):
        film = make_film(
            f"{TITLES[number % 6]} {number}",
            release_date=str(1950 + number * 7 % 60),
            overview=f"An orchestra number{number % 4} goes to place{number % 7}.",
            collection=series if number % 10 == 3 else None,
        )
        direct(film, people[number % 5])
        write(film, people[5 + number % 3], "Screenplay")
        for place in range(3):
            make_credit(film, people[(number * place + number) % 12], billing_order=place)
        for word in {number % 3, number % 8}:
            make_keyword(film, f"keyword {word}")
        make_genre(film, ("Drama", "Comedy", "Music")[number % 3])
        FilmVotes.objects.create(film=film, site="tmdb", average=7, count=10 + number**2, origin="test")
        films.append(film)
    return films


def make_likes(films: list[Film]) -> None:
    """Forty people like every third or fourth of twenty films; the other ten nobody likes."""
    OutsideRating.objects.bulk_create(
        OutsideRating(site=1, user=user, film=films[film], half_stars=9, rated_on="2020-01-01")
        for user in range(40)
        for film in range(20)
        if film % 4 == user % 4 or (film + user) % 7 == 0
    )
