"""The lists of changed films without a full run."""

from typing import Any

import pytest
from django.db import connection

from films import similarity
from films.models import (
    Credit,
    Film,
    FilmVotes,
    OutsideRating,
    SimilarChoice,
    SimilarFilm,
    SimilarLikes,
    SimilarQueue,
)
from films.similarity import RebuildResult, reading, rebuild, rebuild_changed, rebuild_latest
from tests.factories import make_film, make_keyword
from tests.films.similarity.catalogue import make_films, make_likes
from tests.films.similarity.credits import direct

pytestmark = pytest.mark.django_db


@pytest.fixture
def films(monkeypatch) -> list[Film]:
    """Too many for a full run whenever one changes."""
    monkeypatch.setattr(similarity, "SMALL_CATALOGUE", 0)
    monkeypatch.setattr(similarity, "CHANGED_SHARE", 0.2)
    films = make_films()
    rebuild()
    return films


def rows(**narrowed: Any) -> list[Any]:
    found = SimilarFilm.objects.filter(**narrowed).order_by("film", "rank")
    return list(found.values_list("film", "rank", "other", "score", "reasons"))


def test_a_film_without_list_gets_that_of_a_full_run(films, monkeypatch):
    before = rows()
    SimilarFilm.objects.filter(film__in=[films[4], films[17]]).delete()
    SimilarQueue.objects.add([films[4].pk, films[17].pk])
    read_facts = reading.read_facts
    # `films` has no default here: facts of all films are never asked for.
    monkeypatch.setattr(reading, "read_facts", lambda films, site: read_facts(films, site))
    assert rebuild_changed().written == 2
    assert rows() == before
    assert rebuild_changed() == RebuildResult(0, 0, 0)


def test_a_changed_film_is_in_its_own_and_its_neighbours_lists_as_after_a_full_run(films):
    film = films[4]
    Credit.objects.filter(film=film).directors().update(removed=True)
    direct(film, films[0].credits.directors().get().person)
    make_keyword(film, "keyword 5")
    SimilarQueue.objects.add([film.pk])
    assert rebuild_changed().written > 1
    assert SimilarQueue.objects.count() == 0
    own = _pairs(rows(film=film))
    neighbours = [other for _, other, _ in own]
    theirs = _pairs(rows(other=film, film__in=neighbours))
    rebuild()
    after = _pairs(rows(film=film)), _pairs(rows(other=film, film__in=neighbours))
    assert (len(own), after) == (20, (own, theirs))


def _pairs(found: list[Any]) -> list[Any]:
    """A full run learns anew how much each value is worth: scores, and the order of those near, differ a little."""
    return sorted((film, other, str(reasons)) for film, _, other, _, reasons in found)


def test_reasons_that_went_are_gone_from_the_neighbours_lists(films):
    film = films[4]
    director = film.credits.directors().get().person_id
    reason = {"code": "director", "ids": [director]}
    assert rows(other=film, reasons__contains=[reason]) != []
    film.credits.directors().update(removed=True)
    SimilarQueue.objects.add([film.pk])
    rebuild_changed()
    assert rows(other=film, reasons__contains=[reason]) == []


def test_a_new_film_does_not_wait_for_a_full_run(films):
    new = make_film("New", release_date="1990")
    direct(new, films[0].credits.directors().get().person)
    rebuild_changed()
    own = _pairs(rows(film=new))
    listing = {film for film, *_ in rows(other=new)}
    assert (len(own), len(listing & {film.pk for film in films[::5]}) > 2) == (20, True)
    rebuild()
    assert (_pairs(rows(film=new)), {film for film, *_ in rows(other=new)}) == (own, listing)


def test_pins_and_bans_are_kept(films):
    film = films[4]
    first = rows(film=film)[0][2]
    unlike = films[5]
    SimilarChoice.objects.create(film=film, other=unlike)
    SimilarChoice.objects.create(film=film, other_id=first, verdict="ban")
    SimilarQueue.objects.add([film.pk])
    rebuild_changed()
    assert (rows(film=film)[0][2], rows(film=film, other=first)) == (unlike.pk, [])


def test_the_latest_come_first_and_others_wait(films):
    for film in films[:3]:
        SimilarQueue.objects.add([film.pk])
    SimilarQueue.objects.filter(film=films[1]).update(since="2031-01-01T00:00Z")
    rebuild_latest(1)
    assert [film for film, _ in SimilarQueue.objects.waiting()] == [films[0].pk, films[2].pk]


def test_a_film_that_is_deleted_meanwhile_is_passed_over(films, monkeypatch):
    film = films[4]
    SimilarQueue.objects.add([film.pk])
    waiting = SimilarQueue.objects.waiting()
    film.delete()
    monkeypatch.setattr("films.models.similar_choice.SimilarQueueQuerySet.waiting", lambda self, at_most: waiting)
    assert rebuild_latest(1) == RebuildResult(0, 0, 0)


def test_what_a_full_run_learned_is_written_when_it_is_other_than_before(films):
    def versions() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, start, xmin::text || ctid::text FROM films_similarknowledge ORDER BY 1, 2")
            return list(cursor.fetchall())

    before = versions()
    rebuild()
    assert (len(before) > 10, versions()) == (True, before)
    make_keyword(films[0], "keyword 5")
    rebuild()
    changed = {name for name, *_ in set(versions()) - set(before)}
    assert changed == {
        "keyword",
        "title",
        "usual",
    }  # how much the films of a title's words agree hangs on keywords, too


@pytest.fixture
def liked(films: list[Film]) -> list[Film]:
    make_likes(films)
    rebuild()
    return films


def test_a_film_saved_without_change_keeps_all_lists_where_likes_are_known(liked):
    before, learned = rows(), list(SimilarLikes.objects.order_by("film").values())
    assert {len(row["others"]) > 0 for row in learned} == {len(row["lenders"]) > 0 for row in learned} == {True, False}
    assert {reason["code"] for *_, reasons in before for reason in reasons} >= {"liked", "director"}
    for film in (liked[4], liked[7], liked[24]):
        SimilarQueue.objects.add([film.pk])
        assert (rebuild_changed().written, rows()) == (0, before)
    assert list(SimilarLikes.objects.order_by("film").values()) == learned


@pytest.mark.parametrize("number", [4, 24])
def test_a_changed_film_has_the_list_of_a_full_run_where_likes_are_known(liked, number):
    film = liked[number]
    direct(film, liked[7].credits.directors().get().person)
    SimilarQueue.objects.add([film.pk])
    assert rebuild_changed().written > 1
    own, learned = rows(film=film), list(SimilarLikes.objects.filter(film=film).values())
    neighbours = {other for _, _, other, *_ in own}
    theirs = _pairs(rows(other=film, film__in=neighbours))
    rebuild()
    assert (len(own), rows(film=film)) == (20, own)
    assert list(SimilarLikes.objects.filter(film=film).values()) == learned
    assert _pairs(rows(other=film, film__in=neighbours)) == theirs


def test_a_new_film_borrows_likes_without_a_full_run(liked):
    new = make_film("New", release_date="1990")
    direct(new, liked[0].credits.directors().get().person)
    FilmVotes.objects.create(film=new, site="tmdb", average=7, count=800, origin="test")
    rebuild_latest(1)
    assert len(rows(film=new)) == 0  # the latest are those in the queue
    SimilarQueue.objects.add([new.pk])
    assert rebuild_latest(1).written > 1
    own = _pairs(rows(film=new))
    assert len(SimilarLikes.objects.get(film=new).lenders) > 0
    rebuild()
    assert (len(own), _pairs(rows(film=new))) == (20, own)


def test_what_was_learned_goes_with_the_likes(liked):
    assert SimilarLikes.objects.filter(film__in=liked).exists()
    OutsideRating.objects.all().delete()
    rebuild()
    assert not SimilarLikes.objects.exists()
