"""What every response gets, and how requests that cannot be served are answered."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

from moviedb.lib import per_page

GetResponse = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger("moviedb")

# Nothing inline, nothing from elsewhere; Django's admin keeps to it too.
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in CONTENT_SECURITY_POLICY.items()),
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Postgres: statement or lock took longer than the web's limit; both pass.
WAITED_TOO_LONG = {"57014", "55P03"}
# Connection exceptions, and the server going down; no state at all is the driver's word for the same.
CONNECTION_LOST = ("08", "57P")


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
        if "\0" in request.path or _holds_nul(request.GET):
            return render(request, "400.html", status=400)
        return get_response(request)

    return middleware


def one_page(get_response: GetResponse) -> GetResponse:
    """Innermost: around the view and its template, when language and address prefix are settled."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with per_page.settled():
            return get_response(request)

    return middleware


def _holds_nul(parameters: QueryDict) -> bool:
    return any("\0" in text for name, values in parameters.lists() for text in (name, *values))


def database_faults(get_response: GetResponse) -> GetResponse:
    """A first import holds the tables, or the database is away: 503 and a time to come back, never 500.

    A connection that broke since it was last used (a restarted server) is made anew and the page tried once more.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        if _may_retry(request, error):
            connection.close()
            try:
                return _call_view(request)
            except (OperationalError, InterfaceError) as second_error:
                error = second_error
        return _unavailable(request, error)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _sqlstate(error: Exception) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def _may_retry(request: HttpRequest, error: Exception) -> bool:
    """Only what cannot have written, and only where the connection is what failed."""
    state = _sqlstate(error)
    lost = not state or state.startswith(CONNECTION_LOST)
    return lost and request.method in ("GET", "HEAD") and not connection.in_atomic_block


def _call_view(request: HttpRequest) -> HttpResponseBase:
    match = request.resolver_match
    assert match is not None  # a view has run
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return response


def _unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    # One line: what Postgres says may quote what a visitor typed.
    logger.error("database fault at %r: %s", request.path, str(error).splitlines()[:1])
    response = render(request, "503.html", {"busy": _sqlstate(error) in WAITED_TOO_LONG}, status=503)
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response
