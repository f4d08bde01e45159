"""The front page: a few of the most popular and of the newest films."""

from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from films.models import Film
from films.views.cards import FilmCard, card_fields
from films.views.structured import website
from moviedb.lib.http import page, site_root
from moviedb.lib.json_ld import json_ld
from moviedb.lib.json_rows import as_json
from moviedb.lib.statements import Statement

SHOWN = 10


class HomePage(NamedTuple):
    """Both lists empty: nothing was imported yet, and the page says how to."""

    popular: list[FilmCard]
    newest: list[FilmCard]

    @property
    def is_empty(self) -> bool:
        return not (self.popular or self.newest)


def most_popular() -> QuerySet[Film, str]:
    films = Film.objects.filter(popularity__isnull=False).most_popular()
    return as_json(films, FilmCard, **card_fields())[:SHOWN]


def newest() -> QuerySet[Film, str]:
    return as_json(Film.objects.newest_first(), FilmCard, **card_fields())[:SHOWN]


POPULAR = Statement(FilmCard, [], most_popular)
NEWEST = Statement(FilmCard, [], newest)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    popular, latest = POPULAR.raw(), NEWEST.raw()
    context = {
        "page": HomePage([POPULAR.decode(text) for text in popular], [NEWEST.decode(text) for text in latest]),
        "title": "",
        "description": gettext("Films and the people who made them."),
        "canonical": request.build_absolute_uri(request.path),
        "structured": lambda: json_ld(website(site_root(request))),
    }
    return page(request, "home.html", context, *popular, "", *latest)
