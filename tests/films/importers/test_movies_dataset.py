"""The Movies Dataset: Python literals, records cut in two, doubles, floats, "None" and "False" as text."""

import pytest

from films.importers.cells import BadValue
from films.importers.literals import MOST_LETTERS, as_json
from films.importers.loading import load
from films.importers.movies_dataset import CREDITS, MOVIES, MoviesDatasetSource
from films.importers.records import Counts, FilmRecord, Key, PersonRecord, TermRecord
from films.models import Credit, Film
from people.models import Person
from tests.films.importers.movies_dataset_files import broken_in_overview, credits_row, movie, write
from tests.films.importers.tmdb5000_files import job, part


def read(directory, limit=None):
    source = MoviesDatasetSource(directory, limit)
    records = list(source.records())
    return source, *([r for r in records if isinstance(r, kind)] for kind in (FilmRecord, PersonRecord))


def rejected(source):
    return [(reject.file, reject.line, reject.reason) for reject in source.rejects]


@pytest.mark.parametrize(
    ("value", "json"),
    [
        ([{"id": 1, "name": "Drama"}], '[{"id": 1, "name": "Drama"}]'),
        ([{"name": 'Guns "n" Roses', "path": None}], r'[{"name": "Guns \"n\" Roses", "path": null}]'),
        ([True, "Surf's up", "a\\b", "tab\tbed"], r'''[true, "Surf's up", "a\\b", "tab\tbed"]'''),
        (["\xa0é ł 映"], '["\xa0é ł 映"]'),
        (["None", "True"], '["None", "True"]'),
    ],
)  # fmt: skip
def test_literal_as_json(value, json):
    assert as_json({"x": repr(value)}, "x") == json


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 100_000, ""),
        (" " * MOST_LETTERS + "'a'" + "," * MOST_LETTERS, "letters"),
        ("[true]", "Python"),
        (r"['\N{nothing}']", "Python"),
    ],
)
def test_literal_refused(text, reason):
    """What is passed on unharmed is for the JSON parser to refuse."""
    if reason:
        with pytest.raises(BadValue, match=f"x: .*{reason}"):
            as_json({"x": text}, "x")
    else:
        assert as_json({"x": text}, "x") == text


def test_film_with_everything(tmp_path):
    write(
        tmp_path,
        [
            movie(
                7, adult="True", runtime="98.0", revenue="1000.0", vote_count="12.0", vote_average="6.5",
                genres=[{"id": 18, "name": "Drama"}], production_companies=[{"name": "O'Hara \"Films\"", "id": 5}],
                production_countries=[{"iso_3166_1": "FR", "name": "France"}],
                spoken_languages=[{"iso_639_1": "fr", "name": "Français"}],
                belongs_to_collection={"id": 9, "name": "Concerts", "poster_path": None, "backdrop_path": "/b.jpg"},
                poster_path="/p.jpg", homepage="None", overview="Two\nlines", release_date="2009-11-04",
            )
        ],
        [credits_row(7, [part(1, profile_path="/1.jpg", character="Lea's \"mother\"")], [job(2, profile_path=None)])],
        [["7", repr([{"id": 3, "name": "violin"}])]] * 2,
        [["44", "0000007", "7"], ["45", "0000008", ""]],
    )  # fmt: skip
    source, (film,), people = read(tmp_path)

    assert source.rejects == []
    assert film.keys == (Key("tmdb", "7"), Key("imdb", "tt0000007"), Key("movielens", "44"))
    assert (film.adult, film.runtime, film.revenue, film.votes[0].count, film.homepage) == (True, 98, 1000, 12, "")
    assert (film.genres, film.countries, film.languages) == (("Drama",), ("FR",), ("fr",))
    assert film.companies == (TermRecord('O\'Hara "Films"', Key("tmdb", "5")),)
    assert film.collection == TermRecord("Concerts", Key("tmdb", "9"))
    assert (film.poster_path, film.overview) == ("/p.jpg", "Two\nlines")
    assert film.keywords == (TermRecord("violin", Key("tmdb", "3")),)
    assert [(credit.character, credit.job) for credit in film.credits] == [
        ('Lea\'s "mother"', "Actor"), ("", "Set Designer"),
    ]  # fmt: skip
    assert [person.portrait_path for person in people] == ["/1.jpg", ""]


def test_record_broken_over_two_lines_is_mended(tmp_path):
    cut = broken_in_overview(movie(2, overview="It began\n - and went on.", title="Second"))
    write(tmp_path, [movie(1), *cut, movie(3)], [credits_row(n) for n in (1, 2, 3)])
    source, films, _ = read(tmp_path)

    assert [film.title for film in films] == ["Film 1", "Second", "Film 3"]
    assert films[1].overview == "It began\n- and went on."
    assert source.rejects == []


def test_half_a_record_is_rejected_and_the_next_one_read(tmp_path):
    first, second = broken_in_overview(movie(2, overview="It began\n - and went on."))
    write(tmp_path, [first, movie(1), second], [credits_row(1)])
    source, films, _ = read(tmp_path)

    assert [film.title for film in films] == ["Film 1"]
    assert [(file, line) for file, line, _ in rejected(source)] == [(MOVIES, 2), (MOVIES, 4)]


def test_doubles_and_bad_rows_are_named(tmp_path):
    write(
        tmp_path,
        [
            movie(1), movie(1, title="Again"), movie(2, adult="maybe"), movie(3, imdb_id="1997-08-20"),
            movie(4, genres="[{'id': 1"), movie(5, belongs_to_collection="7"), movie(6, imdb_id="0"),
            movie("1997-08-20"), movie(8, runtime="ninety"), movie(9, title=""),
        ],
        [credits_row(1), credits_row(1), credits_row(99), ["[{'name'", "[]", "6"]],
        [["1", "[]"], ["1", "[{'id': 1, 'name': 'x'}]"], ["6", "nonsense"], ["", "[]"]],
        [["x", "1", "1"]],
    )  # fmt: skip
    source, films, _ = read(tmp_path)

    assert [film.keys[0].value for film in films] == ["1", "6"]
    assert [(file, line, reason.split(":")[0]) for file, line, reason in sorted(rejected(source))] == [
        ("credits.csv", 3, "id"), ("credits.csv", 4, "id"), ("credits.csv", 5, "cast"),
        ("keywords.csv", 3, "id"), ("keywords.csv", 4, "keywords"), ("keywords.csv", 5, "id"),
        ("links.csv", 2, "movieId"),
        ("movies_metadata.csv", 3, "id"), ("movies_metadata.csv", 4, "adult"),
        ("movies_metadata.csv", 5, "imdb_id"), ("movies_metadata.csv", 6, "genres"),
        ("movies_metadata.csv", 7, "belongs_to_collection"), ("movies_metadata.csv", 9, "id"),
        ("movies_metadata.csv", 10, "runtime"), ("movies_metadata.csv", 11, "title"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_import_twice_writes_once(tmp_path):
    write(
        tmp_path,
        [movie(1), movie(2)],
        [credits_row(1, [part(1)], [job(2)]), credits_row(2, [part(1, credit_id="c2")])],
    )
    load(MoviesDatasetSource(tmp_path))
    again = load(MoviesDatasetSource(tmp_path))

    assert (Film.objects.count(), Person.objects.count(), Credit.objects.count()) == (2, 2, 3)
    assert (again.films, again.people, again.credits) == (Counts(0, 0, 2), Counts(0, 0, 2), Counts(0, 0, 3))
    assert MoviesDatasetSource(tmp_path).files == [MOVIES, CREDITS, "keywords.csv", "links.csv"]
