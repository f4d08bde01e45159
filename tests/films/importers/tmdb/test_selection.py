from datetime import date

import pytest

from films.importers.records import SourceError
from films.importers.tmdb import selection
from tests.films.importers.tmdb.server import page_of_html


def test_listed_goes_through_the_pages_and_takes_each_film_once(tmdb, client):
    tmdb.add_list("movie/popular", *range(1, 41), 40, 41)
    assert list(selection.listed(client, "popular", 5)) == [*range(1, 41), 41]
    assert tmdb.requests == ["movie/popular?page=1", "movie/popular?page=2", "movie/popular?page=3"]
    assert list(selection.listed(client, "popular", 2)) == list(range(1, 41))


def test_listed_stops_at_the_last_page_that_tmdb_shows(tmdb, client, monkeypatch):
    monkeypatch.setattr(selection, "LAST_PAGE", 2)
    tmdb.lists["movie/popular"] = [{"page": 1, "results": [{"id": 1, "title": "x"}], "total_pages": 5550}]
    assert list(selection.listed(client, "popular", 500)) == [1]
    assert len(tmdb.requests) == 2


def test_searched_asks_with_title_and_year(tmdb, client):
    tmdb.add_list("search/movie", 7)
    assert list(selection.searched(client, "Amélie & co", 2001, 1, adult=False)) == [7]
    assert tmdb.requests == ["search/movie?query=Am%C3%A9lie+%26+co&include_adult=false&year=2001&page=1"]


def test_discovered_asks_for_year_and_company(tmdb, client):
    tmdb.add_list("discover/movie", 3, 2)
    assert list(selection.discovered(client, 1, 1994, 5)) == [3, 2]
    assert "primary_release_year=1994&with_companies=5" in tmdb.requests[0]


def test_of_person_leaves_television_out(tmdb, client):
    tmdb.lists["person/62/movie_credits"] = [{
        "cast": [{"id": 1, "title": "A", "media_type": "movie"}, {"id": 2, "name": "A series", "media_type": "tv"},
                 {"id": 3, "name": "Another", "first_air_date": ""}],
        "crew": [{"id": 1, "title": "A"}, {"id": 4, "title": "B"}],
    }]  # fmt: skip
    assert list(selection.of_person(client, 62)) == [1, 4]


def test_of_person_whom_nobody_knows(client):
    with pytest.raises(SourceError, match="TMDB has nothing at person/62/movie_credits: is the id right"):
        list(selection.of_person(client, 62))


def test_found_by_imdb_id(tmdb, client):
    tmdb.lists["find/tt1"] = [{"movie_results": [{"id": 9, "title": "x"}], "tv_results": [{"id": 3, "name": "y"}]}]
    tmdb.lists["find/tt2"] = [{"movie_results": [], "tv_results": [{"id": 3, "name": "y"}]}]
    assert [selection.found(client, key) for key in ("tt1", "tt2", "tt3")] == [9, None, None]


def test_changed_asks_in_windows_of_fourteen_days(tmdb, client):
    tmdb.add_list("movie/changes", 1, 2, per_page=1)
    assert list(selection.changed(client, "movie", date(2026, 1, 1), date(2026, 1, 20))) == [1, 2, 1, 2]
    assert tmdb.requests == [
        "movie/changes?start_date=2026-01-01&end_date=2026-01-14&page=1",
        "movie/changes?start_date=2026-01-01&end_date=2026-01-14&page=2",
        "movie/changes?start_date=2026-01-15&end_date=2026-01-20&page=1",
        "movie/changes?start_date=2026-01-15&end_date=2026-01-20&page=2",
    ]


def test_list_that_is_not_answered_says_that_nothing_happened(tmdb, client):
    tmdb.faults["movie/popular"] = [page_of_html(503)] * 9
    with pytest.raises(SourceError, match=r"TMDB gave no list of films: .*503.* Nothing was imported"):
        list(selection.listed(client, "popular", 1))
