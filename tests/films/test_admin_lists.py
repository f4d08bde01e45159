"""The lists of the admin: search, filters, order and the number of queries."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from films.models import Department, Film, FilmExternalId, FilmName, Language
from moviedb.lib.admin.paging import CappedPaginator
from people.models import PersonExternalId, PersonName
from tests.admin_forms import log_in
from tests.factories import make_credit, make_film, make_genre, make_person

FILMS = "/admin/films/film/"
CREDITS = "/admin/films/credit/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    return log_in(client)


def listed(client: Client, address: str, **query: Any) -> list[str]:
    response = client.get(address, query)
    assert response.status_code == 200
    return [str(row) for row in response.context["cl"].result_list]


@pytest.fixture
def concert() -> Film:
    film = make_film("Le Concert", original_title="Le Concert", release_date="2009-11-04", popularity=9)
    FilmName.objects.create(film=film, kind="translated", language="ru", text="Концерт")
    FilmName.objects.create(film=film, kind="alternative", text="Łódź Nights", removed=True)
    FilmExternalId.objects.create(film=film, source="tmdb", value="25205")
    FilmExternalId.objects.create(film=film, source="imdb", value="tt1320082")
    make_film("Amélie", release_date="2001", popularity=20)
    return film


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("amelie", ["Amélie (2001)"]),
        ("AMÉLIE", ["Amélie (2001)"]),
        ("concert le", ["Le Concert (2009)"]),
        ("концерт", ["Le Concert (2009)"]),
        ("kontsert", ["Le Concert (2009)"]),
        ("am", ["Amélie (2001)"]),
        ("tmdb:25205", ["Le Concert (2009)"]),
        ("tt1320082", ["Le Concert (2009)"]),
        ("tmdb:tt1320082", []),
        ("lodz", []),  # a title that an editor removed
        ("100%", []),
        ("  ", ["Amélie (2001)", "Le Concert (2009)"]),
    ],
)
def test_film_search_finds_by_any_title_and_id(editor, concert, typed, found):
    assert listed(editor, FILMS, q=typed) == found


def test_film_list_most_popular_first(editor, concert):
    make_film("Unknown")
    assert listed(editor, FILMS) == ["Amélie (2001)", "Le Concert (2009)", "Unknown"]


def test_film_list_by_year_newest_first_then_oldest(editor, concert):
    make_film("Undated")
    assert listed(editor, FILMS, o="2") == ["Le Concert (2009)", "Amélie (2001)", "Undated"]
    assert listed(editor, FILMS, o="-2") == ["Undated", "Amélie (2001)", "Le Concert (2009)"]


def test_film_list_names_directors(editor, concert):
    for name in ("Radu", "Ana"):
        make_credit(concert, make_person(name), department=Department.DIRECTING, job="Director")
    gone = make_credit(concert, make_person("Gone"), department=Department.DIRECTING, job="Director")
    gone.remove_by_editor()
    page = editor.get(FILMS).content.decode()
    assert page.count("Radu, Ana") == 1
    assert page.count("Gone") == 0


def test_film_filters(editor, concert):
    french = Language.objects.create(code="fr", name="French")
    Film.objects.filter(pk=concert.pk).update(original_language=french, locked_fields=["title"])
    drama = make_genre(concert, "Drama").genre
    make_genre(Film.objects.get(title="Amélie"), "Drama", removed=True)
    for query in ({"language": "fr"}, {"genre": drama.pk}, {"decade": "2000", "locked": "yes"}):
        assert listed(editor, FILMS, **query) == ["Le Concert (2009)"]
    assert listed(editor, FILMS, decade="1990") == []
    assert listed(editor, FILMS, locked="no") == ["Amélie (2001)"]
    make_film("Undated", status="Planned")
    assert listed(editor, FILMS, decade="none") == ["Undated"]
    assert listed(editor, FILMS, status="Planned") == ["Undated"]


def test_film_filters_offer_what_is_used_and_no_more_than_thirty(editor):
    film = make_film()
    for number in range(32):
        make_genre(film, f"Genre {number:02}")
    make_genre(make_film(), "Genre 31")
    page = editor.get(FILMS)
    names = [label for _, label in page.context["cl"].filter_specs[0].lookup_choices]
    assert len(names) == 30
    assert names[-1] == "Genre 31"


@pytest.mark.parametrize("number", [1, 3])
def test_film_list_queries(editor, django_assert_num_queries: DjangoAssertNumQueries, number):
    for _ in range(number):
        film = make_film(popularity=1)
        make_credit(film, department=Department.DIRECTING, job="Director")
    # session, user, two filters, count, films, directors
    with django_assert_num_queries(7):
        assert len(listed(editor, FILMS)) == number


@pytest.mark.parametrize("number", [1, 3])
def test_credit_list_queries(editor, django_assert_num_queries: DjangoAssertNumQueries, number):
    for _ in range(number):
        make_credit()
    # session, user, count, credits
    with django_assert_num_queries(4):
        assert len(listed(editor, CREDITS)) == number


def test_credit_search_by_person_film_and_id(editor, concert):
    melanie = make_person("Mélanie Laurent")
    PersonName.objects.create(person=melanie, kind="alias", text="Melanie L.")
    PersonExternalId.objects.create(person=melanie, source="imdb", value="nm0491259")
    make_credit(concert, melanie, character="Anne-Marie")
    make_credit(make_film("Beginners"), melanie, character="Anna")
    make_credit(concert, make_person("Dmitry Nazarov"), character="Sacha")
    assert listed(editor, CREDITS, q="melanie laurent") == ["Anna", "Anne-Marie"]
    assert listed(editor, CREDITS, q="nm0491259") == ["Anna", "Anne-Marie"]
    assert listed(editor, CREDITS, q="concert") == ["Sacha", "Anne-Marie"]
    assert listed(editor, CREDITS, q="tt1320082") == ["Sacha", "Anne-Marie"]
    assert listed(editor, CREDITS, q="nobody") == []


def test_credit_list_of_a_person(editor):
    credit = make_credit(character="Hers")
    make_credit(character="Another's")
    query = {"person__id__exact": credit.person_id, "removed": "all"}
    assert listed(editor, CREDITS, **query) == ["Hers"]


def test_list_counts_no_further_than_the_limit(editor, monkeypatch):
    monkeypatch.setattr(CappedPaginator, "LIMIT", 2)
    for number in range(3):
        make_film(f"Cinema {number}", popularity=1)
    page = editor.get(FILMS, {"q": "cinema"})
    assert page.context["cl"].result_count == 2
    assert page.content.decode().count("2+") == 2
    Film.objects.get(title="Cinema 0").delete()
    assert editor.get(FILMS).content.decode().count("2+") == 0


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("o=99", 200),
        ("o=-99.x.1", 200),
        ("p=" + "9" * 30, 200),
        ("p=-5", 200),
        ("e=1", 200),
        ("all=", 200),
        ("q=%00", 400),
        ("q=%ED%A0%80", 200),
        ("q=" + "x" * 5000, 200),
        ("q=" + "%25_%5C", 200),
        ("title__regex=(", 400),
        ("name__regex=(", 400),
        ("_facets=1", 200),
    ],
)
def test_list_bad_input_is_no_fault(editor, query, status):
    for _ in range(2):
        make_credit()
    for model in ("film", "credit", "genre", "keyword", "company", "country"):
        response = editor.get(reverse(f"admin:films_{model}_changelist") + "?" + query)
        assert (model, response.status_code) == (model, status)


@pytest.mark.parametrize(
    "query",
    ["genre=x", "genre=" + "9" * 30, "decade=x", "language=" + "y" * 999, "status=nonsense", "locked=perhaps"],
)
def test_film_filter_bad_value_is_no_fault(editor, query):
    make_film()
    response = editor.get(FILMS + "?" + query, follow=True)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("model", "field", "term", "found"),
    [
        ("credit", "person", "melanie", ["Mélanie"]),
        ("credit", "film", "lodz", ["Łódź"]),
        ("filmgenre", "genre", "dra", ["Drama"]),
        ("film", "original_language", "fr", ["French"]),
        ("credit", "person", "x" * 999, []),
    ],
)
def test_autocomplete(editor, model, field, term, found):
    make_credit(make_film("Łódź"), make_person("Mélanie"))
    make_genre(make_film(), "Drama")
    Language.objects.create(code="fr", name="French")
    Language.objects.create(code="de", name="German")
    query = {"app_label": "films", "model_name": model, "field_name": field, "term": term}
    answer = editor.get("/admin/autocomplete/", query).json()
    assert [result["text"] for result in answer["results"]] == found


def test_lists_need_a_login(client):
    response = client.get(FILMS)
    assert response.status_code == 302
    assert response.url == "/admin/login/?next=/admin/films/film/"
