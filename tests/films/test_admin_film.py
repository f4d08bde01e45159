"""The form of a film: locks, what the sources say, deletion, the number of queries."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from films.models import Collection, CollectionExternalId, Film, FilmExternalId, FilmName, FilmSourceValues
from moviedb.lib.provenance.models import ImportRun, Redirect
from tests.admin_forms import add_row, log_in, read_form, save_form
from tests.factories import make_credit, make_film, make_genre, make_keyword, make_person, make_run

ADD = "/admin/films/film/add/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    return log_in(client)


def address(film: Film, page: str = "change") -> str:
    return f"/admin/films/film/{film.pk}/{page}/"


def say(film: Film, source: str, run: ImportRun | None = None, **values: Any) -> None:
    FilmSourceValues.objects.create(film=film, source=source, values=values, first_run=run or make_run(source))


def test_saving_unchanged_locks_nothing(editor):
    film = make_film(
        "The Concert", original_title="Le Concert", tagline=" padded ", overview="Two\nlines.\n", runtime=119,
        release_date="2009-11", status="Released", popularity=12.345678, budget=11_000_000, homepage="https://a.example/",
    )  # fmt: skip
    make_credit(film, character=" Anna ")
    before = dict(Film.objects.values().get())
    save_form(editor, address(film))
    after = dict(Film.objects.values().get())
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"updated_at"}
    assert after["locked_fields"] == []
    assert film.credits.get().origin == "editor"  # as the factory made it
    assert LogEntry.objects.get().get_change_message() == "No fields changed."


def test_changed_fields_are_locked(editor):
    film = make_film("Concert", runtime=118, tagline="Old")
    save_form(editor, address(film), runtime="119", tagline="", release_date="2009-11-04")
    film.refresh_from_db()
    assert (film.runtime, film.tagline, str(film.release_date)) == (119, "", "2009-11-04")
    assert film.locked_fields == ["tagline", "release_date", "runtime"]


def test_locks_stay_when_other_fields_change(editor):
    film = make_film(runtime=100, locked_fields=["tagline"])
    save_form(editor, address(film), runtime="101")
    film.refresh_from_db()
    assert film.locked_fields == ["tagline", "runtime"]


def test_field_is_locked_by_hand(editor):
    film = make_film()
    save_form(editor, address(film), locked_fields=["homepage"])
    film.refresh_from_db()
    assert (film.homepage, film.locked_fields) == ("", ["homepage"])


def test_unlocked_field_takes_the_best_sources_value(editor):
    film = make_film("Ours", runtime=1, release_date="1999", locked_fields=["runtime", "release_date", "title"])
    say(film, "demo", runtime=90, release_date="2008")
    say(film, "tmdb", runtime=119)
    save_form(editor, address(film), locked_fields=["title"])
    film.refresh_from_db()
    assert (film.runtime, str(film.release_date), film.title) == (119, "2008", "Ours")
    assert film.locked_fields == ["title"]


def test_unlocked_field_without_a_source_keeps_its_value(editor):
    film = make_film(tagline="Ours", locked_fields=["tagline"])
    say(film, "tmdb", runtime=119)
    save_form(editor, address(film), locked_fields=None)
    film.refresh_from_db()
    assert (film.tagline, film.locked_fields) == ("Ours", [])


def test_unlocked_collection_is_found_by_its_id_then_by_its_name(editor):
    red, blue = (Collection.objects.create(name=name) for name in ("Three Colours", "Blues"))
    CollectionExternalId.objects.create(collection=red, source="tmdb", value="131")
    film = make_film(collection=blue, locked_fields=["collection"])
    say(film, "tmdb", collection=["Renamed since", "tmdb", "131", ""])
    save_form(editor, address(film), locked_fields=None)
    film.refresh_from_db()
    assert film.collection == red
    other = make_film(collection=red, locked_fields=["collection"])
    say(other, "demo", collection=["BLUES", "", "", ""])
    save_form(editor, address(other), locked_fields=None)
    other.refresh_from_db()
    assert other.collection == blue


def test_field_changed_and_unlocked_at_once_stays_locked(editor):
    film = make_film(tagline="Old", locked_fields=["tagline"])
    say(film, "tmdb", tagline="Source's")
    save_form(editor, address(film), locked_fields=None, tagline="New")
    film.refresh_from_db()
    assert (film.tagline, film.locked_fields) == ("New", ["tagline"])


def test_fields_not_touched_stay_as_they_are_by_now(editor):
    film = make_film("Concert", runtime=118, tagline="Old", release_date="2009", locked_fields=["homepage"])
    data = read_form(editor, address(film)) | {"overview": "Mine"}
    # an import and another editor, while the page is open
    now = {"runtime": 119, "release_date": "2009-11-04", "tagline": "Theirs", "locked_fields": ["homepage", "tagline"]}
    Film.objects.update(**now)
    assert editor.post(address(film), data).status_code == 302
    film.refresh_from_db()
    assert (film.runtime, str(film.release_date), film.tagline, film.overview) == (119, "2009-11-04", "Theirs", "Mine")
    assert film.locked_fields == ["tagline", "overview", "homepage"]


def test_unlocking_takes_no_lock_that_somebody_added_meanwhile(editor):
    film = make_film(tagline="Theirs", locked_fields=["homepage"])
    say(film, "tmdb", tagline="Source's")
    data = read_form(editor, address(film)) | {"locked_fields": ["runtime"]}
    Film.objects.update(locked_fields=["homepage", "tagline"])
    assert editor.post(address(film), data).status_code == 302
    film.refresh_from_db()
    assert (film.tagline, film.locked_fields) == ("Theirs", ["tagline", "runtime"])


def test_new_title_is_filed_anew(editor):
    film = make_film("Concert")
    save_form(editor, address(film), title="The Concert")
    film.refresh_from_db()
    assert (film.sort_title, film.locked_fields) == ("Concert, The", ["title"])
    assert film.names.get().text == "The Concert"


def test_locked_sort_title_stays_under_a_new_title(editor):
    film = make_film("Concert", sort_title="Mine", locked_fields=["sort_title"])
    save_form(editor, address(film), title="The Concert")
    film.refresh_from_db()
    assert film.sort_title == "Mine"


def test_emptied_sort_title_follows_the_title_unlocked(editor):
    film = make_film("The Concert", sort_title="Mine", locked_fields=["sort_title"])
    save_form(editor, address(film), sort_title="")
    film.refresh_from_db()
    assert (film.sort_title, film.locked_fields) == ("Concert, The", [])


def test_new_film_locks_what_is_filled(editor):
    data = read_form(editor, ADD) | {"title": "Le Concert", "runtime": "119"}
    data = add_row(data, "names", text="Das Konzert", kind="translated", language="de")
    data["popularity"] = "7"
    assert editor.post(ADD, data).status_code == 302
    film = Film.objects.get()
    assert film.locked_fields == ["title", "runtime", "popularity"]
    names = FilmName.objects.order_by("kind").values_list("kind", "text", "origin", "popularity")
    assert list(names) == [("title", "Le Concert", "film", 7.0), ("translated", "Das Konzert", "editor", 7.0)]


def test_sources_are_shown_best_first_with_the_run_of_each_value(editor):
    film = make_film(locked_fields=["runtime"])
    first, second = make_run("tmdb"), make_run("tmdb")
    ImportRun.objects.filter(pk=first.pk).update(started_at="2026-01-02T00:00Z")
    ImportRun.objects.filter(pk=second.pk).update(started_at="2026-03-04T00:00Z")
    say(film, "demo", first, tagline="<b>Demo's</b>")
    say(film, "tmdb", first, runtime=119, collection=["Colours", "tmdb", "1", ""])
    film.source_values.filter(source="tmdb").update(runs={"runtime": second.pk})
    page = " ".join(editor.get(address(film)).content.decode().split())
    table = page[page.index('<table class="source-says">') :]
    table = table[: table.index("</table>")]
    assert table.index("tmdb") < table.index("demo")
    assert table.count("2026-03-04") == 1
    assert table.count("2026-01-02") == 2
    assert table.count("Colours") == 1
    assert table.count("&lt;b&gt;Demo") == 1
    assert table.count('<span class="quiet">locked</span>') == 1


@pytest.mark.parametrize("number", [1, 3, 30])
def test_film_form_queries(editor, django_assert_num_queries: DjangoAssertNumQueries, number):
    film = make_film()
    for _ in range(number):
        first = make_credit(film, character="Part")
        make_credit(film, performed_for=first)
        make_credit(film).remove_by_editor()
        make_genre(film, f"Genre {_}")
        make_keyword(film, f"Keyword {_}")
        FilmName.objects.create(film=film, text=f"Title {_}")
        say(film, f"source {_}", runtime=1)
    editor.get(address(film))  # Django remembers content types
    # session, user, film, twelve inlines, jobs, source values, their runs
    with django_assert_num_queries(19):
        editor.get(address(film))


def test_saving_costs_the_same_at_any_number_of_unchanged_rows(editor):
    film = make_film(runtime=1)
    queries = []
    for runtime in ("2", "3"):
        make_credit(film)
        make_keyword(film, f"Keyword {runtime}")
        data = read_form(editor, address(film)) | {"runtime": runtime}
        with CaptureQueriesContext(connection) as captured:
            assert editor.post(address(film), data).status_code == 302
        queries.append(len(captured))
    assert queries[0] == queries[1]


def test_bad_values_are_said_at_their_fields(editor):
    film = make_film()
    data = read_form(editor, address(film))
    data |= {"title": "", "release_date": "2009-02-30", "runtime": "0", "budget": "x"}
    form = editor.post(address(film), data).context["adminform"].form
    assert sorted(form.errors) == ["__all__", "budget", "release_date", "title"]
    assert form.errors["release_date"] == ["Write 1994, 1994-05 or 1994-05-17."]


def test_deleted_film_leaves_a_redirect(editor):
    film = make_film()
    FilmExternalId.objects.create(film=film, source="tmdb", value="25205")
    FilmExternalId.objects.create(film=film, source="imdb", value="tt1320082")
    Redirect.objects.record("film", 999_999, film.pk)
    person = make_person(credit_count=1)
    make_credit(film, person)
    assert editor.post(address(film, "delete"), {"post": "yes"}).status_code == 302
    assert not Film.objects.exists()
    gone = Redirect.objects.get(kind="film", old_id=film.pk)
    assert (gone.new_id, gone.external_ids) == (None, ["imdb:tt1320082", "tmdb:25205"])
    assert Redirect.objects.get(old_id=999_999).new_id is None
    person.refresh_from_db()
    assert person.credit_count == 0


def test_films_deleted_together_leave_redirects(editor):
    films = [make_film() for _ in range(2)]
    stays = make_film()
    data = {"action": "delete_selected", "_selected_action": [film.pk for film in films], "post": "yes"}
    assert editor.post("/admin/films/film/", data).status_code == 302
    assert list(Film.objects.all()) == [stays]
    assert sorted(Redirect.objects.values_list("old_id", flat=True)) == [film.pk for film in films]


def test_delete_page_names_the_film_and_counts_the_rest(editor):
    film = make_film("Le Concert")
    for number in range(30):
        make_credit(film, character=f"Part {number}")
    page = editor.get(address(film, "delete"))
    assert dict(page.context["model_count"]) == {"films": 1, "credits": 30, "titles": 1}
    assert page.content.decode().count("Part ") == 0
