"""One's own lists: columns by their headers, values as spreadsheets leave them, matched by ids."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from films.importers.cells import BadValue
from films.importers.lists.columns import fields_of, read_map
from films.importers.lists.encodings import encoding_of, separator_of
from films.importers.lists.values import read_film
from films.importers.records import Key, SourceError, TermRecord
from films.models import Film, FilmExternalId
from moviedb.lib.dates import PartialDate
from moviedb.lib.provenance.models import ImportRun
from tests.factories import make_film


def own(text):
    return Key("csv", text)


def film_of(day_first=None, **cells):
    return read_film({"key": "1", "title": "T", **cells}, own, day_first)


def run(command, path, *options):
    out = io.StringIO()
    call_command(command, path, f"--rejects={path.parent / 'rejects.tsv'}", *options, stdout=out, stderr=io.StringIO())
    return out.getvalue().splitlines()


def rejects(path):
    file = path.parent / "rejects.tsv"
    rows = [line.split("\t") for line in file.read_text().splitlines()[1:]] if file.exists() else []
    return [(int(line), reason.split(":")[0]) for _, line, reason, _ in rows]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("release_date", "2009-11-04", PartialDate(2009, 11, 4)),
        ("release_date", "2009/1/4", PartialDate(2009, 1, 4)),
        ("release_date", "2009-11-04T00:00:00Z", PartialDate(2009, 11, 4)),
        ("release_date", "4.11.2009", PartialDate(2009, 11, 4)),
        ("release_date", "25/12/2009", PartialDate(2009, 12, 25)),
        ("release_date", "12/25/2009", PartialDate(2009, 12, 25)),
        ("release_date", "7/7/2009", PartialDate(2009, 7, 7)),
        ("release_date", "NULL", None),
        ("year", "2009.0", PartialDate(2009)),
        ("runtime", "119", 119),
        ("runtime", "98.0", 98),
        ("runtime", "119 min", 119),
        ("runtime", "1:59", 119),
        ("runtime", "1h 59m", 119),
        ("runtime", "0", None),
        ("budget", "$1,234,567", 1234567),
        ("budget", "1.234.567", 1234567),
        ("budget", "1 234", 1234),
        ("budget", "1000.0", 1000),
        ("revenue", "N/A", None),
        ("adult", "yes", True),
        ("status", "released", "Released"),
        ("original_language", "French", "fr"),
        ("original_language", "RO", "ro"),
        ("countries", "France, UK|Czechoslovakia", "refused"),
        ("countries", "France|UK|us", ("FR", "GB", "US")),
        ("genres", "Drama; Comedy;Drama", ("Drama", "Comedy")),
        ("genres", ["Drama, in parts"], ("Drama, in parts",)),
        ("collection", "Concerts", TermRecord("Concerts")),
    ],
)
def test_value(field, text, value):
    if value == "refused":
        with pytest.raises(BadValue, match=field):
            film_of(**{field: text})
    else:
        assert getattr(film_of(**{field: text}), "release_date" if field == "year" else field) == value


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("release_date", "9/12/03", "not plainly a date"),
        ("release_date", "9/12/2003", "may be two dates: write 2003-12-09 or 2003-09-12"),
        ("release_date", "31.2.2003", "has no day 31"),
        ("release_date", "37965", "not plainly a date"),
        ("runtime", "long", "neither minutes"),
        ("budget", "1.000", "may be 1000 or a broken number"),
        ("budget", "2.5E+07", "not a whole number"),
        ("budget", "9" * 19, "more than"),
        ("revenue", "#REF!", "spreadsheet's error"),
        ("popularity", "3,5", "not a number"),
        ("adult", "perhaps", "neither yes nor no"),
        ("status", "Out", "none of"),
        ("countries", "Atlantis", "no country"),
        ("languages", "Elvish of old", "no language"),
        ("imdb_id", "nm0000001", "no id of imdb"),
        ("tmdb_id", "-3", "no id of tmdb"),
        ("title", "n/a", "is empty"),
    ],
)
def test_value_refused(field, text, reason):
    with pytest.raises(BadValue, match=reason):
        film_of(**{field: text})


def test_dates_by_the_users_word():
    assert film_of(True, release_date="9/12/2003").release_date == PartialDate(2003, 12, 9)
    assert film_of(False, release_date="9/12/2003").release_date == PartialDate(2003, 9, 12)


def test_ids_in_any_dress():
    film = film_of(
        tmdb_id="https://www.themoviedb.org/movie/25205-le-concert", imdb_id="1320082.0", wikidata_id="Q1",
        movielens_id="0071",
    )  # fmt: skip
    assert film.keys == (
        Key("tmdb", "25205"), Key("imdb", "tt1320082"), Key("movielens", "71"), Key("wikidata", "Q1"), Key("csv", "1"),
    )  # fmt: skip
    assert read_film({"title": "T", "tmdb_id": ""}, own).keys == ()


def test_columns_by_their_headers():
    assert fields_of(["Const", "Title", "Runtime (mins)", "Année", "Notes"], {}, "f") == {
        "Const": "imdb_id", "Title": "title", "Runtime (mins)": "runtime", "Année": "year",
    }  # fmt: skip
    chosen = read_map(["Notes=overview", "Nom=title", "ID="])
    assert fields_of(["ID", "tmdb", "Nom", "Title", "Notes"], chosen, "f") == {
        "tmdb": "tmdb_id", "Nom": "title", "Notes": "overview",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "chosen", "message"),
    [
        (["title", "year"], [], "no column that tells films apart"),
        (["id", "Title", "Film"], [], "are both title"),
        (["id", "Title"], ["Nom=title"], "no column nom"),
        (["id"], ["Nom=shoe size"], "is no field"),
        (["id"], ["Nom"], "write COLUMN=FIELD"),
    ],
)
def test_columns_refused(header, chosen, message):
    with pytest.raises(SourceError, match=message):
        fields_of(header, read_map(chosen), "f")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id,título".encode(), "utf-8-sig"),
        ("\ufeffid".encode(), "utf-8-sig"),
        ("id;título".encode("cp1252"), "cp1252"),
        ("título".encode() + b"\xff", "utf-8-sig"),
        ("id\ttítulo".encode("utf-16"), "utf-16"),
        ("id\ttitle".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_encoding(content, encoding):
    assert encoding_of(content) == encoding


def test_separator():
    assert [separator_of(h) for h in ("a,b;c,d", 'a;"x,y,z,w";b', "a\tb", "a|b", "a")] == [",", ";", "\t", "|", ","]


TABLE = "Id;TMDB;Titel;Dauer;Datum;Länder;Notiz\r\n1;25205;Le Concert;1:59;4.11.2009;Frankreich?;x\r\n"
ROWS = "2;;Geigen;;9/12/03;FR;\r\n3;;Taktstock;90;;FR|RO;\r\n;;;;;;\r\n4;25205;Doppelt;;;;\r\n5;;\x81;;;;\r\n6;;a\r\n"


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_csv_as_a_spreadsheet_saves_it(tmp_path, encoding):
    concert = make_film(title="Concert")
    FilmExternalId.objects.create(film=concert, source="tmdb", value="25205")
    path = tmp_path / "films.csv"
    text = TABLE.replace("Frankreich?", "FR") + ROWS.replace("5;;\x81;;;;\r\n", "")
    path.write_bytes(text.encode(encoding))
    lines = run("import_csv", path, "--map=Länder=countries")

    assert lines[0] == "films    1 new, 1 changed, 0 unchanged"
    assert "Columns that are not used: Notiz (--map COLUMN=FIELD uses one)." in lines
    assert rejects(path) == [(3, "release_date"), (6, "tmdb"), (7, "3 cells instead of 7")]
    concert.refresh_from_db()
    assert (concert.title, concert.runtime, concert.release_date) == ("Le Concert", 119, PartialDate(2009, 11, 4))
    assert set(Film.objects.get(title="Taktstock").external_ids.values_list("source", "value")) == {("csv", "3")}
    assert run("import_csv", path, "--map=Länder=countries")[0] == "films    0 new, 0 changed, 2 unchanged"


@pytest.mark.django_db
def test_lists_with_names_of_their_own_do_not_take_back_each_others_words(tmp_path):
    for name, column, value in (("lengths", "runtime", "119"), ("money", "budget", "7000")):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"tmdb,title,{column}\n1,Concert,{value}\n")
        run("import_csv", path, f"--list={name}")

    film = Film.objects.get()
    assert (film.runtime, film.budget) == (119, 7000)
    assert list(ImportRun.objects.order_by("id").values_list("source", flat=True)) == ["csv:lengths", "csv:money"]


@pytest.mark.django_db
@pytest.mark.parametrize("as_lines", [True, False])
def test_json_as_array_or_lines(tmp_path, as_lines):
    films = [
        {"tmdb_id": 1, "title": "Concert", "genres": [{"id": 5, "name": "Drama"}, "Comedy"], "runtime": 119},
        {"tmdb_id": 2, "title": "Bad", "runtime": {"minutes": 3}},
        {"tmdb_id": 3, "title": "Violin", "budget": None, "adult": False, "mood": "sad"},
        {"tmdb_id": 4, "title": "NUL\0"},
        7,
    ]
    path = tmp_path / "films.json"
    path.write_text(
        "\n".join(map(json.dumps, films)) if as_lines else "[\n" + ",\n".join(map(json.dumps, films)) + "\n]\n"
    )
    lines = run("import_json", path)

    assert lines[0] == "films    2 new, 0 changed, 0 unchanged"
    first = 1 if as_lines else 2
    assert sorted(rejects(path)) == [
        (first + 1, "runtime"), (first + 3, "title"), (first + 4, "is not a JSON object"),
    ]  # fmt: skip
    assert "Members that are not used: mood (--map MEMBER=FIELD uses one)." in lines


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[{"id": 1, "title": "a"},\n{"id": 2 "title": "b"}]', "line 2: not readable as JSON"),
        (b'[{"id": 1, "title": "a"}\n{"id": 2}]', "line 2: .*a comma or ] is missing"),
        (b"[" * 100_000, "nested too deeply"),
        (b"  \n ", "is empty"),
        (b"nothing", "holds no JSON object"),
        (b'{"id": "\xe9"}', "not UTF-8"),
        (b"\x1f\x8b\x08broken", "damaged|cut off"),
    ],
)
def test_json_that_cannot_be_used(tmp_path, content, message):
    path = tmp_path / "films.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        run("import_json", path)
    assert not Film.objects.exists()


@pytest.mark.django_db
def test_csv_options_refused(tmp_path):
    path = tmp_path / "films.csv"
    path.write_text("id,title\n1,a\n")
    for option, message in (("--map=x", "write COLUMN=FIELD"), (f"--list={'x' * 40}", "too long")):
        with pytest.raises(CommandError, match=message):
            run("import_csv", path, option)


@pytest.mark.django_db
def test_names_that_no_text_can_hold_do_not_stop_an_import(tmp_path):
    path = tmp_path / "bad\udcff.json"  # as Python reads a file name that is not UTF-8
    path.write_text('[{"tmdb_id": 9, "title": "T", "half \\ud83d": 1, "nul \\u0000": 2, "\\ud83d\\ude00": 3}]')
    assert "Members that are not used: half \ud83d, nul \0, \U0001f600 (--map MEMBER=FIELD uses one)." in run(
        "import_json", path
    )
    done = ImportRun.objects.get()
    assert (done.state, done.files) == ("finished", ["bad?.json"])
    assert done.report == {"notes": ["Members that are not used: half ?, nul ␀, 😀 (--map MEMBER=FIELD uses one)."]}


@pytest.mark.django_db
def test_a_file_of_an_unstorable_name_is_gone_on_with(tmp_path, monkeypatch):
    path = tmp_path / "bad\udcff.json"
    path.write_text('[{"tmdb_id": 9, "title": "T"}]')
    run("import_json", path)
    ImportRun.objects.update(state="failed", checkpoint=1)
    assert "films    0 new, 0 changed, 0 unchanged" in run("import_json", path, "--resume")
