"""What every response gets, and how requests that cannot be served are answered."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

GetResponse = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger("moviedb")

# Nothing inline, nothing from elsewhere. `data:` images are the arrows and ticks of Django's admin styles.
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(
        f"{name} {value}" for name, value in CONTENT_SECURITY_POLICY.items()
    ),
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Postgres: statement or lock took longer than the web's limit; both pass.
WAITED_TOO_LONG = {"57014", "55P03"}


def security_headers(get_response: GetResponse) -> GetResponse:
    """Outermost, so that static files and error pages carry the headers too."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """Postgres stores no NUL: a request that carries one is answered 400 before any query."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if (
            "\0" in request.path
            or "%00" in request.META.get("QUERY_STRING", "")
            or "\0" in str(request.GET.dict())
        ):
            return HttpResponse(gettext("The address has a NUL character in it."), status=400)
        return get_response(request)

    return middleware


def database_faults(get_response: GetResponse) -> GetResponse:
    """A first import holds the tables, or the database is away: 503 and a time to come back, never 500."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        busy = getattr(error.__cause__, "sqlstate", None) in WAITED_TOO_LONG
        logger.error("database fault at %r: %s", request.path, str(error).splitlines()[:1])
        response = render(request, "503.html", {"busy": busy}, status=503)
        response["Retry-After"] = "30"
        response["Cache-Control"] = "no-store"
        return response

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
