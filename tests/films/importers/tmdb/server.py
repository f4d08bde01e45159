"""A stand-in for TMDB's API that speaks HTTP: its answers, its refusals, and every fault it has been seen with."""

import gzip
import json
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.films.importers.tmdb.world import Body

TOKEN = "t0ken." + "x" * 60
APPENDABLE = ("alternative_titles", "credits", "external_ids", "keywords", "release_dates", "translations", "videos")
NO_KEY = {
    "status_code": 7,
    "status_message": "Invalid API key: You must be granted a valid key.",
    "success": False,
}
NOT_FOUND = {
    "success": False,
    "status_code": 34,
    "status_message": "The resource you requested could not be found.",
}
TOO_MANY = {
    "status_code": 27,
    "status_message": "Too many append to response objects: The maximum number of remote calls is 20.",
    "success": False,
}
OVER_LIMIT = {
    "status_code": 25,
    "status_message": "Your request count (41) is over the allowed limit of (40).",
    "success": False,
}
TOO_MANY_DAYS = {
    "status_code": 20,
    "status_message": "Invalid date range: Should be a range no longer than 14 days.",
    "success": False,
}
# A fault answers a request instead of the server; it gets the handler.
Fault = Callable[["Handler"], None]


def status(code: int, body: object, **headers: str) -> Fault:
    return lambda handler: handler.send(code, json.dumps(body).encode(), **headers)


def page_of_html(code: int) -> Fault:
    return lambda handler: handler.send(code, b"<html><h1>Service Unavailable</h1>", content_type="text/html")


def cut_connection(handler: "Handler") -> None:
    """Says that there is more to come, and hangs up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"id": ')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def half_of_json(handler: "Handler") -> None:
    handler.send(200, b'{"id": 1, "title": "Fil')


def refused_days(query: dict[str, str]) -> tuple[int, Body] | None:
    """What the lists of changes say of a range of days that they do not take."""
    start, end = (date.fromisoformat(query[name]) for name in ("start_date", "end_date"))
    return (422, TOO_MANY_DAYS) if not 0 <= (end - start).days <= 14 else None


class StandIn(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.films: dict[int, Body] = {}
        self.people: dict[int, Body] = {}
        # Whole answers by path, for lists, searches and /find; a list of bodies is one a page.
        self.lists: dict[str, list[Body]] = {}
        self.exports: dict[str, bytes] = {}
        self.faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self.requests: list[str] = []  # path and query, without the token
        self.gzip = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/3"

    def paths(self) -> list[str]:
        return [request.partition("?")[0] for request in self.requests]

    def add_films(self, *films: Body) -> None:
        self.films.update({film["id"]: film for film in films})

    def add_people(self, *people: Body) -> None:
        self.people.update({person["id"]: person for person in people})

    def add_list(self, path: str, *ids: int, per_page: int = 20) -> None:
        rows = [{"id": number, "title": f"Film {number}", "adult": None} for number in ids]
        pages = [rows[start : start + per_page] for start in range(0, len(rows), per_page)] or [[]]
        self.lists[path] = [
            {"page": n, "results": page, "total_pages": len(pages), "total_results": len(rows)}
            for n, page in enumerate(pages, 1)
        ]


class Handler(BaseHTTPRequestHandler):
    server: StandIn
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix("/3/")
        self.server.requests.append(f"{path}?{parts.query}")
        if path.startswith("p/exports/"):  # files, for which no token is needed
            data = self.server.exports.get(path.removeprefix("p/exports/"))
            return self.send(404 if data is None else 200, data or b"", content_type="application/gzip")
        if self.headers["Authorization"] != f"Bearer {TOKEN}" and query.get("api_key") != "0" * 32:
            return self.send(401, json.dumps(NO_KEY).encode())
        if faults := self.server.faults[path]:
            return faults.pop(0)(self)
        code, body = self.answer(path, query)
        return self.send(code, json.dumps(body).encode())

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        if path.endswith("/changes") and (refusal := refused_days(query)):
            return refusal
        if path in self.server.lists:
            pages = self.server.lists[path]
            return 200, pages[min(int(query.get("page", 1)), len(pages)) - 1]
        kind, _, number = path.partition("/")
        known = {"movie": self.server.films, "person": self.server.people}.get(kind, {})
        if not number.isdigit() or int(number) not in known:
            return 404, NOT_FOUND
        asked = query.get("append_to_response", "").split(",")
        if len(asked) > 20:
            return 400, TOO_MANY
        body = dict(known[int(number)])
        for part in APPENDABLE:
            if isinstance(body.get(part), dict):
                body[part] = {name: value for name, value in body[part].items() if name != "id"}
            if part not in asked:
                body.pop(part, None)
        return 200, body

    def send(self, code: int, data: bytes, content_type: str = "application/json", **headers: str) -> None:
        self.send_response(code)
        if self.server.gzip:
            data = gzip.compress(data)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def stand_in() -> Iterator[StandIn]:
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
