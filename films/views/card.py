"""card.png: the picture that other sites show beside a link to a film."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from films.models import Film
from films.views.head import FilmHead, film_head
from moviedb.lib.cards.answer import card_answer
from moviedb.lib.http import canonical_redirect
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.statements import Statement


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
    return canonical_redirect(request, f"{film.url}card.png") or card_answer(request, film.card)
