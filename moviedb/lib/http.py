"""Answers of public pages: conditional GET, redirects to the canonical address, gone records."""

import functools
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers

from moviedb.lib import per_page
from moviedb.lib.theme import chosen_theme

SHOWN_FROM = ("moviedb", "people", "films", "templates", "static")


@functools.cache
def build_digest() -> str:
    """Changes when the code, a template or a style changes: pages may look otherwise then."""
    digest = hashlib.blake2b(settings.SITE_NAME.encode(), digest_size=8)
    for folder in SHOWN_FROM:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()


def etag(*texts: str) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for text in (build_digest(), per_page.language() or "", *texts):
        digest.update(text.encode() + b"\0")
    return f'W/"{digest.hexdigest()}"'


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *texts: str,
    status: int = 200,
    content_type: str | None = None,
) -> HttpResponse:
    """The rendered page, or 304 before rendering where the visitor has it: `texts` are all that it shows.

    HTML looks as the visitor's theme says, so caches must ask and keep one copy a cookie.

    While developing, templates change under a running process: no 304 then.
    """
    response = unchanged(request, *texts, content_type=content_type)
    if response is None:
        theme = "" if content_type else chosen_theme(request)
        response = render(request, template, dict(context) | {"theme": theme}, content_type, status)
        if not settings.DEBUG:
            _tag(response, _etag_here(request, texts, content_type), content_type)
    return response


def unchanged(request: HttpRequest, *texts: str, content_type: str | None = None) -> HttpResponse | None:
    """304 where the visitor has the page at this address that shows these texts; a view may ask before it reads them.

    The tag says the address too. So who has it was once answered here with a page, and not with a redirect.
    """
    if settings.DEBUG or "HTTP_IF_NONE_MATCH" not in request.META:
        return None
    tag = _etag_here(request, texts, content_type)
    response = get_conditional_response(request, etag=tag)
    if response is not None:
        _tag(response, tag, content_type)
    return response


def _etag_here(request: HttpRequest, texts: Iterable[str], content_type: str | None) -> str:
    theme = "" if content_type else chosen_theme(request)
    return etag(request.path, request.META.get("QUERY_STRING", ""), theme, *texts)


def _tag(response: HttpResponse, tag: str, content_type: str | None) -> None:
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    if not content_type:
        patch_vary_headers(response, ["Cookie"])


def site_root(request: HttpRequest) -> str:
    """Scheme and host as asked for: what makes a path an absolute address."""
    return f"{request.scheme}://{request.get_host()}"


def canonical_redirect(request: HttpRequest, canonical: str) -> HttpResponse | None:
    """301 where the page was asked for under another address; the query string is kept."""
    if request.path == unquote(canonical):
        return None
    return moved(request, canonical)


def moved(request: HttpRequest, url: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "410.html", status=410)
