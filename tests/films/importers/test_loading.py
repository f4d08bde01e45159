"""The loader: both writers, on records that the tests write out."""

import pytest

from films.importers.loading import load
from films.importers.records import Counts
from films.models import Credit, Film, FilmName, FilmSourceValues
from moviedb.lib.dates import PartialDate
from moviedb.lib.provenance.models import ImportRun, Redirect
from people.models import Person, PersonName
from tests.factories import make_film
from tests.films.importers.loaded import definitions, dump, load_film, rich_film, versions
from tests.films.importers.sources import ListSource, film, person

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["first_load", "refresh"])
def writer(request):
    """Both writers: the second one is taken as soon as any film is there."""
    if request.param == "refresh":
        make_film("Already there")
    return request.param


def test_load_writes_every_field_of_a_film(writer):
    load_film()
    row = Film.objects.get(title="The Concert")
    assert ImportRun.objects.get().writer == writer
    assert {name: getattr(row, name) for name in (
        "original_title", "original_language_id", "sort_title", "sort_key", "tagline", "overview", "release_year",
        "status", "runtime", "budget", "revenue", "homepage", "popularity", "adult", "poster_path", "backdrop_path",
        "locked_fields",
    )} == {
        "original_title": "Le Concert", "original_language_id": "fr", "sort_title": "Concert, The",
        "sort_key": "concert, the", "tagline": "Play on", "overview": "An orchestra.", "release_year": 2009,
        "status": "Released", "runtime": 119, "budget": 10, "revenue": 20, "homepage": "https://example.org",
        "popularity": 3.5, "adult": False, "poster_path": "/p.jpg", "backdrop_path": "/b.jpg", "locked_fields": [],
    }  # fmt: skip
    assert row.release_date == PartialDate(2009, 11, 4)
    assert str(row.collection) == "Concerts"
    assert list(row.film_genres.values_list("genre__name", "position", "origin")) == [
        ("Drama", 0, "tmdb"),
        ("Comedy", 1, "tmdb"),
    ]
    assert list(row.film_keywords.values_list("keyword__name", flat=True)) == ["violin", "Orchestra"]
    assert list(row.film_companies.values_list("company__name", "company__country_id")) == [("Oï Oï Oï", "FR")]
    assert list(row.film_countries.values_list("country_id", "country__name")) == [("FR", "France"), ("RO", "Romania")]
    assert list(row.film_languages.values_list("language_id", "language__name")) == [
        ("fr", "French"),
        ("ru", "Russian"),
    ]
    assert list(row.texts.values_list("language", "overview", "tagline")) == [("fr", "Un orchestre.", "Jouez")]
    assert list(row.release_dates.values_list("country_id", "date", "type", "certification")) == [
        ("RO", PartialDate(2009), None, ""),
        ("FR", PartialDate(2009, 11, 4), 3, "U"),
    ]
    assert list(row.videos.values_list("site", "key", "name", "kind", "language")) == [
        ("YouTube", "abc", "Trailer", "Trailer", "fr")
    ]
    assert [(v.site, float(v.average), v.count, v.origin) for v in row.votes.all()] == [("tmdb", 7.2, 435, "tmdb")]
    assert list(row.external_ids.values_list("source", "value")) == [("tmdb", "1")]


def test_load_writes_names_for_search_with_the_films_popularity(writer):
    load_film()
    names = FilmName.objects.filter(film__title="The Concert").order_by("kind")
    assert list(names.values_list("kind", "language", "text", "fold", "popularity")) == [
        ("original", "fr", "Le Concert", "le concert", 3.5),
        ("title", "", "The Concert", "the concert", 3.5),
        ("translated", "pl", "Koncert", "koncert", 3.5),
    ]
    assert list(PersonName.objects.order_by("text").values_list("text", "popularity")) == [
        ("Person 1", 2),
        ("Person 2", 2),
    ]


def test_load_keeps_several_parts_and_jobs_of_one_person(writer):
    load_film()
    credits = Credit.objects.order_by("keys__value")
    assert list(credits.values_list("keys__value", "person__name", "job", "character", "billing_order")) == [
        ("c1", "Person 1", "Actor", "Anne-Marie", 0),
        ("c2", "Person 1", "Actor", "Lea", 1),
        ("c3", "Person 2", "Director", "", None),
        ("c4", "Person 2", "Violin", "", None),
    ]
    assert credits.get(keys__value="c4").performed_for == credits.get(keys__value="c1")
    assert list(Person.objects.in_name_order().values_list("credit_count", flat=True)) == [2, 2]


def test_load_keeps_what_the_source_said(writer):
    load_film()
    said = FilmSourceValues.objects.get()
    assert (said.source, said.values["runtime"], said.values["genres"]) == ("tmdb", 119, ["Drama", "Comedy"])
    assert said.run_of("runtime") == ImportRun.objects.get().pk


def test_first_load_puts_every_index_and_constraint_back():
    before = definitions()
    load_film()
    assert (len(before[0]) > 40, definitions()) == (True, before)


def test_load_counts_new_records(writer):
    result = load_film()
    assert (result.films, result.people, result.credits) == (Counts(1), Counts(2), Counts(4))


def test_load_twice_writes_nothing(writer):
    load_film()
    before = versions()
    result = load_film()
    assert versions() == before
    assert (result.films, result.people, result.credits) == (Counts(0, 0, 1), Counts(0, 0, 2), Counts(0, 0, 4))


def test_deleted_film_does_not_come_back():
    load_film()
    row = Film.objects.get()
    Redirect.objects.record("film", row.pk, None, ["tmdb:1"])
    row.delete()
    result = load_film()
    assert Film.objects.count() == 0
    assert result.gone["deleted by an editor"] == ["tmdb:1"]


def test_dry_run_writes_nothing_and_counts_alike(writer):
    before = dump()
    result = load(ListSource(person(1), person(2), rich_film()), dry_run=True)
    assert (result.run_id, result.films, result.credits) == (None, Counts(1), Counts(4))
    assert dump() == before
    assert ImportRun.objects.count() == 0


def test_record_that_the_database_would_refuse_is_rejected_and_the_others_go_on(writer):
    result = load(ListSource(person(1), film(2, "Good"), film(3, "Bad", runtime=-1), film(4, "Nul\0")))
    assert [reject.row for reject in result.rejects] == ["tmdb:3", "tmdb:4"]
    assert Film.objects.filter(title="Good").count() == 1


def test_film_twice_in_one_source_counts_once(writer):
    result = load(ListSource(film(2, "First"), film(2, "Second")))
    assert list(Film.objects.filter(external_ids__source="tmdb").values_list("title", flat=True)) == ["First"]
    assert len(result.rejects) == 1


def test_failure_in_the_source_leaves_a_failed_run_and_no_half_batch(writer):
    class Broken(ListSource):
        def records(self):
            yield from self.list
            raise RuntimeError("cut off")

    before = dump()
    with pytest.raises(RuntimeError):
        load(Broken(person(1), rich_film(credits=())))
    assert dump() == before
    run = ImportRun.objects.get()
    assert (run.state, run.report) == ("failed", {"error": "cut off"})
