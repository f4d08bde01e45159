"""Every odd row of a generated dump becomes what its manifest says, whatever the seed."""

import pytest
from django.core.management import call_command
from django.db import connection

from films.models import Film, FilmExternalId, FilmName
from people.models import PersonExternalId
from tests.films.importers.imdb_dumps import fresh_seed, generate, planted
from tests.paths import needs_shared

pytestmark = pytest.mark.django_db(transaction=True)

TITLES = 1_500


def rejected(path):
    rows = path.read_text(encoding="utf-8").split("\n")[1:-1]
    return {(file.removesuffix(".tsv"), int(line)) for file, line, _, _ in (row.split("\t") for row in rows)}


def arrived(row):
    """Whether a row that is odd but legal is in the catalogue byte for byte."""
    key = row.cells[0]
    match row.file:
        case "name.basics":
            return PersonExternalId.objects.get(source="imdb", value=key).person.name == row.cells[1]
        case "title.basics":
            film = FilmExternalId.objects.get(source="imdb", value=key).film
            return (film.title, film.original_title) == row.cells[2:4]
        case "title.akas":
            names = FilmName.objects.filter(film__external_ids__value=key, region=row.cells[3])
            return names.filter(text=row.cells[2]).count() == 1
    return False


@needs_shared
def test_every_planted_row_becomes_what_the_manifest_says(tmp_path, settings):
    settings.DUMPS_DIR = tmp_path / "kept"
    dumps = generate(tmp_path / "dumps", TITLES, fresh_seed(), "--plain", "--dirty", "0.03", "--nasty")
    rejects = tmp_path / "rejects.tsv"
    call_command("import_imdb", str(dumps), "--types", "all", "--adult", "--rejects", str(rejects))
    odd = planted(dumps)
    named = rejected(rejects)
    wrong = [
        row
        for row in odd
        if not (arrived(row) if row.expect == "keep" else (row.file, row.line) in named or row.file == "title.akas")
    ]
    assert wrong == []
    assert named - {(row.file, row.line) for row in odd} == _said_twice(rejects)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM films_film AS f WHERE (SELECT count(*) FROM films_filmexternalid AS e "
                       "WHERE e.film_id = f.id AND e.source = 'imdb') <> 1")  # fmt: skip
        assert cursor.fetchone() == (0,)
    kept = sum(row.file == "title.basics" and row.expect == "keep" for row in odd)
    assert Film.objects.count() == TITLES + kept


@needs_shared
def test_planted_rows_of_titles_that_nobody_wants_are_named_too(tmp_path, settings):
    settings.DUMPS_DIR = tmp_path / "kept"
    dumps = generate(tmp_path / "dumps", 700, fresh_seed(), "--plain", "--dirty", "0.05", "--nasty")
    rejects = tmp_path / "rejects.tsv"
    call_command("import_imdb", str(dumps), "--types", "tvSpecial", "--rejects", str(rejects))
    named = rejected(rejects)
    odd = planted(dumps)
    assert [row for row in odd if row.expect in ("reject", "orphan") and (row.file, row.line) not in named] == []
    assert named - {(row.file, row.line) for row in odd if row.expect != "keep"} == _said_twice(rejects)


def _said_twice(rejects):
    """The generator also repeats a credit now and then, under another ordering."""
    rows = (row.split("\t") for row in rejects.read_text(encoding="utf-8").split("\n")[1:-1])
    return {("title.principals", int(line)) for _, line, reason, _ in rows if reason.startswith("says the same")} - {
        (row.file, row.line) for row in planted(rejects.parent / "dumps") if row.expect == "dup"
    }
