from collections import defaultdict
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from films.models import Collection, Company, Country, Department, Film, FilmCompany, FilmCountry, FilmVotes, Language
from films.similarity.facts import Facts
from films.similarity.reading import read_facts
from films.similarity.words import number_of
from people.models import Person
from tests.factories import make_credit, make_film, make_genre, make_keyword, make_person
from tests.films.similarity.credits import direct, write

pytestmark = pytest.mark.django_db


def make_votes(film: Film, site: str, count: int) -> None:
    FilmVotes.objects.create(film=film, site=site, average=7, count=count, origin="test")


def values(facts: Facts) -> dict[str, list[Any]]:
    """The values of each field of the first film, those with more weight first; words as such."""
    found: dict[str, list[Any]] = defaultdict(list)
    for name, pairs in facts.fields.items():
        own = [
            (-weight, value)
            for film, value, weight in zip(pairs.films, pairs.values, pairs.weights, strict=True)
            if film == 0
        ]
        found[name] = [int(value) for _, value in sorted(own)]
        if name in ("title", "text"):
            found[name] = [facts.vocabulary[value] for value in found[name]]
    return {name: each for name, each in found.items() if each}


def test_read_facts_of_a_full_film():
    french = Language.objects.get_or_create(code="fr", defaults={"name": "French"})[0]
    series = Collection.objects.create(name="Three Colours")
    film = make_film(
        "Three Colours: Blue",
        adult=True,
        release_date="1993-09",
        original_language=french,
        collection=series,
        overview="Julie begins anew. Julie!",
    )
    genre, keyword = make_genre(film, "Drama").genre_id, make_keyword(film, "grief").keyword_id
    company = Company.objects.create(name="MK2")
    FilmCompany.objects.create(film=film, company=company)
    FilmCountry.objects.create(film=film, country=Country.objects.get_or_create(code="FR", name="France")[0])
    director, writer, first, second = (make_person().pk for _ in range(4))
    direct(film, Person(pk=director))
    write(film, Person(pk=director), "Screenplay")
    write(film, Person(pk=writer), "Novel")
    write(film, Person(pk=writer), "Story")
    make_credit(film, Person(pk=second), billing_order=2)
    make_credit(film, Person(pk=first), billing_order=1)
    make_votes(film, "tmdb", 400)
    facts = read_facts()
    assert [each.tolist() for each in (facts.ids, facts.adult, facts.year, facts.language, facts.votes)] == [
        [film.pk],
        [True],
        [1993],
        [number_of("fr")],
        [400],
    ]
    assert values(facts) == {
        "collection": [series.pk],
        "genre": [genre],
        "keyword": [keyword],
        "company": [company.pk],
        "country": [ord("F") * 256 + ord("R")],
        "director": [director],
        "writer": [director, writer],
        "actor": [first, second],
        "title": ["colours"],
        "text": ["julie", "anew", "begins", "blue", "colours"],
    }


def test_read_facts_of_a_bare_film():
    make_film("1")
    assert values(read_facts()) == {}


def test_read_facts_of_no_film():
    assert len(read_facts()) == 0


def test_read_facts_leaves_out_what_an_editor_removed():
    film = make_film("1")
    make_genre(film, "Drama", removed=True)
    make_keyword(film, "grief", removed=True)
    direct(film, make_person(), removed=True)
    write(film, make_person(), "Novel", removed=True)
    make_credit(film, removed=True)
    assert values(read_facts()) == {}


def test_read_facts_leaves_out_who_is_not_billed():
    film = make_film("1")
    star = make_credit(film, billing_order=3)
    make_credit(film, billing_order=0, uncredited=True)
    make_credit(film, billing_order=1, performed_for=star, on_screen=False)
    unplaced = make_credit(film)
    assert values(read_facts()) == {"actor": [star.person_id, unplaced.person_id]}


def test_read_facts_names_somebody_with_two_parts_once():
    film = make_film("1")
    twin, other = make_person(), make_person()
    for order, person in enumerate((twin, twin, other)):
        make_credit(film, person, billing_order=order)
    assert values(read_facts()) == {"actor": [twin.pk, other.pk]}


def test_read_facts_leaves_out_keywords_of_the_make_and_jobs_that_write_nothing():
    film = make_film("1")
    make_keyword(film, "AfterCreditsStinger")
    write(film, make_person(), "Storyboard")
    make_credit(film, department=Department.DIRECTING, job="Script Supervisor")
    assert values(read_facts()) == {}


def test_read_facts_leaves_out_keywords_that_repeat_a_genre():
    film = make_film("1")
    make_genre(make_film(), "Animation")
    make_keyword(film, "animation")
    kept = make_keyword(film, "adult animation").keyword_id
    assert values(read_facts()) == {"keyword": [kept]}


def test_read_facts_takes_votes_of_the_site_that_knows_most_films():
    films = [make_film() for _ in range(3)]
    make_votes(films[0], "imdb", 90_000)
    for film, count in zip(films, (10, 20, 30), strict=True):
        make_votes(film, "tmdb", count)
    assert read_facts().votes.tolist() == [10, 20, 30]


def test_read_facts_of_some_films():
    films = [make_film() for _ in range(3)]
    for film in films:
        make_keyword(film, f"keyword {film.pk}")
    facts = read_facts([films[2].pk, films[1].pk])
    assert facts.ids.tolist() == [films[1].pk, films[2].pk]
    assert facts.fields["keyword"].films.tolist() == [0, 1]


def test_read_facts_where_statements_are_logged():
    """As with DEBUG, under which Django's cursor takes a COPY without parameters only."""
    film = make_film("A Heron Rises")
    make_keyword(film, "heron")
    make_votes(film, "tmdb", 3)
    read = values(read_facts())
    with CaptureQueriesContext(connection):
        assert values(read_facts()) == read
