"""people/ narrowed by what a visitor asks for."""

import pytest

from people.models import Person
from people.views.person_list import PEOPLE
from tests.factories import make_person
from tests.html import Document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    for name, department, kind in (
        ("Ann Lee", "Acting", "person"),
        ("Àngels Barceló", "Directing", "person"),
        ("Zoë Lund", "Acting", "person"),
        ("東 Bo", "Acting", "person"),
        ("50 Cent", "", "person"),
        ("Budapest Symphony Orchestra", "Sound", "group"),
    ):
        make_person(name, known_for_department=department, kind=kind)
    # Whom no list shows.
    make_person("Ana Ray", known_for_department="Acting", credit_count=0)
    make_person("Abe Kay", known_for_department="Writing", credit_count=0)


def names(client, query: str) -> list[str]:
    document = Document(client.get(f"/people/{query}").content.decode())
    known = set(Person.objects.values_list("name", flat=True))
    return [link.text for link in document.all("a") if link.text in known]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?letter=a&sort=name", ["Àngels Barceló", "Ann Lee"]),
        ("?letter=z", ["Zoë Lund"]),
        ("?letter=other&sort=name", ["50 Cent", "東 Bo"]),
        ("?letter=q", []),
        ("?known_for=Acting", ["Ann Lee", "Zoë Lund", "東 Bo"]),
        ("?kind=group", ["Budapest Symphony Orchestra"]),
        ("?known_for=Acting&kind=person&letter=a", ["Ann Lee"]),
        ("?known_for=Acting&kind=group", []),
    ],
)
def test_people_of_the_address(client, query, expected):
    assert names(client, query) == expected


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ("?known_for=&kind=group&letter=", "/people/?kind=group"),
        ("?letter=a&known_for=Acting&sort=name", "/people/?known_for=Acting&letter=a&sort=name"),
    ],
)
def test_a_list_has_one_address(client, query, location):
    response = client.get(f"/people/{query}")
    assert (response.status_code, response["Location"]) == (301, location)
    assert client.get(location).status_code == 200


@pytest.mark.parametrize("query", ["?letter=aa", "?letter=1", "?kind=dog", "?known_for=Crew", "?known_for=Nothing"])
def test_what_cannot_be_is_said_beside_its_field(client, query):
    response = client.get(f"/people/{query}")
    faults = [p for p in Document(response.content.decode()).all("p") if p.attributes.get("class") == "fault"]
    value = query.partition("=")[2]
    assert (response.status_code, [fault.text for fault in faults]) == (
        400,
        [f"Select a valid choice. {value} is not one of the available choices."],
    )


@pytest.mark.parametrize(
    ("query", "title", "robots"),
    [
        ("", "People", []),
        ("?known_for=Acting", "People known for Acting", []),
        ("?kind=group", "Groups", []),
        ("?letter=a", "People: A", []),
        ("?kind=group&letter=b", "Groups, People: B", ["noindex,follow"]),
    ],
)
def test_search_engines_know_one_subject_at_a_time(client, query, title, robots):
    document = Document(client.get(f"/people/{query}").content.decode())
    metas = [meta.attributes for meta in document.all("meta")]
    assert document.all("title")[0].text.rpartition(" · ")[0] == title
    assert [meta["content"] for meta in metas if meta.get("name") == "robots"] == robots
    assert document.canonical() == [f"http://testserver/people/{query}"]


def test_letters_keep_the_other_filters(client):
    document = Document(client.get("/people/?kind=group&letter=b").content.decode())
    letters = {link.text: link.attributes for link in document.all("a") if len(link.text) == 1}
    assert len(letters) == 26
    assert letters["A"] == {"href": "/people/?kind=group&letter=a&sort=name"}
    assert letters["B"]["aria-current"] == "true"


def test_form_offers_what_somebody_has(client):
    options = [option.text for option in Document(client.get("/people/").content.decode()).all("option")]
    assert options[:7] == ["Anything", "Directing", "Acting", "Sound", "People and groups", "People", "Groups"]
    Person.objects.filter(kind="group").delete()
    Person.objects.update(known_for_department="")
    assert Document(client.get("/people/").content.decode()).all("option") == []


def test_next_page_keeps_the_filters(client, monkeypatch):
    monkeypatch.setattr(PEOPLE.whole, "per_page", 1)
    PEOPLE.narrowed.cache_clear()
    seen, url = [], "/people/?known_for=Acting&sort=name"
    while url:
        document = Document(client.get(url).content.decode())
        seen += names(client, url.removeprefix("/people/"))
        url = next((a.attributes["href"] for a in document.all("a") if a.attributes.get("rel") == "next"), "")
    PEOPLE.narrowed.cache_clear()
    assert seen == ["Ann Lee", "Zoë Lund", "東 Bo"]
