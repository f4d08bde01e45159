"""Members of TMDB's JSON, read with the ways in which it says nothing: null, "", 0, or leaving a member out."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from films.importers import cells
from films.importers.cells import MOST_INT, BadValue, one_line
from films.importers.records import Key
from films.importers.tmdb.answers import Body
from moviedb.lib.dates import PartialDate

Report = Callable[[str], None]
# The site's name in keys, votes and external ids.
SITE = "tmdb"
# How the films and people of other sites are called.
_OUTSIDE = {"imdb": re.compile(r"(tt|nm)\d{5,12}", re.ASCII), "wikidata": re.compile(r"Q\d{1,12}", re.ASCII)}
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T.*)?", re.ASCII | re.DOTALL)


def text(body: Body, name: str) -> str:
    """On one line; "" where nothing is said."""
    value = body.get(name)
    if value is None:
        return ""
    if type(value) is not str:
        raise BadValue(f"{name}: {value!r:.60} is not a text")
    return one_line(value)


def paragraphs(body: Body, name: str) -> str:
    return cells.paragraphs(body[name]) if text(body, name) else ""


def number(body: Body, name: str, most: int = MOST_INT) -> int | None:
    """None for 0, which is TMDB's word for unknown."""
    value = body.get(name)
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= most:
        raise BadValue(f"{name}: {value!r:.60} is not a whole number between 0 and {most}")
    return value or None


def identifier(body: Body, name: str = "id") -> int:
    value = number(body, name)
    if value is None:
        raise BadValue(f"{name}: is missing")
    return value


def keys(body: Body) -> Iterator[Key]:
    """TMDB's own key first, then those of other sites that look like what they should be."""
    yield Key(SITE, str(identifier(body)))
    ids = body.get("external_ids")
    for source, pattern in _OUTSIDE.items():
        value = body.get(f"{source}_id") or (ids.get(f"{source}_id") if isinstance(ids, dict) else None)
        if isinstance(value, str) and pattern.fullmatch(value):
            yield Key(source, value)


def order(body: Body) -> int | None:
    """A place on the bill, where 0 is the first one and no unknown."""
    return 0 if body.get("order") == 0 else number(body, "order")


def decimal(body: Body, name: str, most: float) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if type(value) not in (int, float) or not 0 <= value <= most:
        raise BadValue(f"{name}: {value!r:.60} is not a number between 0 and {most:g}")
    return float(value)


def date(body: Body, name: str) -> PartialDate | None:
    """The day of "2013-02-14" or "2013-02-14T00:00:00.000Z"."""
    value = text(body, name)
    if not value:
        return None
    match = _DAY.fullmatch(value)
    try:
        return PartialDate.parse(match[1] if match else value)
    except ValueError as error:
        raise BadValue(f"{name}: {error}") from error


def flag(body: Body, name: str) -> bool:
    """Change lists have null for false."""
    return body.get(name) is True


def entries(body: Body, *names: str) -> Iterator[Body]:
    """The objects of a list that lies at names[0].names[1]…; a missing list is an empty one."""
    value: Any = body
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    if value is None:
        return
    where = ".".join(names)
    if not isinstance(value, list):
        raise BadValue(f"{where}: is not a list")
    for entry in value:
        if not isinstance(entry, dict):
            raise BadValue(f"{where}: {entry!r:.60} is not an object")
        yield entry
