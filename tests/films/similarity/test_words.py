import pytest

from films.similarity.words import same_film_key, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Concert", ["concert"]),
        ("Le Concert, et les Violons!", ["concert", "violons"]),
        ("Amélie (2001)", ["amelie"]),
        ("Rocky II", ["rocky"]),
        ("Иван Грозный", ["иван", "грозныи"]),
        ("七人の侍", ["七人", "人の", "の侍"]),
        ("기생충", ["기생충"]),
        ("", []),
        ("x" * 41, []),
        ("a\x00b\ud800 word", ["word"]),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Blade Runner: The Final Cut", ("blade runner", True)),
        ("Blade Runner (Director's Cut)", ("blade runner", True)),
        ("Apocalypse Now Redux", ("apocalypse now", True)),
        ("Brazil - 20th Anniversary Edition", ("brazil", True)),
        ("The Final Cut", ("the final cut", False)),
        ("Uncut Gems", ("uncut gems", False)),
        ("Léon", ("leon", False)),
        ("???", ("???", False)),
    ],
)
def test_same_film_key(title, key):
    assert same_film_key(title) == key
