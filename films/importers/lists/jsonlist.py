"""JSON files: one array of objects, or one object a line (NDJSON)."""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from films.importers.cells import JSON, BadValue
from films.importers.csvfile import shown
from films.importers.lists.encodings import encoding_of, read_bytes
from films.importers.records import Reject, SourceError

_BLANKS = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Entry:
    line: int
    members: dict[str, Any]
    raw: str


class JsonFile:
    def __init__(self, path: Path, rejects: list[Reject]) -> None:
        self.path = path
        self.name = path.name
        self.rejects = rejects
        content = read_bytes(path)
        encoding = encoding_of(content)
        if encoding == "cp1252":
            raise SourceError(f"{path} is not UTF-8 text, which JSON has to be: save it again, in UTF-8.")
        self.size = len(content)
        self.text = codecs.decode(content, encoding, "surrogateescape" if "8" in encoding else "replace")
        self.is_array = self.text.lstrip(_BLANKS)[:1] == "["

    def entries(self) -> Iterator[Entry]:
        """Sound objects; of an array that breaks off nothing is read, a bad line of NDJSON costs itself."""
        found = self._array() if self.is_array else self._lines()
        for line, value, raw in found:
            if not isinstance(value, dict):
                self.reject(line, "is not a JSON object", raw)
            else:
                yield Entry(line, value, raw)

    def reject(self, line: int, reason: str, raw: str) -> None:
        self.rejects.append(Reject(self.name, line, shown(reason), shown(raw)))

    def _lines(self) -> Iterator[tuple[int, Any, str]]:
        for number, line in enumerate(self.text.split("\n"), 1):
            if not line.strip():
                continue
            try:
                yield number, JSON.decode(line), line
            except ValueError as error:
                self.reject(number, f"not readable as JSON: {error}", line)
            except RecursionError:
                self.reject(number, "is nested too deeply", line)

    def _array(self) -> list[tuple[int, Any, str]]:
        found: list[tuple[int, Any, str]] = []
        text, line = self.text, 1
        place = text.index("[") + 1
        line += text.count("\n", 0, place)
        first = True
        while True:
            start = place
            place = _after_blanks(text, place)
            if text[place : place + 1] == "]" and _after_blanks(text, place + 1) == len(text):
                return found
            if not first:
                if text[place : place + 1] != ",":
                    raise self._broken(line + text.count("\n", start, place), "a comma or ] is missing")
                place = _after_blanks(text, place + 1)
            line += text.count("\n", start, place)
            try:
                value, end = JSON.raw_decode(text, place)
            except ValueError as error:
                raise self._broken(line, str(error)) from error
            except RecursionError as error:
                raise self._broken(line, "it is nested too deeply") from error
            found.append((line, value, text[place : min(end, place + 300)]))
            line += text.count("\n", place, end)
            place, first = end, False

    def _broken(self, line: int, reason: str) -> SourceError:
        return SourceError(
            f"{self.path}, line {line}: not readable as JSON: {reason}. Mend it there, or save it again."
        )


def _after_blanks(text: str, place: int) -> int:
    while place < len(text) and text[place] in _BLANKS:
        place += 1
    return place


def as_cell(name: str, value: Any) -> str | list[str]:
    """A member as a cell: numbers as text, a list of texts or of objects with a name as a list."""
    match value:
        case None:
            return ""
        case str():
            return _sound(name, value)
        case bool() | int() | float():
            return json.dumps(value)
        case list():
            return [_sound(name, _item(name, each)) for each in value]
        case {"name": str(text)}:
            return _sound(name, text)
    raise BadValue(f"{name}: is neither a text, nor a number, nor a list of texts")


def _item(name: str, value: Any) -> str:
    match value:
        case str(text) | {"name": str(text)}:
            return text
    raise BadValue(f"{name}: has an entry that is no text and has no name")


def _sound(name: str, text: str) -> str:
    if "\0" in text:
        raise BadValue(f"{name}: holds a NUL character")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadValue(f"{name}: holds half of a surrogate pair, which is no character") from error
    return text
