"""The source on the committed small files, and on files that show one rule each."""

import gzip
from itertools import pairwise

import pytest

from films.importers.records import FilmRecord, PersonRecord, TermRecord, VotesRecord
from films.importers.tmdb5000 import CREDITS, MOVIES, Tmdb5000Source
from moviedb.lib.dates import PartialDate
from tests.films.importers.tmdb5000_files import DATA, credits_row, job, movie, part, read, write
from tests.films.importers.tmdb5000_records import (
    BANG,
    BO,
    IVAN,
    LEDGER,
    LIN,
    MAUD,
    ODILE,
    PAVEL,
    POSEIDON,
    TOKYO,
    tmdb,
)


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
