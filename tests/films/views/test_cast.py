import pytest

from films.models import Department
from films.views.cast import CAST
from people.models import PersonName
from tests.factories import make_credit, make_film, make_image, make_person
from tests.html import Document

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


@pytest.fixture
def orchestra():
    """Long enough for a filter."""
    film = make_film("The Concert")
    conductor = make_person("Aleksey Guskov")
    PersonName.objects.create(person=conductor, kind="native", text="Алексей Гуськов")
    PersonName.objects.create(person=conductor, kind="alias", text="Wrong", removed=True)
    part = make_credit(film, conductor, character="Andreï Filipov")
    make_credit(film, make_person("Łukasz"), character="Guide", credited_as="Luke")
    make_credit(film, department=Department.SOUND, job="Violin Soloist", performed_for=part, work="Concerto")
    for number in range(40):
        make_credit(film, make_person(f"Player {number}"), department=Department.CREW, job=f"Job {number // 4}")
    return film


def found(client, film, query):
    page = Document(client.get(f"{film.get_absolute_url()}cast/", {"q": query}).content.decode())
    rows = [item for item in page.all("li", "tr") if "td" in item.children or "bdi" in item.children]
    return [row.text for row in rows]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("guskov", ["AG Aleksey Guskov Andreï Filipov"]),
        ("ГУСЬКОВ", ["AG Aleksey Guskov Andreï Filipov"]),
        ("alexey", []),
        ("aleksei", ["AG Aleksey Guskov Andreï Filipov"]),
        ("andrei", ["AG Aleksey Guskov Andreï Filipov"]),
        ("lukasz guide", ["Ł Łukasz Guide (as Luke)"]),
        ("guide guskov", []),
        ("wrong", []),
        ("job 19", ["Job 4 Player 19"]),
        ("player 39", ["Job 9 Player 39"]),
        ("%", []),
        (".*", []),
    ],
)
def test_filter(client, orchestra, query, rows):
    assert found(client, orchestra, query) == rows


def test_filter_is_a_view_of_the_page(client, orchestra, django_assert_num_queries):
    address = f"{orchestra.get_absolute_url()}cast/"
    with django_assert_num_queries(1):
        answer = client.get(address, {"q": "player"})
    page = Document(answer.content.decode())
    assert page.canonical() == [f"http://testserver{address}"]
    assert [meta.attributes["content"] for meta in page.all("meta") if meta.attributes.get("name") == "robots"] == [
        "noindex"
    ]
    [field] = [field for field in page.all("input") if field.attributes.get("value") == "player"]
    [fold] = page.all("details")
    assert (field.attributes["name"], "open" in fold.attributes) == ("q", True)
    whole = client.get(address)
    assert whole["ETag"] != answer["ETag"] != client.get(address, {"q": "guskov"})["ETag"]
    assert b"noindex" not in whole.content
    assert b"<details open" not in whole.content


def test_filter_without_a_match_says_so(client, orchestra):
    page = client.get(f"{orchestra.get_absolute_url()}cast/?q=<b>nobody</b>").content.decode()
    assert "Nobody and nothing here has “<bdi>&lt;b&gt;nobody&lt;/b&gt;</bdi>” in it." in page


def test_filter_of_broken_bytes(client, orchestra):
    assert client.get(f"{orchestra.get_absolute_url()}cast/?q=%FF%ED%B0%80&q=1").status_code == 200


@pytest.mark.parametrize("query", ["", "   ", "a" * 5000, "x " * 2000])
def test_filter_any_length(client, orchestra, query):
    assert client.get(f"{orchestra.get_absolute_url()}cast/", {"q": query}).status_code == 200


def test_short_page_has_no_filter(client):
    film = make_film()
    make_credit(film)
    page = Document(client.get(f"{film.get_absolute_url()}cast/").content.decode())
    assert [form.attributes["action"] for form in page.all("form")] == ["/search/", "/theme/"]


def test_first_twenty_of_the_cast_have_a_face(client):
    film = make_film()
    for number in range(25):
        make_credit(film, make_person(f"Player {number}", portrait=make_image() if number % 2 else None))
    page = Document(client.get(f"{film.get_absolute_url()}cast/").content.decode())
    assert len(page.all("img")) == 10
    assert len([item for item in page.all("span") if item.attributes.get("class") == "face"]) == 10
