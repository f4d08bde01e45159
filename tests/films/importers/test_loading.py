"""The loader: both writers, on records that the tests write out."""

import pytest
from django.db import connection

from films.importers.first_load import CONSTRAINTS_SQL, INDEXES_SQL
from films.importers.loading import load
from films.importers.records import (
    Counts,
    FilmRecord,
    Key,
    NameRecord,
    PersonRecord,
    ReleaseRecord,
    TermRecord,
    TextRecord,
    VideoRecord,
    VotesRecord,
)
from films.importers.tables import ALL_TABLES
from films.models import Credit, CreditKey, Film, FilmKeyword, FilmName, FilmSourceValues, ReleaseDate, Video
from moviedb.lib.dates import PartialDate
from moviedb.lib.provenance.models import ImportRun, Redirect
from people.models import Person, PersonName
from tests.factories import make_film
from tests.films.importers.sources import ListSource, film, job, part, person

pytestmark = pytest.mark.django_db


def rich_film(**changes):
    fields = {
        "original_title": "Le Concert",
        "original_language": "fr",
        "tagline": "Play on",
        "overview": "An orchestra.",
        "release_date": PartialDate(2009, 11, 4),
        "status": "Released",
        "runtime": 119,
        "budget": 10,
        "revenue": 20,
        "homepage": "https://example.org",
        "popularity": 3.5,
        "poster_path": "/p.jpg",
        "backdrop_path": "/b.jpg",
        "collection": TermRecord("Concerts", Key("tmdb", "7")),
        "genres": ("Drama", "Comedy"),
        "keywords": (TermRecord("violin"), TermRecord("Orchestra")),
        "companies": (TermRecord("Oï Oï Oï", Key("tmdb", "9"), "FR"),),
        "countries": ("FR", "RO"),
        "languages": ("fr", "ru"),
        "names": (NameRecord("Koncert", "translated", "pl", "PL"),),
        "texts": (TextRecord("fr", "", "Un orchestre.", "Jouez"),),
        "releases": (ReleaseRecord("FR", PartialDate(2009, 11, 4), 3, "U"), ReleaseRecord("RO", PartialDate(2009))),
        "videos": (VideoRecord("YouTube", "abc", "Trailer", "Trailer", "fr"),),
        "votes": (VotesRecord("tmdb", 7.2, 435),),
        "credits": (
            part("c1", 1, "Anne-Marie", billing_order=0),
            part("c2", 1, "Lea", billing_order=1),
            job("c3", 2, "Directing", "Director"),
            job("c4", 2, "Sound", "Violin", performed_for="c1", work="Tchaikovsky: Violin Concerto"),
        ),
        **changes,
    }
    return film(1, "The Concert", **fields)


def dump():
    """Every row of every table that an import fills, without what the clock decides."""
    rows = {}
    with connection.cursor() as cursor:
        for table in ALL_TABLES:
            cursor.execute(f"SELECT to_jsonb(t) - 'created_at' - 'updated_at' FROM {table.name} AS t ORDER BY 1")
            rows[table.name] = [row[0] for row in cursor.fetchall()]
    return rows


def versions():
    """The physical version of every row: what a run that writes nothing leaves as it was."""
    with connection.cursor() as cursor:
        return {
            table.name: cursor.execute(f"SELECT ctid::text, xmin::text, id FROM {table.name} ORDER BY id").fetchall()
            for table in ALL_TABLES
        }


def definitions():
    """Every index and constraint of the loaded tables, as the database describes it."""
    names = {"tables": [table.name for table in ALL_TABLES]}
    with connection.cursor() as cursor:
        return [cursor.execute(query, names).fetchall() for query in (CONSTRAINTS_SQL, INDEXES_SQL)]


def load_film(**changes):
    return load(ListSource(person(1), person(2), rich_film(**changes)))


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
    assert row.collection.name == "Concerts"
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


def test_refresh_gives_the_same_rows_as_a_first_load_of_the_changed_records():
    load_film()
    genre_id = Film.objects.get().film_genres.get(genre__name="Drama").genre_id
    changed = {
        "runtime": 120, "tagline": "", "genres": ("Comedy", "Music"), "names": (), "videos": (),
        "releases": (ReleaseRecord("FR", PartialDate(2009, 11, 4), 3, "12"),), "votes": (VotesRecord("tmdb", 7.4, 500),),
        "credits": (part("c1", 1, "Anne-Marie Jacquet", billing_order=0), job("c3", 2, "Directing", "Director")),
    }  # fmt: skip
    result = load_film(**changed)
    assert (result.films, result.credits) == (Counts(0, 1, 0), Counts(0, 1, 1))
    row = Film.objects.get()
    assert (row.runtime, row.tagline, row.overview) == (120, "", "An orchestra.")
    assert list(row.film_genres.values_list("genre__name", flat=True)) == ["Comedy", "Music"]
    assert list(ReleaseDate.objects.values_list("certification", flat=True)) == ["12"]
    assert Video.objects.count() == 0
    assert list(FilmName.objects.order_by("kind").values_list("kind", flat=True)) == ["original", "title"]
    assert list(row.votes.values_list("count", flat=True)) == [500]
    assert sorted(Credit.objects.values_list("character", "job")) == [("", "Director"), ("Anne-Marie Jacquet", "Actor")]
    said = FilmSourceValues.objects.get()
    last = ImportRun.objects.first()
    assert (said.run_of("runtime"), said.run_of("overview")) == (last.pk, last.pk - 1)
    pk = row.pk
    assert sorted(result.gone["removed"]) == [
        f"film {pk}: Person 1, Actor, Lea",
        f"film {pk}: Person 2, Violin",
        f"film {pk}: genre {genre_id}",
        f"film {pk}: release date FR 2009-11-04 3 U ",
        f"film {pk}: release date RO 2009  ",
        f"film {pk}: title translated pl PL Koncert",
        f"film {pk}: video YouTube abc",
    ]


def test_refresh_leaves_locked_fields_and_takes_the_others():
    load_film()
    Film.objects.update(runtime=None, title="My title", locked_fields=["runtime", "title"])
    result = load_film(runtime=121, tagline="Other")
    row = Film.objects.get()
    assert (row.runtime, row.title, row.tagline) == (None, "My title", "Other")
    assert result.films == Counts(0, 1, 0)


def test_refresh_leaves_tombstones_and_editors_rows():
    load_film()
    row = Film.objects.get()
    row.film_genres.get(genre__name="Drama").remove_by_editor()
    keyword = row.film_keywords.get(keyword__name="violin")
    keyword.position, keyword.origin = 9, "editor"
    keyword.save()
    Credit.objects.get(keys__value="c2").remove_by_editor()
    Credit.objects.filter(keys__value="c1").update(character="Corrected", origin="editor")
    load_film(overview="Another.")
    assert list(row.film_genres.values_list("genre__name", "removed")) == [("Drama", True), ("Comedy", False)]
    assert FilmKeyword.objects.get(keyword__name="violin").position == 9
    assert list(Credit.objects.present().cast().values_list("character", flat=True)) == ["Corrected"]


def test_refresh_marks_an_editors_credit_gone_when_its_source_drops_it_and_back_again():
    load_film()
    Credit.objects.filter(keys__value="c3").update(job="Co-Director", origin="editor")
    credits = rich_film().credits
    result = load_film(credits=tuple(credit for credit in credits if credit.key != "c3"))
    kept = Credit.objects.get(job="Co-Director")
    assert (kept.gone, result.gone["kept"]) == (True, [f"film {kept.film_id}: Person 2, Co-Director"])
    Credit.objects.filter(pk=kept.pk).update(job="Director")
    load_film()
    kept.refresh_from_db()
    assert (kept.gone, kept.keys.get().value, Credit.objects.count()) == (False, "c3", 4)


def test_source_without_a_shared_id_makes_a_film_of_its_own():
    load_film()
    load(ListSource(film(1, "The Concert", "imdb"), name="imdb"))
    assert sorted(Film.objects.values_list("external_ids__source", "title")) == [
        ("imdb", "The Concert"),
        ("tmdb", "The Concert"),
    ]


def test_lower_source_fills_gaps_only_and_higher_source_wins():
    both = (Key("imdb", "tt1"), Key("tmdb", "1"))
    load(ListSource(_keyed(both, "Best", 100)))
    load(ListSource(_keyed(both[:1], "Worse", 90, tagline="Only here", genres=("Drama", "Music")), name="imdb"))
    row = Film.objects.get()
    assert (row.title, row.runtime, row.tagline) == ("Best", 100, "Only here")
    assert list(row.film_genres.values_list("genre__name", "origin")) == [("Drama", "tmdb"), ("Music", "imdb")]
    load(ListSource(_keyed(both, "Best", 100, genres=())))
    assert list(row.film_genres.values_list("genre__name", "origin")) == [("Drama", "imdb"), ("Music", "imdb")]


def _keyed(keys, title, runtime, **fields):
    return FilmRecord(keys=keys, title=title, runtime=runtime, **{"genres": ("Drama",), **fields})


def test_credit_joins_across_sources_by_folded_character():
    people = (Key("tmdb", "1"), Key("imdb", "nm1"))
    somebody = PersonRecord(keys=people, name="Zoë")
    load(ListSource(somebody, _keyed((Key("tmdb", "1"), Key("imdb", "tt1")), "Film", 90, credits=(
        part("t1", 1, "Andreï", billing_order=3), part("t2", 1, "Léa"), job("t3", 1, "Directing", "Director"),
    ))))  # fmt: skip
    load(ListSource(_keyed((Key("imdb", "tt1"),), "Film", 90, credits=(
        part("i1", 1, "ANDREI"), part("i2", 1, "Somebody else"), job("i3", 1, "Directing", "Director"),
    )), name="imdb"))  # fmt: skip
    assert sorted(CreditKey.objects.values_list("value", "credit__character", "credit__billing_order")) == [
        ("i1", "Andreï", 3),
        ("i2", "Somebody else", None),
        ("i3", "", None),
        ("t1", "Andreï", 3),
        ("t2", "Léa", None),
        ("t3", "", None),
    ]
    assert Credit.objects.count() == 4


def test_credit_with_an_empty_character_joins_when_unambiguous():
    somebody = PersonRecord(keys=(Key("tmdb", "1"),), name="Zoë")
    ids = (Key("tmdb", "1"),)
    load(ListSource(somebody, _keyed(ids, "Film", 90, credits=(part("t1", 1, "Léa"),))))
    load(ListSource(_keyed(ids, "Film", 90, credits=(part("i1", 1, ""),)), name="imdb"))
    assert Credit.objects.get().character == "Léa"
    assert CreditKey.objects.count() == 2


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
