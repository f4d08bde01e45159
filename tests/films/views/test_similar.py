import pytest

from films.models import SimilarFilm
from films.views.similar import SIMILAR
from tests.factories import make_film, make_genre, make_person

pytestmark = pytest.mark.django_db


def test_all_reasons_with_links_to_people():
    film, other = make_film(), make_film("Other")
    first, second = make_person("First"), make_person("Second")
    genre = make_genre(film, "Drama").genre
    SimilarFilm.objects.create(
        film=film,
        other=other,
        rank=1,
        score=1,
        reasons=[{"code": "actor", "ids": [second.pk, first.pk]}, {"code": "genre", "ids": [genre.pk]}],
    )
    [page] = SIMILAR.rows(film.pk)
    [card] = page.similar
    assert [(reason.code, reason.names, reason.links) for reason in card.reasons] == [
        (
            "actor",
            ["Second", "First"],
            [("Second", second.get_absolute_url()), ("First", first.get_absolute_url())],
        ),
        ("genre", ["Drama"], [("Drama", "")]),
    ]


def test_page_is_not_there_without_similar_films(client):
    assert client.get(f"{make_film().get_absolute_url()}similar/").status_code == 404
