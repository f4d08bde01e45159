"""What holds while a page is made: its language and what its addresses begin with.

Django keeps both behind asgiref's Local, at more than a microsecond a look; a page looks two hundred times.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.urls import get_script_prefix
from django.utils.translation import get_language


class Settled(NamedTuple):
    language: str | None
    prefix: str


_settled: ContextVar[Settled | None] = ContextVar("settled", default=None)


@contextmanager
def settled() -> Iterator[None]:
    """While it lasts, language and prefix are those at its start: views choose neither."""
    token = _settled.set(Settled(get_language(), get_script_prefix()))
    try:
        yield
    finally:
        _settled.reset(token)


def language() -> str | None:
    found = _settled.get()
    return found.language if found else get_language()


def prefix() -> str:
    """What all addresses of the site begin with: "/" unless it lies below a folder."""
    found = _settled.get()
    return found.prefix if found else get_script_prefix()
