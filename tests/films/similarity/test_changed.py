"""What editors decide of the lists, and films whose facts changed since their list was made."""

import pytest

from films import similarity
from films.models import SimilarChoice, SimilarFilm, SimilarQueue
from films.similarity import Outlook, RebuildResult, outlook, rebuild, rebuild_changed
from films.views.similar import SIMILAR
from tests.factories import make_film, make_keyword, make_person
from tests.films.similarity.credits import direct

pytestmark = pytest.mark.django_db


@pytest.fixture
def films():
    """Of three directors, two films each."""
    films = [make_film(f"Film {number}") for number in range(6)]
    for pair in (films[:2], films[2:4], films[4:]):
        director = make_person()
        for film in pair:
            direct(film, director)
    return films


def titles(film):
    return list(SimilarFilm.objects.filter(film=film).order_by("rank").values_list("other__title", flat=True))


def test_pinned_films_stand_first_in_every_rebuild_with_what_they_have_in_common(films):
    a, b, _, d, *_ = films
    for other in (d, b):
        SimilarChoice.objects.create(film=a, other=other)
    rebuild()
    assert titles(a)[:3] == ["Film 3", "Film 1", "Film 2"]
    [page] = SIMILAR.rows(a.pk)
    assert [[reason.line for reason in card.reasons] for card in page.similar[:2]] == [
        ["Chosen by the editors", "About as well known"],
        ["Chosen by the editors", f"Also directed by {b.credits.get().person}"],
    ]
    assert rebuild().written == 0


def test_banned_films_never_show_and_others_take_their_place(films, monkeypatch):
    monkeypatch.setattr("films.similarity.ranking.LENGTH", 2)
    a, b, *_ = films
    rebuild()
    assert (titles(a)[0], len(titles(a))) == ("Film 1", 2)
    SimilarChoice.objects.create(film=a, other=b, verdict="ban")
    rebuild([a.pk])
    assert (b.title in titles(a), len(titles(a)), titles(b)[0]) == (False, 2, "Film 0")


def test_changed_films_and_their_neighbours_get_new_lists(films):
    a, _, c, *_ = films
    rebuild()
    assert rebuild_changed() == RebuildResult(0, 0, 0)
    for film in (a, c):
        make_keyword(film, "violin")
    SimilarQueue.objects.add([c.pk])
    assert rebuild_changed().written > 0
    incremental = {film: titles(film) for film in films}
    assert set(incremental[c][:2]) == {"Film 3", "Film 0"}
    assert set(incremental[a][:2]) == {"Film 1", "Film 2"}
    assert SimilarQueue.objects.count() == 0
    rebuild()
    assert {film: titles(film) for film in films} == incremental


def test_changed_takes_films_without_a_list(films):
    rebuild()
    new = make_film("New")
    direct(new, films[0].credits.get().person)
    assert rebuild_changed().written == 7
    assert (titles(new)[:2], titles(films[0])[:2]) == (["Film 0", "Film 1"], ["Film 1", "New"])


def test_changed_makes_a_full_run_of_many(films, monkeypatch):
    monkeypatch.setattr(similarity, "SMALL_CATALOGUE", 0)
    rebuild()
    assert outlook() == Outlook(films=6, changed=frozenset(), full=False, stale=False)
    SimilarQueue.objects.add([film.pk for film in films])
    assert outlook() == Outlook(films=6, changed=frozenset(film.pk for film in films), full=True, stale=False)
    assert rebuild_changed() == RebuildResult(6, 0, 6)
    assert SimilarQueue.objects.count() == 0


def test_changed_makes_a_full_run_when_everything_is_out_of_date(films, monkeypatch):
    monkeypatch.setattr(similarity, "SMALL_CATALOGUE", 0)
    rebuild()
    SimilarQueue.objects.add_all()
    assert outlook() == Outlook(films=6, changed=frozenset(), full=True, stale=True)
    assert (rebuild_changed(), rebuild_changed()) == (RebuildResult(6, 0, 6), RebuildResult(0, 0, 0))


def test_what_became_outdated_during_a_run_stays_so(films, monkeypatch):
    monkeypatch.setattr(similarity, "SMALL_CATALOGUE", 0)
    rebuild(progress=lambda done, total: SimilarQueue.objects.add_all())
    assert outlook().stale
    rebuild()
    assert not outlook().stale


def test_rebuild_of_some_films_leaves_the_queue_to_others(films):
    SimilarQueue.objects.add([film.pk for film in films])
    rebuild([films[0].pk])
    assert SimilarQueue.objects.count() == 6
    rebuild()
    assert SimilarQueue.objects.count() == 0
