"""The frame of a film's pages: find the film, send visitors to its own address, answer."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from films.views.head import FilmHead
from films.views.missing import missing_film
from films.views.structured import film_trail
from moviedb.lib.cards.answer import SocialCard
from moviedb.lib.http import canonical_redirect, page, site_root, unchanged
from moviedb.lib.json_ld import Thing, json_ld
from moviedb.lib.links import film_url
from moviedb.lib.statements import Statement

# What search engines show of a description.
LONGEST_DESCRIPTION = 160


class FilmPageRow(Protocol):
    """A page's row: the film's head, and words for the head of the HTML."""

    @property
    def film(self) -> FilmHead: ...
    @property
    def exists(self) -> bool: ...
    @property
    def meta_title(self) -> str: ...
    @property
    def description(self) -> str: ...


R = TypeVar("R", bound=FilmPageRow)
View = Callable[..., HttpResponse]
Structured = Callable[[R, str], list[Thing]]


def nothing(row: FilmPageRow, site: str) -> list[Thing]:
    return []


def film_view(statement: Statement[R], template: str, name: str, structured: Structured[R] = nothing) -> View:
    """The view of one page of a film; `name` is the last part of its address, "" for the overview.

    `structured` says more of the film for machines, beside the way to the page.
    """

    @require_safe
    def view(request: HttpRequest, film_id: int, slug: str = "") -> HttpResponse:
        return film_response(request, film_id, statement, template, name, structured=structured)

    return view


def film_response(
    request: HttpRequest,
    film_id: int,
    statement: Statement[R],
    template: str,
    name: str,
    more: Callable[[R], dict[str, Any]] = lambda row: {},
    *asked: str,
    structured: Structured[R] = nothing,
) -> HttpResponse:
    """`more` adds to what the template gets; `asked` is what the visitor typed, by which the page differs."""
    texts = statement.raw(film_id)
    if not texts:
        return missing_film(request, film_id, name)
    if answer := unchanged(request, *texts, *asked):
        return answer
    row = statement.decode(texts[0])
    canonical = film_url(row.film.id, row.film.title, name)
    if not row.exists:
        raise Http404
    context = film_context(request, row, name, canonical, structured)
    return canonical_redirect(request, canonical) or page(request, template, {**context, **more(row)}, *texts, *asked)


def film_context(request: HttpRequest, row: R, name: str, canonical: str, structured: Structured[R]) -> dict[str, Any]:
    site = site_root(request)
    return {
        "page": row,
        "film": row.film,
        "tabs": row.film.tabs(name),
        "courtesy": row.film.courtesy,
        "title": row.meta_title,
        "description": Truncator(row.description).chars(LONGEST_DESCRIPTION),
        "canonical": site + canonical,
        "og_type": "video.movie",
        "social_card": SocialCard(site + row.film.card_url, row.film.full_title),
        # Called by the template: a visitor who has the page is answered before.
        "structured": lambda: json_ld(film_trail(row.film, site, name), *structured(row, site)),
    }
