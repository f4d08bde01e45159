"""Films and people with every optional fact there or missing at random: no page shows a hole."""

import random
import re

import pytest

from films.models import (
    Collection,
    Company,
    Country,
    Department,
    Film,
    FilmCompany,
    FilmCountry,
    FilmExternalId,
    FilmLanguage,
    FilmName,
    FilmSourceValues,
    FilmVotes,
    Language,
    ReleaseDate,
    SimilarFilm,
    Video,
)  # fmt: skip
from people.models import Person, PersonExternalId, PersonName
from tests.factories import make_credit, make_film, make_genre, make_keyword, make_person, make_run
from tests.html import Document, Element

pytestmark = pytest.mark.django_db

DATES = ["1994", "1994-05", "1994-05-17"]
# What a fact that is not there may leave behind.
HOLES = [
    re.compile(r"\bNone\b|\bnull\b|\bnan\b|\bUndefined\b"),
    re.compile(r"(?<![\d.,])0 (min|h)\b"),
    re.compile(r"\(\s*\)|\[\s*\]"),
    re.compile(r"([,·;–])\s*\1| / /"),  # two separators
    re.compile(r"\(\s*[,·;]|[,·;]\s*\)"),
    re.compile(r"\b(by|as|for|on|from)\s*[.,·;)]"),
]
EMPTY_IS_WRONG = ("h1", "h2", "h3", "a", "dt", "dd", "th", "li", "p", "ul", "dl", "table", "section", "summary", "time")
ATTRIBUTES = ("href", "src", "alt", "lang", "datetime", "aria-label")
# Elements that show something without text in them.
SHOWING = {"img", "svg", "input"}


def filled(chance: random.Random, **facts):
    """Half of these facts."""
    return {name: value for name, value in facts.items() if chance.random() < 0.5}


def random_film(chance: random.Random) -> Film:
    french, _ = Language.objects.get_or_create(code="fr", name="French")
    film = make_film(
        chance.choice(["The Concert", "!!!", "東京物語", "Up"]),
        **filled(
            chance, original_title="Le Concert", original_language=french, tagline="A line.", overview="Some text.",
            release_date=chance.choice(DATES), status=chance.choice(Film.Status.values), runtime=119, budget=1,
            revenue=1, homepage="https://example.org/", popularity=1.5,
            collection=Collection.objects.create(name="Concerts"),
        ),
    )  # fmt: skip
    france, _ = Country.objects.get_or_create(code="FR", name="France")
    makers = [
        lambda: make_genre(film, "Drama"),
        lambda: make_keyword(film, "violin"),
        lambda: FilmCountry.objects.create(film=film, country=france),
        lambda: FilmLanguage.objects.create(film=film, language=french),
        lambda: FilmCompany.objects.create(
            film=film, company=Company.objects.create(name="A company", **filled(chance, country=france))
        ),
        lambda: FilmExternalId.objects.create(film=film, source=chance.choice(["tmdb", "club"]), value=str(film.pk)),
        lambda: FilmVotes.objects.create(film=film, site="tmdb", average=7, origin="x", **filled(chance, count=9)),
        lambda: FilmName.objects.create(
            film=film, text="Another", **filled(chance, language="fr", region="CA", note="TV")
        ),
        lambda: ReleaseDate.objects.create(
            film=film, country=france, date=chance.choice(DATES),
            **filled(chance, type=3, certification="U", note="Paris"),
        ),
        lambda: Video.objects.create(
            film=film, site=chance.choice(["YouTube", "Club"]), key="1", name="Trailer",
            **filled(chance, kind="Trailer", language="fr", official=True, published="1994"),
        ),
        lambda: FilmSourceValues.objects.create(film=film, source="tmdb", values={"title": "x"}, first_run=make_run()),
        lambda: random_credits(chance, film),
        lambda: random_similar(chance, film),
    ]  # fmt: skip
    for make in makers:
        if chance.random() < 0.5:
            make()
    return film


def random_credits(chance: random.Random, film: Film) -> None:
    for order in range(chance.randint(1, 6)):
        part = make_credit(
            film,
            **filled(
                chance, character="A part", billing_order=order, credited_as="A name", note="a note",
                uncredited=True, voice=True,
            ),
        )  # fmt: skip
        department = chance.choice(Department.values)
        performance = filled(chance, performed_for=part, work="A concerto", credited_as="A name", note="a note")
        group = make_person(kind=chance.choice(Person.Kind.values))
        make_credit(film, group, department=department, job="A job", on_screen=False, **performance)
        for job in ("Screenplay", "Writer"):
            make_credit(film, department=Department.WRITING, job=job)


def random_similar(chance: random.Random, film: Film) -> None:
    for rank in range(1, chance.randint(2, 4)):
        reasons = [
            {"code": "actor", "ids": [make_person().pk]},
            {"code": "genre", "ids": [make_genre(film, f"Genre {film.pk} {rank}").genre_id]},
            {"code": "keyword", "ids": []},
        ]
        other = make_film(**filled(chance, release_date="1994"))
        SimilarFilm.objects.create(
            film=film, other=other, rank=rank, score=1, reasons=chance.sample(reasons, chance.randint(0, 3))
        )


def random_person(chance: random.Random) -> Person:
    person = make_person(
        chance.choice(["Ann Lee", "Миу-Миу", "?"]),
        kind=chance.choice(Person.Kind.values),
        **filled(
            chance, biography="A life.", birth_date=chance.choice(DATES), death_date=chance.choice(DATES),
            birth_place="Paris", gender=1, known_for_department=chance.choice(["Acting", "Puppets"]),
            homepage=chance.choice(["https://example.org/", "javascript:alert(1)"]), popularity=1.0,
        ),
    )  # fmt: skip
    if chance.random() < 0.5:
        PersonName.objects.create(person=person, text="Another", **filled(chance, kind="birth", language="fr"))
    if chance.random() < 0.5:
        PersonExternalId.objects.create(person=person, source=chance.choice(["imdb", "club"]), value=str(person.pk))
    for _ in range(chance.randint(0, 3)):
        film = make_film(**filled(chance, release_date=chance.choice(DATES)))
        part = make_credit(film, **filled(chance, character="A part"))
        make_credit(
            film, person, department=chance.choice(Department.values), job="Actor",
            **filled(chance, character="A part", credited_as="A name", note="a note", uncredited=True, voice=True,
                     performed_for=part, work="A concerto", on_screen=True),
        )  # fmt: skip
    return person


def holes(html: str) -> list[str]:
    document = Document(html)
    [body] = document.all("body")
    found = [match.group() for hole in HOLES for match in hole.finditer(body.text)]
    found += [f"<{e.tag}> {e.attributes}" for e in document.all(*EMPTY_IS_WRONG) if _is_empty(e)]
    found += [
        f"{e.tag}: {name}" for e in document.elements for name in ("href", "src", "alt", "lang") if _blank(e, name)
    ]
    return found


def _is_empty(element: Element) -> bool:
    shows = any(child in SHOWING for child in element.children)
    return not element.text and not shows and not element.attributes.get("aria-label")


def _blank(element: Element, name: str) -> bool:
    """An attribute without its value, but for `alt=""` of a picture that says nothing new."""
    return element.attributes.get(name) == "" and not (element.tag == "img" and name == "alt")


@pytest.mark.parametrize("seed", range(40))
def test_film_without_some_facts(client, seed):
    film = random_film(random.Random(seed))
    for page in ("", "cast/", "info/", "similar/"):
        response = client.get(f"{film.get_absolute_url()}{page}")
        if page and response.status_code == 404:
            continue
        assert (response.status_code, holes(response.content.decode())) == (200, []), page


@pytest.mark.parametrize("seed", range(30))
def test_person_without_some_facts(client, seed):
    person = random_person(random.Random(seed))
    response = client.get(person.get_absolute_url())
    assert (response.status_code, holes(response.content.decode())) == (200, [])


def test_lists_of_what_has_no_facts(client):
    chance = random.Random(7)
    for _ in range(10):
        random_film(chance)
        random_person(chance)
    for address in ("/", "/films/", "/films/?sort=newest", "/people/", "/search/?q=a", "/search/?q=concert"):
        assert holes(client.get(address).content.decode()) == [], address


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>None</p>", ["None"]),
        ("<p>0 min</p>", ["0 min"]),
        ("<p>120 min</p>", []),
        ("<p>a · · b</p>", ["· ·"]),
        ("<p>a ()</p>", ["()"]),
        ("<h2> </h2>", ["<h2> {}"]),
        ('<a href="">x</a>', ["a: href"]),
        ("<ul></ul>", ["<ul> {}"]),
        ("<p><svg></svg></p>", []),
        ("<p>None of the above</p>", ["None"]),
    ],
)
def test_what_a_hole_is(html, found):
    assert holes(f"<body>{html}</body>") == found
