"""People in the admin."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from moviedb.lib.provenance.models import Redirect
from people.models import Person, PersonExternalId, PersonName, PersonSourceValues
from tests.admin_forms import add_row, log_in, read_form, save_form
from tests.factories import make_credit, make_person, make_run

PEOPLE = "/admin/people/person/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    return log_in(client)


def address(person: Person, page: str = "change") -> str:
    return f"{PEOPLE}{person.pk}/{page}/"


def listed(client: Client, **query: Any) -> list[str]:
    return [str(row) for row in client.get(PEOPLE, query).context["cl"].result_list]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("melanie", ["Mélanie Laurent"]),
        ("LAURENT MEL", ["Mélanie Laurent"]),
        ("yasujiro", ["小津安二郎"]),
        ("小津", ["小津安二郎"]),
        ("安", ["小津安二郎"]),
        ("tarkovsk", ["Андрей Тарковский"]),
        ("nm0491259", ["Mélanie Laurent"]),
        ("tmdb:19119", ["Mélanie Laurent"]),
        ("tmdb:1", []),
        ("'; --", []),
    ],
)
def test_search_finds_by_any_name_and_id(editor, typed, found):
    melanie = make_person("Mélanie Laurent")
    PersonExternalId.objects.create(person=melanie, source="imdb", value="nm0491259")
    PersonExternalId.objects.create(person=melanie, source="tmdb", value="19119")
    ozu = make_person("小津安二郎")
    PersonName.objects.create(person=ozu, text="Yasujirō Ozu", kind="alias")
    make_person("Андрей Тарковский")
    assert listed(editor, q=typed) == found


def test_list_those_with_most_credits_first(editor):
    make_person("One", credit_count=1)
    make_person("Two", credit_count=2, kind="group", locked_fields=["name"])
    assert listed(editor) == ["Two", "One"]
    assert listed(editor, o="1") == ["One", "Two"]
    assert listed(editor, kind="group") == ["Two"]
    assert listed(editor, locked="no") == ["One"]


@pytest.mark.parametrize("number", [1, 3])
def test_list_queries(editor, django_assert_num_queries: DjangoAssertNumQueries, number):
    for _ in range(number):
        make_person()
    # session, user, count, people
    with django_assert_num_queries(4):
        assert len(listed(editor)) == number


@pytest.mark.parametrize("number", [1, 3])
def test_form_queries(editor, django_assert_num_queries: DjangoAssertNumQueries, number):
    person = make_person()
    run = make_run()
    for each in range(number):
        PersonName.objects.create(person=person, text=f"Alias {each}")
        PersonExternalId.objects.create(person=person, source="tmdb", value=str(each))
        PersonSourceValues.objects.create(person=person, source=f"s{each}", values={"name": "x"}, first_run=run)
    editor.get(address(person))  # Django remembers content types
    # session, user, person, names, ids, source values, their runs
    with django_assert_num_queries(7):
        editor.get(address(person))


def test_saving_unchanged_locks_nothing(editor):
    person = make_person("Ana", birth_date="1970-05", gender=1, biography="One\ntwo", popularity=1.5)
    save_form(editor, address(person))
    person.refresh_from_db()
    assert person.locked_fields == []


def test_changes_are_locked_and_unlocking_brings_the_source_back(editor):
    person = make_person("Melanie Laurent", birth_date="1983")
    PersonSourceValues.objects.create(
        person=person, source="tmdb", values={"birth_date": "1983-02-21", "gender": 1}, first_run=make_run()
    )
    save_form(editor, address(person), name="Mélanie Laurent", birth_date="1984", gender="3")
    person.refresh_from_db()
    assert person.locked_fields == ["name", "birth_date", "gender"]
    assert (person.sort_name, person.names.get().text) == ("Mélanie Laurent", "Mélanie Laurent")
    save_form(editor, address(person), locked_fields=["name"])
    person.refresh_from_db()
    assert (str(person.birth_date), person.gender, person.locked_fields) == ("1983-02-21", 1, ["name"])


def test_new_person_locks_what_is_filled(editor):
    data = read_form(editor, f"{PEOPLE}add/") | {"name": "Orchestra", "kind": "group"}
    assert editor.post(f"{PEOPLE}add/", data).status_code == 302
    assert Person.objects.get().locked_fields == ["kind", "name"]


def test_names_are_edited_as_sourced_rows(editor):
    person = make_person(credit_count=4)
    alias = PersonName.objects.create(person=person, text="M. Laurent", origin="tmdb")
    data = read_form(editor, address(person)) | {"names-0-text": "Melanie L."}
    assert data["names-TOTAL_FORMS"] == "1"  # the main name is no row
    data = add_row(data, "names", text="Mel", kind="alias")
    assert editor.post(address(person), data).status_code == 302
    alias.refresh_from_db()
    assert (alias.origin, alias.removed) == ("tmdb", True)
    rows = PersonName.objects.filter(removed=False, kind="alias").order_by("text")
    assert list(rows.values_list("text", "origin", "popularity")) == [("Mel", "editor", 4), ("Melanie L.", "editor", 4)]


def test_form_links_to_the_persons_credits(editor):
    person = make_person(credit_count=2)
    link = f'<a href="/admin/films/credit/?person__id__exact={person.pk}&amp;removed=all">2 credits</a>'
    assert editor.get(address(person)).content.decode().count(link) == 1


def test_deleted_person_leaves_a_redirect(editor):
    person = make_person()
    PersonExternalId.objects.create(person=person, source="tmdb", value="19119")
    assert editor.post(address(person, "delete"), {"post": "yes"}).status_code == 302
    gone = Redirect.objects.get()
    assert (gone.kind, gone.old_id, gone.new_id, gone.external_ids) == ("person", person.pk, None, ["tmdb:19119"])


def test_people_deleted_together_leave_redirects(editor):
    people = [make_person() for _ in range(2)]
    data = {"action": "delete_selected", "_selected_action": [person.pk for person in people], "post": "yes"}
    assert editor.post(PEOPLE, data).status_code == 302
    assert sorted(Redirect.objects.values_list("kind", "old_id")) == [("person", person.pk) for person in people]


@pytest.mark.parametrize("removed", [False, True])
def test_person_with_credits_stays_and_the_page_says_why(editor, removed):
    person = make_person("Ana")
    make_credit(person=person, removed=removed)
    page = editor.get(address(person, "delete")).content.decode()
    assert page.count("the credits of Ana, also removed ones: give them to somebody else first") == 1
    assert editor.post(address(person, "delete"), {"post": "yes"}).status_code == 200
    data = {"action": "delete_selected", "_selected_action": [person.pk, make_person().pk], "post": "yes"}
    assert editor.post(PEOPLE, data).status_code == 200
    assert Person.objects.count() == 2
    assert not Redirect.objects.exists()
