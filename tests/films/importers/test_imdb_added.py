"""IMDb's dumps into a catalogue of other films end as if every record had been compared with it."""

import csv

import pytest
from django.db import connection

from films.importers import imdb_added
from films.importers.imdb import ImdbSource
from films.importers.loading import load
from films.importers.records import FilmRecord, Key, PersonRecord, SourceError, TooManyRejectsError
from films.importers.runs import Wishes
from films.models import Film, FilmExternalId, SimilarQueue
from films.undoing.undo import undo
from moviedb.lib.provenance.models import ImportRun, Redirect
from people.models import Person
from tests.factories import make_film, make_person
from tests.films.importers import imdb_dumps as dumps
from tests.films.importers.loaded import dump
from tests.films.importers.sources import ListSource, part
from tests.films.importers.test_imdb_faults import FILMS_SQL, PEOPLE_SQL
from tests.films.importers.test_imdb_load import empty
from tests.paths import needs_shared

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _kept_dumps(settings, tmp_path):
    settings.DUMPS_DIR = tmp_path / "state" / "dumps"


def some(directory, name, number, **wanted):
    with (directory / f"{name}.tsv").open(encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = [row for row in rows if all(row[column] == value for column, value in wanted.items())]
    return found[:: max(len(found) // number, 1)][:number]


def others(directory):
    """Films and people of TMDB, some of which are the dump's and say so."""
    people = [
        PersonRecord(keys=(Key("tmdb", str(n)), *((Key("imdb", row["nconst"]),) if row else ())), name=f"Person {n}")
        for n, row in enumerate([*some(directory, "name.basics", 6), None])
    ]
    films = [
        FilmRecord(
            keys=(Key("tmdb", str(n)), *((Key("imdb", row["tconst"]),) if row else ())),
            title=f"Film {n}", runtime=77, genres=("Drama", "Of TMDB's"),
            credits=(part(f"a{n}", n, "Somebody"), part(f"b{n}", 6, "Somebody else")),
        )
        for n, row in enumerate([*some(directory, "title.basics", 5, titleType="movie", isAdult="0"), None])
    ]  # fmt: skip
    return ListSource(*people, *films)


def outcome():
    with connection.cursor() as cursor:
        films = cursor.execute(FILMS_SQL).fetchall()
        people = cursor.execute(PEOPLE_SQL).fetchall()
    waiting = FilmExternalId.objects.filter(film__in=SimilarQueue.objects.values("film")).values_list("source", "value")
    assert {counted for _, _, counted in people} == {True}
    return sorted(films), sorted(people), sorted(waiting)


def told(source):
    return sorted((each.file, each.line, each.row) for each in source.rejects)


@needs_shared
def test_tables_equal_those_of_the_records(tmp_path, monkeypatch):
    directory = dumps.generate(tmp_path, 700, dumps.fresh_seed(), "--plain", "--dirty", "0.02", "--nasty")
    found = []
    for by_tables in (True, False):
        empty()
        load(others(directory))
        SimilarQueue.objects.all().delete()
        if not by_tables:
            monkeypatch.setattr(imdb_added, "is_possible", lambda source: False)
        before = dump()
        source = ImdbSource(directory)
        result = load(source)
        found.append((outcome(), told(source), result.films, result.people, result.credits, result.gone))
        undo("imdb")
        assert dump() == before
    assert found[0][0][0]
    assert found[0] == found[1]


def small(tmp_path, *titles):
    return dumps.write(
        tmp_path,
        title_basics=[dumps.title(f"tt{number:07}", name) for number, name in enumerate(titles, 1)],
        name_basics=[dumps.person("nm0000001", "Ann"), dumps.person("nm0000002", "Ben")],
        title_principals=[
            (f"tt{number:07}", str(order), f"nm000000{order}", "actor", "\\N", '["A"]')
            for number in range(1, len(titles) + 1)
            for order in (1, 2)
        ],
    )


def test_records_that_an_editor_removed_stay_out(tmp_path):
    make_film("Other")
    Redirect.objects.record("film", 700, None, ["imdb:tt0000001"])
    Redirect.objects.record("person", 800, None, ["imdb:nm0000002"])
    result = load(ImdbSource(small(tmp_path, "Removed", "Kept")))
    assert (result.films.new, result.people.new, result.credits.new, result.rejects) == (1, 1, 1, [])
    assert result.gone["deleted by an editor"] == ["imdb:nm0000002", "imdb:tt0000001"]
    assert sorted(Film.objects.values_list("title", flat=True)) == ["Kept", "Other"]


def test_a_film_entered_meanwhile_stays_and_the_import_says_so(tmp_path):
    make_film("Other")
    directory = small(tmp_path, "A Film")

    def enter(done, total):
        if Film.objects.count() == 1:
            FilmExternalId.objects.create(film=make_film("Entered"), source="imdb", value="tt0000001")

    with pytest.raises(SourceError, match="Somebody entered one of the dumps' films"):
        load(ImdbSource(directory), progress=enter)
    assert (Film.objects.count(), Person.objects.count()) == (2, 0)
    assert ImportRun.objects.get().state == "failed"
    load(ImdbSource(directory))
    assert sorted(Film.objects.values_list("title", flat=True)) == ["A Film", "Other"]
    assert Person.objects.count() == 2


def test_too_many_rejects_leave_nothing(tmp_path):
    make_film("Other")
    directory = small(tmp_path, "A Film", "Another")
    with (directory / "title.basics.tsv").open("a") as file:
        file.write("tt0000009\tmovie\n")
    with pytest.raises(TooManyRejectsError, match="Nothing was written"):
        load(ImdbSource(directory), Wishes(max_rejects=0))
    assert (Film.objects.count(), Person.objects.count()) == (1, 0)


def test_a_dry_run_and_a_large_catalogue_go_record_by_record(tmp_path, monkeypatch):
    person = make_person("Ann")
    person.external_ids.create(source="imdb", value="nm0000001")
    directory = small(tmp_path, "A Film")
    monkeypatch.setattr(imdb_added, "load", None)
    assert load(ImdbSource(directory), Wishes(dry_run=True)).films.new == 1
    assert not Film.objects.exists()
    monkeypatch.setattr(imdb_added, "MOST_KNOWN_PEOPLE", 0)
    assert load(ImdbSource(directory)).people.new == 1
    assert Film.objects.get().title == "A Film"


def test_progress_goes_from_reading_to_writing(tmp_path):
    make_film("Other")
    shares = []
    load(ImdbSource(small(tmp_path, "A Film")), progress=lambda done, total: shares.append(done / total))
    assert shares == sorted(shares)
    assert shares[-1] == 1
