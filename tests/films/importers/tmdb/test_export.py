import gzip
import json
from datetime import UTC, datetime

import pytest

from films.importers.records import SourceError
from films.importers.tmdb import export


def line(number, popularity=1.0, **fields):
    row = {"adult": False, "id": number, "original_title": "x", "popularity": popularity, "video": False, **fields}
    return json.dumps(row).encode() + b"\n"


LINES = line(1, 0.5) + line(2, 7) + line(3, 9, adult=True) + line(4, 8, video=True) + line(5, 2) + line(2, 7)


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_export_gives_films_best_known_first(tmp_path, pack):
    path = tmp_path / "movie_ids.json.gz"
    path.write_bytes(pack(LINES))
    assert export.read_ids(path) == [2, 5, 1]
    assert export.read_ids(path, adult=True) == [3, 2, 5, 1]
    assert export.read_ids(path, least_popularity=2) == [2, 5]


@pytest.mark.parametrize(("content", "says"), [
    # Without mtime the tests would have other names in each process of pytest-xdist.
    (gzip.compress(LINES * 99, mtime=0)[:-20], "ends too early: fetch it again"),
    (gzip.compress(LINES, mtime=0)[:30] + b"x" * 40, "cannot be read|ends too early"),
    (b"tconst\ttitleType\n", "line 1 is no line of an id export"),
    (line(1) + b'{"id": "2", "popularity": 1}\n', "line 2 is no line of an id export"),
    (b'{"id": 1}\n', "is this movie_ids"),
    (b"[" * 100_000, "line 1 is no line"),
])  # fmt: skip
def test_export_that_is_none_says_where(tmp_path, content, says):
    path = tmp_path / "movie_ids.json.gz"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=says):
        export.read_ids(path)


def test_export_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        export.read_ids(tmp_path / "nothing")


def test_export_of_a_day_is_ready_at_eight():
    assert export.latest_name(datetime(2026, 8, 31, 7, 59, tzinfo=UTC)) == "movie_ids_08_30_2026.json.gz"
    assert export.latest_name(datetime(2026, 8, 31, 8, 0, tzinfo=UTC)) == "movie_ids_08_31_2026.json.gz"


def test_export_is_downloaded_once_a_day(tmp_path, tmdb, monkeypatch):
    monkeypatch.setattr(export, "latest_name", lambda: "movie_ids.json.gz")
    tmdb.exports["movie_ids.json.gz"] = gzip.compress(LINES)
    address = f"{tmdb.address}/p/exports"
    paths = [export.download(tmp_path / "new", address), export.download(tmp_path / "new", address)]
    assert export.read_ids(paths[1]) == [2, 5, 1]
    assert len(tmdb.requests) == 1


def test_export_that_cannot_be_downloaded_leaves_nothing(tmp_path, tmdb):
    with pytest.raises(SourceError, match="HTTP 404; name a file instead"):
        export.download(tmp_path, f"{tmdb.address}/p/exports")
    with pytest.raises(SourceError, match="could not be fetched"):
        export.download(tmp_path, "http://127.0.0.1:9")
    assert list(tmp_path.iterdir()) == []
