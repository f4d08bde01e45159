"""One film, one person, one credit: what is joined, what is left to editors, and that it can be undone."""

import io

import pytest
from django.core.management import call_command

from films.importers.loading import load
from films.importers.records import FilmRecord, Key, PersonRecord
from films.importers.runs import Wishes
from films.joining.run import join_chosen, join_records
from films.models import Credit, CreditKey, Film, FilmExternalId, FilmGenre, JoinProposal
from films.undoing.undo import undo
from moviedb.lib.dates import PartialDate
from moviedb.lib.provenance.models import ImportRun, Redirect
from people.models import Person, PersonExternalId
from tests.films.importers.sources import ListSource, film, job, part, person
from tests.films.undoing.test_undo import checksums

pytestmark = pytest.mark.django_db


def directed(key, number, source):
    return job(key, number, "Directing", "Director", source)


def dated(number, title, year, director, source, *credits, **fields):
    both = (*credits, directed(f"{source}{number}d", director, source))
    return film(number, title, source, release_date=PartialDate(year), credits=both, **fields)


def tmdb(*records):
    load(ListSource(*records))


def imdb(*records):
    load(ListSource(*records, name="imdb"))


def people(source, *names):
    return [person(i, name, source) for i, name in enumerate(names, 1)]


def titles():
    return sorted(Film.objects.values_list("title", "release_year"))


def names():
    return sorted(Person.objects.values_list("name", flat=True))


def proposals(**fields):
    return [(p.kind, p.evidence) for p in JoinProposal.objects.filter(state="open", **fields).order_by("pk")]


def test_film_person_and_credit_become_one():
    tmdb(*people("tmdb", "Ana Silva", "Zoë Grey"), dated(1, "Élan", 2001, 1, "tmdb", part("t1", 2, "Maid"),
         runtime=100, genres=("Drama",)))  # fmt: skip
    imdb(*people("imdb", "ana silva", "Zoe Grey"), dated(7, "Elan", 2002, 1, "imdb", part("i1", 2, "", "imdb"),
         runtime=101, genres=("Drama", "War")))  # fmt: skip
    first = Film.objects.earliest("pk")
    old = Film.objects.latest("pk").pk
    done = join_records()
    assert (done.films, done.people, done.credits, done.proposed) == (1, 2, 2, 0)
    row = Film.objects.get()
    assert (row.pk, row.title, row.release_year, row.runtime) == (first.pk, "Élan", 2001, 100)
    assert sorted(FilmExternalId.objects.values_list("source", "film_id")) == [("imdb", row.pk), ("tmdb", row.pk)]
    assert sorted(PersonExternalId.objects.values_list("source", "value")) == [
        ("imdb", "1"), ("imdb", "2"), ("tmdb", "1"), ("tmdb", "2"),
    ]  # fmt: skip
    assert names() == ["Ana Silva", "Zoë Grey"]
    assert sorted(CreditKey.objects.values_list("value", "credit__job", "credit__character")) == [
        ("i1", "Actor", "Maid"), ("imdb7d", "Director", ""), ("t1", "Actor", "Maid"), ("tmdb1d", "Director", ""),
    ]  # fmt: skip
    assert Credit.objects.count() == 2
    assert sorted(FilmGenre.objects.values_list("genre__name", "origin")) == [("Drama", "tmdb"), ("War", "imdb")]
    assert sorted(Person.objects.values_list("credit_count", flat=True)) == [1, 1]
    assert Redirect.objects.get(kind="film").new_id == row.pk
    assert Redirect.objects.get(kind="film").old_id == old
    assert f"film {old} into {row.pk}: " in ImportRun.objects.latest("pk").report["joined"][0]
    again = checksums()
    assert join_records().films == 0
    tmdb(*people("tmdb", "Ana Silva", "Zoë Grey"), dated(1, "Élan", 2001, 1, "tmdb", part("t1", 2, "Maid"),
         runtime=100, genres=("Drama",)))  # fmt: skip
    imdb(*people("imdb", "ana silva", "Zoe Grey"), dated(7, "Elan", 2002, 1, "imdb", part("i1", 2, "", "imdb"),
         runtime=101, genres=("Drama", "War")))  # fmt: skip
    assert checksums() == again


def test_join_can_be_undone_and_is_found_again():
    tmdb(*people("tmdb", "Ana", "Zoë"), dated(1, "Élan", 2001, 1, "tmdb", part("t1", 2, "Maid"), genres=("Drama",)))
    imdb(*people("imdb", "Ana", "Zoe"), dated(7, "Elan", 2001, 1, "imdb", part("i1", 2, "Maid", "imdb")))
    before = checksums()
    join_records()
    assert Film.objects.count() == 1
    undo("join")
    assert checksums() == before
    assert set(JoinProposal.objects.values_list("state", flat=True)) == {"open"}
    assert join_records().films == 1


def test_remake_of_the_same_title_stays_a_film_of_its_own():
    masters = "Old Master", "New Master"
    tmdb(*people("tmdb", *masters), dated(1, "King", 1933, 1, "tmdb"), dated(2, "King", 2005, 2, "tmdb"))
    made = [dated(n, "King", year, min(n, 2), "imdb") for n, year in ((1, 1933), (2, 2005), (3, 1976))]
    imdb(*people("imdb", *masters), *made)
    assert join_records().films == 2
    assert titles() == [("King", 1933), ("King", 1976), ("King", 2005)]


def test_two_films_that_fit_are_left_to_editors_unless_one_fits_better():
    tmdb(*people("tmdb", "Ana"), dated(1, "Twice", 2014, 1, "tmdb"), dated(2, "Short", 2014, 1, "tmdb", runtime=106))
    imdb(*people("imdb", "Ana"), dated(1, "Twice", 2013, 1, "imdb"), dated(2, "Twice", 2015, 1, "imdb"),
         dated(3, "Short", 2014, 1, "imdb", runtime=107), dated(4, "Short", 2013, 1, "imdb", runtime=18))  # fmt: skip
    done = join_records()
    assert (done.films, titles()) == (
        1, [("Short", 2013), ("Short", 2014), ("Twice", 2013), ("Twice", 2014), ("Twice", 2015)],
    )  # fmt: skip
    assert [(kind, e["title"], e["years"]) for kind, e in proposals(kind="film")] == [
        ("film", "twice", [2014, 2013]), ("film", "twice", [2014, 2015]),
    ]  # fmt: skip


def test_title_and_year_do_not_outweigh_another_director():
    tmdb(*people("tmdb", "Ana"), dated(1, "Home", 2001, 1, "tmdb"))
    imdb(*people("imdb", "Bo"), dated(1, "Home", 2001, 1, "imdb"))
    done = join_records()
    assert (done.films, done.people, Film.objects.count(), proposals()) == (0, 0, 2, [])


@pytest.mark.parametrize(
    ("year", "minutes", "others", "joined", "proposed"),
    [
        (2001, None, 0, 1, 0), (2001, 95, 0, 1, 0), (2001, 94, 0, 0, 1), (2002, None, 0, 0, 0), (2001, None, 1, 0, 2),
    ],
)  # fmt: skip
def test_film_of_which_nobody_is_known_is_joined_by_title_and_the_very_year(year, minutes, others, joined, proposed):
    tmdb(*people("tmdb", "Ana"), dated(1, "Home", 2001, 1, "tmdb", runtime=95))
    bare = [film(i, "Home", "imdb", release_date=PartialDate(year), runtime=minutes) for i in range(1, 2 + others)]
    imdb(*bare)
    done = join_records()
    assert (done.films, Film.objects.count(), len(proposals(kind="film"))) == (joined, 2 + others - joined, proposed)


def test_part_in_common_under_another_name_is_left_to_editors():
    tmdb(*people("tmdb", "Ana", "Tom Roberts"), dated(1, "Film", 2001, 1, "tmdb", part("t1", 2, "Glover (1982)")))
    imdb(*people("imdb", "Ana", "T. Roberts"), dated(1, "Film", 2001, 1, "imdb", part("i1", 2, "Glover", "imdb")))
    done = join_records()
    assert (done.films, done.people) == (1, 1)
    assert [(sorted(each["names"]), each["character"]) for _, each in proposals(kind="person")] == [
        (["t. roberts", "tom roberts"], "glover")
    ]


def test_namesakes_in_one_cast_stay_two():
    """Two of one name on one side: told apart by their parts; where that fails they are left to editors."""
    tmdb(*people("tmdb", "Ana", "John Smith", "Ann Lee", "Ann Lee"),
         dated(1, "Film", 2001, 1, "tmdb", part("t1", 2, "Guard"), part("t2", 3), part("t3", 4)))  # fmt: skip
    imdb(*people("imdb", "Ana", "John Smith", "John Smith", "Ann Lee", "Ann Lee"),
         dated(1, "Film", 2001, 1, "imdb", part("i1", 2, "Guard", "imdb"), part("i2", 3, "Baker", "imdb"),
               part("i3", 4, "", "imdb"), part("i4", 5, "", "imdb")))  # fmt: skip
    done = join_records()
    assert (done.films, done.people) == (1, 2)
    assert names() == ["Ana", "Ann Lee", "Ann Lee", "Ann Lee", "Ann Lee", "John Smith", "John Smith"]
    smiths = Credit.objects.filter(person__name="John Smith")
    assert sorted(smiths.values_list("character", "person__credit_count")) == [("Baker", 1), ("Guard", 1)]
    assert [evidence["name"] for _, evidence in proposals(kind="person")] == ["ann lee"] * 4


def test_born_in_different_years_is_never_one():
    tmdb(person(1, "Ana"), person(2, "Bo", birth_date=PartialDate(1950)), dated(1, "F", 2001, 1, "tmdb", part("t", 2)))
    imdb(person(1, "Ana", "imdb"), person(2, "Bo", "imdb", birth_date=PartialDate(1980)),
         dated(1, "F", 2001, 1, "imdb", part("i", 2, "", "imdb")))  # fmt: skip
    assert join_records().people == 1
    assert (names(), proposals()) == (["Ana", "Bo", "Bo"], [])


def test_locks_tombstones_and_edited_credits_of_both_are_kept():
    tmdb(*people("tmdb", "Ana", "Bo"), dated(1, "Film", 2001, 1, "tmdb", part("t1", 2, "Maid"), genres=("Drama", "War"),
         overview="Theirs"))  # fmt: skip
    imdb(*people("imdb", "Ana", "Bo"), dated(1, "Film", 2001, 1, "imdb", part("i1", 2, "Maid", "imdb"),
         genres=("Drama", "War")))  # fmt: skip
    kept, lost = Film.objects.order_by("pk")
    Film.objects.filter(pk=kept.pk).update(tagline="Mine", locked_fields=["tagline"])
    Film.objects.filter(pk=lost.pk).update(overview="Ours", tagline="Other", locked_fields=["overview", "tagline"])
    lost.film_genres.get(genre__name="War").remove_by_editor()
    Credit.objects.filter(keys__value="i1").update(character="The maid", origin="editor")
    join_records()
    row = Film.objects.get()
    assert (row.overview, row.tagline, row.locked_fields) == ("Ours", "Mine", ["tagline", "overview"])
    assert sorted(row.film_genres.values_list("genre__name", "removed")) == [("Drama", False), ("War", True)]
    credit = Credit.objects.get(job="Actor", origin="editor")
    assert credit.character == "The maid"


def test_chains_of_redirects_are_flattened():
    tmdb(*people("tmdb", "Ana"), dated(1, "Film", 2001, 1, "tmdb"))
    imdb(*people("imdb", "Ana"), dated(1, "Film", 2001, 1, "imdb"))
    kept, lost = Film.objects.order_by("pk")
    Redirect.objects.record("film", 999_999, lost.pk)
    join_records()
    assert sorted(Redirect.objects.filter(kind="film").values_list("old_id", "new_id")) == sorted(
        [(999_999, kept.pk), (lost.pk, kept.pk)]
    )


def test_records_that_an_import_shows_to_be_one_are_listed_and_joined_on_demand():
    tmdb(film(1, "Film", runtime=90))
    imdb(film(1, "Another title", "imdb"))
    load(ListSource(FilmRecord(keys=(Key("tmdb", "1"), Key("imdb", "1")), title="Film"), name="movielens"))
    proposal = JoinProposal.objects.get()
    assert (proposal.kind, proposal.state, Film.objects.count()) == ("film", "open", 2)
    assert proposal.evidence == {"said by": "movielens", "ids": ["tmdb:1", "imdb:1"]}
    join_chosen([proposal], "mary")
    proposal.refresh_from_db()
    assert (proposal.state, Film.objects.get().runtime) == ("joined", 90)
    assert ImportRun.objects.latest("pk").options == {"editor": "mary"}


def test_dismissed_pairs_are_not_proposed_again():
    tmdb(*people("tmdb", "Ana"), dated(1, "Film", 2001, 1, "tmdb"))
    imdb(*people("imdb", "Ana"), dated(1, "Film", 2001, 1, "imdb"))
    first, second = Film.objects.order_by("pk").values_list("pk", flat=True)
    JoinProposal.objects.create(kind="film", first_id=first, second_id=second, state="dismissed")
    assert join_records().films == 0


def test_import_joins_on_request_and_is_undone_with_it():
    tmdb(*people("tmdb", "Ana", "Zoë"), dated(1, "Élan", 2001, 1, "tmdb", part("t1", 2, "Maid"), genres=("Drama",)))
    before = checksums()
    records = *people("imdb", "Ana", "Zoe"), dated(7, "Elan", 2001, 1, "imdb", part("i1", 2, "", "imdb"))
    result = load(ListSource(*records, name="imdb"), Wishes(join=True))
    assert result.notes == ["joined   1 films, 2 people, 2 credits; 0 proposed for review"]
    assert len(ImportRun.objects.latest("pk").report["joined"]) == 3
    assert Film.objects.count() == 1
    undo("imdb")
    assert checksums() == before


def test_dry_run_joins_nothing():
    tmdb(*people("tmdb", "Ana"), dated(1, "Film", 2001, 1, "tmdb"))
    imdb(*people("imdb", "Ana"), dated(1, "Film", 2001, 1, "imdb"))
    out = io.StringIO()
    call_command("join_records", "--dry-run", stdout=out)
    assert out.getvalue().splitlines()[0] == ("joined   1 films, 1 people, 1 credits; 0 proposed for review")
    assert (Film.objects.count(), JoinProposal.objects.count()) == (2, 0)


def test_admin_joins_and_dismisses(admin_client):
    tmdb(film(1, "Film"), person(1, "Ana"), PersonRecord(keys=(Key("tmdb", "2"),), name="Bo"))
    imdb(film(1, "Film", "imdb"))
    films = list(Film.objects.order_by("pk").values_list("pk", flat=True))
    persons = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    one = JoinProposal.objects.create(kind="film", first_id=films[0], second_id=films[1], evidence={"title": "film"})
    two = JoinProposal.objects.create(kind="person", first_id=persons[0], second_id=persons[1])
    address = "/admin/films/joinproposal/"
    page = admin_client.get(address).content.decode()
    assert f"/admin/films/film/{films[1]}/change/" in page
    assert "title: film" in page
    admin_client.post(address, {"action": "dismiss", "_selected_action": [two.pk]}, follow=True)
    admin_client.post(address, {"action": "join", "_selected_action": [one.pk]}, follow=True)
    assert sorted(JoinProposal.objects.values_list("kind", "state")) == [("film", "joined"), ("person", "dismissed")]
    assert (Film.objects.count(), Person.objects.count()) == (1, 2)
