"""How values are shown: dates, runtimes, numbers, money, names of languages. Jinja2 filters."""

import functools
from collections.abc import Callable
from datetime import date as Date
from typing import Any
from unicodedata import east_asian_width

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext, to_locale

from moviedb.lib import per_page
from moviedb.lib.dates import PartialDate
from moviedb.lib.per_language import per_language
from moviedb.lib.text import initials

# The longest titles, in letters, of the first two of three type sizes.
SHORT_TITLE, MIDDLE_TITLE = 18, 40


def _locale() -> Locale:
    return _locale_of(per_page.language() or "en")


@functools.cache
def _locale_of(language: str) -> Locale:
    return Locale.parse(to_locale(language))


@per_language
def partial_date(text: str | PartialDate) -> str:
    """A stored partial date in words: "4 November 2009", "May 1994", "1994"."""
    date = text if isinstance(text, PartialDate) else PartialDate.parse(text)
    if date.month is None:
        return str(date.year)
    full = Date(date.year, date.month, date.day or 1)
    if date.day is None:
        return format_skeleton("yMMMM", full, locale=_locale())
    if _locale().language == "en":
        return format_date(full, "d MMMM y", locale=_locale())
    return format_date(full, format="long", locale=_locale())


def runtime(minutes: int) -> str:
    """119 → "1 h 59 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def iso_duration(minutes: int) -> str:
    return f"PT{minutes}M"


@per_language
def number(value: int | float) -> str:
    return str(format_decimal(value, locale=_locale()))


@per_language
def rating(value: float) -> str:
    """One decimal, always: 7 → "7.0"."""
    return str(format_decimal(value, format="0.0", locale=_locale()))


@per_language
def dollars(value: int) -> str:
    return str(format_currency(value, "USD", format="¤#,##0", locale=_locale(), currency_digits=False))


def language(code: str) -> str:
    """The name of a language in the visitor's; the code where it has none."""
    return str(_locale().languages.get(code, code))


def country(code: str) -> str:
    return str(_locale().territories.get(code, code))


def title_size(title: str) -> str:
    """Which of three type sizes a title is set in; a Chinese or Japanese character is as wide as two letters."""
    letters = sum(2 if east_asian_width(c) in "WF" else 1 for c in title)
    return "short" if letters <= SHORT_TITLE else "middle" if letters <= MIDDLE_TITLE else "long"


FILTERS: dict[str, Callable[..., Any]] = {
    "partial_date": partial_date,
    "runtime": runtime,
    "iso_duration": iso_duration,
    "number": number,
    "rating": rating,
    "dollars": dollars,
    "initials": initials,
    "title_size": title_size,
}
