"""A person's films, department by department; credits are reached from the person, never imported."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Case, F, OuterRef, QuerySet, When
from django.utils.translation import gettext, pgettext

from moviedb.lib.images.picture import Picture, picture
from moviedb.lib.json_rows import Row, as_json, json_list, json_row
from moviedb.lib.links import film_url, person_url
from people.models import Person


class PerformedFor(Row, frozen=True):
    id: int
    name: str
    character: str

    @property
    def url(self) -> str:
        return person_url(self.id, self.name)


class Performer(Row, frozen=True):
    """Who sang, played, spoke or stood in for a part."""

    id: int
    name: str
    job: str
    work: str

    @property
    def url(self) -> str:
        return person_url(self.id, self.name)


class CreditRow(Row, frozen=True):
    film_id: int
    title: str
    year: int | None
    department: str
    job: str
    character: str
    credited_as: str
    note: str
    uncredited: bool
    voice: bool
    on_screen: bool
    work: str
    performed_for: PerformedFor | None
    performers: list[Performer]
    poster: Picture | None

    @property
    def role(self) -> str:
        """The part, or the job where there is none; an actor without a named part has no role to show."""
        if self.character:
            return self.character
        return "" if self.on_screen and self.job in ("Actor", "Actress") else self.job

    @property
    def says_more(self) -> bool:
        """Whether there is anything to show beside the film's title."""
        return bool(self.role or self.details or self.performed_for or self.performers or self.work)

    @property
    def details(self) -> list[str]:
        details = [
            pgettext("of a part", "voice") if self.voice else "",
            gettext("uncredited") if self.uncredited else "",
            gettext("as %(name)s") % {"name": self.credited_as} if self.credited_as else "",
            self.note,
        ]
        return [detail for detail in details if detail]


class FilmRow(NamedTuple):
    """One film with all that the person did there in one department."""

    id: int
    title: str
    url: str
    year: int | None
    poster: Picture | None
    credits: list[CreditRow]


class DepartmentFilms(NamedTuple):
    label: str
    films: list[FilmRow]


def credit_fields() -> dict[str, Any]:
    """The expressions behind a CreditRow, read from the credit."""
    performed_for = json_row(
        PerformedFor,
        id=F("performed_for__person_id"),
        name=F("performed_for__person__name"),
        character=F("performed_for__character"),
    )
    others: Any = Person.credits.rel.related_model
    performers = others._default_manager.present().filter(performed_for=OuterRef("pk")).order_by("id")
    return {
        "title": F("film__title"),
        "year": F("film__release_year"),
        "performers": json_list(performers, Performer, id=F("person_id"), name=F("person__name")),
        "poster": picture(Picture, "film__poster"),
        "performed_for": Case(When(performed_for__isnull=False, performed_for__removed=False, then=performed_for)),
    }


def credits_of_person(person_id: int) -> QuerySet[Any, str]:
    return as_json(Person(pk=person_id).credits.present().newest_first(), CreditRow, **credit_fields())


def by_department(credits: Iterable[CreditRow], known_for: str = "") -> list[DepartmentFilms]:
    """What somebody is known for first, then the departments with the most films; within one the newest film first."""
    departments: dict[str, list[CreditRow]] = {}
    for credit in credits:
        departments.setdefault(credit.department, []).append(credit)
    films = {department: films_of(of) for department, of in departments.items()}
    most_films_first = sorted(films.items(), key=lambda item: (item[0] != known_for, -len(item[1])))
    return [DepartmentFilms(department_label(department), of) for department, of in most_films_first]


def films_of(credits: Iterable[CreditRow]) -> list[FilmRow]:
    """Each film once with all its credits, in the order in which the films first come."""
    films: dict[int, list[CreditRow]] = {}
    for credit in credits:
        films.setdefault(credit.film_id, []).append(credit)
    return [
        FilmRow(pk, of[0].title, film_url(pk, of[0].title), of[0].year, of[0].poster, of) for pk, of in films.items()
    ]


def known_for_text(department: str) -> str:
    """As a fact of a line: "Known for acting"."""
    if not department:
        return ""
    label = gettext("acting") if department == "Acting" else department_label(department).lower()
    return gettext("Known for %(department)s") % {"department": label}


def departments() -> list[str]:
    """In the order in which a page shows them."""
    return list(_labels())


def department_label(department: str) -> str:
    """In the visitor's words; what is no department (a source's own word) stays as it is."""
    return str(_labels().get(department, department))


def _labels() -> dict[str, Any]:
    field: Any = Person.credits.rel.related_model._meta.get_field("department")
    return dict(field.flatchoices)
