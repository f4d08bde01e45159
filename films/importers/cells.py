"""Typed reading of text cells: what is not plainly of its type is refused, with the column's name."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from moviedb.lib.dates import PartialDate

MOST_INT = 2_147_483_647  # int4: ids, minutes, votes
MOST_DOLLARS = 9 * 10**18  # int8
# pandas writes whole numbers of a column with gaps as "98.0".
_WHOLE = re.compile(r"(\d{1,20})(?:\.0*)?", re.ASCII)
_DECIMAL = re.compile(r"\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
Cells = Mapping[str, str]


class BadValue(ValueError):
    """Why a row or an entry of it is refused."""


def one_line(text: str) -> str:
    """Without outer blanks, and with single ones inside."""
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    return "\n".join(one_line(line) for line in text.strip().splitlines())


def whole(cells: Cells, column: str, least: int = 0, most: int = MOST_INT) -> int | None:
    text = cells[column].strip()
    if not text:
        return None
    match = _WHOLE.fullmatch(text)
    if not match:
        raise BadValue(f"{column}: {text!r} is not a whole number of 0 or more")
    number = int(match.group(1))
    if not least <= number <= most:
        raise BadValue(f"{column}: {number} is not between {least} and {most}")
    return number


def decimal(cells: Cells, column: str, most: float) -> float | None:
    text = cells[column].strip()
    if not text:
        return None
    if not _DECIMAL.fullmatch(text):
        raise BadValue(f"{column}: {text!r} is not a number of 0 or more")
    number = float(text)
    if number > most:
        raise BadValue(f"{column}: {text} is more than {most:g}")
    return number


def date(cells: Cells, column: str) -> PartialDate | None:
    text = cells[column].strip()
    try:
        return PartialDate.parse(text) if text else None
    except ValueError as error:
        raise BadValue(f"{column}: {error}") from error


def json_list(cells: Cells, column: str) -> list[Any]:
    """The entries of a cell that holds a JSON array; an empty cell is an empty one."""
    text = cells[column].strip()
    try:
        entries = JSON.decode(text) if text else []
    except ValueError as error:
        raise BadValue(f"{column}: is not JSON ({error})") from error
    except RecursionError as error:
        raise BadValue(f"{column}: is nested too deeply") from error
    if not isinstance(entries, list):
        raise BadValue(f"{column}: is not a JSON array")
    return entries


def texts(entry: object, *names: str) -> list[str]:
    """These members of a JSON object, which have to be texts; white space is normalised."""
    if type(entry) is not dict:
        raise BadValue("is not a JSON object")
    values = []
    for name in names:
        value = entry.get(name)
        if type(value) is not str:
            raise BadValue(f"{name} is missing or not a text")
        values.append(one_line(value))
    return values


def number(entry: Mapping[str, Any], name: str, least: int = 0, most: int = MOST_INT) -> int:
    """This member of a JSON object, which has to be a whole number (true is none)."""
    value = entry.get(name)
    if type(value) is not int or not least <= value <= most:
        raise BadValue(f"{name} is missing or not a whole number between {least} and {most}")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _members_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two entries that damage has run together would else pass for one."""
    entry = dict(members)
    if len(entry) < len(members):
        raise ValueError("a member occurs twice in one object")
    return entry


JSON = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_members_once)
