import os
from pathlib import Path

import pytest

from films.importers.records import Reject
from films.importers.rejects import write_rejects


def test_write_rejects(tmp_path):
    path = tmp_path / "out" / "rejects.tsv"
    rejects = [Reject("a.csv", 7, "title: is empty", "1,2"), Reject("b.csv", 12, "id: 5 occurs twice", "東京")]
    assert write_rejects(path, rejects) is True
    assert path.read_text(encoding="utf-8") == (
        "file\tline\treason\trow\na.csv\t7\ttitle: is empty\t1,2\nb.csv\t12\tid: 5 occurs twice\t東京\n"
    )
    assert os.listdir(path.parent) == ["rejects.tsv"]


def test_write_rejects_none(tmp_path):
    path = tmp_path / "rejects.tsv"
    path.write_text("of another run")
    assert write_rejects(path, []) is False
    assert path.read_text() == "of another run"


def test_write_rejects_again_replaces(tmp_path):
    path = tmp_path / "rejects.tsv"
    for line in (1, 2):
        write_rejects(path, [Reject("a.csv", line, "r", "x")])
    assert path.read_text() == "file\tline\treason\trow\na.csv\t2\tr\tx\n"


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "'  =1+1"),
        ("\t=1", "\\t=1"),
        ("a\tb\nc\rd", "a\\tb\\nc\\rd"),
        ("a\\tb", "a\\\\tb"),
        ("a\0\x1b[31m\x7f", "a\\x00\\x1b[31m\\x7f"),
        ("caf\udce9", "caf?"),
        ("1=1", "1=1"),
        ("", ""),
    ],
)
def test_write_rejects_cell(tmp_path, row, cell):
    path = tmp_path / "rejects.tsv"
    write_rejects(path, [Reject("a.csv", 1, "r", row)])
    assert path.read_bytes().decode() == f"file\tline\treason\trow\na.csv\t1\tr\t{cell}\n"


def test_write_rejects_failure_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "rejects.tsv"
    path.write_text("of another run")

    def full(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write_rejects(path, [Reject("a.csv", 1, "r", "x")])
    assert [(p.name, p.read_text()) for p in Path(tmp_path).iterdir()] == [("rejects.tsv", "of another run")]
