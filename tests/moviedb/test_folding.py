"""Folding: the same in Python and in the database, whatever its version."""

import re

import pytest
from django.db import connection

from moviedb.lib.columns import CJK, GREEK_OR_CYRILLIC
from moviedb.lib.folding import PROBE, fold

# Blocks with letters that fold in some way; a step through the rest of the basic plane.
CODE_POINTS = [*range(0x20, 0x600), *range(0x1E00, 0x2100), *range(0x2C60, 0x3100), *range(0x3100, 0xD7FF, 97)]


def in_database(function, text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Andreï", "andrei"),
        ("MIHĂILEANU", "mihaileanu"),
        ("Iaşi", "iasi"),
        ("Iași", "iasi"),
        ("Łódź", "lodz"),
        ("Weiß", "weiss"),
        ("İstanbul", "istanbul"),
        ("Ёлки", "елки"),
        ("ΣΟΦΟΣ", "σοφοσ"),
        ("ﬁlm", "film"),
        ("Nguyễn", "nguyen"),
        ("Ørsted", "orsted"),
        ("Þór", "thor"),
        ("東京物語", "東京物語"),
        ("한글", "한글"),
        ("!!!", "!!!"),
        ("L’Âge d’or", "l'age d'or"),
    ],
)
@pytest.mark.django_db
def test_fold_makes_one_of_spellings(text, folded):
    assert (fold(text), in_database("moviedb_fold", text)) == (folded, folded)


@pytest.mark.django_db
def test_fold_is_the_same_in_python_and_database():
    with connection.cursor() as cursor:
        texts = [f"a{chr(code)}B" for code in CODE_POINTS]
        cursor.execute("SELECT t, moviedb_fold(t) FROM unnest(%s::text[]) AS t", [texts])
        assert [(t, folded) for t, folded in cursor.fetchall() if folded != fold(t)] == []


@pytest.mark.django_db
def test_fold_twice_is_fold_once():
    assert in_database("moviedb_fold", fold(PROBE)) == fold(PROBE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Андрей Звягинцев", "andrei zvyagintsev"),
        ("Сергей Эйзенштейн", "sergei eizenshtein"),
        ("Θόδωρος", "thodoros"),
        ("Andrei", None),
    ],
)
def test_latin_spells_cyrillic_and_greek(text, latin):
    assert in_database("moviedb_latin", fold(text)) == latin


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "bigrams"), [("東京物語", ["京物", "東京", "物語"]), ("乱", ["乱"]), ("ran", None), ("", None)]
)
def test_bigrams_of_cjk_only(text, bigrams):
    assert in_database("moviedb_bigrams", text) == bigrams


@pytest.mark.parametrize(
    ("asked", "used"),
    [(GREEK_OR_CYRILLIC, r"[\u0370-\u03FF\u0400-\u04FF]"), (CJK, r"[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7A3]")],
)
def test_no_other_text_has_a_folded_form_in_the_script(asked, used):
    """What the conditions of the columns `latin` and `bigrams` take for granted: they ask no further there."""
    others = [chr(code) for code in range(1, 0x110000) if not re.match(asked, chr(code))]
    assert len(others) > 1_000_000
    assert [letter for letter in others if re.search(used, fold(letter))] == []
