"""Asks TMDB over HTTP: one connection pool, a shared rate, patience with what passes and none with what does not."""

import json
import random
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from films.importers.records import SourceError
from films.importers.tmdb.answers import Body, Unanswered, request_of
from films.importers.tmdb.bucket import TokenBucket

# A v3 key is 32 hex digits and goes into the query; anything longer is a v4 read access token.
V3_KEY = re.compile("[0-9a-f]{32}")
V4_TOKEN = re.compile(r"[\w.~+/=-]{40,2000}", re.ASCII)
ATTEMPTS = 6
FIRST_PAUSE = 0.5  # seconds; doubled at every attempt, with up to as much again by chance
LONGEST_PAUSE = 30.0
# A server that asks for more patience than this is better asked another day.
MOST_PATIENCE = 300.0
# The largest film is about 300 KB with everything appended.
MOST_BYTES = 32 << 20
TIMEOUT = httpx.Timeout(10, read=30)
# TMDB's own codes for "there is no such thing": one of them comes with HTTP 200.
NOT_THERE = (6, 21, 34)


class Client:
    def __init__(
        self,
        token: str,
        base: str,
        rate: float = 30,
        connections: int = 8,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises SourceError for a token that cannot be one; TMDB itself says whether it is right."""
        token = token.strip()
        self._key: dict[str, str] = {}
        headers = {"Accept": "application/json", "User-Agent": "moviedb (self-hosted film catalogue)"}
        if not token:
            raise SourceError(
                "No TMDB token: put the API read access token from themoviedb.org/settings/api into MOVIEDB_TMDB_TOKEN."
            )
        if V3_KEY.fullmatch(token):
            self._key = {"api_key": token}
        elif V4_TOKEN.fullmatch(token):
            headers["Authorization"] = f"Bearer {token}"
        else:
            raise SourceError("MOVIEDB_TMDB_TOKEN is neither an API read access token nor a 32-digit API key.")
        self._sleep = sleep
        self._bucket = TokenBucket(rate, burst=connections, clock=clock, sleep=sleep)
        self._http = httpx.Client(
            base_url=f"{base.rstrip('/')}/",
            headers=headers,
            timeout=TIMEOUT,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        )
        self.requests = 0

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, params: Mapping[str, str]) -> Body | None:
        what = request_of(path, params)
        trouble = ""
        for attempt in range(ATTEMPTS):
            self._bucket.take()
            self.requests += 1
            try:
                status, headers, data = self._ask(path, params)
            except httpx.InvalidURL as error:
                raise Unanswered(f"{what}: {error}") from None
            except httpx.HTTPError as error:
                # Its text may hold the address, and that the key.
                trouble = f"the connection failed ({type(error).__name__})"
                self._sleep(_pause(attempt))
                continue
            body = _object(data)
            if status in (401, 403):
                raise SourceError(f"TMDB refuses the token: {_message(body, status)} See MOVIEDB_TMDB_TOKEN.")
            if status == 404 or (body is not None and body.get("status_code") in NOT_THERE):
                return None
            if status == 200 and body is not None and body.get("success") is not False:
                return body
            trouble = _message(body, status)
            if 400 <= status < 500 and status not in (408, 429):
                break
            seconds = _retry_after(headers)
            if seconds is None:
                seconds = _pause(attempt)
            elif seconds > MOST_PATIENCE:
                raise SourceError(f"TMDB asks to come back in {seconds / 60:.0f} minutes: run the command again then.")
            if status == 429:  # for everybody, not for this request alone
                self._bucket.pause(seconds)
            else:
                self._sleep(seconds)
        raise Unanswered(f"{what}: {trouble}")

    def _ask(self, path: str, params: Mapping[str, str]) -> tuple[int, httpx.Headers, bytes]:
        with self._http.stream("GET", path, params={**params, **self._key}) as response:
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > MOST_BYTES:
                    raise httpx.DecodingError("more than any answer can have")
            return response.status_code, response.headers, bytes(data)


def _object(data: bytes) -> Body | None:
    try:
        body: Any = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _message(body: Body | None, status: int) -> str:
    """TMDB's own words where it sent some; a page of HTML from a proxy is only named by its status."""
    text = body.get("status_message") if body else None
    return f"{text[:200]} (HTTP {status})" if isinstance(text, str) and text else f"no usable answer (HTTP {status})"


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds, given as such or as a date."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _pause(attempt: int) -> float:
    pause: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
    return pause * (1 + random.random())
