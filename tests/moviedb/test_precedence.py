from typing import Any

from moviedb.lib.provenance.precedence import effective, ranked

VALUES: dict[str, dict[str, Any]] = {
    "demo": {"title": "Demo title", "runtime": 90, "adult": False},
    "imdb": {"title": "IMDb title", "tagline": ""},
    "tmdb": {"runtime": None},
}


def test_effective_is_the_best_source_that_states_the_field():
    assert effective(VALUES, "title", ["tmdb", "imdb", "demo"]) == "IMDb title"
    assert effective(VALUES, "title", ["demo", "imdb"]) == "Demo title"


def test_effective_null_is_no_statement():
    assert effective(VALUES, "runtime", ["tmdb", "imdb", "demo"]) == 90


def test_effective_false_and_zero_are_statements():
    assert effective(VALUES, "adult", ["tmdb", "demo"]) is False
    assert effective({"a": {"votes": 0}, "b": {"votes": 7}}, "votes", ["a", "b"]) == 0


def test_effective_empty_text_is_no_statement():
    assert effective(VALUES, "tagline", ["imdb"]) is None


def test_effective_unknown_field_is_none():
    assert effective(VALUES, "budget", ["imdb"]) is None
    assert effective({}, "title", ["imdb"]) is None


def test_ranked_unnamed_sources_come_last_by_name():
    assert ranked({"zeta": {}, "alpha": {}, "imdb": {}}, ["tmdb", "imdb"]) == ["imdb", "alpha", "zeta"]
