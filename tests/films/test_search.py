import pytest

from films.models import FilmName
from films.search import Query, find_films, find_people
from films.search.query import Way
from people.models import PersonName
from tests.factories import make_film, make_person

pytestmark = pytest.mark.django_db


def films(text):
    return [film.title for film in find_films(Query.read(text)).rows]


def people(text):
    return [person.name for person in find_people(Query.read(text)).rows]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("The Concert", "concert"),
        ("The Concert", "CONCERT the"),
        ("The Concert", "once"),
        ("Les Misérables", "miserables"),
        ("Les Miserables", "Misérables"),
        ("Ida", "id"),
        ("Ida", "i"),
        ("It", "it"),
        ("Up in the Air", "up in"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("Ёлки", "елки"),
        ("Ёлки", "elki"),
        ("Левиафан", "leviafan"),
        ("Ἀθήνα", "αθηνα"),
        ("東京物語", "東京"),
        ("東京物語", "物語"),
        ("東京物語", "東"),
        ("東京物語", "東京物語"),
        ("千と千尋の神隠し", "千尋"),
        ("기생충", "기생"),
        ("1917", "1917"),
        ("!!!", "!!!"),
        ("100% Wolf", "100%"),
        ("Spider_Man", "spider_"),
        ("C:\\Dark", "c:\\"),
        ("O'Brother", "o’brother"),
    ],
)
def test_film_is_found(title, query):
    make_film(title)
    assert films(query) == [title]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("The Concert", "concerto"),
        ("The Concert", "concert tango"),
        ("Ida", "d"),
        ("Avatar", "va"),
        ("Avatar", "%%%"),
        ("Avatar", "a_a_a"),
        ("Avatar", "____"),
        ("Avatar", "av%tar"),
        ("C Dark", "\\\\\\"),
        ("東京物語", "京東"),
        ("東京の物語", "東京物語"),
        ("東京物語", "語"),
    ],
)
def test_film_is_not_found(title, query):
    make_film(title)
    assert films(query) == []


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Андрей Звягинцев", "zvyagintsev"),
        ("Андрей Звягинцев", "andrei zvyagintsev"),
        ("Θεόδωρος Αγγελόπουλος", "theodoros"),
        ("Radu Mihăileanu", "mihaileanu radu"),
        ("Nguyễn", "nguyen"),
    ],
)
def test_person_is_found(name, query):
    make_person(name)
    assert people(query) == [name]


def test_words_must_be_of_one_name():
    film = make_film("The Concert")
    FilmName.objects.create(film=film, kind="alternative", text="Das Konzert")
    assert films("concert konzert") == []


def test_exact_then_same_letters_then_beginning_then_popularity():
    make_film("Alive and Popular", popularity=90)
    make_film("Stay Alive", popularity=80)
    make_film("Dead or Alive", popularity=99)
    make_film("ALIVE", popularity=1)
    make_film("Alive", popularity=0.5)
    assert films("Alive") == ["Alive", "ALIVE", "Alive and Popular", "Dead or Alive", "Stay Alive"]


def test_film_once_with_the_title_that_matched():
    film = make_film("The Concert", original_title="Le Concert")
    FilmName.objects.create(film=film, kind="translated", language="de", text="Das Konzert")
    FilmName.objects.create(film=film, kind="translated", language="nl", text="Het Konzert")
    assert [(row.title, row.other_title) for row in find_films(Query.read("konzert")).rows] == [
        ("The Concert", "Das Konzert")
    ]
    assert [row.other_title for row in find_films(Query.read("concert")).rows] == [""]


def test_person_by_another_name():
    person = make_person("Miou-Miou")
    PersonName.objects.create(person=person, kind="birth", text="Sylvette Herry")
    [found] = find_people(Query.read("herry")).rows
    assert (found.name, found.other_name, found.url) == (
        "Miou-Miou",
        "Sylvette Herry",
        person.get_absolute_url(),
    )


def test_removed_names_find_nothing():
    film = make_film("The Concert")
    FilmName.objects.create(film=film, kind="alternative", text="Wrong", removed=True)
    assert films("wrong") == []


def test_twenty_and_more():
    for number in range(21):
        make_film(f"Part {number}")
    found = find_films(Query.read("part"))
    assert (len(found.rows), found.more) == (20, True)
    found = find_films(Query.read("part 20"))
    assert (len(found.rows), found.more) == (1, False)


@pytest.mark.parametrize(
    ("text", "words", "ways"),
    [
        ("  The   Concert\t", ("The", "Concert"), (Way.INSIDE, Way.INSIDE)),
        ("up", ("up",), (Way.AT_START,)),
        ("up in", ("up", "in"), (Way.AT_START, Way.INSIDE)),
        ("up there", ("up", "there"), (Way.INSIDE, Way.INSIDE)),
        ("東京 x", ("東京", "x"), (Way.BY_PAIRS, Way.INSIDE)),
        ("東", ("東",), (Way.AT_START,)),
        ("", (), ()),
        (" \n ", (), ()),
    ],
)
def test_query_is_taken_apart(text, words, ways):
    query = Query.read(text)
    assert (query.words, query.ways) == (words, ways)


def test_query_is_cut():
    assert Query.read("x" * 5_000).words == ("x" * 100,)
    assert len(Query.read("a b " * 50).words) == 8


def test_search_page_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/search/").status_code == 200


def test_search_page_shows_the_query_as_text(client):
    html = client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
