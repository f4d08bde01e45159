"""The film that a row of a list means, by title, year and director."""

import pytest

from films.importers.records import Key
from films.joining.lookup import Sought, find_films, propose
from films.models import Film, JoinProposal
from moviedb.lib.provenance.models import ImportRun
from tests.films.importers.sources import film
from tests.films.joining.test_join import dated, imdb, people, tmdb

pytestmark = pytest.mark.django_db


def number(site, value):
    return Film.objects.get(external_ids__source=site, external_ids__value=str(value)).pk


def test_row_is_found_by_title_year_and_director():
    tmdb(*people("tmdb", "Ana Silva", "Bo"), dated(1, "Élan", 2001, 1, "tmdb"), dated(2, "Élan", 1960, 2, "tmdb"),
         dated(3, "Twin", 1999, 1, "tmdb"), dated(4, "Twin", 1999, 1, "tmdb"), film(5, "Undated"),
         dated(6, "Home", 2001, 1, "tmdb"))  # fmt: skip
    found = find_films(
        [
            Sought("elan", 2002, ["ANA SILVA"]),
            Sought("Home", 2002),
            Sought("Anything", 1960, ["bo"], original_title="Élan"),
            Sought("Élan", 2001, ["Bo"]),
            Sought("Élan", 2007, ["Ana Silva"]),
            Sought("Twin", 1999, ["Ana Silva"]),
            Sought("Twin", 1999),
            Sought("Undated", None),
            Sought("Nothing of the kind", 2001, ["Ana Silva"]),
        ],
        "csv",
    )
    first, old, *twins = (number("tmdb", each) for each in (1, 2, 3, 4))
    assert [each.film for each in found] == [first, None, old, None, None, None, None, None, None]
    assert [each.key for each in found[:3]] == [Key("tmdb", "1"), None, Key("tmdb", "2")]
    assert found[0].evidence == {"title": "elan", "years": [2001, 2002], "directors": ["ana silva"]}
    assert [[pk for pk, _ in each.likely] for each in found] == [[], [], [], [], [], twins, twins, [], []]


def test_row_that_names_nobody_is_found_by_title_and_the_very_year():
    tmdb(*people("tmdb", "Ana"), dated(1, "Home", 2001, 1, "tmdb"))
    found = find_films([Sought("Home", 2001)], "csv")
    assert [each.film for each in found] == [number("tmdb", 1)]
    assert found[0].evidence == {"title": "home", "years": [2001, 2001]}


def test_rows_left_to_editors_are_proposed_once_they_are_films():
    tmdb(*people("tmdb", "Ana"), dated(1, "Home", 2001, 1, "tmdb"))
    likely = find_films([Sought("Home", 2001), Sought("Home", 2001)], "csv")[0].likely
    imdb(film(7, "Home", "imdb"))
    run = ImportRun.objects.latest("pk").pk
    assert propose(run, {Key("imdb", "7"): likely, Key("imdb", "8"): likely}) == 1
    proposal = JoinProposal.objects.get()
    assert (proposal.first_id, proposal.second_id, proposal.run_id) == (number("tmdb", 1), number("imdb", 7), run)
    assert proposal.evidence == {"title": "home", "years": [2001, 2001]}
