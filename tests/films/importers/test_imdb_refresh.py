"""The next day's dump: the difference to the kept one ends as a comparison of every record would."""

import pytest

from films.importers import imdb_refresh
from films.importers.imdb import ImdbSource
from films.importers.imdb_vocabulary import ALL_TYPES
from films.importers.loading import load
from films.importers.lock import plain_connection
from films.importers.records import Counts, Key, VotesRecord
from films.models import Film, FilmGenre, FilmVotes
from moviedb.lib.provenance.models import ImportRun
from tests.films.importers import imdb_dumps as dumps
from tests.films.importers.killing import wait_for
from tests.films.importers.loaded import versions
from tests.films.importers.sources import ListSource, film
from tests.films.importers.test_imdb_load import empty, rows
from tests.paths import needs_shared

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = [dumps.person("nm0000001", "Anna"), dumps.person("nm0000002", "Ben")]


@pytest.fixture(autouse=True)
def _kept_dumps(settings, tmp_path):
    settings.DUMPS_DIR = tmp_path / "state" / "dumps"


def write(directory, *titles, ratings=(), principals=(), akas=()):
    return dumps.write(
        directory,
        title_basics=list(titles),
        name_basics=PEOPLE,
        title_ratings=list(ratings),
        title_principals=list(principals),
        title_akas=list(akas),
    )


@needs_shared
def test_difference_ends_as_a_comparison_of_every_record(tmp_path, monkeypatch):
    seed = dumps.fresh_seed()
    days = [dumps.generate(tmp_path / f"day{day}", 600, seed, "--gz", "--day", str(day)) for day in (0, 1)]

    def both():
        empty()
        ImportRun.objects.all().delete()
        for day in days:
            result = load(ImdbSource(day, types=ALL_TYPES))
        return result, rows()

    by_difference, left = both()
    monkeypatch.setattr(imdb_refresh, "delta", lambda source: None)
    by_records, right = both()
    assert (by_difference.films.new, by_difference.films.changed) == (by_records.films.new, by_records.films.changed)
    for table in left:
        assert (table, sorted(set(left[table]) ^ set(right[table]))[:4]) == (table, [])


def test_known_dumps_write_nothing_and_are_compared_on_demand(tmp_path):
    directory = write(tmp_path / "dumps", dumps.title("tt0000001", "One"), ratings=[("tt0000001", "7.1", "10")])
    load(ImdbSource(directory))
    before = versions()
    for anew in (False, True):
        result = load(ImdbSource(directory, anew=anew))
        assert (result.films, result.people) == (Counts(unchanged=1), Counts(unchanged=2))
    assert versions() == before


def test_lines_out_of_order_or_said_twice_are_named_where_they_stand(tmp_path):
    films = [dumps.title(f"tt{n:07}", f"Film {n}") for n in range(1, 400)]
    votes = [(f"tt{n:07}", "7.1", "10") for n in range(1, 400)]
    load(ImdbSource(write(tmp_path / "one", *films, ratings=votes)))
    directory = write(tmp_path / "two", *films, ratings=[*votes[:9], votes[300], *votes[9:], ("tt00x", "7.1", "10")])
    people = (directory / "name.basics.tsv").read_text()
    (directory / "name.basics.tsv").write_text(people + people.splitlines()[1] + "\n")
    source = ImdbSource(directory)
    assert load(source).films == Counts(unchanged=399)
    assert sorted((reject.file, reject.line, reject.reason.split(": ")[-1]) for reject in source.rejects) == [
        ("name.basics.tsv", 4, "nm0000001 occurs twice; the first one counts"),
        ("title.ratings.tsv", 11, "says the same as a line before it"),
        ("title.ratings.tsv", 402, "is no id of the form tt1234567"),
    ]


def test_rejects_of_a_difference_name_file_and_line(tmp_path):
    films = [dumps.title(f"tt{n:07}", f"Film {n}") for n in range(1, 40)]
    votes = [(f"tt{n:07}", "7.1", "10") for n in range(1, 40)]
    load(ImdbSource(write(tmp_path / "one", *films, ratings=votes)))
    films[20] = dumps.title("tt0000021", "Other", runtimeMinutes="long")
    votes[30] = ("tt0000031", "11.0", "10")
    part = ("tt0000007", "1", "nm9999999", "actor", "\\N", "\\N")
    source = ImdbSource(write(tmp_path / "two", *films, ratings=votes, principals=[part]))
    load(source)
    assert sorted((reject.file, reject.line) for reject in source.rejects) == [
        ("title.basics.tsv", 22), ("title.principals.tsv", 2), ("title.ratings.tsv", 22), ("title.ratings.tsv", 32),
    ]  # fmt: skip


def test_line_cut_off_behind_its_id_is_named(tmp_path):
    films = [dumps.title(f"tt{n:07}", f"Film {n}") for n in range(1, 4)]
    names = [(f"tt{n:07}", "1", f"Фильм {n}", "RU", "\\N", "imdbDisplay", "\\N", "0") for n in range(1, 4)]
    load(ImdbSource(write(tmp_path / "one", *films, akas=names)))
    directory = write(tmp_path / "two", *films, akas=names[:2])
    with (directory / "title.akas.tsv").open("a") as stream:
        stream.write("tt0000003")
    source = ImdbSource(directory)
    load(source)
    assert [(reject.file, reject.line, reject.reason) for reject in source.rejects] == [
        ("title.akas.tsv", 4, "1 cells instead of 8")
    ]


def test_locked_fields_and_editors_rows_stay_and_the_others_follow(tmp_path):
    part = ("tt0000001", "1", "nm0000001", "actor", "\\N", '["A"]')
    load(ImdbSource(write(tmp_path / "one", dumps.title("tt0000001", "One"), principals=[part])))
    row = Film.objects.get()
    Film.objects.update(title="Ours", locked_fields=["title"])
    FilmGenre.objects.get().remove_by_editor()
    changed = dumps.title("tt0000001", "Two", runtimeMinutes="100")
    other = ("tt0000001", "1", "nm0000002", "actor", "\\N", '["B"]')
    result = load(ImdbSource(write(tmp_path / "two", changed, principals=[other])))
    row.refresh_from_db()
    assert (row.title, row.runtime) == ("Ours", 100)
    assert list(FilmGenre.objects.values_list("removed", flat=True)) == [True]
    assert list(row.credits.values_list("person__name", "character")) == [("Ben", "B")]
    assert list(row.credits.values_list("person__credit_count", flat=True)) == [1]
    assert result.gone["removed"] == [f"film {row.pk}: Anna, Actor, A"]


def test_votes_of_a_better_source_stay(tmp_path, settings):
    settings.SOURCE_PRECEDENCE = ["csv", "imdb"]
    title = dumps.title("tt0000001", "One")
    load(ImdbSource(write(tmp_path / "one", title, ratings=[("tt0000001", "7.1", "10")])))
    best = film(1, "One", "csv", votes=(VotesRecord("imdb", 9.0, 3),))
    load(ListSource(type(best)(keys=(Key("imdb", "tt0000001"), *best.keys), title="One", votes=best.votes), name="csv"))
    load(ImdbSource(write(tmp_path / "two", title, ratings=[("tt0000001", "7.2", "11")])))
    votes = FilmVotes.objects.get()
    assert (float(votes.average), votes.count, votes.origin) == (9.0, 3, "csv")
    said = Film.objects.get().source_values.get(source="imdb")
    assert said.values["votes"] == [["imdb", 7.2, 11]]
    assert said.run_of("votes") == ImportRun.objects.latest("pk").pk


def test_other_dumps_than_the_kept_ones_are_compared_record_by_record(tmp_path, monkeypatch):
    load(ImdbSource(write(tmp_path / "one", dumps.title("tt0000001", "One"))))
    (imdb_refresh.kept_directory() / "digests.json").unlink()
    load(ImdbSource(write(tmp_path / "two", dumps.title("tt0000001", "Two"))))
    assert Film.objects.get().title == "Two"


def test_limit_takes_the_first_films_and_their_people(tmp_path):
    titles = [dumps.title(f"tt000000{n}", f"Film {n}") for n in (1, 2, 3)]
    parts = [(f"tt000000{n}", "1", f"nm000000{n}", "actor", "\\N", '["A"]') for n in (1, 2)]
    directory = write(tmp_path / "dumps", *titles, principals=parts)
    result = load(ImdbSource(directory, limit=1))
    assert (result.films.new, result.people.new, result.credits.new, result.rejects) == (1, 1, 1, [])
    assert not imdb_refresh.kept_directory().exists()
    result = load(ImdbSource(directory))
    assert (result.films.new, result.people.new, result.credits.new) == (2, 1, 1)


def test_dumps_without_their_base_are_left_out_and_people_may_come_alone(tmp_path):
    directory = dumps.write(tmp_path, name_basics=PEOPLE, title_ratings=[("tt0000001", "7.1", "10")])
    source = ImdbSource(directory)
    result = load(source)
    assert (result.people.new, result.films.new, source.without_base) == (2, 0, ["title.ratings"])


def test_types_and_adult_titles_are_chosen(tmp_path):
    titles = [
        dumps.title("tt0000001", "A Film"),
        dumps.title("tt0000002", "An Episode", titleType="tvEpisode"),
        dumps.title("tt0000003", "Adult", isAdult="1"),
    ]
    directory = dumps.write(tmp_path, title_basics=titles, title_ratings=[("tt0000002", "7.1", "10")])
    result = load(ImdbSource(directory))
    assert (result.films.new, result.rejects) == (1, [])
    load(ImdbSource(directory, types=["movie", "tvEpisode"], adult=True))
    assert sorted(Film.objects.values_list("title", "adult")) == [
        ("A Film", False),
        ("Adult", True),
        ("An Episode", False),
    ]


def test_new_votes_come_in_while_other_changes_do_but_in_no_dry_run(tmp_path):
    def day(name, title, votes):
        titles = [dumps.title("tt0000001", title), dumps.title("tt0000002", "Two")]
        return ImdbSource(write(tmp_path / name, *titles, ratings=[("tt0000002", "7.1", votes)]))

    def told():
        with plain_connection() as visitor:
            return [row[0] for row in visitor.execute("SELECT count FROM films_filmvotes")]

    load(day("one", "One", "10"))
    assert load(day("two", "Eins", "11"), dry_run=True).films.changed == 2
    assert told() == [10]
    load(day("three", "Uno", "12"), progress=lambda done, total: wait_for(lambda: told() == [12]))
    assert sorted(Film.objects.values_list("title", flat=True)) == ["Two", "Uno"]
