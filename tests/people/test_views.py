from typing import Any

import pytest

from films.models import Department
from moviedb.lib.provenance.models import Redirect
from people.models import Person, PersonExternalId, PersonName
from people.views.detail import CREDITS, PERSON
from people.views.filmography import by_department, department_label
from people.views.person_list import PEOPLE
from tests.factories import make_credit, make_film, make_person
from tests.html import Document
from tests.lists import titles_page_by_page, with_short_pages

pytestmark = pytest.mark.django_db


def page_of(person):
    [row] = PERSON.rows(person.pk)
    return row


def departments_of(person):
    return by_department(CREDITS.rows(person.pk))


def test_facts():
    person = make_person(
        "Miou-Miou",
        biography="An actress.",
        birth_date="1950-02-22",
        birth_place="Paris, France",
        known_for_department="Acting",
        homepage="https://example.org/",
    )
    page = page_of(person)
    assert (page.name, page.birth_date, page.death_date, page.birth_place) == (
        "Miou-Miou",
        "1950-02-22",
        None,
        "Paris, France",
    )
    assert (page.known_for, page.homepage, page.is_group, page.url) == (
        "Known for acting",
        "https://example.org/",
        False,
        person.get_absolute_url(),
    )
    assert page.description == "An actress."


def test_group():
    assert page_of(make_person("Budapest Symphony Orchestra", kind=Person.Kind.GROUP)).is_group


def test_other_names():
    person = make_person("Miou-Miou")
    PersonName.objects.create(person=person, kind="birth", text="Sylvette Herry")
    PersonName.objects.create(person=person, kind="alias", text="Gone", removed=True)
    assert [(name.text, name.label) for name in page_of(person).other_names] == [("Sylvette Herry", "birth name")]


def test_external_ids():
    person = make_person()
    PersonExternalId.objects.create(person=person, source="imdb", value="nm0591889")
    assert [(row.site, row.url) for row in page_of(person).external_ids] == [
        ("IMDb", "https://www.imdb.com/name/nm0591889/")
    ]


def test_filmography_newest_first_by_department():
    person = make_person()
    old, new, undated = (
        make_film("Old", release_date="1960"),
        make_film("New", release_date="2009-11"),
        make_film("Undated"),
    )
    for film in (undated, old, new):
        make_credit(film, person, character="Hero")
    make_credit(old, person, department=Department.WRITING, job="Screenplay")
    assert [
        (group.label, [(film.title, film.year, film.url) for film in group.films]) for group in departments_of(person)
    ] == [
        (
            "Cast",
            [
                ("New", 2009, new.get_absolute_url()),
                ("Old", 1960, old.get_absolute_url()),
                ("Undated", None, undated.get_absolute_url()),
            ],
        ),
        ("Writing", [("Old", 1960, old.get_absolute_url())]),
    ]


def test_filmography_starts_with_what_the_person_is_known_for():
    person = make_person(known_for_department="Writing")
    for _ in range(2):
        make_credit(person=person)
    make_credit(person=person, department=Department.WRITING, job="Screenplay")
    credits = CREDITS.rows(person.pk)
    assert [group.label for group in by_department(credits)] == ["Cast", "Writing"]
    assert [group.label for group in by_department(credits, "Writing")] == ["Writing", "Cast"]


def test_several_parts_in_one_film_are_one_row():
    person, film = make_person(), make_film()
    make_credit(film, person, character="Mandrake")
    make_credit(film, person, character="Muffley", note="archive")
    [cast] = departments_of(person)
    [row] = cast.films
    assert [(credit.role, credit.details) for credit in row.credits] == [("Mandrake", []), ("Muffley", ["archive"])]


@pytest.mark.parametrize(
    ("fields", "role"),
    [
        ({"character": "Hero"}, "Hero"),
        ({}, ""),
        ({"job": "Narrator"}, "Narrator"),
        ({"department": Department.SOUND, "job": "Violin"}, "Violin"),
    ],
)
def test_role(fields, role):
    person = make_person()
    make_credit(person=person, **fields)
    assert [credit.role for credit in CREDITS.rows(person.pk)] == [role]


def test_performer_says_for_whom():
    film, soloist = make_film(), make_person("Sarah Nemtanu")
    part = make_credit(film, make_person("Mélanie Laurent"), character="Anne-Marie")
    make_credit(film, soloist, department=Department.SOUND, job="Violin", performed_for=part, work="A concerto")
    [credit] = CREDITS.rows(soloist.pk)
    assert credit.performed_for is not None
    assert (credit.performed_for.name, credit.performed_for.character, credit.work) == (
        "Mélanie Laurent",
        "Anne-Marie",
        "A concerto",
    )


def test_part_says_who_performed_it(client):
    film, actress, singer = make_film(), make_person("Natalie Wood"), make_person("Marni Nixon")
    part = make_credit(film, actress, character="Maria")
    sound: dict[str, Any] = {"department": Department.SOUND, "performed_for": part}
    make_credit(film, singer, job="Singing voice", work="Tonight", **sound)
    make_credit(film, job="Whistler", removed=True, **sound)
    [credit] = CREDITS.rows(actress.pk)
    assert [(other.name, other.url, other.job, other.work) for other in credit.performers] == [
        ("Marni Nixon", singer.get_absolute_url(), "Singing voice", "Tonight")
    ]
    lines = [line.text for line in Document(client.get(actress.get_absolute_url()).content.decode()).all("p")]
    assert "Singing voice in this part: Marni Nixon (Tonight)" in lines


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "Cast"),
        ({"known_for_department": "Costume & Make-Up"}, "Known for costume & make-up"),
        (
            {"birth_date": "1901-02", "death_date": "1970", "birth_place": "Iași", "known_for_department": "Acting"},
            "Born February 1901 Iași Died 1970 Known for acting",
        ),
        ({"kind": "group", "birth_date": "1946", "known_for_department": "Sound"}, "Founded 1946 Known for sound"),
    ],
)
def test_fact_line(client, fields, line):
    person = make_person(**fields)
    if not fields:
        make_credit(person=person)
    page = Document(client.get(person.get_absolute_url()).content.decode())
    [found] = [p.text for p in page.all("p") if p.attributes.get("class") == "line-of"]
    assert found == line


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, ()),
        ({"birth_date": "1901-02-03", "known_for_department": "Sound"}, ("1901", "Known for sound")),
        ({"birth_date": "1901", "death_date": "1970-01"}, ("1901–1970",)),
        ({"death_date": "1970-01"}, ()),
    ],
)
def test_card_says_when_and_what_for(fields, line):
    assert page_of(make_person("Ann Lee", **fields)).card.line == line


def test_card(client, settings, tmp_path, django_assert_num_queries):
    settings.STATE_DIR = tmp_path
    person = make_person("東京 太郎", birth_date="1901")
    PersonName.objects.create(person=person, kind=PersonName.Kind.ALIAS, text="Tarō Tōkyō")
    page = Document(client.get(person.get_absolute_url()).content.decode())
    [address] = [m.attributes["content"] for m in page.all("meta") if m.attributes.get("property") == "og:image"]
    assert address == f"http://testserver{page_of(person).card_url}"
    with django_assert_num_queries(1):
        response = client.get(address.removeprefix("http://testserver"))
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert page_of(person).card.texts() == ("TARŌ TŌKYŌ", "1901")
    assert client.get(f"/people/{person.pk}/card.png")["Location"] == f"{person.get_absolute_url()}card.png"
    assert client.get("/people/999999999-x/card.png").status_code == 404


def test_tombstones_are_not_shown():
    person = make_person()
    make_credit(person=person, removed=True)
    assert departments_of(person) == []


@pytest.mark.parametrize(
    ("department", "label"),
    [("Acting", "Cast"), ("Costume & Make-Up", "Costume & make-up"), ("Puppets", "Puppets"), ("", "")],
)
def test_department_label(department, label):
    assert department_label(department) == label


@pytest.mark.parametrize("slug", ["", "-", "-wrong"])
def test_other_addresses_are_redirected(client, slug):
    person = make_person("Mélanie Laurent")
    response = client.get(f"/people/{person.pk}{slug}/?a=1")
    assert (response.status_code, response["Location"]) == (301, f"/people/{person.pk}-melanie-laurent/?a=1")


def test_merged_and_deleted_people(client):
    survivor = make_person("Survivor")
    Redirect.objects.record("person", 1_000_000, survivor.pk)
    Redirect.objects.record("person", 1_000_001, None)
    assert client.get("/people/1000000-x/")["Location"] == survivor.get_absolute_url()
    assert client.get("/people/1000001-x/").status_code == 410
    assert client.get("/people/1000002-x/").status_code == 404


def test_list_by_credits_and_by_name(rf):
    people = with_short_pages(PEOPLE.whole, 2)
    for name, sort_name, credits in (("Zoe Ames", "Ames, Zoe", 2), ("Bob", "", 9), ("Élan", "", 9), ("Cid", "", 1)):
        make_person(name, sort_name=sort_name, credit_count=credits)
    assert titles_page_by_page(rf, people, "credits") == [["Bob", "Élan"], ["Zoe Ames", "Cid"]]
    assert titles_page_by_page(rf, people, "name") == [["Zoe Ames", "Bob"], ["Cid", "Élan"]]
