"""Credits that make films alike."""

from typing import Any

from films.models import Credit, Department, Film
from people.models import Person
from tests.factories import make_credit


def direct(film: Film, person: Person, **fields: Any) -> Credit:
    return make_credit(film, person, department=Department.DIRECTING, job="Director", **fields)


def write(film: Film, person: Person, job: str, **fields: Any) -> Credit:
    return make_credit(film, person, department=Department.WRITING, job=job, **fields)
