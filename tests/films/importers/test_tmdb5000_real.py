"""The source and the loader on the real data: every row arrives, and a second import of them writes nothing."""

import time

import pytest

from films.importers.loading import load
from films.importers.records import Counts, FilmRecord, Key, PersonRecord
from films.models import Company, Credit, Film, Genre, Keyword
from people.models import Person
from tests.films.importers.loaded import digests
from tests.films.importers.sources import ListSource
from tests.films.importers.tmdb5000_files import read
from tests.films.importers.tmdb5000_plain import PlainCredit, PlainFilm, twenty_films
from tests.paths import TMDB5000, needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def real():
    started = time.process_time()
    source, films, people = read(TMDB5000)
    return source, films, people, time.process_time() - started


def test_real_data_totals(real):
    source, films, people, seconds = real
    credits = [credit for film in films for credit in film.credits]
    cast = [credit for credit in credits if credit.billing_order is not None]
    assert (len(films), len(people), len(cast), len(credits) - len(cast)) == (4803, 104_842, 106_257, 129_581)
    assert source.rejects == []
    assert len({credit.key for credit in credits}) == len(credits)
    acting_in_the_crew = [c for c in credits if c.department == "Acting" and c.billing_order is None]
    assert len(acting_in_the_crew) == 4
    assert seconds < 15  # 4 s on an idle machine of 2 cores


def plain(film: FilmRecord, people: dict[Key, PersonRecord]) -> PlainFilm:
    votes = film.votes[0] if film.votes else None
    return PlainFilm(
        id=int(film.keys[0].value),
        title=film.title,
        original_title=film.original_title,
        original_language=film.original_language,
        tagline=film.tagline,
        overview=film.overview,
        release_date=str(film.release_date or ""),
        status=film.status,
        runtime=film.runtime,
        budget=film.budget,
        revenue=film.revenue,
        homepage=film.homepage,
        popularity=film.popularity or 0.0,
        votes=(votes.average, votes.count) if votes else None,
        genres=list(film.genres),
        keywords=[term.name for term in film.keywords],
        companies=[(int(term.key.value), term.name) for term in film.companies if term.key],
        countries=list(film.countries),
        languages=list(film.languages),
        credits=[
            PlainCredit(
                c.key, int(c.person.value), people[c.person].name, people[c.person].gender, c.department, c.job,
                c.character, c.billing_order, c.credited_as, c.uncredited, c.voice, c.on_screen,
            )
            for c in film.credits
        ],
    )  # fmt: skip


def test_real_data_twenty_films(real):
    """Every value of twenty films against a reading of the files that shares nothing with the source."""
    _, films, people, _ = real
    by_id = {int(film.keys[0].value): film for film in films}
    by_key = {person.keys[0]: person for person in people}
    for expected in twenty_films():
        assert plain(by_id[expected.id], by_key) == expected


@pytest.mark.django_db
def test_real_data_imported_and_a_part_of_it_again(real):
    _, films, people, _ = real
    first = load(ListSource(*people, *films, name="tmdb5000"))
    assert (first.films, first.people, first.credits) == (Counts(4_803), Counts(104_842), Counts(235_838))
    assert first.rejects == []
    assert (Film.objects.count(), Person.objects.count()) == (4_803, 104_842)
    # 106,257 cast and 129,581 crew rows; four of the crew are of the department "Actors", which means Acting.
    assert (Credit.objects.cast().count(), Credit.objects.crew().count()) == (106_257 + 4, 129_581 - 4)
    # 9,813 keyword ids have 9,809 folded names; companies keep their ids apart.
    assert (Genre.objects.count(), Keyword.objects.count(), Company.objects.count()) == (20, 9_809, 5_047)
    before = digests()
    part = films[::5]
    named = {credit.person for film in part for credit in film.credits}
    again = [person for person in people if person.keys[0] in named]
    second = load(ListSource(*again, *part, name="tmdb5000"))
    credits = sum(len(film.credits) for film in part)
    assert (second.films, second.people, second.credits) == (
        Counts(unchanged=len(part)), Counts(unchanged=len(again)), Counts(unchanged=credits),
    )  # fmt: skip
    assert digests() == before
