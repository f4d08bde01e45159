"""Objects for tests: the least that is valid, and nothing that a test did not ask for."""

from itertools import count
from typing import Any

from PIL import Image as Pillow

from films.models import Credit, Department, Film, FilmGenre, FilmKeyword, Genre, Keyword
from moviedb.lib.images.files import add_image
from moviedb.lib.images.models import Image
from moviedb.lib.provenance.models import ImportRun
from people.models import Person

_numbers = count(1)


def make_film(title: str = "", **fields: Any) -> Film:
    return Film.objects.create(title=title or f"Film {next(_numbers)}", **fields)


def make_person(name: str = "", **fields: Any) -> Person:
    """One whom lists show, as if with a credit."""
    return Person.objects.create(**{"name": name or f"Person {next(_numbers)}", "credit_count": 1, **fields})


def make_credit(film: Film | None = None, person: Person | None = None, **fields: Any) -> Credit:
    """A part in the cast unless `department` and `job` say otherwise."""
    defaults = {"department": Department.ACTING, "job": "Actor", "on_screen": True}
    if fields.get("department", Department.ACTING) != Department.ACTING:
        defaults["on_screen"] = False
    return Credit.objects.create(film=film or make_film(), person=person or make_person(), **{**defaults, **fields})


def make_genre(film: Film, name: str, **fields: Any) -> FilmGenre:
    genre, _ = Genre.objects.get_or_create(name=name)
    return FilmGenre.objects.create(film=film, genre=genre, **fields)


def make_keyword(film: Film, name: str, **fields: Any) -> FilmKeyword:
    keyword, _ = Keyword.objects.get_or_create(name=name)
    return FilmKeyword.objects.create(film=film, keyword=keyword, **fields)


def make_image(colour: str = "#c05030", size: tuple[int, int] = (300, 450), **described: Any) -> Image:
    """A picture of one colour, with its files."""
    return add_image(Pillow.new("RGB", size, colour), [138, 276], **described)


def make_run(source: str = "test") -> ImportRun:
    return ImportRun.objects.create(source=source)
