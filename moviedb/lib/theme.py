"""A visitor's choice of light or dark: a cookie, rendered by the server. Without one the browser's wish holds."""

from django.http import HttpRequest

COOKIE = "theme"
THEMES = ("light", "dark")
ONE_YEAR = 365 * 24 * 60 * 60


def chosen_theme(request: HttpRequest) -> str:
    """ "light", "dark", or "" for a visitor who chose nothing (or whose cookie says something else)."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""
