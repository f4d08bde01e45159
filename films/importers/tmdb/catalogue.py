"""What our own catalogue knows of TMDB: whom to ask about again, and since when."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from films.importers.records import SourceError
from films.importers.tmdb.fields import SITE
from films.models import FilmExternalId, FilmSourceValues
from moviedb.lib.provenance.models import ImportRun
from people.models import PersonExternalId


def known_films() -> list[int]:
    return _numbers(FilmExternalId.objects.filter(source=SITE).values_list("value", flat=True))


def known_people() -> list[int]:
    return _numbers(PersonExternalId.objects.filter(source=SITE).values_list("value", flat=True))


def films_with_only_imdb() -> list[str]:
    """IMDb's ids of films that TMDB has not been asked about."""
    of_tmdb = FilmExternalId.objects.filter(film=OuterRef("film"), source=SITE)
    found = FilmExternalId.objects.filter(~Exists(of_tmdb), source="imdb").order_by("film_id", "value")
    return list(found.values_list("value", flat=True))


def films_without_details() -> list[int]:
    """Films known by TMDB's id from elsewhere (TMDB 5000, links.csv) that TMDB itself has told nothing of."""
    told = FilmSourceValues.objects.filter(film=OuterRef("film"), source=SITE)
    found = FilmExternalId.objects.filter(~Exists(told), source=SITE).order_by("film_id", "value")
    return _numbers(found.values_list("value", flat=True))


def last_run() -> ImportRun:
    """The last finished import from TMDB."""
    return _first(_finished().order_by("-id"))


def told_of_all(people: bool) -> ImportRun:
    """The run since which changes count: the last that asked about all that had changed; else the first of all.

    One that fetched a few films in between says nothing of the others.
    """
    of_all = _finished().filter(Q(options__changes=True) | Q(options__known=True)).exclude(options__has_key="limit")
    if people:
        of_all = of_all.exclude(options__people="none")
    return of_all.order_by("-id").first() or _first(_finished().order_by("id"))


def _finished() -> QuerySet[ImportRun]:
    return ImportRun.objects.of_imports().filter(source=SITE, state=ImportRun.State.FINISHED)


def _first(runs: QuerySet[ImportRun]) -> ImportRun:
    run = runs.first()
    if run is None:
        raise SourceError("--changes needs a finished import_tmdb to count from: import some films first.")
    return run


def _numbers(values: Iterable[str]) -> list[int]:
    return sorted(int(value) for value in values if value.isdecimal())
