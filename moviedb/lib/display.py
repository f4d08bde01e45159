"""How values are shown: dates, runtimes, numbers, money, names of languages. Jinja2 filters."""

from collections.abc import Callable
from datetime import date as Date
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language, gettext, to_locale

from moviedb.lib.dates import PartialDate
from moviedb.lib.text import initials


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))


def partial_date(text: str | PartialDate) -> str:
    """A stored partial date in words: "4 November 2009", "May 1994", "1994"."""
    date = text if isinstance(text, PartialDate) else PartialDate.parse(text)
    if date.month is None:
        return str(date.year)
    full = Date(date.year, date.month, date.day or 1)
    if date.day is None:
        return format_skeleton("yMMMM", full, locale=_locale())
    if _locale().language == "en":
        return f"{date.day} {format_skeleton('MMMM', full, locale=_locale())} {date.year}"
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


def number(value: int | float) -> str:
    return str(format_decimal(value, locale=_locale()))


def rating(value: float) -> str:
    """One decimal, always: 7 → "7.0"."""
    return str(format_decimal(value, format="0.0", locale=_locale()))


def dollars(value: int) -> str:
    return str(format_currency(value, "USD", format="¤#,##0", locale=_locale(), currency_digits=False))


FILTERS: dict[str, Callable[..., Any]] = {
    "partial_date": partial_date,
    "runtime": runtime,
    "iso_duration": iso_duration,
    "number": number,
    "rating": rating,
    "dollars": dollars,
    "initials": initials,
}
