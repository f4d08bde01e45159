"""card.png as an answer, and how a page names it."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from moviedb.lib.cards.card import Card
from moviedb.lib.cards.store import card_png

# Pages name the card with the digest of what it shows, so it may be kept for long.
CACHE_CONTROL = "public, max-age=2592000"


class SocialCard(NamedTuple):
    """The picture beside a link on other sites."""

    url: str
    alt: str


def card_url(page_url: str, card: Card) -> str:
    """With a part that changes with the picture, which others may keep for long."""
    return f"{page_url}card.png?v={card.digest[:8]}"


def card_answer(request: HttpRequest, card: Card) -> HttpResponse:
    tag = f'"{card.digest}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = HttpResponse(card_png(card), content_type="image/png")
    response["ETag"] = tag
    response["Cache-Control"] = CACHE_CONTROL
    # It is made to be shown on other sites, also by those that fetch it in the visitor's browser.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
