"""What the rest of the importer asks for, whoever answers: the network, a cache, a test."""

from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

Body = dict[str, Any]


class Unanswered(Exception):
    """No usable answer to one request, after every retry: what it was and what came instead."""


class Answers(Protocol):
    def get(self, path: str, params: Mapping[str, str]) -> Body | None:
        """The JSON object at this path ("movie/25205"); None where TMDB has no such thing.

        Raises Unanswered for this one request, SourceError where asking on is of no use (a refused token).
        """
        ...


def request_of(path: str, params: Mapping[str, str]) -> str:
    """One name per question, whatever the order of its parameters: what a cache files an answer under."""
    query = urlencode(sorted(params.items()))
    return f"{path}?{query}" if query else path
