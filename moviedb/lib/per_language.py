"""Texts that a page shows a hundred times, worked out once for each language."""

import functools
from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import get_language

V = TypeVar("V")
T = TypeVar("T", bound=str)


def per_language(show: Callable[[V], T]) -> Callable[[V], T]:
    """Remembers what `show` made of a value in the language of the request."""
    shown = functools.lru_cache(4_096)(lambda language, value: show(value))

    @functools.wraps(show)
    def show_once(value: V) -> T:
        return shown(get_language(), value)

    return show_once
