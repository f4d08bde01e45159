"""The catalogue out and in again: equal to the byte, or nothing at all."""

import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from films.curation.credit_counts import recount
from films.demo.source import DemoSource
from films.exchange.export import lines
from films.exchange.shape import KINDS
from films.importers.loading import load
from films.importers.records import FilmRecord, Key, PersonRecord, VotesRecord
from films.models import Credit, Film, FilmGenre, FilmName, SimilarChoice
from moviedb.lib.provenance.models import ImportRun, Redirect
from moviedb.lib.provenance.removal import remove_for_good
from people.models import Person, PersonName
from tests.factories import make_film, make_image
from tests.films.importers.loaded import rich_film
from tests.films.importers.sources import ListSource, film, job, part, person

pytestmark = pytest.mark.django_db


def wipe():
    """As a new database is."""
    tables = {kind.model._meta.db_table for kind in KINDS}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def export(*without):
    return "".join(line + "\n" for _, line in lines(without))


def restore(path, text, *options):
    path.write_text(text)
    out = io.StringIO()
    call_command("import_json", path, *options, stdout=out, stderr=io.StringIO())
    return out.getvalue().splitlines()


def curate():
    """One of each thing an editor does."""
    first, second, third = Film.objects.order_by("id")[:3]
    Film.objects.filter(pk=first.pk).update(title="Our title", locked_fields=["title", "tagline"])
    Person.objects.filter(pk=Person.objects.order_by("id")[0].pk).update(locked_fields=["birth_date"], birth_date=None)
    FilmGenre.objects.filter(pk=first.film_genres.order_by("id")[0].pk).update(removed=True)
    Credit.objects.filter(pk=first.credits.order_by("id")[0].pk).update(removed=True)
    FilmName.objects.create(film=second, kind="working", text="Working \N{VIOLIN} title\n", language="en")
    SimilarChoice.objects.create(film=first, other=second, verdict="pin")
    Redirect.objects.record("person", 990_001, Person.objects.order_by("-id")[0].pk)
    Film.objects.filter(pk=second.pk).update(poster=make_image(alt="A poster"))
    remove_for_good(Redirect.Kind.FILM, third)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_person")
        recount([row[0] for row in cursor.fetchall()])


def test_export_of_the_edited_demo_comes_back_equal(tmp_path):
    load(DemoSource())
    load(ListSource(person(1), person(2), rich_film(), name="tmdb"))
    load(ListSource(person(1, "Renamed"), person(2), rich_film(runtime=120), name="tmdb"))
    curate()
    before = export()
    derived = (
        sorted(Person.objects.values_list("name", "credit_count")),
        sorted(PersonName.objects.values_list("text", "popularity")),
    )
    wipe()

    report = restore(tmp_path / "all.ndjson", before)

    assert export() == before
    assert report[0] == f"films    {Film.objects.count()} new, 0 changed, 0 unchanged"
    assert derived == (
        sorted(Person.objects.values_list("name", "credit_count")),
        sorted(PersonName.objects.values_list("text", "popularity")),
    )
    run = ImportRun.objects.get(source="export")
    assert (run.state, run.files) == ("finished", ["all.ndjson"])
    # The next import finds everything as it left it, and new rows find free ids.
    again = load(DemoSource())
    assert (again.films.new, again.people.new, again.credits.new) == (0, 0, 0)
    make_film()


def test_export_command_packs_and_restores(tmp_path):
    load(ListSource(person(1), person(2), rich_film()))
    plain = export()
    path = tmp_path / "all.ndjson.gz"
    call_command("export_catalogue", str(path), stderr=io.StringIO())
    assert gzip.decompress(path.read_bytes()).decode() == plain
    wipe()

    call_command("import_json", path, "--dry-run", stdout=io.StringIO(), stderr=io.StringIO())
    assert (Film.objects.count(), ImportRun.objects.count()) == (0, 0)
    call_command("import_json", path, stdout=io.StringIO(), stderr=io.StringIO())
    assert export() == plain


def test_export_without_a_source_leaves_its_words_out(tmp_path, settings):
    settings.SOURCE_PRECEDENCE = ["imdb", "tmdb"]
    load(
        ListSource(
            PersonRecord((Key("tmdb", "1"),), "Lea"),
            film(1, "The Concert", runtime=119, genres=("Drama",), tagline="Play", credits=(part("c1", 1, "Lea"),)),
            film(2, "Alone at TMDB"),
        )
    )
    load(
        ListSource(
            PersonRecord((Key("imdb", "1"), Key("tmdb", "1")), "Léa L.", birth_date=None, biography="IMDb's words"),
            PersonRecord((Key("imdb", "2"),), "Only IMDb"),
            FilmRecord(
                (Key("imdb", "tt1"), Key("tmdb", "1")), "Concert, IMDb's", original_title="Le Concert d'IMDb",
                runtime=120, genres=("Drama", "Music"), votes=(VotesRecord("imdb", 7.5, 9),),
                credits=(
                    part("i1", 1, "Lea", source="imdb"), job("i2", 2, "Sound", "Violin", source="imdb"),
                    job("i3", 1, "Directing", "Director", source="imdb"),
                ),
            ),
            FilmRecord((Key("imdb", "tt3"),), "Alone at IMDb"),
            FilmRecord((Key("imdb", "tt4"),), "IMDb's, retitled"),
            name="imdb",
        )
    )  # fmt: skip
    kept = Film.objects.get(title="IMDb's, retitled")
    Film.objects.filter(pk=kept.pk).update(title="An editor's", sort_title="An editor's", locked_fields=["title"])
    FilmName.objects.mirror([kept.pk])
    assert Film.objects.get(external_ids__value="tt1").title == "Concert, IMDb's"

    text = export("imdb")

    assert "IMDb" not in text.replace('"imdb"', "")
    rows = [json.loads(line) for line in text.splitlines()]
    films = {row["film"]["title"]: row["film"] for row in rows if "film" in row}
    assert list(films) == ["The Concert", "Alone at TMDB", "An editor's"]
    concert = films["The Concert"]
    assert (concert["runtime"], concert["tagline"], concert["sort_title"]) == (119, "Play", "Concert, The")
    assert [(name["kind"], name["text"]) for name in concert["names"]] == [("title", "The Concert")]
    assert [(genre["origin"], len(concert["genres"])) for genre in concert["genres"]] == [("tmdb", 1)]
    assert [(credit["job"], credit["origin"]) for credit in concert["credits"]] == [("Actor", "tmdb")]
    assert (concert["votes"], [row["source"] for row in concert["source_values"]]) == ([], ["tmdb"])
    assert [row["person"]["name"] for row in rows if "person" in row] == ["Lea"]
    wipe()
    restore(tmp_path / "some.ndjson", text)
    # The header says what was left out; the rest is equal.
    assert export().split("\n")[1:] == text.split("\n")[1:]


def test_restore_refuses_a_catalogue_that_holds_something(tmp_path):
    make_film()
    text = export()
    with pytest.raises(CommandError, match=r"empty database only: this one has films already"):
        restore(tmp_path / "all.ndjson", text)
    assert ImportRun.objects.values_list("source", "state").get() == ("export", "failed")


def test_damaged_exports_leave_nothing_behind(tmp_path):
    load(ListSource(person(1), person(2), rich_film()))
    good = export().splitlines()
    place = next(i for i, line in enumerate(good) if line.startswith('{"film"'))
    violinist = Person.objects.order_by("id")[0].pk
    wipe()
    for number, (line, message) in enumerate(
        {
            good[place][:-5]: f"line {place + 1}: not readable as JSON",
            good[place].replace('"runtime": 119', '"runtime": -1'): f"line {place + 1}: .*film_runtime",
            good[place].replace('"runtime": 119', '"runtime": "x"'): f"line {place + 1}: .*integer",
            good[place].replace('"runtime": 119', '"runtime": 1e99'): f"line {place + 1}: ",
            good[place].replace('"runtime"', '"run time"'): "missing or too many: run time, runtime",
            good[place].replace('"names": [', '"names": [7, '): "names: is not a JSON object",
            good[place].replace("The Concert", "The \\u0000"): f"line {place + 1}: ",
            good[place].replace('"film"', '"movie"'): f"line {place + 1}: is none of run, image",
            good[place].replace(f'"person_id": {violinist}', '"person_id": 77'): "person_id.*77",
            "[" * 90_000: "nested too deeply",
            good[place] + "\n" + good[place]: "the export should have",
        }.items()
    ):
        assert line != good[place], number
        text = "\n".join([*good[:place], line, *good[place + 1 :]]) + "\n"
        with pytest.raises(CommandError, match=message):
            restore(tmp_path / "all.ndjson", text)
    for text, message in (
        ("\n".join(good[:-1]) + "\n", "is cut off after line"),
        ("\n".join([*good[:place], *good[place + 1 :]]) + "\n", "the export should have"),
        ("\n".join([*good, good[-1]]) + "\n", "more after the line that ends"),
        (good[0].replace("1", "2", 1) + "\n", "no export that this version reads"),
    ):
        with pytest.raises(CommandError, match=message):
            restore(tmp_path / "all.ndjson", text)
    assert not any(kind.model._default_manager.exists() for kind in KINDS if kind.model is not ImportRun)


def test_options_of_lists_are_refused(tmp_path):
    text = export()
    with pytest.raises(CommandError, match="--limit is for lists"):
        restore(tmp_path / "all.ndjson", text, "--limit=1")
    with pytest.raises(CommandError, match="--without nobody: nothing came from there"):
        call_command("export_catalogue", str(tmp_path / "x"), "--without=nobody")
