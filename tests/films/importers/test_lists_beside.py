"""What a list does beside its records: films recognised by names, fields locked, and both undone."""

import json

import pytest

from films.importers.loading import load
from films.models import Film, FilmExternalId, JoinProposal
from films.undoing.undo import undo
from moviedb.lib.dates import PartialDate
from moviedb.lib.provenance.models import ImportRun
from tests.factories import make_film
from tests.films.importers.loaded import dump
from tests.films.importers.sources import ListSource, film, job, part, person
from tests.films.importers.test_lists import rejects, run

pytestmark = pytest.mark.django_db


def test_lock_settles_what_the_file_sets(tmp_path):
    path = tmp_path / "films.csv"
    path.write_text("tmdb,title,runtime,tagline\n1,Concert,119,\n2,Violin,,\n")
    film = make_film(title="Old", runtime=1, locked_fields=["tagline"])
    FilmExternalId.objects.create(film=film, source="tmdb", value="1")

    assert "locked   0 new, 2 changed, 0 unchanged" in run("import_csv", path, "--lock")
    film.refresh_from_db()
    assert (film.title, film.runtime, film.locked_fields) == ("Concert", 119, ["title", "tagline", "runtime"])
    assert Film.objects.get(title="Violin").locked_fields == ["title"]
    assert "locked   0 new, 0 changed, 2 unchanged" in run("import_csv", path, "--lock")


def test_undo_of_a_locking_list_gives_back_values_and_locks(tmp_path):
    path = tmp_path / "films.csv"
    path.write_text("tmdb,title,runtime,language\n1,Concert,119,fr\n2,Violin,9,\n3,Piano,9,\n")
    film = make_film(title="Old", runtime=1, locked_fields=["tagline"])
    FilmExternalId.objects.create(film=film, source="tmdb", value="1")
    run("import_csv", path, "--lock")
    # What an editor says after it stays, with its lock; so does a lock that is the editor's own.
    Film.objects.filter(pk=film.pk).update(runtime=120, locked_fields=["title", "tagline", "overview", "runtime"])
    Film.objects.filter(title="Piano").update(runtime=10)

    done = undo("csv")

    film.refresh_from_db()
    assert (film.title, film.runtime, film.original_language) == ("Old", 120, None)
    assert film.locked_fields == ["tagline", "overview", "runtime"]
    assert done.kept_values == [f"films_film {film.pk}: runtime"]
    assert list(Film.objects.exclude(pk=film.pk).values_list("title", flat=True)) == ["Piano"]
    assert len(done.kept_films) == 1


LISTED = [
    {"title": "ÉLAN", "year": "2002", "director": "Ana Silva", "runtime": "91"},
    {"title": "Cast Only", "year": "2001", "cast": "Eva; Ida; Ora; Somebody"},
    {"title": "Home", "year": "2001"},
    {"title": "Home", "year": "2001", "director": "Bo"},
    {"title": "Twin", "year": "1999", "director": "Ana Silva"},
    {"id": "7", "title": "Twin", "year": "1999", "director": "Ana Silva", "runtime": "92"},
    {"id": "8", "title": "Élan", "year": "1960", "director": "Bo", "runtime": "93"},
    {"tmdb": "99", "title": "Other Id", "year": "2001", "director": "Ana Silva", "runtime": "94"},
    {"id": "9", "title": "Unheard of", "year": "2001", "director": "Ana Silva", "runtime": "95"},
]


def write_list(path, rows):
    if path.suffix == ".json":
        path.write_text(json.dumps(rows))
    else:
        columns = ("id", "tmdb", "title", "year", "director", "cast", "runtime")
        lines = (",".join(row.get(column, "") for column in columns) for row in rows)
        path.write_text("\n".join([",".join(columns), *lines]))
    return path


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_films_are_recognised_by_title_year_and_names(tmp_path, kind):
    people = [person(i, name) for i, name in enumerate(("Ana Silva", "Bo", "Eva", "Ida", "Ora"), 1)]
    directed = {1: ("Élan", 2001, 1), 2: ("Élan", 1960, 2), 3: ("Twin", 1999, 1), 4: ("Twin", 1999, 1),
                5: ("Home", 2001, 1), 6: ("Other Id", 2001, 1)}  # fmt: skip
    films = [
        film(number, title, release_date=PartialDate(year), credits=(job(f"d{number}", by, "Directing", "Director"),))
        for number, (title, year, by) in directed.items()
    ]
    cast = tuple(part(f"c{i}", i) for i in (3, 4, 5))
    load(ListSource(*people, *films, film(10, "Cast Only", release_date=PartialDate(2001), credits=cast)))
    numbers = {value: pk for pk, value in FilmExternalId.objects.values_list("film", "value")}

    lines = run(f"import_{kind}", write_list(tmp_path / f"list.{kind}", LISTED))

    def runtime(number):
        return Film.objects.get(pk=numbers[str(number)]).runtime

    assert [runtime(i) for i in (1, 2, 3, 4, 5, 6, 10)] == [91, 93, None, None, None, None, None]
    assert "films    3 new, 2 changed, 1 unchanged" in lines
    assert list(FilmExternalId.objects.filter(film=numbers["2"]).values_list("source", "value")) == [
        ("tmdb", "2"), (kind, "8"),
    ]  # fmt: skip
    at = "line 2" if kind == "csv" else "line 1"
    assert ImportRun.objects.latest("pk").report["recognised by title, year and names"][0] == (
        f"{at}, ÉLAN: film {numbers['1']}, title elan; years 2001, 2002; directors ana silva"
    )
    assert [reason for _, reason in rejects(tmp_path / "x")] == ["no id", "no id", "no id"]
    other, twin = (Film.objects.get(runtime=minutes).pk for minutes in (94, 92))
    assert sorted(JoinProposal.objects.values_list("first_id", "second_id")) == sorted(
        [(numbers["3"], twin), (numbers["4"], twin), (numbers["6"], other)]
    )
    before = dump()
    again = run(f"import_{kind}", write_list(tmp_path / f"list.{kind}", LISTED))
    assert "films    0 new, 0 changed, 6 unchanged" in again
    assert dump() == before
    undo(kind)
    assert not JoinProposal.objects.exists()
    assert Film.objects.count() == 7
