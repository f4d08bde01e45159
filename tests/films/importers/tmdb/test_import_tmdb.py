"""The command against a stand-in for TMDB: what comes in, what is asked, what a user is told."""

import io
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from films.importers import loading
from films.importers.tmdb import client as client_module
from films.models import Credit, Film, FilmExternalId, FilmSourceValues
from moviedb.lib.dates import PartialDate
from moviedb.lib.provenance.models import ImportRun
from people.models import Person
from tests.factories import make_film
from tests.films.importers.tmdb import world
from tests.films.importers.tmdb.server import cut_connection, page_of_html, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, connected):
    """Runs the command and returns its lines."""

    def run_command(*arguments):
        out = io.StringIO()
        call_command(
            "import_tmdb",
            *map(str, arguments),
            f"--rejects={tmp_path / 'rejects.tsv'}",
            stdout=out,
            stderr=io.StringIO(),
        )
        return out.getvalue().splitlines()

    return run_command


@pytest.fixture
def rejects(tmp_path):
    """Reads reason and row of what the last run rejected."""

    def read_rejects():
        return [line.split("\t")[2:] for line in (tmp_path / "rejects.tsv").read_text().splitlines()[1:]]

    return read_rejects


def concert(tmdb):
    tmdb.add_films(world.film(
        1, "The Concert", imdb_id="tt0000001",
        cast=(world.cast(1, "a", "Andrei", 0), world.cast(2, "b", "Anne-Marie", 1)),
        crew=(world.crew(3, "c"), world.crew(3, "d", "Writing", "Screenplay"), world.crew(4, "e", "Sound", "Mixer")),
    ))  # fmt: skip
    tmdb.add_people(*(world.person(number) for number in (1, 2, 3, 4)))


def test_import_brings_a_film_its_credits_and_its_top_people(run, connected):
    concert(connected)
    lines = run(1)
    assert lines[:4] == [
        "films    1 new, 0 changed, 0 unchanged",
        "people   4 new, 0 changed, 0 unchanged",
        "credits  5 new, 0 changed, 0 unchanged",
        "rejected 0",
    ]
    assert lines[-2:] == [
        "4 requests to TMDB.",
        "This product uses the TMDB API but is not endorsed or certified by TMDB.",
    ]
    assert sorted(connected.paths()) == ["movie/1", "person/1", "person/2", "person/3"]
    assert sorted(FilmExternalId.objects.values_list("source", "value")) == [("imdb", "tt0000001"), ("tmdb", "1")]
    people = Person.objects.order_by("name").values_list("name", "birth_date", "biography")
    assert list(people) == [
        ("Person 1", PartialDate(1950, 5, 1), "The life of person 1."),
        ("Person 2", PartialDate(1950, 5, 1), "The life of person 2."),
        ("Person 3", PartialDate(1950, 5, 1), "The life of person 3."),
        ("Person 4", None, ""),
    ]
    assert ImportRun.objects.get().files == ["films [1]"]


@pytest.mark.parametrize(("people", "asked"), [("none", []), ("all", [1, 2, 3, 4])])
def test_import_looks_up_the_people_it_is_told_to(run, connected, people, asked):
    concert(connected)
    run(1, f"--people={people}")
    assert sorted(connected.paths()) == ["movie/1", *(f"person/{number}" for number in asked)]
    assert Person.objects.exclude(biography="").count() == len(asked)


def test_import_without_people_forgets_nothing_said_before(run, connected):
    concert(connected)
    run(1, "--people=all")
    before = list(Person.objects.order_by("pk").values())
    assert run(1, "--people=none")[1] == "people   0 new, 0 changed, 4 unchanged"
    assert list(Person.objects.order_by("pk").values()) == before


def test_import_again_changes_what_tmdb_changed(run, connected):
    concert(connected)
    run(1)
    film = connected.films[1]
    film["runtime"], film["credits"]["crew"] = 120, film["credits"]["crew"][:1]
    assert run(1)[0] == "films    0 new, 1 changed, 0 unchanged"
    assert Film.objects.get().runtime == 120
    assert Credit.objects.present().count() == 3


def test_import_in_the_order_asked_whoever_answers_first(run, connected):
    connected.add_films(*(world.film(number) for number in range(1, 31)))
    run(*range(30, 0, -1), "--limit=25")
    assert list(Film.objects.order_by("pk").values_list("title", flat=True)) == [f"Film {n}" for n in range(30, 5, -1)]


def test_import_by_imdb_id_asks_tmdb_which_film_it_is(run, rejects, connected):
    connected.add_films(world.film(5, imdb_id="tt0000005"))
    connected.lists["find/tt0000005"] = [{"movie_results": [{"id": 5, "title": "Film 5"}]}]
    connected.lists["find/tt0000006"] = [{"movie_results": []}]
    run("tt0000005", "tt0000006")
    assert Film.objects.get().title == "Film 5"
    assert rejects() == [
        ["TMDB has no such record: it was deleted or merged there, or the id is wrong", "film tt0000006"]
    ]


def test_import_of_films_known_by_imdb_alone(run, connected):
    known = make_film("Known")
    known.external_ids.create(source="imdb", value="tt0000005")
    make_film("Other").external_ids.create(source="tmdb", value="9")
    connected.add_films(world.film(5, imdb_id="tt0000005"))
    connected.lists["find/tt0000005"] = [{"movie_results": [{"id": 5, "title": "Film 5"}]}]
    run("--imdb-only")
    assert sorted(known.external_ids.values_list("source", "value")) == [("imdb", "tt0000005"), ("tmdb", "5")]
    assert Film.objects.count() == 2


def test_import_of_films_without_details_and_of_known_ones(run, connected):
    make_film("From elsewhere").external_ids.create(source="tmdb", value="9")
    connected.add_films(world.film(9), world.film(8))
    run(8)
    run("--without-details")
    assert connected.paths() == ["movie/8", "movie/9"]
    run("--known")
    assert sorted(connected.paths()[2:]) == ["movie/8", "movie/9"]
    assert FilmSourceValues.objects.filter(source="tmdb").count() == 2


def test_import_of_changes_asks_for_ours_alone(run, connected, tmp_path):
    concert(connected)
    connected.add_films(world.film(2))
    run(1, 2, "--people=none", f"--cache={tmp_path}")
    connected.requests.clear()
    connected.add_list("movie/changes", 2, 77)
    connected.lists["person/changes"] = [{"results": [{"id": 4, "adult": None}, {"id": 88}], "total_pages": 1}]
    connected.films[2]["title"] = "Renamed"
    run("--changes", f"--cache={tmp_path}")
    assert [path for path in connected.paths() if "changes" not in path] == ["movie/2", "person/4"]
    today = timezone.now().date()
    assert f"end_date={today}" in connected.requests[0]
    assert sorted(Film.objects.values_list("title", flat=True)) == ["Renamed", "The Concert"]
    assert Person.objects.exclude(biography="").get().name == "Person 4"


def test_changes_count_from_the_last_run_that_asked_about_all(run, connected):
    connected.add_films(*(world.film(n) for n in range(1, 5)))
    days = {}
    for days_ago, *arguments in ((40, 1, 2, 3), (30, "--changes"), (20, 4), (0, "--changes")):
        connected.requests.clear()
        connected.add_list("movie/changes", 3)
        run(*arguments, "--people=none")
        days[days_ago] = [re.findall(r"start_date=([0-9-]+)", each) for each in connected.requests if "changes" in each]
        now = timezone.now() - timedelta(days=days_ago)
        ImportRun.objects.filter(pk=ImportRun.objects.latest("pk").pk).update(started_at=now)
    # Film 3 may have changed before film 4 was fetched.
    assert days[0] == [[str(timezone.now().date() - timedelta(days=each))] for each in (31, 17, 3)]
    assert [path for path in connected.paths() if "changes" not in path] == ["movie/3"]


def test_import_of_changes_before_any_run(run):
    with pytest.raises(CommandError, match="needs a finished import_tmdb to count from"):
        run("--changes")


def test_import_leaves_adult_films_out_unless_told(run, rejects, connected):
    connected.add_films(world.film(1, adult=True), world.film(2, softcore=True), world.film(3))
    run(1, 2, 3)
    assert Film.objects.get().title == "Film 3"
    assert rejects() == [["is for adults only; --adult takes it in", f"film {n}"] for n in (1, 2)]
    run(1, 2, "--adult")
    assert sorted(Film.objects.values_list("title", "adult")) == [("Film 1", True), ("Film 2", True), ("Film 3", False)]


def test_import_goes_on_after_a_film_that_is_not_answered(run, rejects, connected, monkeypatch):
    monkeypatch.setattr(client_module, "ATTEMPTS", 2)
    connected.add_films(*(world.film(number) for number in (1, 2, 3, 4)))
    connected.faults["movie/2"] = [page_of_html(503)] * 2
    connected.faults["movie/3"] = [cut_connection, status(502, {})]
    connected.films[4]["title"] = None
    connected.films[4]["original_title"] = 7
    run(1, 2, 3, 4)
    assert Film.objects.get().title == "Film 1"
    assert rejects() == [
        ["movie/2?append_to_response=alternative_titles%2Ccredits%2Cexternal_ids%2Ckeywords%2Crelease_dates%2C"
         "translations%2Cvideos&language=en: no usable answer (HTTP 503)", "film 2"],
        ["movie/3?append_to_response=alternative_titles%2Ccredits%2Cexternal_ids%2Ckeywords%2Crelease_dates%2C"
         "translations%2Cvideos&language=en: no usable answer (HTTP 502)", "film 3"],
        ["original_title: 7 is not a text", "film 4"],
    ]  # fmt: skip


def test_import_stops_when_nobody_answers_any_more(run, connected, monkeypatch):
    monkeypatch.setattr(client_module, "ATTEMPTS", 1)
    for number in range(1, 40):
        connected.faults[f"movie/{number}"] = [page_of_html(503)]
    with pytest.raises(CommandError, match="TMDB left 10 requests in a row unanswered"):
        run(*range(1, 40))
    assert len(connected.requests) < 39


def test_import_from_the_cache_alone(run, rejects, connected, tmp_path):
    concert(connected)
    run(1, f"--cache={tmp_path}")
    connected.requests.clear()
    lines = run(1, 2, f"--cache={tmp_path}", "--offline")
    assert lines[0] == "films    0 new, 0 changed, 1 unchanged"
    assert lines[-2].startswith("4 answers from the cache, the oldest of ")
    assert connected.requests == []
    assert [row[1] for row in rejects()] == ["film 2"]


def test_import_resumed_asks_for_nothing_twice(run, connected, tmp_path, monkeypatch):
    monkeypatch.setattr(client_module, "ATTEMPTS", 1)
    monkeypatch.setattr(loading, "BATCH_FILMS", 2)
    make_film("Already there")  # or all would be one transaction
    connected.add_films(*(world.film(number) for number in range(1, 21)))
    for number in range(6, 21):
        connected.faults[f"movie/{number}"] = [page_of_html(503)]
    arguments = [*range(1, 21), f"--cache={tmp_path}", "--connections=1"]
    with pytest.raises(CommandError, match="10 requests in a row"):
        run(*arguments)
    assert list(Film.objects.order_by("pk").values_list("title", flat=True)) == [
        "Already there", "Film 1", "Film 2", "Film 3", "Film 4",
    ]  # fmt: skip
    connected.faults.clear()
    connected.requests.clear()
    run(*arguments, "--resume")
    assert Film.objects.count() == 21
    assert [path for path in connected.paths() if path in {f"movie/{number}" for number in range(1, 6)}] == []


@pytest.mark.parametrize(("arguments", "says"), [
    ([], "Say which films"), (["--offline", "1"], "--offline needs --cache"), (["x1"], "neither TMDB's number"),
    (["0"], "neither TMDB's number"), (["٣"], "neither TMDB's number"), ([str(2**40)], "neither TMDB's number"),
    (["--search=x", "--company=3"], "cannot be combined"), (["--export=/nowhere"], "/nowhere cannot be read"),
    (["--list=best"], "invalid choice"),
])  # fmt: skip
def test_import_refuses(run, arguments, says):
    with pytest.raises(CommandError, match=says):
        run(*arguments)


def test_import_with_a_wrong_token_is_one_clear_line(run, settings):
    settings.TMDB_TOKEN = "wrong" * 20
    with pytest.raises(CommandError, match="TMDB refuses the token: Invalid API key"):
        run(1)
    assert not Film.objects.exists()


def test_import_dry_run_writes_nothing(run, connected):
    concert(connected)
    assert run(1, "--dry-run")[0] == "films    1 new, 0 changed, 0 unchanged"
    assert not Film.objects.exists()


def test_import_two_films_of_one_imdb_id_are_two_films(run, connected):
    """TMDB has a few such pairs; the number of another site must not make them one."""
    connected.add_films(world.film(1, imdb_id="tt0000001"), world.film(2, imdb_id="tt0000001"))
    run(1)
    run(2)
    assert sorted(Film.objects.values_list("title", flat=True)) == ["Film 1", "Film 2"]
    assert sorted(FilmExternalId.objects.values_list("film__title", "source", "value")) == [
        ("Film 1", "imdb", "tt0000001"), ("Film 1", "tmdb", "1"), ("Film 2", "tmdb", "2"),
    ]  # fmt: skip


def test_import_of_two_films_of_one_imdb_id_in_one_run(run, connected):
    connected.add_films(world.film(1, imdb_id="tt0000001"), world.film(2, imdb_id="tt0000001"))
    assert run(1, 2)[0] == "films    2 new, 0 changed, 0 unchanged"
    assert run(1, 2)[0] == "films    0 new, 0 changed, 2 unchanged"
    first = Film.objects.get(title="Film 1").pk
    assert ImportRun.objects.order_by("id")[0].report == {
        "two records are one": [f"tmdb:2 shares imdb:tt0000001 with record {first}: one twice?"]
    }
