"""The cast and crew of a film's answer, and the people as its rows describe them."""

from collections.abc import Iterator
from sys import intern

from films.importers.cells import BadValue
from films.importers.characters import read_character
from films.importers.checks import check, check_credit
from films.importers.records import CreditRecord, Key, NameRecord, PersonRecord
from films.importers.tmdb.answers import Body
from films.importers.tmdb.fields import SITE, Report, decimal, entries, flag, identifier, number, order, text

# `/configuration/jobs` and some rows have another word for the department that credits call Acting.
DEPARTMENTS = {"Actors": "Acting"}
MOST_POPULARITY = 1e9
# Beside directors and writers, those whom `--people top` looks up: the head of the bill, which a page shows.
TOP_BILLED = 10
TOP_DEPARTMENTS = ("Directing", "Writing")


def read_credits(body: Body, report: Report) -> Iterator[CreditRecord]:
    """Keyed by credit id, the only safe key: a person may have several rows, even in one cast."""
    seen: set[str] = set()
    for part in ("cast", "crew"):
        for entry in entries(body, "credits", part):
            try:
                credit = _cast(entry) if part == "cast" else _crew(entry)
                if reason := check_credit(credit):
                    raise BadValue(reason)
                if credit.key in seen:
                    raise BadValue(f"credit_id: {credit.key} occurs twice")
                read_row_person(entry)
            except BadValue as error:
                report(f"{part}: {error}")
                continue
            seen.add(credit.key)
            yield credit


def people_of(body: Body) -> Iterator[PersonRecord]:
    """Those of the rows that `read_credits` takes, each as often as they occur."""
    for part in ("cast", "crew"):
        for entry in entries(body, "credits", part):
            try:
                yield read_row_person(entry)
            except BadValue:
                continue  # reported with the credit


def top_people(credits: tuple[CreditRecord, ...]) -> list[str]:
    """Ids of the people of a film whom its page shows first."""
    cast = [credit for credit in credits if credit.department == "Acting"]
    cast.sort(key=lambda credit: (credit.billing_order is None, credit.billing_order or 0))
    heads = [credit for credit in credits if credit.department in TOP_DEPARTMENTS]
    return list(dict.fromkeys(credit.person.value for credit in [*cast[:TOP_BILLED], *heads]))


def read_row_person(entry: Body) -> PersonRecord:
    """What a row of a film says of a person: little, and no reason to forget what TMDB said of them elsewhere."""
    name, original = text(entry, "name"), text(entry, "original_name")
    person = PersonRecord(
        keys=(Key(SITE, str(identifier(entry))),),
        name=name or original,
        gender=number(entry, "gender", most=3),
        known_for_department=_department(text(entry, "known_for_department")),
        portrait_path=text(entry, "profile_path"),
        popularity=decimal(entry, "popularity", MOST_POPULARITY),
        adult=flag(entry, "adult"),
        names=(NameRecord(original, "native"),) if original and original != name and name else (),
        partial=True,
    )
    if reason := check(person):
        raise BadValue(reason)
    return person


def _department(name: str) -> str:
    return intern(DEPARTMENTS.get(name, name))


def _key(entry: Body) -> tuple[str, Key]:
    return text(entry, "credit_id"), Key(SITE, str(identifier(entry)))


def _cast(entry: Body) -> CreditRecord:
    key, person = _key(entry)
    read = read_character(text(entry, "character")[:1000])
    return CreditRecord(
        key=key,
        person=person,
        department="Acting",
        job="Actor",
        character=read.text,
        billing_order=order(entry),
        credited_as=read.credited_as,
        uncredited=read.uncredited,
        voice=read.voice,
        on_screen=not read.voice,
    )


def _crew(entry: Body) -> CreditRecord:
    key, person = _key(entry)
    department, job = _department(text(entry, "department")), intern(text(entry, "job"))
    return CreditRecord(key=key, person=person, department=department, job=job)
