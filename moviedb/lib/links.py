"""Addresses of films, people and genres from their id and name.

The same as `reverse()` gives, without its price: a page may have five hundred of them.
"""

from functools import lru_cache
from urllib.parse import quote

from django.urls import reverse

from moviedb.lib.per_page import prefix
from moviedb.lib.text import slug


def site_url(name: str) -> str:
    """A page of which there is one: "home", "films:list"."""
    return _site_url(prefix(), name)


@lru_cache
def _site_url(prefix: str, name: str) -> str:
    return reverse(name)


def film_url(film_id: int, title: str, page: str = "") -> str:
    return _url("films", film_id, slug(title, "film"), page)


def person_url(person_id: int, name: str) -> str:
    return _url("people", person_id, slug(name, "person"))


def genre_url(genre_id: int, name: str) -> str:
    return _url("films/genres", genre_id, slug(name, "genre"))


def _url(section: str, record_id: int, readable: str, page: str = "") -> str:
    url = f"{prefix()}{section}/{record_id}-{readable if readable.isascii() else quote(readable)}/"
    return f"{url}{page}/" if page else url
