"""Cast & crew: every credit, department by department, or those that a word is found in."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from films.models import Credit, Department, Film
from films.search.query import Query
from films.views.credits import CastRow, cast_of_film
from films.views.head import FilmHead, film_head
from films.views.page import film_response
from moviedb.lib.folding import fold
from moviedb.lib.json_rows import Row, as_json, json_list
from moviedb.lib.statements import Statement
from people.models import PersonName

# Longer ones are folded away; shorter pages need no filter.
LONG_DEPARTMENT, LONG_PAGE = 30, 20
# How many of the cast are shown with a face.
FACES = 20


class JobLine(NamedTuple):
    job: str
    credits: list[CastRow]


class DepartmentCredits(NamedTuple):
    """The cast has one line with job "": its rows are `name … character`."""

    label: str
    anchor: str
    is_cast: bool
    people: int
    jobs: list[JobLine]

    @property
    def cast(self) -> list[CastRow]:
        return [credit for line in self.jobs for credit in line.credits] if self.is_cast else []

    @property
    def is_long(self) -> bool:
        return self.people > LONG_DEPARTMENT and not self.is_cast


class CastPage(Row, frozen=True):
    film: FilmHead
    credit_rows: list[CastRow]

    @property
    def exists(self) -> bool:
        return bool(self.credit_rows)

    @property
    def meta_title(self) -> str:
        return gettext("Cast and crew of %(film)s") % {"film": self.film.full_title}

    @property
    def description(self) -> str:
        names = ", ".join(dict.fromkeys(credit.name for credit in self.credit_rows[:5]))
        return gettext("Everybody who made %(film)s: %(names)s and others.") % {
            "film": self.film.full_title,
            "names": names,
        }

    @property
    def is_long(self) -> bool:
        return len(self.credit_rows) > LONG_PAGE

    @property
    def departments(self) -> list[DepartmentCredits]:
        return by_department(self.credit_rows)


class OtherName(Row, frozen=True):
    """A name of somebody with a credit, folded, and as it would be written in Latin letters."""

    person_id: int
    fold: str
    latin: str | None


class NamedCastPage(CastPage, frozen=True):
    """With all names of everybody, so that a search in another script finds them."""

    name_rows: list[OtherName]

    def matching(self, query: Query) -> list[CastRow]:
        """The credits in which every word is found: in a name, the part or the job."""
        names: dict[int, list[str]] = {}
        for name in self.name_rows:
            names.setdefault(name.person_id, []).extend([name.fold, name.latin or ""])
        words = [fold(word) for word in query.words]
        return [
            credit
            for credit in self.credit_rows
            if _holds(words, "\n".join([*names.get(credit.person.id, ()), *map(fold, credit.searched)]))
        ]


def _holds(words: Iterable[str], text: str) -> bool:
    return all(word in text for word in words)


def by_department(credits: Iterable[CastRow]) -> list[DepartmentCredits]:
    """In the order of `Department`; jobs in the order of their first name, people as billed."""
    found: dict[str, list[CastRow]] = {department: [] for department in Department.values}
    for credit in credits:
        found[credit.department].append(credit)
    return [
        DepartmentCredits(
            label=str(Department(department).label),
            anchor=slugify(department),
            is_cast=department == Department.ACTING,
            people=len({credit.person.id for credit in of}),
            jobs=[JobLine("", of)] if department == Department.ACTING else _by_job(of),
        )
        for department, of in found.items()
        if of
    ]


def _by_job(credits: list[CastRow]) -> list[JobLine]:
    jobs: dict[str, list[CastRow]] = {}
    for credit in credits:
        jobs.setdefault(credit.job, []).append(credit)
    return [JobLine(job, of) for job, of in jobs.items()]


def cast_page_of(film_id: int) -> QuerySet[Film, str]:
    return as_json(
        Film.objects.filter(pk=film_id),
        CastPage,
        film=film_head(),
        credit_rows=cast_of_film(Credit.objects.in_billing_order()),
    )


def named_cast_page_of(film_id: int) -> QuerySet[Film, str]:
    credited = Credit.objects.present().filter(film=OuterRef(OuterRef("pk")))
    names = PersonName.objects.present().filter(person__in=credited.values("person"))
    return as_json(
        Film.objects.filter(pk=film_id),
        NamedCastPage,
        film=film_head(),
        credit_rows=cast_of_film(Credit.objects.in_billing_order()),
        name_rows=json_list(names, OtherName),
    )


CAST = Statement(CastPage, [int], cast_page_of)
NAMED_CAST = Statement(NamedCastPage, [int], named_cast_page_of)


@require_safe
def cast(request: HttpRequest, film_id: int, slug: str = "") -> HttpResponse:
    query = Query.read(request.GET.get("q", ""))
    if not query.words:
        return film_response(request, film_id, CAST, "films/cast.html", "cast", lambda page: _shown(page.departments))
    return film_response(
        request,
        film_id,
        NAMED_CAST,
        "films/cast.html",
        "cast",
        lambda page: _shown(by_department(page.matching(query)), query.text),
        query.text,
    )


def _shown(departments: list[DepartmentCredits], query: str = "") -> dict[str, Any]:
    return {"departments": departments, "query": query, "faces": FACES}
