"""Asks one server for pages over a few kept connections, in a process of its own: a job on stdin, figures on stdout.

It costs some 20 microseconds of CPU a request, so that on a small machine the server is what is measured.
"""

import json
import re
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

CONTENT_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@dataclass
class Connection:
    socket: socket.socket
    started: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    # How long the whole answer is; 0 until its head has come.
    length: int = 0

    def ask(self, request: bytes) -> None:
        self.received.clear()
        self.length = 0
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Reads what has come."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed a kept connection")
        self.received += part
        if not self.length and (end := self.received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.received[:end])
            body = CONTENT_LENGTH.search(head)
            if body is None and b" 304 " not in head.split(b"\r\n", 1)[0]:
                raise ValueError(f"an answer without Content-Length: {head!r}")
            self.length = end + 4 + int(body[1] if body else 0)
        return bool(self.length) and len(self.received) >= self.length


def run(port: int, paths: list[str], headers: list[dict[str, str]], connections: int, seconds: float) -> dict[str, Any]:
    """Statuses with their counts, bytes of all answers, seconds, and each answer's time in ms."""
    asked = cycle([_request(path, fields) for path, fields in zip(paths, headers, strict=True)])
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        made = socket.create_connection(("127.0.0.1", port), timeout=20)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(made, selectors.EVENT_READ, Connection(made))
    open_connections: list[Connection] = [key.data for key in selector.get_map().values()]
    statuses: dict[str, int] = {}
    times: list[float] = []
    total = 0
    began = time.perf_counter()
    end = began + seconds
    for connection in open_connections:
        connection.ask(next(asked))
    waiting = len(open_connections)
    while waiting:
        for key, _ in selector.select(20):
            connection = key.data
            if not connection.is_answered():
                continue
            now = time.perf_counter()
            times.append((now - connection.started) * 1000)
            total += len(connection.received)
            status = connection.received[9:12].decode()
            statuses[status] = statuses.get(status, 0) + 1
            if now < end:
                connection.ask(next(asked))
            else:
                waiting -= 1
    taken = time.perf_counter() - began
    for connection in open_connections:
        connection.socket.close()
    return {"statuses": statuses, "bytes": total, "seconds": taken, "times": times}


def _request(path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


if __name__ == "__main__":
    print(json.dumps(run(**json.load(sys.stdin))))
