"""What the source refuses: values, entries, rows and whole files, each with its reason and its line."""

import gzip
import json
import shutil
from typing import Any

import pytest

from films.importers.records import SourceError
from films.importers.tmdb5000 import CREDITS, MOVIES, Tmdb5000Source
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


def test_bad_values_of_films(tmp_path):
    """One row for each way in which a cell can be wrong; the rows around them go on."""
    deep = "[" * 100_000 + "]" * 100_000
    bad: dict[str, dict[str, Any]] = {
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
        "title: has 1001 letters, at most 1000 are possible": {"title": "a" * 1001},
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
        "name: has 1001 letters, at most 1000 are possible": part(2, name="a" * 1001),
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
