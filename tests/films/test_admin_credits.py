"""Credits in the admin: as rows of a film and in their own list."""

from typing import Any

import pytest
from django.test import Client

from films.models import Credit, CreditKey, Film, Job
from people.models import Person
from tests.admin_forms import add_row, log_in, read_form, save_form
from tests.factories import make_credit, make_film, make_person

CREDITS = "/admin/films/credit/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    return log_in(client)


def address(film: Film) -> str:
    return f"/admin/films/film/{film.pk}/change/"


def keyed(**fields: Any) -> Credit:
    credit = make_credit(origin="tmdb", **fields)
    CreditKey.objects.create(credit=credit, source="tmdb", value=f"key {credit.pk}")
    return credit


def act(client: Client, action: str, *credits: Credit, **query: str) -> None:
    data = {"action": action, "_selected_action": [credit.pk for credit in credits], "post": "yes"}
    assert client.post(CREDITS, data, query_params=query).status_code == 302


def test_changed_credit_is_the_editors_and_keeps_its_keys(editor):
    credit = keyed(character="Sasha")
    save_form(editor, address(credit.film), **{"credits-0-character": "Sacha"})
    credit.refresh_from_db()
    assert (credit.character, credit.origin, credit.removed) == ("Sacha", "editor", False)
    assert credit.keys.count() == Credit.objects.count() == 1


def test_removed_credit_with_a_key_leaves_a_tombstone_another_goes(editor):
    film = make_film()
    credit, own = keyed(film=film, billing_order=0), make_credit(film, billing_order=1)
    changes = {"credits-0-DELETE": "on", "credits-1-DELETE": "on"}
    save_form(editor, address(film), **changes)
    assert list(Credit.objects.values_list("pk", "removed")) == [(credit.pk, True)]
    assert not Credit.objects.filter(pk=own.pk).exists()


def test_edited_credit_with_a_key_leaves_a_tombstone_too(editor):
    credit = keyed(character="Sasha")
    save_form(editor, address(credit.film), **{"credits-0-character": "Sacha"})
    save_form(editor, address(credit.film), **{"credits-0-DELETE": "on"})
    assert Credit.objects.get().removed is True


def test_new_credit_and_the_counts_of_people(editor):
    old, new = make_person("Old", credit_count=1), make_person("New")
    credit = make_credit(person=old)
    data = read_form(editor, address(credit.film)) | {"credits-0-person": new.pk}
    data = add_row(data, "credits", person=new.pk, department="Sound", job="Violinist")
    assert editor.post(address(credit.film), data).status_code == 302
    assert list(Credit.objects.order_by("pk").values_list("person__name", "job", "origin")) == [
        ("New", "Actor", "editor"),
        ("New", "Violinist", "editor"),
    ]
    assert list(Person.objects.order_by("pk").values_list("credit_count", flat=True)) == [0, 2]
    assert new.names.get().popularity == 2


def test_performed_for_is_chosen_by_its_label(editor):
    film = make_film()
    actress = make_credit(film, make_person("Mélanie Laurent"), character="Anne-Marie Jacquet")
    violinist = make_credit(film, make_person("Sarah Nemtanu"), department="Sound", job="Violinist")
    label = f"Mélanie Laurent, Anne-Marie Jacquet #{actress.pk}"
    assert editor.get(address(film)).content.decode().count(f'<option value="{label}">') == 1
    save_form(editor, address(film), **{"credits-1-performed_for": label})
    violinist.refresh_from_db()
    assert violinist.performed_for == actress
    assert read_form(editor, address(film))["credits-1-performed_for"] == label
    save_form(editor, address(film))
    violinist.refresh_from_db()
    assert violinist.performed_for == actress
    save_form(editor, address(film), **{"credits-1-performed_for": ""})
    violinist.refresh_from_db()
    assert violinist.performed_for is None


@pytest.mark.parametrize("choice", ["other film", "itself", "removed", "Nobody", "#0", "9" * 40])
def test_performed_for_takes_present_credits_of_the_film_only(editor, choice):
    credit = make_credit()
    removed = make_credit(credit.film, removed=True)
    numbers = {"other film": make_credit().pk, "itself": credit.pk, "removed": removed.pk}
    text = f"#{numbers[choice]}" if choice in numbers else choice
    data = read_form(editor, address(credit.film)) | {"credits-0-performed_for": text}
    page = editor.post(address(credit.film), data)
    [errors] = page.context["inline_admin_formsets"][-1].formset.errors
    assert list(errors) == ["performed_for"]


def test_jobs_are_offered_once_by_name(editor):
    film = make_film()
    Job.objects.create(department="Writing", name="Screenplay")
    Job.objects.create(department="Crew", name="Consultant")
    Job.objects.create(department="Writing", name="Consultant")
    make_credit(film)
    make_credit(film)
    page = editor.get(address(film)).content.decode()
    assert page.count('<option value="Consultant">') == 1
    assert page.count('<option value="Screenplay">') == 1
    assert page.count('<datalist id="job-names">') == 1


def test_chosen_people_are_labelled(editor):
    film = make_film()
    for name in ("Mélanie <b>", "Dmitry"):
        make_credit(film, make_person(name))
    page = editor.get(address(film)).content.decode()
    assert page.count(">Mélanie &lt;b&gt;</option>") == 1
    assert page.count(">Dmitry</option>") == 1


def test_row_in_error_is_shown_with_what_was_chosen(editor):
    credit = make_credit()
    other = make_person("Chosen")
    data = read_form(editor, address(credit.film)) | {"credits-0-person": other.pk, "credits-0-job": ""}
    page = editor.post(address(credit.film), data).content.decode()
    assert page.count(f'<option value="{other.pk}" selected>Chosen</option>') == 1


def test_list_shows_removed_credits_on_request_and_restores_them(editor):
    person = make_person()
    removed = keyed(person=person, removed=True)
    present = keyed(person=person)

    def listed(**query: str) -> list[int]:
        return [credit.pk for credit in editor.get(CREDITS, query).context["cl"].result_list]

    assert listed() == [present.pk]
    assert listed(removed="yes") == [removed.pk]
    assert listed(removed="all") == [present.pk, removed.pk]
    act(editor, "restore", removed, present, removed="all")
    assert listed() == [present.pk, removed.pk]
    person.refresh_from_db()
    assert person.credit_count == 2
    assert set(Credit.objects.values_list("origin", flat=True)) == {"tmdb"}


def test_credits_deleted_together_leave_tombstones(editor):
    person = make_person(credit_count=3)
    credits = [keyed(person=person), make_credit(person=person), keyed(person=person)]
    act(editor, "delete_selected", *credits[:2])
    assert list(Credit.objects.order_by("pk").values_list("pk", "removed")) == [
        (credits[0].pk, True),
        (credits[2].pk, False),
    ]
    person.refresh_from_db()
    assert person.credit_count == 1


def test_deleting_one_credit_leaves_a_tombstone(editor):
    credit = keyed()
    assert editor.post(f"{CREDITS}{credit.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Credit.objects.get().removed is True


def test_credit_form_changes_the_credit_in_place(editor):
    credit = keyed()
    actress = make_credit(credit.film)
    make_credit()
    page = f"{CREDITS}{credit.pk}/change/"
    choices = editor.get(page).context["adminform"].form.fields["performed_for"].queryset
    assert list(choices) == [actress]
    save_form(editor, page, note="archive footage", performed_for=actress.pk)
    credit.refresh_from_db()
    assert (credit.note, credit.performed_for, credit.origin) == ("archive footage", actress, "editor")
    assert credit.keys.count() == 1


def test_credit_is_added_in_its_own_form(editor):
    film, person = make_film(), make_person()
    save_form(editor, f"{CREDITS}add/", film=film.pk, person=person.pk, department="Sound", job="Violinist")
    assert Credit.objects.get().origin == "editor"
    person.refresh_from_db()
    assert person.credit_count == 1
