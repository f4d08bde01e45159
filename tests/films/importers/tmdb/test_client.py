import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from films.importers.records import SourceError
from films.importers.tmdb import client as client_module
from films.importers.tmdb.answers import Unanswered
from films.importers.tmdb.client import ATTEMPTS, Client
from tests.films.importers.tmdb import server as stand_in
from tests.films.importers.tmdb import world
from tests.films.importers.tmdb.server import TOKEN, status


def test_client_asks_with_its_token(tmdb, client):
    tmdb.add_films(world.film(1))
    body = client.get("movie/1", {"language": "en"})
    assert body is not None
    assert body["title"] == "Film 1"
    assert tmdb.requests == ["movie/1?language=en"]


def test_client_asks_with_a_v3_key(tmdb):
    tmdb.add_films(world.film(1))
    client = Client("0" * 32, tmdb.address)
    assert client.get("movie/1", {}) is not None
    client.close()


@pytest.mark.parametrize(("token", "says"), [
    ("", "No TMDB token: put"), ("  ", "No TMDB token: put"), ("abc", "is neither"),
    ("A" * 31 + "\n" + "b" * 40, "is neither"), ("é" * 50, "is neither"),
])  # fmt: skip
def test_client_refuses_what_is_no_token(token, says):
    with pytest.raises(SourceError, match=says):
        Client(token, "http://127.0.0.1:9/3")


def test_client_with_a_wrong_token_says_so_and_does_not_name_it(tmdb, waits):
    client = Client("f" * 32, tmdb.address, sleep=waits.append)
    with pytest.raises(SourceError) as caught:
        client.get("movie/1", {})
    assert str(caught.value) == (
        "TMDB refuses the token: Invalid API key: You must be granted a valid key. (HTTP 401) See MOVIEDB_TMDB_TOKEN."
    )
    assert (len(tmdb.requests), waits) == (1, [])
    client.close()


@pytest.mark.parametrize("fault", [
    status(404, stand_in.NOT_FOUND),
    status(200, {"success": False, "status_code": 21, "status_message": "Entry not found."}),
    status(404, {"success": False, "status_code": 6, "status_message": "Invalid id."}),
])  # fmt: skip
def test_client_says_none_for_what_is_not_there(tmdb, client, fault):
    tmdb.faults["movie/1"] = [fault]
    assert client.get("movie/1", {}) is None
    assert len(tmdb.requests) == 1


@pytest.mark.parametrize("fault", [
    status(502, {"status_code": 43, "status_message": "Couldn't connect to the backend server.", "success": False}),
    status(504, {"status_code": 24, "status_message": "Your request timed out.", "success": False}),
    status(500, []),
    stand_in.page_of_html(503),
    stand_in.half_of_json,
    stand_in.cut_connection,
    status(200, {"success": False, "status_code": 11, "status_message": "Internal error."}),
    status(200, ["a list"]),
])  # fmt: skip
def test_client_tries_again_after_what_passes(tmdb, client, waits, fault):
    tmdb.add_films(world.film(1))
    tmdb.faults["movie/1"] = [fault, fault]
    assert client.get("movie/1", {})["id"] == 1
    assert len(tmdb.requests) == 3
    pauses = [seconds for seconds in waits if seconds >= 0.5]
    assert [0.5 <= pauses[0] <= 1, 1 <= pauses[1] <= 2, len(pauses)] == [True, True, 2]


def test_client_gives_up_and_says_what_came(tmdb, client):
    tmdb.faults["movie/1"] = [stand_in.page_of_html(503)] * ATTEMPTS
    with pytest.raises(Unanswered, match=r"^movie/1: no usable answer \(HTTP 503\)$"):
        client.get("movie/1", {})
    assert len(tmdb.requests) == ATTEMPTS


def test_client_does_not_repeat_a_bad_request(tmdb, client):
    tmdb.faults["movie/1"] = [
        status(422, {"status_code": 20, "status_message": "Invalid date range.", "success": False})
    ]
    with pytest.raises(Unanswered, match=r"Invalid date range. \(HTTP 422\)"):
        client.get("movie/1", {})
    assert len(tmdb.requests) == 1


def test_client_over_the_limit_pauses_everybody(tmdb, client, waits):
    tmdb.add_films(world.film(1))
    tmdb.faults["movie/1"] = [status(429, stand_in.OVER_LIMIT, Retry_After="7")]
    assert client.get("movie/1", {})["id"] == 1
    assert [round(seconds) for seconds in waits if seconds > 1] == [7]


def test_client_over_the_limit_without_retry_after_waits_by_itself(tmdb, client, waits):
    tmdb.add_films(world.film(1))
    tmdb.faults["movie/1"] = [status(429, stand_in.OVER_LIMIT)]
    assert client.get("movie/1", {})["id"] == 1
    assert [0.4 <= seconds <= 1 for seconds in waits if seconds > 0.1] == [True]


def test_client_takes_a_date_in_retry_after(tmdb, client, waits):
    tmdb.add_films(world.film(1))
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    tmdb.faults["movie/1"] = [status(503, {}, Retry_After=later)]
    assert client.get("movie/1", {})["id"] == 1
    assert [55 <= seconds <= 60 for seconds in waits if seconds > 1] == [True]


def test_client_that_is_to_wait_for_hours_says_so(tmdb, client):
    tmdb.faults["movie/1"] = [status(429, stand_in.OVER_LIMIT, Retry_After="7200")]
    with pytest.raises(SourceError, match="come back in 120 minutes"):
        client.get("movie/1", {})


def test_client_reads_gzip(tmdb, client):
    tmdb.gzip = True
    tmdb.add_films(world.film(1))
    assert client.get("movie/1", {})["id"] == 1


def test_client_stops_reading_what_never_ends(tmdb, client, monkeypatch):
    monkeypatch.setattr(client_module, "MOST_BYTES", 1000)
    tmdb.add_films(world.film(1, overview="x" * 10_000))
    with pytest.raises(Unanswered, match="the connection failed"):
        client.get("movie/1", {})


def test_client_without_a_server_does_not_show_the_key(waits):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/3"
        client = Client("0" * 32, address, sleep=waits.append)
        with pytest.raises(Unanswered) as caught:
            client.get("movie/1", {})
    client.close()
    assert str(caught.value) == "movie/1: the connection failed (ConnectError)"


def test_token_is_one_of_the_stand_ins():
    Client(TOKEN, "http://127.0.0.1:9/3").close()
