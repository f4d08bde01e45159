"""films/: all films by title, newest or most popular first."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from films.models import Film
from films.views.cards import FilmCard, card_fields
from moviedb.lib.dates import PartialDate
from moviedb.lib.http import page
from moviedb.lib.keyset import KeysetList, Order, SortValue


class ListedFilm(FilmCard, frozen=True):
    sort_value: SortValue


ORDERS = [
    Order("popular", _("Most popular"), "popularity", float, descending=True, nullable=True),
    Order("title", _("By title"), "sort_key", str),
    Order("newest", _("Newest"), "release_date", PartialDate, descending=True, id_descending=True, nullable=True),
]
FILMS = KeysetList("films", ListedFilm, Film.objects.all, ORDERS, **card_fields())


@require_safe
def film_list(request: HttpRequest) -> HttpResponse:
    films = FILMS.page(request)
    context = {
        "page": films,
        "title": gettext("Films"),
        "description": gettext("All films of this catalogue."),
        "canonical": request.build_absolute_uri(films.url),
    }
    return page(request, "films/list.html", context, *films.texts)
