"""What is measured: the imported catalogue, the awkward one of the browser tests, the demo."""

from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.models import Count, F
from django.db.models.functions import Length

from benchmarks.site import fill
from films.demo import load_demo
from films.models import Film
from people.models import Person
from tests.browser.catalogue import make_catalogue


def start_anew() -> None:
    """An empty database in place of the last run's."""
    name = connection.settings_dict["NAME"]
    assert name.endswith("_quality"), name  # nothing else is dropped
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    call_command("migrate", interactive=False, verbosity=0)


def awkward() -> dict[str, str]:
    """Each type of page with the data of the browser tests: its address by its name."""
    start_anew()
    return make_catalogue().pages


def demo() -> None:
    start_anew()
    load_demo(report=print)


def imported(directory: Path) -> dict[str, str]:
    """The catalogue of TMDB 5000, and of each type of page the one that visitors ask for most."""
    fill(directory)
    film = Film.objects.order_by(F("popularity").desc(nulls_last=True)).first()
    person = Person.objects.order_by("-credit_count").first()
    assert film
    assert person
    return {
        "film": film.get_absolute_url(),
        "person": person.get_absolute_url(),
        "list": "/films/",
        "home": "/",
        "search": "/search/?q=star",
    }


def heaviest() -> dict[str, str]:
    """The films whose pages have most to carry."""
    cast = Film.objects.annotate(n=Count("credits")).order_by("-n").first()
    overview = Film.objects.order_by(Length("overview").desc()).first()
    title = Film.objects.order_by(Length("title").desc()).first()
    assert cast
    assert overview
    assert title
    return {
        "film, most credits": cast.get_absolute_url(),
        "film, longest overview": overview.get_absolute_url(),
        "film, longest title": title.get_absolute_url(),
    }
