"""A film's credits out of its rows and tables, with the keys that the loader knows them by."""

from collections import Counter
from collections.abc import Iterator

from films.demo.format import CreditTable, FilmTable
from films.demo.people import People
from films.importers.records import CreditRecord, Key
from films.models import Department
from moviedb.lib.text import slug


def credit_records(film_key: str, film: FilmTable, people: People) -> tuple[CreditRecord, ...]:
    tables = list(_tables(film))
    keys = _keys(film_key, tables, people)
    return tuple(
        CreditRecord(
            key=key,
            person=Key("demo", people.key(table.person)),
            department=table.department,
            job=table.job,
            character=table.character,
            billing_order=table.billing_order,
            credited_as=table.credited_as,
            note=table.note,
            uncredited=table.uncredited,
            voice=table.voice,
            on_screen=table.on_screen,
            performed_for=_performed_for(table, tables, keys),
            work=table.work,
        )
        for key, table in zip(keys, tables, strict=True)
    )


def _tables(film: FilmTable) -> Iterator[CreditTable]:
    """Every credit in its long form; the position in its list is the billing order."""
    for position, row in enumerate([*film.cast, *film.voices]):
        person, character, credited_as = [*row, "", ""][:3]
        heard = position >= len(film.cast)
        yield CreditTable(
            person=person,
            department=Department.ACTING.value,
            job="Actor",
            character=character,
            credited_as=credited_as,
            billing_order=position,
            voice=heard,
            on_screen=not heard,
        )
    for position, (person, department, job) in enumerate(film.crew):
        yield CreditTable(person=person, department=department, job=job, billing_order=position)
    yield from film.credits


def _keys(film_key: str, tables: list[CreditTable], people: People) -> list[str]:
    """What a credit says, not where it stands: rows may be moved and added without a new key."""
    seen: Counter[str] = Counter()
    keys = []
    for table in tables:
        parts = (film_key, people.key(table.person), *(slug(t, "-") for t in (table.department, table.job)))
        key = "/".join((*parts, slug(table.character, "-"))) if table.character else "/".join(parts)
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}/{seen[key]}")
    return keys


def _performed_for(table: CreditTable, tables: list[CreditTable], keys: list[str]) -> str:
    if table.performed_for is None:
        return ""
    person, character = table.performed_for
    found = [
        key for key, other in zip(keys, tables, strict=True) if (other.person, other.character) == (person, character)
    ]
    if len(found) != 1:
        raise ValueError(f"performed_for: {len(found)} credits of {person!r} as {character!r}")
    return found[0]
