"""A source of records that a test writes out."""

from collections.abc import Iterator
from typing import Any

from films.importers.records import CreditRecord, FilmRecord, Key, PersonRecord, Record, Reject


class ListSource:
    def __init__(self, *records: Record, name: str = "tmdb") -> None:
        self.name = name
        self.files: list[str] = []
        self.rejects: list[Reject] = []
        self.list = records

    def records(self) -> Iterator[Record]:
        yield from self.list

    def progress(self) -> tuple[int, int]:
        return 1, 1


def person(number: int, name: str = "", source: str = "tmdb", **fields: Any) -> PersonRecord:
    return PersonRecord(keys=(Key(source, str(number)),), name=name or f"Person {number}", **fields)


def film(number: int, title: str = "", source: str = "tmdb", **fields: Any) -> FilmRecord:
    return FilmRecord(keys=(Key(source, str(number)),), title=title or f"Film {number}", **fields)


def part(key: str, number: int, character: str = "", source: str = "tmdb", **fields: Any) -> CreditRecord:
    values = {"department": "Acting", "job": "Actor", "on_screen": True, **fields}
    return CreditRecord(key=key, person=Key(source, str(number)), character=character, **values)


def job(key: str, number: int, department: str, name: str, source: str = "tmdb", **fields: Any) -> CreditRecord:
    return CreditRecord(key=key, person=Key(source, str(number)), department=department, job=name, **fields)
