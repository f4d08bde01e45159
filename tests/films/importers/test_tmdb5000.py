"""The source on small files: the committed ones as they are, and files with one thing wrong."""

import gzip
import json
import random
import shutil
import time
from bisect import bisect_right
from itertools import pairwise

import pytest

from films.importers.csvfile import CsvFile
from films.importers.records import (
    CreditRecord,
    FilmRecord,
    Key,
    PersonRecord,
    SourceError,
    TermRecord,
    VotesRecord,
)
from films.importers.tmdb5000 import CREDITS, MOVIES, Tmdb5000Source
from films.importers.tmdb5000_credits import COLUMNS as CREDIT_COLUMNS
from films.importers.tmdb5000_films import COLUMNS as MOVIE_COLUMNS
from moviedb.lib.dates import PartialDate
from tests.films.importers.tmdb5000_files import (
    DATA,
    credits_row,
    job,
    movie,
    part,
    read,
    rejected,
    write,
    write_csv,
)
from tests.films.importers.tmdb5000_plain import PlainCredit, PlainFilm, twenty_films
from tests.paths import TMDB5000, needs_shared


def key(number: int) -> str:
    return f"5f0000000000000000{number:06x}"


def tmdb(number: int) -> Key:
    return Key("tmdb", str(number))


LEDGER = FilmRecord(
    keys=(tmdb(700001),),
    title="The Lighthouse Keeper's Ledger",
    original_title="Le Registre du gardien de phare",
    original_language="fr",
    tagline="Every wave is written down.",
    overview=(
        'A keeper counts the waves, "all of them",\nuntil one is missing.\n\n'
        "His daughter, home from Brno, checks the sums."
    ),
    release_date=PartialDate(2006, 9, 14),
    status="Released",
    runtime=98,
    budget=4_200_000,
    revenue=9_100_500,
    homepage="https://ledger.example/",
    popularity=12.375,
    genres=("Drama", "Mystery"),
    keywords=(
        TermRecord("lighthouse", tmdb(811)),
        TermRecord("double entry", tmdb(812)),
        TermRecord("tide", tmdb(813)),
    ),
    companies=(TermRecord("Studio Bréhat", tmdb(5101)), TermRecord("North Quay Pictures", tmdb(5102))),
    countries=("FR", "XC"),
    languages=("fr", "ps"),
    votes=(VotesRecord("tmdb", 7.2, 318),),
    credits=(
        CreditRecord(key(1), tmdb(31), "Acting", "Actor", "Keeper", 0, on_screen=True),
        CreditRecord(key(2), tmdb(32), "Acting", "Actor", "Gull", 1, voice=True),
        CreditRecord(key(3), tmdb(31), "Acting", "Actor", "Her own aunt", 7, uncredited=True, on_screen=True),
        CreditRecord(key(4), tmdb(33), "Acting", "Actor", "", 3, on_screen=True),
        CreditRecord(key(5), tmdb(34), "Directing", "Director"),
        CreditRecord(key(6), tmdb(34), "Writing", "Screenplay"),
        CreditRecord(key(7), tmdb(33), "Acting", "Stand In"),
    ),
)
POSEIDON = FilmRecord(
    keys=(tmdb(700002),),
    title="Poseidon Street",
    original_title="Poseidon Street",
    original_language="cn",
    release_date=PartialDate(1987, 12, 1),
    status="Rumored",
    popularity=0.000372,
    genres=("Comedy",),
    keywords=(TermRecord("poseidon", tmdb(820)), TermRecord("Poseidon", tmdb(821))),
    companies=(TermRecord("Twin Reels", tmdb(5103)), TermRecord("Twin Reels", tmdb(5104))),
    countries=("HK",),
    languages=("cn", "en"),
    votes=(VotesRecord("tmdb", 5.0, 1),),
    credits=(
        CreditRecord(key(8), tmdb(32), "Acting", "Actor", "Tram", 0, credited_as="Vanya D.", on_screen=True),
        CreditRecord(key(9), tmdb(35), "Acting", "Actor", "Conductor / Ghost", 0, on_screen=True),
        CreditRecord(key(10), tmdb(35), "Costume & Make-Up", "Costume Design"),
    ),
)
TOKYO = FilmRecord(
    keys=(tmdb(700003),),
    title="東京の物差し",
    original_title="東京の物差し",
    original_language="ja",
    overview="An apprentice measures a city.",
    release_date=PartialDate(1931, 2, 28),
    status="Released",
    runtime=61,
    popularity=0.00001,
)
BANG = FilmRecord(
    keys=(tmdb(700004),),
    title="!!!",
    original_title="!!!",
    original_language="xx",
    status="Post Production",
    budget=1,
    revenue=2_787_965_087,
    popularity=0.0,
    votes=(VotesRecord("tmdb", 10.0, 2),),
    credits=(CreditRecord(key(11), tmdb(36), "Sound", "Original Music Composer"),),
)
ODILE = PersonRecord((tmdb(31),), "Odile Kermarrec", gender=1)
IVAN = PersonRecord((tmdb(32),), "Ivan Drozd", gender=2)  # 0 in the first film, 2 in the second
PAVEL = PersonRecord((tmdb(33),), "Pavel Šťastný", gender=2)
MAUD = PersonRecord((tmdb(34),), "Maud Le Goff", gender=1)
LIN = PersonRecord((tmdb(35),), "Lin Yuk")
BO = PersonRecord((tmdb(36),), "Bo", gender=2)


def test_records_of_the_small_files():
    source = Tmdb5000Source(DATA)
    expected = [ODILE, IVAN, PAVEL, MAUD, LEDGER, LIN, POSEIDON, TOKYO, BO, BANG]
    assert list(source.records()) == expected
    assert source.rejects == []
    assert source.name == "tmdb5000"
    assert source.files == ["tmdb_5000_movies.csv", "tmdb_5000_credits.csv"]


def test_records_of_gzipped_files(tmp_path):
    for name in (MOVIES, CREDITS):
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress((DATA / name).read_bytes()))
    source = Tmdb5000Source(tmp_path)
    assert list(source.records()) == list(Tmdb5000Source(DATA).records())
    assert source.files == ["tmdb_5000_movies.csv.gz", "tmdb_5000_credits.csv.gz"]


def test_limit_leaves_people_as_they_are():
    assert list(Tmdb5000Source(DATA, limit=1).records()) == [ODILE, IVAN, PAVEL, MAUD, LEDGER]


@pytest.mark.parametrize(("limit", "films"), [(0, 0), (2, 2), (4, 4), (5, 4)])
def test_limit(limit, films):
    source, found, _ = read(DATA, limit)
    assert len(found) == films
    assert source.rejects == []


def test_progress_grows_to_its_total():
    source = Tmdb5000Source(DATA)
    total = (DATA / MOVIES).stat().st_size + (DATA / CREDITS).stat().st_size
    steps = [source.progress()] + [source.progress() for _ in source.records()] + [source.progress()]
    assert {step[1] for step in steps} == {total}
    done = [step[0] for step in steps]
    assert (done[0], done[-1]) == (0, total)
    assert all(before <= after for before, after in pairwise(done))
    assert len(set(done)) == 6


def test_progress_with_a_limit_ends_at_its_total():
    source, _, _ = read(DATA, limit=2)
    done, total = source.progress()
    assert done == total
    assert 0 < total < (DATA / MOVIES).stat().st_size + (DATA / CREDITS).stat().st_size


def one_film(tmp_path, **cells) -> FilmRecord:
    source, films, _ = read(write(tmp_path, [movie(1, **cells)]))
    assert source.rejects == []
    return films[0]


@pytest.mark.parametrize(("text", "runtime"), [("", None), ("0", None), ("0.0", None), ("98.0", 98), ("7", 7)])
def test_runtime(tmp_path, text, runtime):
    assert one_film(tmp_path, runtime=text).runtime == runtime


@pytest.mark.parametrize("column", ["budget", "revenue"])
@pytest.mark.parametrize(
    ("text", "dollars"),
    [("", None), ("0", None), ("1", 1), ("2787965087", 2_787_965_087), ("9000000000000000000", 9 * 10**18)],
)
def test_dollars(tmp_path, column, text, dollars):
    assert getattr(one_film(tmp_path, **{column: text}), column) == dollars


@pytest.mark.parametrize(
    ("average", "count", "votes"),
    [
        ("7.2", "318", (VotesRecord("tmdb", 7.2, 318),)),
        ("0.0", "3", (VotesRecord("tmdb", 0.0, 3),)),
        ("7.2", "0", ()),
        ("7.2", "", ()),
        ("", "3", ()),
    ],
)
def test_votes(tmp_path, average, count, votes):
    assert one_film(tmp_path, vote_average=average, vote_count=count).votes == votes


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("", None),
        ("2009-12-10", PartialDate(2009, 12, 10)),
        ("2009", PartialDate(2009)),
        ("2008-02-29", PartialDate(2008, 2, 29)),
    ],
)
def test_release_date(tmp_path, text, date):
    assert one_film(tmp_path, release_date=text).release_date == date


def test_white_space_of_texts(tmp_path):
    film = one_film(tmp_path, title=" A  b ", original_title="A\xa0b ", tagline="c\n d", overview=" e  f\r\n\r\n g\rh ")
    assert (film.title, film.original_title, film.tagline) == ("A b", "A b", "c d")
    assert film.overview == "e f\n\ng\nh"


def test_nameless_terms_say_nothing(tmp_path):
    nameless = [{"id": 1, "name": "\xa0"}, {"id": 2, "name": "tide"}]
    film = one_film(tmp_path, genres=nameless, keywords=nameless, production_companies=nameless)
    tide = TermRecord("tide", tmdb(2))
    assert (film.genres, film.keywords, film.companies) == (("tide",), (tide,), (tide,))


def test_film_without_credits_row_is_kept(tmp_path):
    source, films, people = read(write(tmp_path, [movie(1)], [credits_row(1)][:0]))
    assert [film.title for film in films] == ["Film 1"]
    assert (people, source.rejects) == ([], [])


def test_same_person_twice_in_one_cast(tmp_path):
    cast = [part(5, credit_id="a", character="Twin"), part(5, credit_id="b", character="Other twin")]
    _, films, people = read(write(tmp_path, [movie(1)], [credits_row(1, cast)]))
    assert [(c.key, c.person, c.character) for c in films[0].credits] == [
        ("a", tmdb(5), "Twin"), ("b", tmdb(5), "Other twin"),
    ]  # fmt: skip
    assert people == [PersonRecord((tmdb(5),), "Person 5")]


def test_credits_keep_order_with_ties_and_gaps(tmp_path):
    cast = [part(1, order=4), part(2, order=0), part(3, order=4)]
    _, films, _ = read(write(tmp_path, [movie(1)], [credits_row(1, cast, [job(4)])]))
    assert [(c.key, c.billing_order) for c in films[0].credits] == [
        ("cast1", 4), ("cast2", 0), ("cast3", 4), ("crew4", None),
    ]  # fmt: skip


@pytest.mark.parametrize("genders", [(0, 2), (2, 0), (0, 2, 1), (2, 2)])
def test_known_gender_wins_in_any_order(tmp_path, genders):
    cast = [part(5, credit_id=str(i), gender=gender) for i, gender in enumerate(genders)]
    _, _, people = read(write(tmp_path, [movie(1)], [credits_row(1, cast)]))
    assert [person.gender for person in people] == [2]


def test_person_only_of_a_later_film_is_not_told_before_it(tmp_path):
    directory = write(tmp_path, [movie(1), movie(2)], [credits_row(2, [part(8)]), credits_row(1, [part(9)])])
    records = list(Tmdb5000Source(directory).records())
    assert [record.keys[0].value for record in records] == ["9", "1", "8", "2"]


def test_bad_values_of_films(tmp_path):
    """One row for each way in which a cell can be wrong; the rows around them go on."""
    deep = "[" * 100_000 + "]" * 100_000
    bad = {
        "budget: '-5' is not a whole number of 0 or more": {"budget": "-5"},
        "budget: '1e6' is not a whole number of 0 or more": {"budget": "1e6"},
        "budget: 9000000000000000001 is not between 0 and 9000000000000000000": {
            "budget": "9000000000000000001"
        },
        "revenue: 'NaN' is not a whole number of 0 or more": {"revenue": "NaN"},
        "runtime: 100001 is not between 0 and 100000": {"runtime": "100001.0"},
        "runtime: '98.5' is not a whole number of 0 or more": {"runtime": "98.5"},
        "runtime: '٣' is not a whole number of 0 or more": {"runtime": "٣"},
        "popularity: 'Infinity' is not a number of 0 or more": {"popularity": "Infinity"},
        "popularity: 'nan' is not a number of 0 or more": {"popularity": "nan"},
        "popularity: '-1.5' is not a number of 0 or more": {"popularity": "-1.5"},
        "popularity: 1e999 is more than 1e+09": {"popularity": "1e999"},
        "vote_average: 10.1 is more than 10": {"vote_average": "10.1"},
        "vote_count: 2147483648 is not between 0 and 2147483647": {"vote_count": "2147483648"},
        "release_date: 13 is not a month": {"release_date": "2009-13-41"},
        "release_date: 2009-02 has no day 29": {"release_date": "2009-02-29"},
        "release_date: 'soon' is not a date: write 1994, 1994-05 or 1994-05-17": {"release_date": "soon"},
        "title: is empty": {"title": " "},
        "title: has 501 letters, at most 500 are possible": {"title": "a" * 501},
        "tagline: has 1001 letters, at most 1000 are possible": {"tagline": "a" * 1001},
        "id: 'x' is not a whole number of 0 or more": {"id": "x"},
        "id: '-4' is not a whole number of 0 or more": {"id": "-4"},
        "id: is empty": {"id": ""},
        "id: 0 is not between 1 and 2147483647": {"id": "0"},
        "id: 99999999999 is not between 1 and 2147483647": {"id": "99999999999"},
        f"id: {'9' * 21!r} is not a whole number of 0 or more": {"id": "9" * 21},
        "id: 1 occurs twice": {"id": "1"},
        "language: 'English' is no language code": {"original_language": "English"},
        "country: 'us' is no country code": {"production_countries": [{"iso_3166_1": "us", "name": "x"}]},
        "genres: is not JSON (Expecting value: line 1 column 2 (char 1))": {"genres": "[nope]"},
        "genres: is not JSON (NaN is not a number)": {"genres": '[{"id": NaN, "name": "x"}]'},
        "genres: is not JSON (a member occurs twice in one object)": {"genres": '[{"id": 1, "name": "x", "id": 2}]'},
        "keywords: is not a JSON array": {"keywords": '{"id": 1}'},
        "keywords: entry 2: id is missing or not a whole number between 1 and 2147483647": {
            "keywords": [{"id": 1, "name": "a"}, {"id": True, "name": "b"}]
        },
        "production_companies: entry 1: name is missing or not a text": {"production_companies": [{"id": 1}]},
        "production_companies: entry 1: is not a JSON object": {"production_companies": "[7]"},
        "spoken_languages: entry 1: iso_639_1 is missing or not a text": {"spoken_languages": '[{"name": "x"}]'},
        "spoken_languages: is nested too deeply": {"spoken_languages": deep},
        "company: has 301 letters, at most 300 are possible": {
            "production_companies": [{"id": 1, "name": "a" * 301}]
        },
        "keyword: holds a NUL character": {"keywords": [{"id": 1, "name": "a\0b"}]},
        "genre: holds half of a surrogate pair, which is no character": {
            "genres": '[{"id": 1, "name": "\\ud800"}]'
        },
        "overview: holds a NUL character": {"overview": "a\0b"},
        "overview: is not UTF-8": {"overview": "caf\udce9"},
        "status: 'Lost' is none of Canceled, In Production, Planned, Post Production, Released, Rumored": {
            "status": "Lost"
        },
    }  # fmt: skip
    rows = [movie(1), *(movie(i, **cells) for i, cells in enumerate(bad.values(), 2)), movie(1000)]
    source, films, _ = read(write(tmp_path, rows))
    assert rejected(source) == [(MOVIES, line, reason[:201]) for line, reason in enumerate(bad, 3)]
    assert [film.keys[0].value for film in films] == ["1", "1000"]


def test_bad_entries_of_credits(tmp_path):
    """Only the entry is left out; the film goes on with its other credits."""
    bad = {
        "is not a JSON object": "nobody",
        "credit_id is missing or not a text": part(2, credit_id=7),
        "credit key: is empty": part(2, credit_id=" "),
        "credit_id: cast1 occurs twice": part(2, credit_id="cast1"),
        "name is missing or not a text": part(2, name=None),
        "name: is empty": part(2, name="\xa0"),
        "name: has 301 letters, at most 300 are possible": part(2, name="a" * 301),
        "name: holds a NUL character": part(2, name="a\0"),
        "name: holds half of a surrogate pair, which is no character": part(2, name="\udfff"),
        "id is missing or not a whole number between 1 and 2147483647": part(2, id="2"),
        "gender is missing or not a whole number between 0 and 3": part(2, gender=4),
        "order is missing or not a whole number between 0 and 2147483647": part(2, order=-1),
        "character is missing or not a text": part(2, character=None),
        "character: has 1001 letters, at most 1000 are possible": part(2, character="a" * 1001),
        "character: holds a NUL character": part(2, character="a\0"),
    }
    bad_jobs = {
        "department is missing or not a text": job(2, department=None),
        "department: 'Catering' is none of Acting, Art, Camera, Costume & Make-Up, Crew, Directing, Editing, "
        "Lighting, Production, Sound, Visual Effects, Writing": job(2, department="Catering"),
        "job: is empty": job(2, job=""),
        "job: has 201 letters, at most 200 are possible": job(2, job="a" * 201),
    }
    cast, crew = [part(1), *bad.values(), part(3)], [*bad_jobs.values(), job(4)]
    directory = write(tmp_path, [movie(1, overview="a\nb")], [credits_row(1, cast, crew)])
    source, films, people = read(directory)
    expected = [f"cast: entry {i}: {reason}" for i, reason in enumerate(bad, 2)]
    expected += [f"crew: entry {i}: {reason}" for i, reason in enumerate(bad_jobs, 1)]
    assert rejected(source) == [(CREDITS, 2, reason) for reason in expected]
    assert [credit.key for credit in films[0].credits] == ["cast1", "cast3", "crew4"]
    assert [person.name for person in people] == ["Person 1", "Person 3", "Person 4"]
    assert source.rejects[3].row == json.dumps(part(2, credit_id="cast1"))


def test_bad_rows_of_credits(tmp_path):
    rows = [
        credits_row(1, [part(1)]),
        credits_row(2, "[{"),
        credits_row(3, "", '{"a": 1}'),
        credits_row(1, [part(4)]),
        credits_row(9, [part(5)]),
        ["", "Film", "[]", "[]"],
        ["3", "Film 3", "[]"],
    ]
    source, films, people = read(write(tmp_path, [movie(1), movie(2), movie(3)], rows))
    assert sorted(rejected(source), key=lambda reject: reject[1]) == [
        (CREDITS, 3, "cast: is not JSON (Expecting property name enclosed in double quotes: line 1 column 3 (char 2))"),
        (CREDITS, 4, "crew: is not a JSON array"),
        (CREDITS, 5, "movie_id: 1 has its credits in line 2"),
        (CREDITS, 6, f"movie_id: {MOVIES} has no film 9"),
        (CREDITS, 7, "movie_id: is empty"),
        (CREDITS, 8, "3 cells instead of 4"),
    ]  # fmt: skip
    assert [len(film.credits) for film in films] == [1, 0, 0]
    assert [person.name for person in people] == ["Person 1"]


def test_credits_of_a_rejected_film_are_no_orphans(tmp_path):
    directory = write(tmp_path, [movie(1, title=""), movie(2)], [credits_row(1, [part(1)])])
    source, films, people = read(directory)
    assert rejected(source) == [(MOVIES, 2, "title: is empty")]
    assert ([film.title for film in films], people) == (["Film 2"], [])


def test_wrong_columns_of_either_file(tmp_path):
    write(tmp_path, [movie(1)])
    write_csv(tmp_path / CREDITS, ["movie_id", "title", "cast"], [])
    with pytest.raises(SourceError) as raised:
        Tmdb5000Source(tmp_path)
    assert str(raised.value) == (
        f"{tmp_path / CREDITS}, line 1: expected one column each named crew; the columns are movie_id, title, cast."
    )


def test_truncated_credits_are_found_before_any_record(tmp_path):
    shutil.copy(DATA / MOVIES, tmp_path)
    packed = gzip.compress((DATA / CREDITS).read_bytes())
    (tmp_path / f"{CREDITS}.gz").write_bytes(packed[:-20])
    with pytest.raises(SourceError) as raised:
        Tmdb5000Source(tmp_path)
    assert str(raised.value) == f"{tmp_path / CREDITS}.gz is cut off before its end: get it again."


def test_missing_credits_file(tmp_path):
    shutil.copy(DATA / MOVIES, tmp_path)
    with pytest.raises(SourceError) as raised:
        Tmdb5000Source(tmp_path)
    assert str(raised.value) == (f"{tmp_path} holds neither {CREDITS} nor {CREDITS}.gz: put one of them there.")


def row_starts(name: str) -> list[int]:
    columns = MOVIE_COLUMNS if name == MOVIES else CREDIT_COLUMNS
    return [row.line for row in CsvFile(DATA / name, columns, []).rows()]


def mutate(content: bytes, chance: random.Random) -> tuple[bytes, int]:
    """A few bytes of one line below the header changed, and the number of that line."""
    lines = content.split(b"\n")
    number = chance.randrange(1, len(lines) - 1)
    line = bytearray(lines[number])
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(line) + 1)
        junk = (b'"', b",", b',"', b"\0", b"\xff", b"[", b"}", b"-9", b"\\ud800", b"NaN", b"\r", b"")
        line[place : place + chance.choice([0, 1, 1, 30])] = chance.choice(junk)
    lines[number] = bytes(line)
    return b"\n".join(lines), number + 1


# The films of the rows of each file.
FILMS_OF_ROWS = {MOVIES: [LEDGER, POSEIDON, TOKYO, BANG], CREDITS: [LEDGER, POSEIDON, BANG]}


@pytest.mark.parametrize("name", [MOVIES, CREDITS])
def test_mutated_line_costs_its_row_at_most(tmp_path, name):
    """300 damaged files: no exception, every other film as it was, every loss named by its line."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # which pytest shows if the test fails
    chance = random.Random(seed)
    starts = row_starts(name)
    for other in {MOVIES, CREDITS} - {name}:
        shutil.copy(DATA / other, tmp_path)
    for _ in range(150):
        content, line = mutate((DATA / name).read_bytes(), chance)
        (tmp_path / name).write_bytes(content)
        source, films, _ = read(tmp_path)

        row = bisect_right(starts, line) - 1
        hit = FILMS_OF_ROWS[name][row]
        others = [film for film in FILMS_OF_ROWS[MOVIES] if film is not hit]
        assert [film for film in films if film in others] == others
        lines = range(starts[row], [*starts[1:], 10_000][row])
        outside = [r for r in source.rejects if not (r.file == name and r.line in lines)]
        # What may be named elsewhere: credits whose film has lost its id.
        assert [r for r in outside if "has no film" not in r.reason] == []
        found = [film for film in films if film not in others]
        if not found or len(found[0].credits) < len(hit.credits):
            assert source.rejects != []


@pytest.fixture(scope="module")
def real():
    started = time.process_time()
    source, films, people = read(TMDB5000)
    return source, films, people, time.process_time() - started


@needs_shared
def test_real_data_totals(real):
    source, films, people, seconds = real
    credits = [credit for film in films for credit in film.credits]
    cast = [credit for credit in credits if credit.billing_order is not None]
    assert (len(films), len(people), len(cast), len(credits) - len(cast)) == (4803, 104_842, 106_257, 129_581)
    assert source.rejects == []
    assert len({credit.key for credit in credits}) == len(credits)
    acting_in_the_crew = [c for c in credits if c.department == "Acting" and c.billing_order is None]
    assert len(acting_in_the_crew) == 4
    assert seconds < 15  # 4 s on an idle machine of 2 cores


def plain(film: FilmRecord, people: dict[Key, PersonRecord]) -> PlainFilm:
    (votes,) = film.votes or (None,)
    return PlainFilm(
        id=int(film.keys[0].value),
        release_date=str(film.release_date or ""),
        votes=(votes.average, votes.count) if votes else None,
        keywords=[term.name for term in film.keywords],
        companies=[(int(term.key.value), term.name) for term in film.companies],
        **{name: list(getattr(film, name)) for name in ("genres", "countries", "languages")},
        **{
            name: getattr(film, name)
            for name in (
                "title", "original_title", "original_language", "tagline", "overview", "status", "runtime",
                "budget", "revenue", "homepage", "popularity",
            )
        },
        credits=[
            PlainCredit(
                c.key, int(c.person.value), people[c.person].name, people[c.person].gender, c.department, c.job,
                c.character, c.billing_order, c.credited_as, c.uncredited, c.voice, c.on_screen,
            )
            for c in film.credits
        ],
    )  # fmt: skip


@needs_shared
def test_real_data_twenty_films(real):
    """Every value of twenty films against a reading of the files that shares nothing with the source."""
    _, films, people, _ = real
    by_id = {int(film.keys[0].value): film for film in films}
    by_key = {person.keys[0]: person for person in people}
    for expected in twenty_films():
        assert plain(by_id[expected.id], by_key) == expected
