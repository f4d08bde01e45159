"""Undoing a run: the tables equal those before it, but for what somebody did since."""

import io
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from films.importers.loading import load
from films.importers.records import FilmRecord, Key, NameRecord, PersonRecord, ReleaseRecord, TermRecord, VotesRecord
from films.models import Credit, CreditKey, Film, FilmGenre, FilmSourceValues, Genre
from films.undoing.made import JOURNALLED
from films.undoing.undo import undo
from moviedb.lib.dates import PartialDate
from moviedb.lib.provenance.models import ImportRun, RowBefore, RowsMade
from people.models import Person
from tests.films.importers.loaded import load_film, rich_film
from tests.films.importers.sources import ListSource, film, job, part, person

pytestmark = pytest.mark.django_db

CHANGED = {
    "runtime": 120, "tagline": "", "title": "The Concerto", "original_title": "The Concerto",
    "collection": TermRecord("Other concerts", Key("tmdb", "8")), "genres": ("Comedy", "Music"),
    "names": (NameRecord("El concierto", "translated", "es", "ES"),), "videos": (),
    "releases": (ReleaseRecord("FR", PartialDate(2009, 11, 4), 3, "12"),), "votes": (VotesRecord("tmdb", 7.4, 500),),
    "companies": (TermRecord("Les Productions", Key("tmdb", "10"), "FR"),),
    "credits": (
        part("c1", 1, "Anne-Marie Jacquet", billing_order=0), job("c3", 3, "Directing", "Director"),
        part("c2", 3, "Somebody"),
    ),
}  # fmt: skip


def checksums() -> dict[str, str]:
    """Of every table that a run may change, every column: ids and times too."""
    sums = {}
    with connection.cursor() as cursor:
        for table in JOURNALLED:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, E'\n' ORDER BY id), '')) FROM {table} AS t")
            sums[table] = cursor.fetchone()[0]
    return sums


def records(**changes):
    source = ListSource(person(1, "Anne"), person(2), person(3, biography="New here"), replace(rich_film(), **changes))
    source.list += (film(2, "Another", genres=("Western",), credits=(part("d1", 3, "Her"), part("d2", 1, "Him"))),)
    return source


def test_undo_returns_every_table_to_what_it_was():
    load_film()
    before = checksums()
    load(records(**CHANGED))
    assert checksums() != before
    done = undo("tmdb")
    assert checksums() == before
    assert (done.films, done.people, done.credits, done.kept_films, done.kept_values) == (1, 1, 2, [], [])
    assert list(ImportRun.objects.order_by("pk").values_list("writer", "state")) == [
        ("first_load", "finished"), ("refresh", "undone"), ("undo", "finished"),
    ]  # fmt: skip
    assert not RowBefore.objects.exists()


def test_undo_then_the_run_before_empties_the_catalogue():
    load_film()
    load(records(**CHANGED))
    undo("tmdb")
    empty = undo("tmdb")
    assert (empty.films, empty.people, empty.credits) == (1, 2, 4)
    assert len(set(checksums().values())) == 1
    assert not RowsMade.objects.exists()
    load_film()
    assert Film.objects.count() == 1


def test_undo_keeps_what_was_edited_since_and_says_so():
    load_film()
    load(records(**CHANGED))
    row = Film.objects.get(external_ids__value="1")
    Film.objects.filter(pk=row.pk).update(overview="By an editor", runtime=99, locked_fields=["overview", "runtime"])
    FilmGenre.objects.get(film=row, genre__name="Music").remove_by_editor()
    edited = Credit.objects.get(keys__value="c2")
    Credit.objects.filter(pk=edited.pk).update(character="Corrected", origin="editor")
    done = undo("tmdb")
    row.refresh_from_db()
    assert (row.title, row.overview, row.runtime, row.tagline) == ("The Concert", "By an editor", 99, "Play on")
    assert done.kept_values == [f"films_film {row.pk}: runtime"]
    assert list(row.film_genres.order_by("pk").values_list("genre__name", "removed")) == [
        ("Drama", False), ("Comedy", False), ("Music", True),
    ]  # fmt: skip
    edited.refresh_from_db()
    assert (edited.character, edited.person.name, edited.origin) == ("Corrected", "Person 3", "editor")
    assert done.kept_people == [edited.person_id]
    assert ImportRun.objects.latest("pk").report["kept people"] == [edited.person_id]


@pytest.mark.parametrize("edit", ["lock", "tombstone", "own credit", "other source"])
def test_undo_of_a_first_load_keeps_the_films_that_somebody_touched(edit):
    load(records())
    touched = Film.objects.get(external_ids__value="2")
    match edit:
        case "lock":
            Film.objects.filter(pk=touched.pk).update(locked_fields=["title"])
        case "tombstone":
            touched.film_genres.get().remove_by_editor()
        case "own credit":
            Credit.objects.create(film=touched, person=Person.objects.get(name="Anne"), department="Crew", job="Cook")
        case "other source":
            FilmSourceValues.objects.create(
                film=touched, source="imdb", values={"runtime": 9}, first_run=ImportRun.objects.get()
            )
    done = undo("tmdb")
    assert (done.films, done.kept_films) == (1, [touched.pk])
    assert sorted(Film.objects.values_list("title", flat=True)) == ["Another"]
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Anne", "Person 3"]
    assert list(Genre.objects.values_list("name", flat=True)) == ["Western"]


def test_undo_leaves_a_credit_to_the_other_source_that_has_it():
    keys = (Key("tmdb", "1"), Key("imdb", "tt1"))
    somebody = PersonRecord(keys=(Key("tmdb", "1"), Key("imdb", "nm1")), name="Zoë")
    load(ListSource(somebody, FilmRecord(keys=keys, title="Film"), name="csv"))
    start = checksums()
    load(ListSource(film(1, "Film", credits=(part("t1", 1, "Léa"), part("t2", 1, "Bo")))))
    before = checksums()
    load(ListSource(FilmRecord(keys=keys[1:], title="Film", credits=(part("i1", 1, "LEA"),)), name="imdb"))
    assert CreditKey.objects.count() == 3
    undo("imdb")
    assert checksums() == before
    load(ListSource(FilmRecord(keys=keys[1:], title="Film", credits=(part("i1", 1, "LEA"),)), name="imdb"))
    undo("tmdb")
    assert list(Credit.objects.values_list("keys__value", "origin", "character")) == [("i1", "imdb", "Léa")]
    undo("imdb")
    # The job was in use when the run that brought it was undone.
    assert {**checksums(), "films_job": ""} == {**start, "films_job": ""}


def test_undo_takes_the_failed_runs_before_with_it(monkeypatch):
    load_film()
    before = checksums()
    load(ListSource(film(2, "Half")))
    ImportRun.objects.filter(writer="refresh").update(state="failed")
    load(ListSource(film(2, "Half"), film(3, "Whole")))
    done = undo("tmdb")
    assert (len(done.runs), done.films) == (2, 2)
    assert checksums() == before


def test_undo_passes_over_runs_that_changed_nothing():
    load_film()
    load(records(**CHANGED))
    load(records(**CHANGED))
    assert undo("tmdb").films == 1


def run_command(source):
    out = io.StringIO()
    call_command("undo_import", source, stdout=out)
    return out.getvalue().splitlines()


def test_undo_import_says_what_it_did():
    load_film()
    load(records(**CHANGED))
    lines = run_command("tmdb")
    assert lines[0].endswith(", which finished")
    assert lines[1] == "removed  1 films, 1 people, 2 credits"
    with pytest.raises(CommandError, match="There is no run of imdb to undo"):
        run_command("imdb")
    RowsMade.objects.all().delete()
    with pytest.raises(CommandError, match="not known any more"):
        run_command("tmdb")


def test_admin_offers_to_undo_the_last_run_only(admin_client):
    load_film()
    load(records(**CHANGED))
    first, last = ImportRun.objects.order_by("pk")
    address = "/admin/provenance/importrun/"
    for run, films in ((first, 2), (last, 1)):
        form = {"action": "undo_run", "_selected_action": [run.pk]}
        asked = admin_client.post(address, form, follow=True).content.decode()
        assert ('name="confirmed"' in asked, Film.objects.count()) == (run == last, 2)
        answer = admin_client.post(address, {**form, "confirmed": "yes"}, follow=True)
        assert Film.objects.count() == films
    assert "1 films, 1 people and 2 credits were removed" in answer.content.decode()
