"""Digests of dumps that lie where they lay."""

import os

import pytest

from films.importers import imdb_stamps
from films.importers.imdb_files import TsvFile, find_dumps
from tests.films.importers import imdb_dumps as dumps


@pytest.fixture
def read(settings, tmp_path, monkeypatch):
    """Names of the files that were read to the end."""
    settings.DUMPS_DIR = tmp_path / "state"
    monkeypatch.setattr(imdb_stamps, "STILL_SECONDS", -1.0)
    names = []
    digest = TsvFile.digest

    def noted(file):
        names.append(file.name)
        return digest(file)

    monkeypatch.setattr(TsvFile, "digest", noted)
    return names


def files(directory):
    return list(find_dumps(directory).values())


def written(directory, title):
    return files(dumps.write(directory, title_basics=[dumps.title("tt0000001", title)]))


def test_file_that_is_as_it_was_is_read_once(tmp_path, read):
    found = written(tmp_path / "dumps", "One")
    first = imdb_stamps.digests(found)
    assert imdb_stamps.digests(files(tmp_path / "dumps")) == first
    assert read == ["title.basics.tsv"]
    assert imdb_stamps.digests(found, anew=True) == first
    assert len(read) == 2


def test_other_bytes_of_the_same_size_and_time_are_noticed(tmp_path, read):
    (file,) = found = written(tmp_path / "dumps", "One")
    before, first = file.path.stat(), imdb_stamps.digests(found)
    found = written(tmp_path / "dumps", "Two")
    os.utime(file.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.path.stat().st_size == before.st_size
    assert imdb_stamps.digests(found) != first


def test_file_of_just_now_is_read_again(tmp_path, read, monkeypatch):
    monkeypatch.setattr(imdb_stamps, "STILL_SECONDS", 60.0)
    found = written(tmp_path / "dumps", "One")
    assert imdb_stamps.digests(found) == imdb_stamps.digests(found)
    assert len(read) == 2


def test_damaged_notes_are_no_hindrance(tmp_path, read):
    found = written(tmp_path / "dumps", "One")
    first = imdb_stamps.digests(found)
    for text in ("{", "[]"):
        imdb_stamps._path().write_text(text)
        assert imdb_stamps.digests(found) == first
