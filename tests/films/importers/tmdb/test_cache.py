from datetime import UTC, datetime, timedelta

import pytest

from films.importers.records import SourceError
from films.importers.tmdb.answers import Unanswered
from films.importers.tmdb.cache import FILE, Cache

MONTH = timedelta(days=30)


class Asked:
    """Answers everything with the number of times it was asked."""

    def __init__(self, nothing=()):
        self.paths = []
        self.nothing = nothing

    def get(self, path, params):
        self.paths.append(path)
        return None if path in self.nothing else {"n": len(self.paths), "text": "é\n"}


@pytest.fixture
def opened():
    """Opens caches and closes them after the test."""
    caches = []

    def open_cache(*args):
        caches.append(Cache(*args))
        return caches[-1]

    yield open_cache
    for cache in caches:
        cache.close()


def test_cache_asks_once_and_keeps_the_answer(tmp_path, opened):
    asked = Asked(nothing=["movie/2"])
    first = opened(tmp_path / "new", asked, MONTH)
    answers = [first.get(path, {"b": "1", "a": "2"}) for path in ("movie/1", "movie/2", "movie/1")]
    assert answers == [{"n": 1, "text": "é\n"}, None, {"n": 1, "text": "é\n"}]
    second = opened(tmp_path / "new", asked, MONTH)
    assert [second.get("movie/1", {"a": "2", "b": "1"}), second.get("movie/2", {"a": "2", "b": "1"})] == answers[:2]
    assert asked.paths == ["movie/1", "movie/2"]
    assert (first.hits, second.hits) == (1, 2)


def test_cache_tells_other_parameters_apart(tmp_path, opened):
    asked = Asked()
    cache = opened(tmp_path, asked, MONTH)
    assert [cache.get("a", {"x": "1"})["n"], cache.get("a", {"x": "2"})["n"], cache.get("a", {})["n"]] == [1, 2, 3]
    assert cache.get("a", {"x": "1&y=2"}) != cache.get("a", {"x": "1", "y": "2"})


def test_cache_offline_asks_nobody(tmp_path, opened):
    opened(tmp_path, Asked(), MONTH).get("movie/1", {})
    cache = opened(tmp_path, None, MONTH)
    assert cache.get("movie/1", {}) == {"n": 1, "text": "é\n"}
    with pytest.raises(Unanswered, match="movie/2: not in the cache, and --offline asks nobody"):
        cache.get("movie/2", {})


def test_cache_asks_again_for_what_is_old_and_offline_says_how_old(tmp_path, opened):
    old = (datetime.now(UTC) - timedelta(days=40)).strftime("%Y-%m-%dT%H:%M:%SZ")
    (tmp_path / FILE).write_text(f'{{"fetched": "{old}", "request": "movie/1", "body": {{"n": 7}}}}\n')
    offline = opened(tmp_path, None, MONTH)
    assert offline.get("movie/1", {}) == {"n": 7}
    assert offline.age() == f"1 answer from the cache, the oldest of {old[:10]} (40 days ago)"
    online = opened(tmp_path, Asked(), MONTH)
    assert online.get("movie/1", {})["n"] == 1
    assert online.age() == ""
    assert opened(tmp_path, None, MONTH).get("movie/1", {})["n"] == 1


def test_cache_keeps_lists_for_a_day_only(tmp_path, opened):
    old = (datetime.now(UTC) - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    kept = ("movie/1", "movie/popular")
    lines = (f'{{"fetched": "{old}", "request": "{path}", "body": {{"n": 7}}}}\n' for path in kept)
    (tmp_path / FILE).write_text("".join(lines))
    cache = opened(tmp_path, Asked(), MONTH)
    assert [cache.get("movie/1", {})["n"], cache.get("movie/popular", {})["n"]] == [7, 1]


@pytest.mark.parametrize(
    "left", ['{"fetched": "2026-01-01T00:00:00Z", "request": "movie/1", "body": {"n"', "{", "\0\n"]
)
def test_cache_goes_on_after_a_killed_run(tmp_path, opened, left):
    opened(tmp_path, Asked(), MONTH).get("movie/0", {})
    with (tmp_path / FILE).open("a") as file:
        file.write(left)
    cache = opened(tmp_path, Asked(), MONTH)
    assert [cache.get("movie/0", {})["n"], cache.get("movie/1", {})["n"], cache.get("movie/1", {})["n"]] == [1, 1, 1]
    again = opened(tmp_path, None, MONTH)
    assert [again.get("movie/0", {})["n"], again.get("movie/1", {})["n"]] == [1, 1]


def test_cache_names_a_damaged_line(tmp_path, opened):
    (tmp_path / FILE).write_text('{"fetched": "2026-01-01T00:00:00Z", "request": "movie/1", "body": nonsense}\n')
    with pytest.raises(Unanswered, match="the line at byte 0 is damaged; remove it"):
        opened(tmp_path, None, MONTH).get("movie/1", {})


def test_cache_offline_without_a_folder_says_how_to_make_one(tmp_path):
    with pytest.raises(SourceError, match="does not exist: run once with --cache"):
        Cache(tmp_path, None, MONTH)


def test_cache_in_a_place_that_is_a_file(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SourceError, match="cannot be used as a cache"):
        Cache(tmp_path / "file", Asked(), MONTH)
