"""What is read from many cells at once is what each of them says by itself."""

import json

import polars as pl

from films.importers import imdb_tables
from films.importers.characters import read_character
from films.importers.imdb_files import COLUMNS
from films.importers.imdb_lines import read_block

PARTS = (
    ["Lea"],
    ["Lea", "The Boss"],
    ["Lea", "Anne-Marie Jacquet", "Self"],
    ["Lea (voice)", "Ben (voice)"],
    ["Lea", ""],
    [" Lea ", "a\u00a0b"],
    ['The "Boss"', "Lea"],
    ["a / b", "c\\d"],
    ["Lea (uncredited)"],
)


def refused(line, reason, row):
    raise AssertionError(reason)


def block(dump, *rows):
    lines = "".join("\t".join(row.get(column, "\\N") for column in COLUMNS[dump]) + "\n" for row in rows)
    return read_block(lines.encode(), 2, COLUMNS[dump], refused)


def test_characters_are_read_alike_whatever_they_are_written_like():
    row = {"tconst": "tt0000001", "ordering": "1", "nconst": "nm0000001", "category": "actor"}
    written = [json.dumps(parts, separators=(",", ":"), ensure_ascii=False) for parts in PARTS]
    found = imdb_tables.credits(block("title.principals", *({**row, "characters": text} for text in written)), refused)
    expected = [
        read_character(" / ".join(part for part in (" ".join(each.split()) for each in parts) if part))
        for parts in PARTS
    ]
    columns = ("character", "voice", "uncredited", "credited_as")
    assert found.select(columns).rows() == [(each.text, *each.notes()) for each in expected]


def test_names_have_the_kind_and_the_note_that_their_words_say():
    row = {"titleId": "tt0000001", "ordering": "1", "title": "Uno"}
    said = {
        ("\\N", "\\N"): ("alternative", ""),
        ("original", "\\N"): ("alternative", ""),
        ("imdbDisplay", "literal title"): ("translated", "literal title"),
        ("working\x02festival", "\\N"): ("working", "festival"),
        ("dvd", "x" * 300): ("alternative", ("dvd, " + "x" * 300)[:200]),
    }
    cells = block("title.akas", *({**row, "types": types, "attributes": note} for types, note in said))
    found = imdb_tables.names(cells, refused)
    assert dict(zip(said, found.select("kind", "note").rows(), strict=True)) == said
    assert found.schema["note"] == pl.String
