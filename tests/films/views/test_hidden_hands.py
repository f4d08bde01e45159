import pytest
from django.urls import reverse

from films.views.hidden_hands import PERFORMERS
from tests.factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db


def stand_in(name, film, seen, **fields):
    values = {"department": "Sound", "job": "Singer", "performed_for": seen, **fields}
    return make_credit(film, make_person(name), **values)


def rows(rf, query=""):
    return PERFORMERS.page(rf.get(reverse("hidden-hands") + query)).rows


def test_hidden_hands_names_who_stood_in_for_whom(rf):
    film = make_film("The Concert", release_date="2009")
    seen = make_credit(film, make_person("Mélanie Laurent"), character="Anne-Marie Jacquet")
    stand_in("Sarah Nemtanu", film, seen, job="Violin Soloist", work="Violin Concerto")
    make_credit(film, make_person("Somebody seen"))
    (performer,) = rows(rf)
    (found,) = performer.films
    (credit,) = found.credits
    assert (performer.name, found.title, found.year, credit.role, credit.work) == (
        "Sarah Nemtanu", "The Concert", 2009, "Violin Soloist", "Violin Concerto",
    )  # fmt: skip
    assert (credit.performed_for.name, credit.performed_for.character) == ("Mélanie Laurent", "Anne-Marie Jacquet")


def test_hidden_hands_have_each_performer_and_film_once(rf):
    film, other = make_film("B", release_date="1956"), make_film("A", release_date="1964")
    singer = make_person("Marni Nixon")
    for each in (film, other):
        make_credit(each, singer, department="Sound", job="Singer", performed_for=make_credit(each))
    make_credit(film, singer, department="Sound", job="Speaker", performed_for=make_credit(film))
    (performer,) = rows(rf)
    assert [(found.title, [credit.job for credit in found.credits]) for found in performer.films] == [
        ("A", ["Singer"]),
        ("B", ["Singer", "Speaker"]),
    ]


def test_hidden_hands_leave_out_what_an_editor_removed(rf, client):
    film = make_film()
    stand_in("Removed", film, make_credit(film), removed=True)
    stand_in("For nobody any more", film, make_credit(film, removed=True))
    assert rows(rf) == []
    assert "Nobody yet." in client.get(reverse("hidden-hands")).content.decode()


def test_hidden_hands_by_name(rf):
    film = make_film()
    for name in ("Zoe", "Abel"):
        stand_in(name, film, make_credit(film))
    assert [performer.name for performer in rows(rf, "?sort=name")] == ["Abel", "Zoe"]


@pytest.mark.parametrize("number", [1, 3])
def test_hidden_hands_queries(client, django_assert_num_queries, number):
    for _ in range(number):
        film = make_film()
        stand_in("", film, make_credit(film))
    with django_assert_num_queries(1):
        assert client.get(reverse("hidden-hands")).content.decode().count("<h2>") == number
