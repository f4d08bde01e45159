"""Twenty films through the command: every value in the tables against a reading of the files of its own."""

from pathlib import Path

import pytest
from django.core.management import call_command

from films.importers.vocabulary import country_name, language_name
from films.models import Country, Credit, CreditKey, Film, FilmExternalId, FilmName, FilmVotes, Language
from moviedb.lib.text import sort_title
from people.models import Person, PersonName
from tests.films.importers.tmdb5000_plain import PlainCredit, PlainFilm, twenty_films, write_twenty_films
from tests.paths import needs_shared

pytestmark = [pytest.mark.django_db, needs_shared]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tmdb5000")
    write_twenty_films(path)
    return path


@pytest.fixture
def imported(directory: Path) -> list[PlainFilm]:
    rejects = directory / "rejects.tsv"
    call_command("import_tmdb5000", str(directory), rejects=rejects, verbosity=0)
    assert not rejects.exists()
    return twenty_films()


def film_of(tmdb_id: int) -> Film:
    return FilmExternalId.objects.get(source="tmdb", value=str(tmdb_id)).film


def plain(film: Film) -> PlainFilm:
    (key,) = film.external_ids.all()
    return PlainFilm(
        id=int(key.value),
        title=film.title,
        original_title=film.original_title,
        original_language=film.original_language_id or "",
        tagline=film.tagline,
        overview=film.overview,
        release_date=str(film.release_date or ""),
        status=film.status,
        runtime=film.runtime,
        budget=film.budget,
        revenue=film.revenue,
        homepage=film.homepage,
        popularity=film.popularity or 0.0,
        votes=next(((float(votes.average), votes.count) for votes in film.votes.filter(site="tmdb")), None),
        genres=[row.genre.name for row in film.film_genres.order_by("position")],
        keywords=[row.keyword.name for row in film.film_keywords.order_by("position")],
        companies=[
            (int(row.company.external_ids.get(source="tmdb").value), row.company.name)
            for row in film.film_companies.order_by("position")
        ],
        countries=[row.country_id for row in film.film_countries.order_by("position")],
        languages=[row.language_id for row in film.film_languages.order_by("position")],
        credits=[plain_credit(credit) for credit in film.credits.select_related("person").order_by("id")],
    )


def plain_credit(credit: Credit) -> PlainCredit:
    (key,) = credit.keys.all()
    (person_key,) = credit.person.external_ids.all()
    assert (key.source, person_key.source, credit.origin) == ("tmdb5000", "tmdb", "tmdb5000")
    return PlainCredit(
        key=key.value,
        person=int(person_key.value),
        name=credit.person.name,
        gender=credit.person.gender,
        department=credit.department,
        job=credit.job,
        character=credit.character,
        order=credit.billing_order,
        credited_as=credit.credited_as,
        uncredited=credit.uncredited,
        voice=credit.voice,
        on_screen=credit.on_screen,
    )


def test_import_tmdb5000_every_value_of_twenty_films(imported):
    for expected in imported:
        assert plain(film_of(expected.id)) == expected


def test_import_tmdb5000_nothing_but_the_twenty_films(imported):
    credits = [credit for film in imported for credit in film.credits]
    assert Film.objects.count() == 20
    assert Credit.objects.count() == CreditKey.objects.count() == len(credits)
    assert set(Person.objects.values_list("external_ids__value", "name", "gender", "kind", "known_for_department")) == {
        (str(credit.person), credit.name, credit.gender, "person", "") for credit in credits
    }
    assert Person.objects.count() == len({credit.person for credit in credits})
    votes = {(film.id, "tmdb", "tmdb5000") for film in imported if film.votes}
    assert {(int(v.film.external_ids.get().value), v.site, v.origin) for v in FilmVotes.objects.all()} == votes


def test_import_tmdb5000_what_the_data_does_not_state_is_empty(imported):
    for rows, fields, expected in (
        (Film.objects.all(), ("adult", "poster_path", "backdrop_path", "collection"), (False, "", "", None)),
        (Person.objects.all(), ("biography", "birth_date", "homepage", "popularity"), ("", None, "", None)),
        (Credit.objects.all(), ("note", "work", "performed_for", "removed", "gone"), ("", "", None, False, False)),
    ):
        assert set(rows.values_list(*fields)) == {expected}


def test_import_tmdb5000_derived_names(imported):
    """Sort titles and the rows by which search finds films and people."""
    for expected in imported:
        film = film_of(expected.id)
        assert film.sort_title == sort_title(expected.title, expected.original_language)
        names = {("title", "", expected.title)}
        if expected.original_title != expected.title:
            names.add(("original", expected.original_language, expected.original_title))
        assert set(FilmName.objects.filter(film=film).values_list("kind", "language", "text")) == names
    people = {(str(credit.person), "name", credit.name) for film in imported for credit in film.credits}
    assert set(PersonName.objects.values_list("person__external_ids__value", "kind", "text")) == people


def test_import_tmdb5000_vocabulary(imported):
    countries = {code for film in imported for code in film.countries}
    languages = {code for film in imported for code in (film.original_language, *film.languages)}
    assert dict(Country.objects.values_list("code", "name")) == {code: country_name(code) for code in countries}
    assert dict(Language.objects.values_list("code", "name")) == {code: language_name(code) for code in languages}
