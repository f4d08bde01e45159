"""Cells of tmdb_5000_credits.csv as records of credits and people."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from sys import intern
from typing import Any

from films.importers.cells import BadValue, Cells, json_list, number, texts
from films.importers.characters import read_character
from films.importers.checks import check, check_credit
from films.importers.records import CreditRecord, Key, PersonRecord
from films.importers.tmdb5000_films import SITE

COLUMNS = ("movie_id", "title", "cast", "crew")
# The data's own word for a department that its source calls otherwise.
DEPARTMENTS = {"Actors": "Acting"}
LONGEST_CHARACTER = 1000


class CreditReader:
    """Reads credits and gathers the people in them: one record per person, whichever film names them."""

    def __init__(self) -> None:
        self.people: dict[int, PersonRecord] = {}
        self._keys: set[str] = set()

    def read(self, cells: Cells, reject: Callable[[str, object], None]) -> tuple[CreditRecord, ...]:
        """The credits of one film in the file's order, cast first; bad ones are handed to `reject`."""
        entries = [("cast", entry) for entry in json_list(cells, "cast")]
        entries += [("crew", entry) for entry in json_list(cells, "crew")]
        return tuple(self._read_each(entries, reject))

    def _read_each(
        self, entries: list[tuple[str, Any]], reject: Callable[[str, object], None]
    ) -> Iterator[CreditRecord]:
        places = {"cast": 0, "crew": 0}
        for column, entry in entries:
            places[column] += 1
            try:
                yield self._read_entry(column, entry)
            except BadValue as error:
                reject(f"{column}: entry {places[column]}: {error}", entry)

    def _read_entry(self, column: str, entry: Any) -> CreditRecord:
        key, name = texts(entry, "credit_id", "name")
        if key in self._keys:
            raise BadValue(f"credit_id: {key} occurs twice")
        person_id = number(entry, "id", least=1)
        gender = number(entry, "gender", most=3) or None
        known = self.people.get(person_id)
        portrait = entry.get("profile_path")  # not in every edition of the data
        person = known or PersonRecord(
            keys=(Key(SITE, str(person_id)),),
            name=name,
            gender=gender,
            portrait_path=portrait.strip() if isinstance(portrait, str) else "",
        )
        credit = (_cast if column == "cast" else _crew)(entry, key, person.keys[0])
        if reason := check_credit(credit) or (not known and check(person)):
            raise BadValue(reason)
        self._keys.add(key)
        if known is None:
            self.people[person_id] = person
        elif known.gender is None and gender:
            self.people[person_id] = replace(person, gender=gender)
        return credit


def _cast(entry: Any, key: str, person: Key) -> CreditRecord:
    (character,) = texts(entry, "character")
    if len(character) > LONGEST_CHARACTER:
        raise BadValue(f"character: has {len(character)} letters, at most {LONGEST_CHARACTER} are possible")
    read = read_character(character)
    return CreditRecord(
        key=key,
        person=person,
        department="Acting",
        job="Actor",
        character=read.text,
        billing_order=number(entry, "order"),
        credited_as=read.credited_as,
        uncredited=read.uncredited,
        voice=read.voice,
        on_screen=not read.voice,
    )


def _crew(entry: Any, key: str, person: Key) -> CreditRecord:
    department, job = texts(entry, "department", "job")
    department = DEPARTMENTS.get(department, department)
    return CreditRecord(key=key, person=person, department=intern(department), job=intern(job))
