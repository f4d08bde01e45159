"""Texts that pages show again and again, worked out once for each language."""

import functools
from collections.abc import Callable
from typing import TypeVar

from django.utils import translation

from moviedb.lib import per_page

V = TypeVar("V")
T = TypeVar("T", bound=str)


def per_language(show: Callable[[V], T]) -> Callable[[V], T]:
    """Remembers what `show` made of a value in the language of the request."""

    @functools.lru_cache(4_096)
    def shown(language: str | None, value: V) -> T:
        # The page's language, and not one that a view takes for a moment: the text is kept.
        with translation.override(language):
            return show(value)

    @functools.wraps(show)
    def show_once(value: V) -> T:
        return shown(per_page.language(), value)

    return show_once


@per_language
def gettext(message: str) -> str:
    """Django's, for texts without values that stand on every page."""
    return translation.gettext(message)
