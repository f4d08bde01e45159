"""films/: all films, or those that a visitor's conditions leave, in several orders."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from films.models import Film, FilmVotes
from films.views.cards import FilmCard, card_fields, courtesy_for
from films.views.film_conditions import CHOICES, CONDITIONS, Choice
from films.views.film_filters import FilmFilters
from moviedb.lib.dates import PartialDate
from moviedb.lib.filters import FilteredList
from moviedb.lib.http import page
from moviedb.lib.keyset import Order, SortValue


class ListedFilm(FilmCard, frozen=True):
    sort_value: SortValue


def with_weighted_rating(films: QuerySet[Film]) -> QuerySet[Film]:
    """Films with votes, by those that a card shows: the site's where most people voted."""
    voters = Coalesce("count", 0)
    better = Q(voters__gt=OuterRef("voters")) | Q(voters=OuterRef("voters"), site__lt=OuterRef("site"))
    joined = films.alias(voters=Coalesce("votes__count", 0), site=F("votes__site"), weighted=F("votes__weighted"))
    return joined.filter(
        ~Exists(FilmVotes.objects.alias(voters=voters).filter(better, film=OuterRef("pk"))), weighted__isnull=False
    )


ORDERS = [
    Order("popular", _("Most popular"), "popularity", float, descending=True, nullable=True),
    Order("rating", _("Best rated"), "weighted", float, descending=True, of=with_weighted_rating),
    Order("newest", _("Newest"), "release_date", PartialDate, descending=True, id_descending=True, nullable=True),
    Order("title", _("By title"), "sort_key", str),
    Order("added", _("Added last"), "id", int, descending=True, id_descending=True),
]
FILMS = FilteredList("films", ListedFilm, Film.objects.all, ORDERS, CONDITIONS, **card_fields())


@require_safe
def film_list(request: HttpRequest) -> HttpResponse:
    texts = CHOICES.raw()
    return browse(request, request.GET, [CHOICES.decode(text) for text in texts], texts)


def browse(request: HttpRequest, data: QueryDict, choices: Sequence[Choice], texts: list[str]) -> HttpResponse:
    """The films that `data` asks for, at their one address; 400 and the form where it asks for what cannot be."""
    filters = FilmFilters(data, choices)
    context: dict[str, Any] = {"form": filters, "sort": request.GET.get("sort", "")}
    if not filters.is_valid():
        context |= {"title": gettext("Films"), "heading": gettext("Films")}
        return filters.refuse(request, "films/list.html", context)
    redirect = filters.redirect(request)
    if redirect:
        return redirect
    films = FILMS.page(request, filters.address, filters.chosen)
    which = filters.title
    context |= {
        "page": films,
        "courtesy": courtesy_for(films.rows),
        "title": which or gettext("Films"),
        "heading": which if which and filters.is_subject else gettext("Films"),
        "description": gettext("Films of this catalogue: %(which)s.") % {"which": which}
        if which
        else gettext("All films of this catalogue."),
        "canonical": request.build_absolute_uri(films.url),
        "robots": "" if filters.is_subject else "noindex,follow",
    }
    return page(request, "films/list.html", context, *texts, *films.texts)
