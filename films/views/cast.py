"""Cast & crew: every credit, department by department."""

from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext

from films.models import Credit, Department, Film
from films.views.credits import CreditRow, credits_of_film
from films.views.head import FilmHead, film_head
from films.views.page import film_view
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.statements import Statement


class JobLine(NamedTuple):
    job: str
    credits: list[CreditRow]


class DepartmentCredits(NamedTuple):
    """The cast has one line with job "": its rows are `name … character`."""

    label: str
    anchor: str
    is_cast: bool
    people: int
    jobs: list[JobLine]

    @property
    def cast(self) -> list[CreditRow]:
        return [credit for line in self.jobs for credit in line.credits] if self.is_cast else []


class CastPage(Row, frozen=True):
    film: FilmHead
    credit_rows: list[CreditRow]

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
    def departments(self) -> list[DepartmentCredits]:
        """In the order of `Department`; jobs in the order of their first name, people as billed."""
        found: dict[str, list[CreditRow]] = {department: [] for department in Department.values}
        for credit in self.credit_rows:
            found[credit.department].append(credit)
        return [
            DepartmentCredits(
                label=str(Department(department).label),
                anchor=slugify(department),
                is_cast=department == Department.ACTING,
                people=len({credit.person.id for credit in credits}),
                jobs=[JobLine("", credits)] if department == Department.ACTING else _by_job(credits),
            )
            for department, credits in found.items()
            if credits
        ]


def _by_job(credits: list[CreditRow]) -> list[JobLine]:
    jobs: dict[str, list[CreditRow]] = {}
    for credit in credits:
        jobs.setdefault(credit.job, []).append(credit)
    return [JobLine(job, of) for job, of in jobs.items()]


def cast_of(film_id: int) -> QuerySet[Film, str]:
    return as_json(
        Film.objects.filter(pk=film_id),
        CastPage,
        film=film_head(),
        credit_rows=credits_of_film(Credit.objects.in_billing_order()),
    )


CAST = Statement(CastPage, [int], cast_of)
cast = film_view(CAST, "films/cast.html", "cast")
