import pytest

from films.models import Department
from films.views.cast import CAST
from tests.factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db


def page_of(film):
    [row] = CAST.rows(film.pk)
    return row


def test_departments_in_their_order_with_counts():
    film, ann = make_film(), make_person("Ann")
    make_credit(film, make_person("Cam"), department=Department.CAMERA, job="Gaffer")
    make_credit(film, ann, character="Herself")
    make_credit(film, ann, character="Her twin")
    make_credit(film, ann, department=Department.DIRECTING, job="Director")
    assert [(group.label, group.anchor, group.people) for group in page_of(film).departments] == [
        ("Directing", "directing", 1),
        ("Cast", "acting", 1),
        ("Camera", "camera", 1),
    ]


def test_every_department_has_its_label():
    film = make_film()
    for department in Department.values:
        make_credit(film, department=department, job="A job")
    assert [group.label for group in page_of(film).departments] == [str(label) for label in Department.labels]


def test_cast_as_billed_and_unbilled_last():
    film = make_film()
    make_credit(film, make_person("Unbilled"), character="Crowd")
    make_credit(film, make_person("Second"), character="Friend", billing_order=2)
    make_credit(film, make_person("First"), character="Hero", billing_order=1)
    [cast] = page_of(film).departments
    assert [(credit.name, credit.character) for credit in cast.cast] == [
        ("First", "Hero"),
        ("Second", "Friend"),
        ("Unbilled", "Crowd"),
    ]


def test_crew_by_job():
    film = make_film()
    for name, job in (("A", "Editor"), ("B", "Assistant Editor"), ("C", "Editor")):
        make_credit(film, make_person(name), department=Department.EDITING, job=job)
    [editing] = page_of(film).departments
    assert (editing.is_cast, editing.cast) == (False, [])
    assert [(line.job, [credit.name for credit in line.credits]) for line in editing.jobs] == [
        ("Editor", ["A", "C"]),
        ("Assistant Editor", ["B"]),
    ]


def test_details_of_a_credit():
    film = make_film()
    make_credit(film, make_person("Ann Lee"), credited_as="A. Lee", voice=True, uncredited=True, note="archive footage")
    make_credit(film, make_person("Bob"), credited_as="Bob")
    [cast] = page_of(film).departments
    assert [credit.details for credit in cast.cast] == [
        ["voice", "uncredited", "as A. Lee", "archive footage"],
        [],
    ]


def test_performer_says_for_whom_and_what():
    film = make_film()
    laurent = make_person("Mélanie Laurent")
    part = make_credit(film, laurent, character="Anne-Marie Jacquet")
    make_credit(
        film,
        department=Department.SOUND,
        job="Violin Solos",
        performed_for=part,
        work="Tchaikovsky: Violin Concerto",
    )
    performer = page_of(film).departments[1].jobs[0].credits[0]
    assert performer.performed_for is not None
    assert (performer.performed_for.name, performer.performed_for.character, performer.performed_for.url) == (
        "Mélanie Laurent",
        "Anne-Marie Jacquet",
        laurent.get_absolute_url(),
    )
    assert performer.work == "Tchaikovsky: Violin Concerto"


def test_page_is_not_there_without_credits(client):
    film = make_film()
    make_credit(film, removed=True)
    assert client.get(f"{film.get_absolute_url()}cast/").status_code == 404
