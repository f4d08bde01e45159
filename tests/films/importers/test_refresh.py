"""What a refresh changes, and what it leaves: locks, tombstones, editors' rows, other sources' words."""

import pytest
from django.db import connection

from films.importers.loading import load
from films.importers.records import Counts, Key, PersonRecord, ReleaseRecord, VotesRecord
from films.importers.refresh import Refresh
from films.models import Credit, CreditKey, Film, FilmKeyword, FilmName, FilmSourceValues, ReleaseDate, Video
from moviedb.lib.dates import PartialDate
from moviedb.lib.provenance.models import ImportRun
from people.models import Person
from tests.factories import make_credit
from tests.films.importers.loaded import keyed_film, load_film, rich_film
from tests.films.importers.sources import ListSource, film, job, part, person

pytestmark = pytest.mark.django_db


def test_refresh_gives_the_same_rows_as_a_first_load_of_the_changed_records():
    load_film()
    genre_id = Film.objects.get().film_genres.get(genre__name="Drama").genre_id
    changed = {
        "runtime": 120, "tagline": "", "genres": ("Comedy", "Music"), "names": (), "videos": (),
        "releases": (ReleaseRecord("FR", PartialDate(2009, 11, 4), 3, "12"),),
        "votes": (VotesRecord("tmdb", 7.4, 500),),
        "credits": (part("c1", 1, "Anne-Marie Jacquet", billing_order=0), job("c3", 2, "Directing", "Director")),
    }  # fmt: skip
    result = load_film(**changed)
    assert (result.films, result.credits) == (Counts(0, 1, 0), Counts(0, 1, 1))
    row = Film.objects.get()
    assert (row.runtime, row.tagline, row.overview) == (120, "", "An orchestra.")
    assert list(row.film_genres.values_list("genre__name", flat=True)) == ["Comedy", "Music"]
    assert list(ReleaseDate.objects.values_list("certification", flat=True)) == ["12"]
    assert Video.objects.count() == 0
    assert list(FilmName.objects.order_by("kind").values_list("kind", flat=True)) == ["original", "title"]
    assert list(row.votes.values_list("count", flat=True)) == [500]
    assert sorted(Credit.objects.values_list("character", "job")) == [("", "Director"), ("Anne-Marie Jacquet", "Actor")]
    said = FilmSourceValues.objects.get()
    last = ImportRun.objects.latest("pk")
    assert (said.run_of("runtime"), said.run_of("overview")) == (last.pk, last.pk - 1)
    pk = row.pk
    assert sorted(result.gone["removed"]) == [
        f"film {pk}: Person 1, Actor, Lea",
        f"film {pk}: Person 2, Violin",
        f"film {pk}: genre {genre_id}",
        f"film {pk}: release date FR 2009-11-04 3 U ",
        f"film {pk}: release date RO 2009  ",
        f"film {pk}: title translated pl PL Koncert",
        f"film {pk}: video YouTube abc",
    ]


def test_refresh_leaves_locked_fields_and_takes_the_others():
    load_film()
    Film.objects.update(runtime=None, title="My title", locked_fields=["runtime", "title"])
    result = load_film(runtime=121, tagline="Other")
    row = Film.objects.get()
    assert (row.runtime, row.title, row.tagline) == (None, "My title", "Other")
    assert result.films == Counts(0, 1, 0)


def test_refresh_leaves_tombstones_and_editors_rows():
    load_film()
    row = Film.objects.get()
    row.film_genres.get(genre__name="Drama").remove_by_editor()
    keyword = row.film_keywords.get(keyword__name="violin")
    keyword.position, keyword.origin = 9, "editor"
    keyword.save()
    Credit.objects.get(keys__value="c2").remove_by_editor()
    Credit.objects.filter(keys__value="c1").update(character="Corrected", origin="editor")
    load_film(overview="Another.")
    assert list(row.film_genres.values_list("genre__name", "removed")) == [("Drama", True), ("Comedy", False)]
    assert FilmKeyword.objects.get(keyword__name="violin").position == 9
    assert list(Credit.objects.present().cast().values_list("character", flat=True)) == ["Corrected"]


def test_refresh_marks_an_editors_credit_gone_when_its_source_drops_it_and_back_again():
    load_film()
    Credit.objects.filter(keys__value="c3").update(job="Co-Director", origin="editor")
    credits = rich_film().credits
    result = load_film(credits=tuple(credit for credit in credits if credit.key != "c3"))
    kept = Credit.objects.get(job="Co-Director")
    assert (kept.gone, result.gone["kept"]) == (True, [f"film {kept.film_id}: Person 2, Co-Director"])
    Credit.objects.filter(pk=kept.pk).update(job="Director")
    load_film()
    kept.refresh_from_db()
    assert (kept.gone, kept.keys.get().value, Credit.objects.count()) == (False, "c3", 4)


def test_source_without_a_shared_id_makes_a_film_of_its_own():
    load_film()
    load(ListSource(film(1, "The Concert", "imdb"), name="imdb"))
    assert sorted(Film.objects.values_list("external_ids__source", "title")) == [
        ("imdb", "The Concert"),
        ("tmdb", "The Concert"),
    ]


def test_lower_source_fills_gaps_only_and_higher_source_wins():
    both = (Key("imdb", "tt1"), Key("tmdb", "1"))
    load(ListSource(keyed_film(both, "Best", 100)))
    load(ListSource(keyed_film(both[:1], "Worse", 90, tagline="Only here", genres=("Drama", "Music")), name="imdb"))
    row = Film.objects.get()
    assert (row.title, row.runtime, row.tagline) == ("Best", 100, "Only here")
    assert list(row.film_genres.values_list("genre__name", "origin")) == [("Drama", "tmdb"), ("Music", "imdb")]
    load(ListSource(keyed_film(both, "Best", 100, genres=())))
    assert list(row.film_genres.values_list("genre__name", "origin")) == [("Drama", "imdb"), ("Music", "imdb")]


def test_credit_joins_across_sources_by_folded_character():
    people = (Key("tmdb", "1"), Key("imdb", "nm1"))
    somebody = PersonRecord(keys=people, name="Zoë")
    load(ListSource(somebody, keyed_film((Key("tmdb", "1"), Key("imdb", "tt1")), "Film", 90, credits=(
        part("t1", 1, "Andreï", billing_order=3), part("t2", 1, "Léa"), job("t3", 1, "Directing", "Director"),
    ))))  # fmt: skip
    load(ListSource(keyed_film((Key("imdb", "tt1"),), "Film", 90, credits=(
        part("i1", 1, "ANDREI"), part("i2", 1, "Somebody else"), job("i3", 1, "Directing", "Director"),
    )), name="imdb"))  # fmt: skip
    assert sorted(CreditKey.objects.values_list("value", "credit__character", "credit__billing_order")) == [
        ("i1", "Andreï", 3),
        ("i2", "Somebody else", None),
        ("i3", "", None),
        ("t1", "Andreï", 3),
        ("t2", "Léa", None),
        ("t3", "", None),
    ]
    assert Credit.objects.count() == 4


def test_credit_with_an_empty_character_joins_when_unambiguous():
    somebody = PersonRecord(keys=(Key("tmdb", "1"),), name="Zoë")
    ids = (Key("tmdb", "1"),)
    load(ListSource(somebody, keyed_film(ids, "Film", 90, credits=(part("t1", 1, "Léa"),))))
    load(ListSource(keyed_film(ids, "Film", 90, credits=(part("i1", 1, ""),)), name="imdb"))
    assert Credit.objects.get().character == "Léa"
    assert CreditKey.objects.count() == 2


def test_statistics_of_credits_are_taken_anew_for_a_source_they_do_not_know():
    credit = make_credit()
    CreditKey.objects.bulk_create(CreditKey(credit=credit, source="imdb", value=str(n)) for n in range(20))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE films_creditkey")
        known = {source: Refresh(cursor, source, []).knows_statistics for source in ("imdb", "tmdb")}
    assert known == {"imdb": True, "tmdb": False}


def test_counts_that_a_dead_import_left_are_made_right_by_the_next(monkeypatch):
    load(ListSource(person(1), film(1)))
    source = (person(1), film(1), film(2, credits=(part("c9", 1, "Anne"),)))
    with monkeypatch.context() as patched:
        patched.setattr(Refresh, "finish", lambda refresh: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load(ListSource(*source))
    assert Person.objects.get().credit_count == 0
    load(ListSource(*source))
    assert Person.objects.get().credit_count == 1
