import pytest
from django.db import connection

from films.demo import load_demo
from films.demo.source import DemoSource
from films.importers import loading
from films.importers.checks import check
from films.importers.records import CreditRecord, FilmRecord, Key, PersonRecord, Record, SourceError
from films.models import Film, SimilarFilm
from films.similarity import rebuild
from moviedb.lib.dates import PartialDate
from moviedb.lib.provenance.models import ImportRun
from people.models import Person


@pytest.fixture
def demo(tmp_path):
    """Writes a folder like the demo's and reads it."""

    def read(people="", **films):
        (tmp_path / "films").mkdir()
        (tmp_path / "people.toml").write_text(people, encoding="utf-8")
        for name, text in films.items():
            (tmp_path / "films" / f"{name.replace('_', '-')}.toml").write_text(text, encoding="utf-8")
        return list(DemoSource(tmp_path).records())

    return read


def credits_of(records: list[Record]) -> list[CreditRecord]:
    return [credit for record in records if isinstance(record, FilmRecord) for credit in record.credits]


def test_film_least(demo):
    assert demo(x='title = "X"') == [FilmRecord(keys=(Key("demo", "x"),), title="X", status="Released")]


def test_film_every_field(demo):
    (film,) = demo(
        x="""
        title = "X"
        original_title = "Ⅹ"
        original_language = "fr"
        release_date = "2009-11"
        runtime = 119
        rating = { site = "tmdb", average = 7.2, count = 3 }
        genres = ["Drama"]
        keywords = ["violin"]
        countries = ["FR"]
        languages = ["fr"]
        companies = ["A"]
        collection = "C"
        names = [["Y", "translated", "de", "AT"], ["Z", "working"]]
        ids = { imdb = "tt1" }
        checked = ["movielens"]
        tagline = "T"
        overview = \"\"\"
        One
          line.

        Another.\"\"\"
        [[releases]]
        country = "FR"
        date = "2009"
        type = 3
        certification = "U"
        note = "n"
        """
    )
    assert film.keys == (Key("demo", "x"), Key("imdb", "tt1"))
    assert film.release_date == PartialDate(2009, 11)
    assert film.overview == "One line.\n\nAnother."
    assert [(v.site, v.average, v.count) for v in film.votes] == [("tmdb", 7.2, 3)]
    assert [(n.text, n.kind, n.language, n.region) for n in film.names] == [
        ("Y", "translated", "de", "AT"),
        ("Z", "working", "", ""),
    ]
    assert [(t.name, t.key) for t in (*film.keywords, *film.companies, film.collection)] == [
        ("violin", None),
        ("A", None),
        ("C", None),
    ]
    assert [(r.country, r.date, r.type, r.certification, r.note) for r in film.releases] == [
        ("FR", PartialDate(2009), 3, "U", "n")
    ]
    assert check(film) is None


def test_credits_rows(demo):
    records = demo(
        x="""
        title = "X"
        cast = [["Ann Lee", "Zoë", "A. Lee"], ["Bo"]]
        voices = [["Cy", "The Dog"]]
        crew = [["Ann Lee", "Directing", "Director"]]
        """
    )
    ann, bo, cy = (Key("demo", key) for key in ("ann-lee", "bo", "cy"))
    assert credits_of(records) == [
        CreditRecord(
            "x/ann-lee/acting/actor/zoe", ann, "Acting", "Actor", "Zoë", 0, credited_as="A. Lee", on_screen=True
        ),
        CreditRecord("x/bo/acting/actor", bo, "Acting", "Actor", "", 1, on_screen=True),
        CreditRecord("x/cy/acting/actor/the-dog", cy, "Acting", "Actor", "The Dog", 2, voice=True),
        CreditRecord("x/ann-lee/directing/director", ann, "Directing", "Director", billing_order=0),
    ]


def test_credits_equal_ones_are_counted(demo):
    records = demo(x='title = "X"\ncast = [["Ann", "Twin"], ["Ann", "Twin"]]')
    assert [credit.key for credit in credits_of(records)] == [
        "x/ann/acting/actor/twin",
        "x/ann/acting/actor/twin/2",
    ]


def test_credits_performed_for(demo):
    records = demo(
        x="""
        title = "X"
        cast = [["Ann", "Zoe"], ["Ann", "Zoe's Sister"]]
        [[credits]]
        person = "Bo"
        department = "Sound"
        job = "Singer"
        performed_for = ["Ann", "Zoe's Sister"]
        work = "Somebody: Something"
        """
    )
    assert credits_of(records)[2] == CreditRecord(
        "x/bo/sound/singer",
        Key("demo", "bo"),
        "Sound",
        "Singer",
        performed_for="x/ann/acting/actor/zoes-sister",
        work="Somebody: Something",
    )


def test_people_come_once_and_before_their_first_film(demo):
    records = demo(
        a='title = "A"\ncast = [["Ann"]]',
        b='title = "B"\ncast = [["Bo"], ["Ann"]]',
    )
    assert [record.keys[0].value for record in records] == ["ann", "a", "bo", "b"]


def test_people_file(demo):
    person, _ = demo(
        people="""
        [ann-lee]
        name = "Ann Lee"
        sort_name = "Lee, Ann"
        kind = "group"
        birth_date = "1950-12"
        death_date = "2001"
        birth_place = "Rome"
        gender = 1
        known_for_department = "Sound"
        names = [["Anna", "birth", "it"]]
        biography = "Plays."
        """,
        x='title = "X"\ncast = [["Ann Lee"]]',
    )
    assert isinstance(person, PersonRecord)
    assert (person.name, person.sort_name, person.kind) == ("Ann Lee", "Lee, Ann", "group")
    assert (person.birth_date, person.death_date) == (PartialDate(1950, 12), PartialDate(2001))
    assert [(n.text, n.kind, n.language) for n in person.names] == [("Anna", "birth", "it")]
    assert check(person) is None


def test_people_files_in_their_folder(demo, tmp_path):
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "b.toml").write_text('[bo]\nname = "Bo"\nbirth_date = "1950"')
    ann, bo, _ = demo(people='[ann]\nname = "Ann"', x='title = "X"\ncast = [["Ann"], ["Bo"]]')
    assert (ann.name, bo.name, bo.birth_date) == ("Ann", "Bo", PartialDate(1950))
    (tmp_path / "people" / "c.toml").write_text('[bo]\nname = "Bo"')
    with pytest.raises(SourceError) as error:
        next(DemoSource(tmp_path).records())
    assert str(error.value) == "people/c.toml: [bo] is in people/b.toml too"


def test_people_two_of_one_name(demo):
    records = demo(people='[ann-the-painter]\nname = "Ann"', x='title = "X"\ncast = [["Ann"], ["@ann-the-painter"]]')
    assert [(r.keys[0].value, r.name) for r in records[:2]] == [("ann", "Ann"), ("ann-the-painter", "Ann")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = X", "x.toml: Invalid value (at line 1, column 9)"),
        ('titel = "X"', "x.toml: Object contains unknown field `titel`"),
        ('title = "X"\nruntime = "2 h"', "x.toml: Expected `int | null`, got `str` - at `$.runtime`"),
        ('title = "X"\ncast = [["A"], []]', "x.toml: Expected `array` of length >= 1 - at `$.cast[1]`"),
        ('title = "X"\nrelease_date = "1.1.2009"', "x.toml: release_date: '1.1.2009' is not a date"),
        ('title = "X"\ncast = [["Ann"], ["ann"]]', "x.toml: 'ann' is written 'Ann' elsewhere"),
        ('title = "X"\ncast = [["@ann"]]', "x.toml: @ann is in no file of people"),
        (
            'title = "X"\n[[credits]]\nperson = "A"\ndepartment = "Sound"\njob = "Singer"\nperformed_for = ["B", "C"]',
            "x.toml: performed_for: 0 credits of 'B' as 'C'",
        ),
    ],
)
def test_mistake_names_file_and_place(demo, text, message):
    with pytest.raises(SourceError) as error:
        demo(x=text)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("people", "message"),
    [
        ('[ann]\nname = "Ann"', "people.toml: [ann] is named by no film"),
        ('[bo]\nname = "Bo"\nbirth_date = "May"', "people.toml: [bo] birth_date: 'May' is not a date"),
        ('[bo]\nnam = "Bo"', "people.toml: [bo]: Object contains unknown field `nam`"),
    ],
)
def test_mistake_in_people(demo, people, message):
    with pytest.raises(SourceError) as error:
        demo(people=people, x='title = "X"\ncast = [["Bo"]]')
    assert str(error.value).startswith(message)


def test_mistake_is_found_before_the_first_record(demo, tmp_path):
    with pytest.raises(SourceError):
        demo(a='title = "A"', b="title = 1")
    with pytest.raises(SourceError):
        next(DemoSource(tmp_path).records())


def test_files_tell_of_every_change(demo, tmp_path):
    demo(x='title = "X"')
    before = DemoSource(tmp_path).files
    assert DemoSource(tmp_path).files == before
    (tmp_path / "films" / "x.toml").write_text('title = "Y"')
    assert DemoSource(tmp_path).files != before


ROW_VERSIONS = (
    "SELECT tableoid::regclass::text, ctid::text, xmin::text FROM {}",
    "films_film", "films_filmgenre", "films_filmkeyword", "films_filmcompany", "films_filmcountry",
    "films_filmlanguage", "films_filmname", "films_filmvotes", "films_filmexternalid", "films_filmsourcevalues",
    "films_credit", "films_creditkey", "films_releasedate", "films_similarfilm", "people_person",
    "people_personname", "people_personexternalid", "people_personsourcevalues",
)  # fmt: skip


def row_versions() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(ROW_VERSIONS[0].format(table) for table in ROW_VERSIONS[1:]))
        return sorted(cursor.fetchall())


@pytest.mark.django_db
def test_load_demo_twice():
    lines: list[str] = []
    load_demo(lines.append)
    films = len(DemoSource().film_files)
    assert lines == [f"Loading {films} films into the demo."]
    assert Film.objects.count() == films
    assert set(Person.objects.filter(kind="group").values_list("name", flat=True)) >= {
        "Budapest Symphony Orchestra",
        "Royal Philharmonic Orchestra",
        "New Japan Philharmonic World Dream Orchestra",
    }
    before = row_versions()

    load_demo(lines.append)
    assert len(lines) == 1
    assert ImportRun.objects.count() == 1

    result = loading.load(DemoSource())
    assert (result.films.unchanged, result.rejects) == (films, [])
    rebuild()
    assert row_versions() == before


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"state": "failed"}, {"files": ["older"]}])
def test_load_demo_again_after_a_failed_run_or_a_change(change):
    load_demo(lambda line: None)
    ImportRun.objects.update(**change)
    load_demo(lambda line: None)
    assert ImportRun.objects.count() == 2


@pytest.mark.django_db
def test_load_demo_makes_up_for_similar_films_that_were_not_worked_out():
    load_demo(lambda line: None)
    similar = SimilarFilm.objects.count()
    SimilarFilm.objects.all().delete()
    load_demo(lambda line: None)
    assert SimilarFilm.objects.count() == similar > 0
