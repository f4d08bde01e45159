"""card.png: the picture that other sites show beside a link to a film."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from films.models import Film
from films.views.head import FilmHead, film_head
from moviedb.lib.cards.store import card_png
from moviedb.lib.http import canonical_redirect
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.statements import Statement

# Pages name the card with the digest of what it shows, so it may be kept for long.
CACHE_CONTROL = "public, max-age=2592000"


class CardPage(Row, frozen=True):
    film: FilmHead


def film_of_card(film_id: int) -> QuerySet[Film, str]:
    return as_json(Film.objects.filter(pk=film_id), CardPage, film=film_head())


CARD = Statement(CardPage, [int], film_of_card)


@require_safe
def card(request: HttpRequest, film_id: int, slug: str = "") -> HttpResponse:
    rows = CARD.rows(film_id)
    if not rows:
        raise Http404
    film = rows[0].film
    return canonical_redirect(request, f"{film.url}card.png") or _picture(request, film)


def _picture(request: HttpRequest, film: FilmHead) -> HttpResponse:
    tag = f'"{film.card.digest}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = HttpResponse(card_png(film.card), content_type="image/png")
    response["ETag"] = tag
    response["Cache-Control"] = CACHE_CONTROL
    # It is made to be shown on other sites, also by those that fetch it in the visitor's browser.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
