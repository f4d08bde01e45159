import pytest
from django.db import IntegrityError, transaction

from films.importers.loading import load
from films.models import SimilarChoice, SimilarQueue
from tests.factories import make_film
from tests.films.importers.sources import ListSource, film, job, person

pytestmark = pytest.mark.django_db


def waiting():
    return list(SimilarQueue.objects.order_by("film__title").values_list("film__title", flat=True))


def test_queue_holds_a_film_once_and_none_that_is_gone():
    one, two = make_film("One"), make_film("Two")
    SimilarQueue.objects.add([one.pk, two.pk, one.pk, 999_999])
    SimilarQueue.objects.add([one.pk])
    assert waiting() == ["One", "Two"]
    two.delete()
    assert [film for film, _ in SimilarQueue.objects.waiting()] == [one.pk]


def test_queue_keeps_a_film_that_changed_again():
    films = [make_film(f"Film {number}") for number in range(2)]
    SimilarQueue.objects.add([film.pk for film in films])
    read = SimilarQueue.objects.waiting()
    SimilarQueue.objects.filter(film=films[1]).update(since="2031-01-01T00:00Z")
    SimilarQueue.objects.done(read)
    assert waiting() == ["Film 1"]


def test_queue_is_fed_by_imports_with_what_changed():
    make_film("Already there")
    load(ListSource(film(1), film(2), film(3)))
    assert waiting() == ["Film 1", "Film 2", "Film 3"]
    SimilarQueue.objects.all().delete()
    credit = job("c", 9, "Directing", "Director")
    load(ListSource(person(9), film(1), film(2, runtime=90), film(3, credits=(credit,))))
    assert waiting() == ["Film 2", "Film 3"]
    SimilarQueue.objects.all().delete()
    load(ListSource(person(9), film(1), film(2, runtime=90), film(3)))
    assert waiting() == ["Film 3"]  # whose director is gone


def test_choice_is_about_another_film_and_made_once():
    one, two = make_film("One"), make_film("Two")
    SimilarChoice.objects.create(film=one, other=two)
    for film_, other, verdict in ((one, one, "pin"), (one, two, "ban"), (two, one, "no")):
        with pytest.raises(IntegrityError), transaction.atomic():
            SimilarChoice.objects.create(film=film_, other=other, verdict=verdict)
