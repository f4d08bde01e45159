"""MovieLens: titles as they are filed, films found by their ids, ratings and tags anonymous and set-wise."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from films.importers.loading import load
from films.importers.movielens import MovieLensSource, read_title
from films.importers.outside import MovieLensRatings
from films.importers.outside_journal import GivenBack
from films.importers.records import Counts, SourceError
from films.models import (
    Film,
    FilmExternalId,
    FilmName,
    FilmVotes,
    OutsideJournal,
    OutsideRating,
    OutsideRatingBefore,
    OutsideTag,
    OutsideTagBefore,
)
from films.undoing.undo import undo
from moviedb.lib.dates import PartialDate
from moviedb.lib.provenance.models import ImportRun, Redirect
from tests.factories import make_film
from tests.films.importers.movielens_files import LINKS, MOVIES, RATINGS, TAGS, write
from tests.paths import SHARED, needs_shared

pytestmark = pytest.mark.django_db


def run(directory, limit=None, add_films=False, **options):
    source = MovieLensSource(directory, limit=limit)
    return load(source, beside=MovieLensRatings(source, directory, add_films), **options)


def known_film(**keys):
    film = make_film()
    for source, value in keys.items():
        FilmExternalId.objects.create(film=film, source=source, value=value)
    return film


def ratings():
    return list(OutsideRating.objects.order_by("user", "film").values_list("user", "film__title", "half_stars"))


def versions():
    with connection.cursor() as cursor:
        return [
            cursor.execute(f"SELECT ctid::text, xmin::text FROM {table} ORDER BY 1").fetchall()
            for table in ("films_outsiderating", "films_outsidetag", "films_filmvotes", "films_film")
        ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Concert, The (Concert, Le) (2009)", ("The Concert", ["Le Concert"], PartialDate(2009))),
        ("Seven (a.k.a. Se7en) (1995)", ("Seven", ["Se7en"], PartialDate(1995))),
        ("(500) Days of Summer (2009) ", ("(500) Days of Summer", [], PartialDate(2009))),
        ("Avventura, L' (1960)", ("L'Avventura", [], PartialDate(1960))),
        ("Fawlty Towers (1975-1979)", ("Fawlty Towers", [], PartialDate(1975))),
        ("(1995)", ("", [], PartialDate(1995))),
        ("Babylon 5", ("Babylon 5", [], None)),
    ],
)
def test_read_title(text, read):
    assert read_title(text) == read


def test_import_attaches_ratings_to_films_known_by_their_ids(tmp_path):
    concert = known_film(tmdb="25205")
    result = run(write(tmp_path))

    assert result.others == {"ratings": Counts(2), "tags": Counts(1)}
    assert (result.films, result.rejects) == (Counts(changed=1), [])
    assert result.notes == [
        "2 films with 2 ratings are not in this import, since the catalogue does not have them "
        "(--add-films takes them too)"
    ]
    # The second user rated the film twice, under two of its ids: the later rating counts.
    assert list(OutsideRating.objects.values_list("user", "half_stars", "rated_on")) == [
        (1, 8, date(2000, 7, 30)),
        (2, 7, date(2015, 10, 24)),
    ]
    assert list(OutsideTag.objects.values_list("film", "text", "users")) == [(concert.pk, "orchestra", 2)]
    votes = FilmVotes.objects.get()
    assert (votes.site, float(votes.average), votes.count, votes.origin) == ("movielens", 7.5, 2, "movielens")
    assert votes.distribution == [0, 0, 0, 0, 0, 0, 1, 1, 0, 0]
    assert sorted(concert.external_ids.values_list("source", "value")) == [
        ("imdb", "tt1320082"), ("movielens", "1"), ("movielens", "4"), ("tmdb", "25205"),
    ]  # fmt: skip
    counts = ImportRun.objects.get().counts
    assert (counts["ratings"]["new"], counts["tags"]["new"]) == (2, 1)


def test_import_adds_films_on_request(tmp_path):
    run(write(tmp_path, end="\n", packed=True), add_films=True)

    assert ratings() == [(1, "The Concert", 8), (1, "Violin", 1), (2, "The Concert", 7), (3, "A Baton", 4)]
    baton = Film.objects.get(title="A Baton")
    assert list(baton.film_genres.order_by("position").values_list("genre__name", flat=True)) == [
        "Drama", "Science Fiction",
    ]  # fmt: skip
    assert FilmName.objects.filter(text="Le Concert", kind="alternative").exists()


def test_import_again_writes_nothing(tmp_path):
    run(write(tmp_path), add_films=True)
    before = versions()
    result = run(tmp_path, add_films=True)

    assert result.others == {"ratings": Counts(unchanged=4), "tags": Counts(unchanged=2)}
    assert versions() == before


def test_import_follows_what_changed(tmp_path):
    run(write(tmp_path), add_films=True)
    result = run(
        write(tmp_path, ratings=[("1", "1", "1.5", "964982703"), *RATINGS[2:], ("9", "2", "3", "5")], tags=TAGS[:1]),
        add_films=True,
    )

    assert result.others == {"ratings": Counts(1, 1, 2, 1), "tags": Counts(0, 1, 0, 1)}
    assert ratings() == [(1, "The Concert", 3), (2, "The Concert", 7), (3, "A Baton", 4), (9, "Violin", 6)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'import\\_%' AND relkind = 'r'")
        assert cursor.fetchone() == (0,)


def test_limit_takes_the_first_films_and_removes_nothing(tmp_path):
    run(write(tmp_path), add_films=True)
    result = run(write(tmp_path, ratings=RATINGS[:1]), limit=1)

    assert (result.films.unchanged + result.films.changed, result.others["ratings"]) == (1, Counts(unchanged=1))
    assert OutsideRating.objects.count() == 4


def test_dry_run_counts_and_writes_nothing(tmp_path):
    result = run(write(tmp_path), add_films=True, dry_run=True)

    assert (result.films.new, result.others["ratings"], result.others["tags"]) == (3, Counts(4), Counts(2))
    assert not any(model.objects.exists() for model in (Film, OutsideRating, OutsideTag, ImportRun))


def test_bad_rows_are_rejected_one_by_one(tmp_path):
    result = run(
        write(
            tmp_path,
            movies=[*MOVIES, ("2", "Twice (2000)", ""), ("x", "No Id (2000)", ""), ("5", "", "Drama")],
            links=[*LINKS, ("6", "6", "6"), ("3", "9", "9"), ("7", "tt7", "")],
            ratings=[
                *RATINGS,
                '"4","1"," 4.5",964982703',
                ("4", "3", "4.25", "1"), ("-4", "3", "4", "1"), ("4", "3", "4"), ("4", "3\0", "4", "1"),
                ("4", "77", "4", "1"), ("4", "é", "4", "1"), "",
                ("5", "3", "5", "99999999999"),
            ],
            tags=[*TAGS, ("1", "1", " ", "1"), ("1", "1", "x" * 201, "1"), ("1", "y", "x", "1")],
        ),
        add_films=True,
    )  # fmt: skip

    assert result.others["ratings"] == Counts(5)
    named = sorted((reject.file, reject.line, reject.reason.split(":")[0]) for reject in result.rejects)
    assert named == [
        ("links.csv", 0, "movieId"),
        ("links.csv", 7, "movieId"),
        ("links.csv", 8, "imdbId"),
        ("movies.csv", 6, "movieId"),
        ("movies.csv", 7, "movieId"),
        ("movies.csv", 8, "title"),
        ("ratings.csv", 0, "movieId"),
        ("ratings.csv", 8, "rating"),
        ("ratings.csv", 9, "userId"),
        ("ratings.csv", 10, "3 cells instead of 4"),
        ("ratings.csv", 11, "movieId"),
        ("ratings.csv", 13, "movieId"),
        ("ratings.csv", 15, "timestamp"),
        ("tags.csv", 5, "tag"),
        ("tags.csv", 6, "tag"),
        ("tags.csv", 7, "movieId"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"userId,rating,movieId,timestamp\n1,1,4,1\n", "expected the columns userId, movieId, rating, timestamp"),
        (b"userId,movieId,rating,timestamp\n" + b"1" * (3 << 20), "lines of over"),
        (b"\x1f\x8bno gzip at all", "is damaged"),
    ],
)
def test_unusable_ratings_stop_the_import(tmp_path, content, message):
    write(tmp_path)
    (tmp_path / "ratings.csv").write_bytes(content)

    with pytest.raises(SourceError, match=message):
        run(tmp_path, add_films=True)

    assert not Film.objects.exists()
    assert ImportRun.objects.values_list("state", flat=True).get() == "failed"


def told():
    """All ratings and tags, what films' votes are made of, and the films."""
    with connection.cursor() as cursor:
        return [
            cursor.execute(f"SELECT to_jsonb(t) - 'updated_at' FROM {table} AS t ORDER BY 1").fetchall()
            for table in ("films_outsiderating", "films_outsidetag", "films_filmvotes", "films_film")
        ]


@pytest.mark.parametrize(
    ("way", "given_back"),
    [
        # One rating changed, one came, one went.
        ("difference", {"ratings": GivenBack(removed=1, restored=2), "tags": GivenBack(removed=1, restored=2)}),
        ("whole", {"ratings": GivenBack(removed=10, restored=4), "tags": GivenBack(removed=0, restored=2)}),
    ],
)
def test_undo_returns_ratings_and_tags_to_what_they_were(tmp_path, way, given_back):
    run(write(tmp_path), add_films=True)
    before = told()
    changed = [("1", "1", "1.5", "964982703"), *RATINGS[2:], ("9", "2", "3", "5")]
    more = [(str(user), "2", "4", "5") for user in range(10, 20)] if way == "whole" else []
    changed_tags = [("1", "1", "Orchestra", "1"), ("3", "2", "strings", "1")]
    run(write(tmp_path, ratings=changed + more, tags=changed_tags), add_films=True)
    run(tmp_path, add_films=True)
    assert list(OutsideJournal.objects.order_by("pk").values_list("way", flat=True)) == ["whole", way]

    done = undo("movielens")
    assert (done.kept_values, done.others) == ([], given_back)
    assert told() == before

    done = undo("movielens")
    assert (done.films, done.kept_films, done.kept_values) == (3, [], [])
    assert done.others == {"ratings": GivenBack(removed=4), "tags": GivenBack(removed=2)}
    assert told() == [[], [], [], []]
    assert not any(model.objects.exists() for model in (OutsideJournal, OutsideRatingBefore, OutsideTagBefore))


def test_undo_gives_ratings_back_to_the_film_that_took_theirs_in(tmp_path):
    run(write(tmp_path), add_films=True)
    run(write(tmp_path, ratings=RATINGS[:1]), add_films=True)
    violin, other = Film.objects.get(title="Violin"), make_film(title="Another")
    OutsideRating.objects.all().delete()
    Redirect.objects.record("film", violin.pk, other.pk)

    undo("movielens")

    assert ratings() == [(1, "Another", 1), (2, "The Concert", 7), (3, "A Baton", 4)]


@needs_shared
def test_import_of_the_small_data_set(capsys):
    call_command("import_movielens", SHARED / "data" / "ml-latest-small", "--add-films", "--limit=500")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "films    500 new, 0 changed, 0 unchanged"
    assert Film.objects.get(external_ids__source="movielens", external_ids__value="1").title == "Toy Story"
