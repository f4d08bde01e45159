from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from films.models import (
    Collection,
    Credit,
    Department,
    Film,
    FilmVotes,
    Language,
    SimilarFilm,
)
from films.similarity import RebuildResult, rebuild, store
from films.similarity.features import FilmFacts
from films.similarity.ranking import Pick, Reason
from people.models import Person
from tests.factories import make_credit, make_film, make_genre, make_keyword, make_person
from tests.films.similarity.credits import direct, write

pytestmark = pytest.mark.django_db


def make_votes(film: Film, site: str, count: int) -> None:
    FilmVotes.objects.create(film=film, site=site, average=7, count=count, origin="test")


def facts_of(film: Film) -> FilmFacts:
    return {facts.id: facts for facts in store.read_facts()}[film.pk]


def versions() -> list[tuple[Any, ...]]:
    """Which transaction wrote each row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT film_id, rank, xmin::text || ctid::text FROM films_similarfilm ORDER BY 1, 2")
        return list(cursor.fetchall())


def listed(film: Film) -> list[tuple[int, int, list[dict[str, Any]]]]:
    return list(SimilarFilm.objects.filter(film=film).values_list("rank", "other_id", "reasons"))


def test_read_facts_of_a_full_film():
    french = Language.objects.get_or_create(code="fr", defaults={"name": "French"})[0]
    series = Collection.objects.create(name="Three Colours")
    film = make_film("Blue", adult=True, release_date="1993-09", original_language=french, collection=series)
    genre, keyword = make_genre(film, "Drama").genre_id, make_keyword(film, "grief").keyword_id
    director, writer, first, second = (make_person().pk for _ in range(4))
    direct(film, Person(pk=director))
    write(film, Person(pk=director), "Screenplay")
    write(film, Person(pk=writer), "Novel")
    write(film, Person(pk=writer), "Story")
    make_credit(film, Person(pk=second), billing_order=2)
    make_credit(film, Person(pk=first), billing_order=1)
    make_votes(film, "tmdb", 400)
    assert store.read_facts() == [
        FilmFacts(
            id=film.pk,
            adult=True,
            year=1993,
            language="fr",
            votes=400,
            collection=series.pk,
            genres=(genre,),
            keywords=(keyword,),
            directors=(director,),
            writers=(director, writer),
            actors=(first, second),
        )
    ]


def test_read_facts_of_a_bare_film():
    film = make_film()
    assert store.read_facts() == [FilmFacts(film.pk)]


def test_read_facts_leaves_out_what_an_editor_removed():
    film = make_film()
    make_genre(film, "Drama", removed=True)
    make_keyword(film, "grief", removed=True)
    direct(film, make_person(), removed=True)
    write(film, make_person(), "Novel", removed=True)
    make_credit(film, removed=True)
    assert store.read_facts() == [FilmFacts(film.pk)]


def test_read_facts_leaves_out_who_is_not_billed():
    film = make_film()
    star = make_credit(film, billing_order=3)
    make_credit(film, billing_order=0, uncredited=True)
    make_credit(film, billing_order=1, performed_for=star, on_screen=False)
    unplaced = make_credit(film)
    assert facts_of(film).actors == (star.person_id, unplaced.person_id)


def test_read_facts_names_somebody_with_two_parts_once():
    film = make_film()
    twin, other = make_person(), make_person()
    for order, person in enumerate((twin, twin, other)):
        make_credit(film, person, billing_order=order)
    assert facts_of(film).actors == (twin.pk, other.pk)


def test_read_facts_leaves_out_keywords_of_the_make_and_jobs_that_write_nothing():
    film = make_film()
    make_keyword(film, "AfterCreditsStinger")
    write(film, make_person(), "Storyboard")
    direct(film, make_person()).delete()
    make_credit(film, department=Department.DIRECTING, job="Script Supervisor")
    assert facts_of(film) == FilmFacts(film.pk)


def test_read_facts_leaves_out_keywords_that_repeat_a_genre():
    film = make_film()
    make_genre(make_film(), "Animation")
    make_keyword(film, "animation")
    kept = make_keyword(film, "adult animation").keyword_id
    assert facts_of(film).keywords == (kept,)


def test_read_facts_takes_votes_of_the_site_that_knows_most_films():
    films = [make_film() for _ in range(3)]
    make_votes(films[0], "imdb", 90_000)
    for film, count in zip(films, (10, 20, 30), strict=True):
        make_votes(film, "tmdb", count)
    assert [facts.votes for facts in store.read_facts()] == [10, 20, 30]


@pytest.mark.parametrize("films", [1, 3])
def test_read_facts_takes_seven_statements(django_assert_num_queries, films):
    for _ in range(films):
        film = make_film()
        make_genre(film, "Drama")
        make_keyword(film, "grief")
        make_credit(film)
        make_votes(film, "tmdb", 5)
    with django_assert_num_queries(7):
        assert len(store.read_facts()) == films


@pytest.fixture
def catalogue() -> list[Film]:
    """Four films in two pairs, by director, and a loner; the pairs share an actor."""
    films = [make_film(f"Film {letter}", release_date="1990") for letter in "ABCDE"]
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
    assert rebuild() == RebuildResult(films=5, written=4, unchanged=1)
    assert listed(a) == [
        (1, b.pk, [{"code": "director", "ids": [director]}, {"code": "actor", "ids": [actor]}]),
        (2, c.pk, [{"code": "actor", "ids": [actor]}]),
        (3, d.pk, [{"code": "actor", "ids": [actor]}]),
    ]
    assert listed(loner) == []


def test_rebuild_a_second_time_writes_nothing(catalogue):
    rebuild()
    before = versions()
    assert (len(before), rebuild()) == (12, RebuildResult(films=5, written=0, unchanged=5))
    assert versions() == before


def test_rebuild_touches_changed_lists_only(catalogue):
    a, b, c, *_ = catalogue
    rebuild()
    before = versions()
    # The director of two films less: the lists of c and d change, those of a and b do not.
    c.credits.directors().update(removed=True)
    assert rebuild() == RebuildResult(films=5, written=2, unchanged=3)
    kept = [row for row in versions() if row in before]
    assert {film for film, *_ in kept} == {a.pk, b.pk}
    assert [reasons for _, _, reasons in listed(c)] == [
        [{"code": "actor", "ids": [a.credits.cast().get().person_id]}]
    ] * 3


def test_rebuild_empties_the_list_of_a_film_that_lost_its_facts(catalogue):
    a = catalogue[0]
    rebuild()
    Credit.objects.filter(film=a).update(removed=True)
    assert rebuild([a.pk]) == RebuildResult(films=1, written=1, unchanged=0)
    assert listed(a) == []


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


@pytest.mark.parametrize("films", [1, 3])
def test_write_lists_takes_the_same_statements_for_any_number_of_films(films):
    pairs = [(make_film(), make_film()) for _ in range(films)]
    lists = {a.pk: [Pick(b.pk, 1.5, (Reason("actor", (1, 2)),))] for a, b in pairs}
    with CaptureQueriesContext(
        connection,
    ) as first:
        assert store.write_lists(lists) == films
    with CaptureQueriesContext(connection) as second:
        assert store.write_lists(lists) == 0
    statements = [query["sql"].split()[0] for query in (*first, *second) if "SAVEPOINT" not in query["sql"]]
    assert statements == ["SELECT", "SELECT", "SELECT", "DELETE", "INSERT", "SELECT", "SELECT", "SELECT"]


def test_write_lists_keeps_the_old_lists_when_it_fails(catalogue, monkeypatch):
    rebuild()
    before = versions()

    def fail(*args: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("django.db.models.QuerySet.bulk_create", fail)
    with pytest.raises(RuntimeError, match="disk full"):
        store.write_lists({film.pk: [] for film in catalogue[:1]} | {catalogue[1].pk: [Pick(catalogue[0].pk, 1.0, ())]})
    assert versions() == before


def test_write_lists_passes_over_films_deleted_meanwhile():
    a, b, c = make_film(), make_film(), make_film()
    picks = [Pick(b.pk, 2.0, ()), Pick(c.pk, 1.0, ())]
    gone = b.pk
    b.delete()
    assert store.write_lists({a.pk: picks, gone: [Pick(a.pk, 2.0, ())]}) == 1
    assert list(SimilarFilm.objects.values_list("film_id", "rank", "other_id", "score")) == [(a.pk, 1, c.pk, 1.0)]
