import pytest

from moviedb.lib.text import initials, slug, sort_title, storable


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Concert", "the-concert"),
        ("Amélie", "amelie"),
        ("Łódź & Straße", "lodz-strasse"),
        ("Schindler's List", "schindlers-list"),
        ("Ocean’s  Eleven", "oceans-eleven"),
        ("東京物語", "東京物語"),
        ("Ёлки", "ёлки"),
        ("snake_case", "snake-case"),
        ("!!!", "film"),
        ("", "film"),
        ("🎬", "film"),
    ],
)
def test_slug_of_any_title(title, expected):
    assert slug(title, "film") == expected


@pytest.mark.parametrize("title", ["a" * 300, "ab " * 100, "-" * 79 + "abc"])
def test_slug_is_short_and_trimmed(title):
    text = slug(title, "film")
    assert len(text) <= 80
    assert text == text.strip("-")


@pytest.mark.parametrize(
    ("title", "language", "filed"),
    [
        ("The Concert", "en", "Concert, The"),
        ("Le Concert", "fr", "Concert, Le"),
        ("Le Mans", "en", "Le Mans"),
        ("L'Avventura", "it", "Avventura, L'"),
        ("The Piano", "fr", "Piano, The"),
        ("A", "en", "A"),
        ("The", "en", "The"),
        ("Theatre of Blood", "en", "Theatre of Blood"),
    ],
)
def test_sort_title_moves_the_article(title, language, filed):
    assert sort_title(title, language) == filed


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mélanie Laurent", "ML"),
        ("Miou-Miou", "MM"),
        ("Rufus", "R"),
        ("Robert De Niro", "RN"),
        ("原節子", "原"),
        ("Андрей Тарковский", "АТ"),
        ("نادين لبكي", "ن\u200cل"),
        ('"Weird Al" Yankovic', "WY"),
        ("E\u0301va Nagy", "E\u0301N"),
        ("50 Cent", "5C"),
        ("!!!", "!"),
        ("محمد عبد الوهاب", "م\u200cا"),
        ("محمد", "م"),
        ("", ""),
    ],
)
def test_initials_of_first_and_last_name(name, expected):
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Łódź 한글 😀", "Łódź 한글 😀"),
        ("a\0b", "a␀b"),
        ("half \ud83d a pair", "half ? a pair"),
        ("\udcff", "?"),
        ("", ""),
    ],
)
def test_storable_text(text, kept):
    assert storable(text) == kept
