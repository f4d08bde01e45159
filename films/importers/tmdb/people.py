"""A person's answer as a record."""

from collections.abc import Iterator

from films.importers.cells import BadValue
from films.importers.checks import check
from films.importers.records import Key, NameRecord, PersonRecord
from films.importers.tmdb.answers import Body
from films.importers.tmdb.credits import DEPARTMENTS, MOST_POPULARITY
from films.importers.tmdb.fields import SITE, Report, date, decimal, entries, flag, keys, number, paragraphs, text

APPENDED = "external_ids,translations"


def read_person(body: Body, fallback: str, report: Report) -> PersonRecord:
    """Raises BadValue where the person as a whole cannot be used."""
    department = text(body, "known_for_department")
    name = text(body, "name")
    person = PersonRecord(
        keys=tuple(keys(body)),
        name=name,
        biography=_biography(body, fallback),
        birth_date=date(body, "birthday"),
        death_date=date(body, "deathday"),
        birth_place=text(body, "place_of_birth")[:300],
        gender=number(body, "gender", most=3),
        known_for_department=DEPARTMENTS.get(department, department),
        homepage=text(body, "homepage"),
        portrait_path=text(body, "profile_path"),
        popularity=decimal(body, "popularity", MOST_POPULARITY),
        adult=flag(body, "adult"),
        names=tuple(_names(body, name, report)),
    )
    if reason := check(person):
        raise BadValue(reason)
    return person


def _biography(body: Body, fallback: str) -> str:
    biography = paragraphs(body, "biography")
    if not biography:
        for entry in entries(body, "translations", "translations"):
            data = entry.get("data")
            if not biography and isinstance(data, dict) and text(entry, "iso_639_1") == fallback.partition("-")[0]:
                biography = paragraphs(data, "biography")
    return biography


def _names(body: Body, name: str, report: Report) -> Iterator[NameRecord]:
    found = body.get("also_known_as") or []
    if not isinstance(found, list):
        raise BadValue("also_known_as: is not a list")
    seen = {name}
    for entry in found:
        other = " ".join(entry.split()) if isinstance(entry, str) else ""
        if not other or other in seen:
            continue
        seen.add(other)
        record = NameRecord(other, "alias")
        if reason := check(PersonRecord(keys=(Key(SITE, "1"),), name="-", names=(record,))):
            report(f"also_known_as: {reason}")
            continue
        yield record
