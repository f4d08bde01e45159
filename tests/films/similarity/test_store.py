from contextlib import closing
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from films.models import (
    Credit,
    Film,
    SimilarFilm,
)
from films.similarity import RebuildResult, rebuild, store
from films.similarity.listed import Pick
from films.similarity.passing import Reason
from films.similarity.store import Gathered
from tests.factories import make_credit, make_film, make_keyword, make_person
from tests.films.similarity.credits import direct

pytestmark = pytest.mark.django_db

# What can be said of two films of which nothing is known.
AS_KNOWN = [{"code": "renown", "ids": [1]}]


def versions() -> list[tuple[Any, ...]]:
    """Which transaction wrote each row, and where it put it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT film_id, rank, xmin::text || ctid::text FROM films_similarfilm ORDER BY 1, 2")
        return list(cursor.fetchall())


def listed(film: Film) -> list[tuple[int, int, list[dict[str, Any]]]]:
    return list(SimilarFilm.objects.filter(film=film).values_list("rank", "other_id", "reasons"))


@pytest.fixture
def catalogue() -> list[Film]:
    """Four films in two pairs, by director, and a loner; the pairs share an actor."""
    films = [make_film(letter) for letter in "ABCDE"]
    for pair in (films[:2], films[2:4]):
        director = make_person()
        for film in pair:
            direct(film, director)
    actor = make_person()
    for film in films[:4]:
        make_credit(film, actor)
    make_keyword(films[4], "loneliness")
    return films


def test_rebuild_writes_lists_with_reasons(catalogue):
    a, b, c, d, loner = catalogue
    director = a.credits.directors().get().person_id
    actor = a.credits.cast().get().person_id
    assert rebuild() == RebuildResult(films=5, written=5, unchanged=0)
    assert listed(a) == [
        (1, b.pk, [{"code": "director", "ids": [director]}, {"code": "actor", "ids": [actor]}]),
        (2, c.pk, [{"code": "actor", "ids": [actor]}]),
        (3, d.pk, [{"code": "actor", "ids": [actor]}]),
        (4, loner.pk, AS_KNOWN),
    ]
    assert listed(loner) == [(rank, film.pk, AS_KNOWN) for rank, film in enumerate((a, b, c, d), start=1)]


def test_rebuild_a_second_time_writes_nothing(catalogue):
    rebuild()
    before = versions()
    assert (len(before), rebuild()) == (20, RebuildResult(films=5, written=0, unchanged=5))
    assert versions() == before


def test_rebuild_touches_changed_lists_only(catalogue):
    a, b, c, _, loner = catalogue
    rebuild()
    before = versions()
    # The director of two films less: the lists of c and d change, those of a and b do not.
    c.credits.directors().update(removed=True)
    assert rebuild() == RebuildResult(films=5, written=2, unchanged=3)
    kept = [row for row in versions() if row in before]
    assert {film for film, *_ in kept} == {a.pk, b.pk, loner.pk}
    shared = [{"code": "actor", "ids": [a.credits.cast().get().person_id]}]
    assert [reasons for _, _, reasons in listed(c)] == [shared, shared, shared, AS_KNOWN]


def test_rebuild_of_a_film_that_lost_its_facts(catalogue):
    a = catalogue[0]
    rebuild()
    Credit.objects.filter(film=a).update(removed=True)
    assert rebuild([a.pk]) == RebuildResult(films=1, written=1, unchanged=0)
    assert [reasons for _, _, reasons in listed(a)] == [AS_KNOWN] * 4


def test_rebuild_of_some_films_makes_the_lists_of_a_full_run(catalogue):
    a, _, c, _, _ = catalogue
    rebuild()
    full = {film.pk: listed(film) for film in catalogue}
    SimilarFilm.objects.all().delete()
    assert rebuild([c.pk, a.pk, a.pk, 2_000_000_000]) == RebuildResult(films=2, written=2, unchanged=0)
    assert {film.pk: listed(film) for film in catalogue} == {
        pk: rows if pk in (a.pk, c.pk) else [] for pk, rows in full.items()
    }


def test_rebuild_of_no_films_does_nothing(catalogue):
    assert rebuild([]) == RebuildResult(films=0, written=0, unchanged=0)


def test_rebuild_of_an_empty_catalogue():
    assert rebuild() == RebuildResult(films=0, written=0, unchanged=0)


def test_rebuild_tells_its_progress(catalogue, monkeypatch):
    monkeypatch.setattr("films.similarity.BATCH", 2)
    told: list[tuple[int, int]] = []
    rebuild(progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 5), (4, 5), (5, 5)]


def write(lists: dict[int, list[Pick]]) -> int:
    with closing(Gathered()) as new:
        part = new.part()
        for film, picks in sorted(lists.items()):
            part.add(film, picks)
        part.flush()
        new.films.extend(lists)
        return new.write()


@pytest.mark.parametrize("films", [1, 3])
def test_write_takes_the_same_statements_for_any_number_of_films(films):
    pairs = [(make_film(), make_film()) for _ in range(films)]
    lists = {a.pk: [Pick(b.pk, 1.5, (Reason("actor", (1, 2)),))] for a, b in pairs}
    with CaptureQueriesContext(connection) as first:
        assert write(lists) == films
    with CaptureQueriesContext(connection) as second:
        assert write(lists) == 0
    assert (len(first), len(second)) == (13, 12)


def test_write_goes_slice_by_slice_in_one_transaction(catalogue, monkeypatch):
    rebuild()
    whole = list(SimilarFilm.objects.order_by("film", "rank").values_list("film", "rank", "other", "score", "reasons"))
    SimilarFilm.objects.all().delete()
    monkeypatch.setattr(store, "SLICE", 2)
    assert rebuild() == RebuildResult(films=5, written=5, unchanged=0)
    assert rebuild() == RebuildResult(films=5, written=0, unchanged=5)
    assert whole == list(
        SimilarFilm.objects.order_by("film", "rank").values_list("film", "rank", "other", "score", "reasons")
    )


def test_write_keeps_words_in_any_script():
    a, b = make_film(), make_film()
    words = ('"', "\\", "žluťoučký", "\\N", "東京")
    write({a.pk: [Pick(b.pk, 1.5, (Reason("title", words=words),))]})
    assert listed(a) == [(1, b.pk, [{"code": "title", "ids": [], "words": list(words)}])]


def test_write_keeps_the_old_lists_when_it_fails(catalogue, monkeypatch):
    rebuild()
    before = versions()
    monkeypatch.setattr(store, "_REPLACE", f"{store._REPLACE}; SELECT 1 / 0")
    with pytest.raises(DataError), transaction.atomic():
        write({catalogue[0].pk: [], catalogue[1].pk: [Pick(catalogue[0].pk, 1.0, ())]})
    assert versions() == before


def test_write_passes_over_films_deleted_meanwhile():
    a, b, c = make_film(), make_film(), make_film()
    picks = [Pick(b.pk, 2.0, ()), Pick(c.pk, 1.0, ())]
    gone = b.pk
    b.delete()
    assert write({a.pk: picks, gone: [Pick(a.pk, 2.0, ())]}) == 1
    assert list(SimilarFilm.objects.values_list("film_id", "rank", "other_id", "score")) == [(a.pk, 1, c.pk, 1.0)]
