"""Answers of public pages: conditional GET, redirects to the canonical address, gone records."""

import functools
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

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
    for text in (build_digest(), get_language() or "", *texts):
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
    theme = "" if content_type else chosen_theme(request)
    if settings.DEBUG:
        return render(request, template, dict(context) | {"theme": theme}, content_type, status)
    tag = etag(theme, *texts)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = render(request, template, dict(context) | {"theme": theme}, content_type, status)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    if not content_type:
        patch_vary_headers(response, ["Cookie"])
    return response


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
