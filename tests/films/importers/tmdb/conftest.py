import pytest

from films.importers.tmdb.client import Client
from tests.films.importers.tmdb.server import TOKEN, stand_in


@pytest.fixture
def tmdb():
    with stand_in() as server:
        yield server


@pytest.fixture
def waits():
    """What the client slept, instead of sleeping."""
    return []


@pytest.fixture
def client(tmdb, waits):
    client = Client(TOKEN, tmdb.address, rate=1000, connections=4, sleep=waits.append)
    yield client
    client.close()


@pytest.fixture
def connected(settings, tmdb, monkeypatch):
    """The command's settings lead to the stand-in, and it does not wait between attempts."""
    settings.TMDB_TOKEN, settings.TMDB_API, settings.TMDB_RATE = TOKEN, tmdb.address, 1000
    monkeypatch.setattr("films.importers.tmdb.client.FIRST_PAUSE", 0.001)
    return tmdb
