"""More like this after an editor's change."""

import pytest

from films.admin import similar
from films.admin.similar import refresh_similar
from films.models import SimilarFilm, SimilarQueue
from tests.factories import make_film, make_person
from tests.films.similarity.credits import direct

pytestmark = pytest.mark.django_db


def test_a_saved_film_has_its_list_as_soon_as_the_change_is_committed(django_capture_on_commit_callbacks):
    director = make_person()
    films = [make_film(), make_film()]
    for film in films:
        direct(film, director)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        refresh_similar([films[0].pk])
        refresh_similar([films[1].pk])
    assert len(callbacks) == 1
    assert list(SimilarFilm.objects.order_by("film").values_list("film", "other")) == [
        (films[0].pk, films[1].pk),
        (films[1].pk, films[0].pk),
    ]
    assert SimilarQueue.objects.count() == 0


def test_a_change_is_saved_though_its_list_fails(django_capture_on_commit_callbacks, monkeypatch, caplog):
    monkeypatch.setattr(similar, "TIMEOUT", "no time")
    film = make_film()
    with django_capture_on_commit_callbacks(execute=True):
        refresh_similar([film.pk])
    assert [film for film, _ in SimilarQueue.objects.waiting()] == [film.pk]
    assert 'invalid value for parameter "statement_timeout": "no time"' in caplog.text
