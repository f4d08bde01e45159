"""A row of a list as a record: what spreadsheets do to values is mended where it is certain, else refused."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial

from babel import Locale

from films.importers.cells import BadValue, decimal, one_line, paragraphs
from films.importers.records import FilmRecord, Key, TermRecord
from films.importers.vocabulary import COUNTRIES, LANGUAGES
from films.models import Film
from moviedb.lib.dates import PartialDate
from moviedb.lib.folding import fold

# A cell is a text, or a list of texts where the file has lists of its own.
Cells = Mapping[str, str | list[str]]

NOTHING = frozenset(("", "null", "n/a", "na", "none", "nan", "-", "–", "—", "?", "\\n", "#n/a", "nil", "unknown"))
_ERROR = re.compile(r"#(?:REF|VALUE|DIV/0|NAME|NUM|NULL|WERT|BEZUG)[!?]?", re.IGNORECASE)
_GROUPED = re.compile(r"[$€£]?\s*(\d{1,3}(?:([,.'\u00a0\u202f\u2009 ])\d{3})(?:\2\d{3})*|\d{1,19}(?:\.0*)?)", re.ASCII)
_HOURS = re.compile(r"(\d{1,2})\s*(?::|h|hrs?|hours?)\s*(\d{1,2})?\s*(?:m|min|mins|minutes)?\.?", re.ASCII)
_MINUTES = re.compile(r"(\d{1,5})(?:\.0*)?\s*(?:m|min|mins|minutes)?\.?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2}|\d{4})", re.ASCII)
_YEAR = re.compile(r"(\d{4})(?:\.0*)?", re.ASCII)
_IDS = {
    "tmdb": re.compile(r"(?:.*themoviedb\.org/movie/)?0*([1-9]\d{0,8})(?:\.0*)?(?:[-/?#].*)?", re.ASCII),
    "imdb": re.compile(r"(?:.*imdb\.com/title/)?(?:tt)?(\d{1,12})(?:\.0*)?(?:[/?#].*)?", re.ASCII),
    "movielens": re.compile(r"(?:.*movielens\.org/movies/)?0*([1-9]\d{0,8})(?:\.0*)?", re.ASCII),
    "wikidata": re.compile(r"(?:.*wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d{0,11})", re.ASCII),
}
_SEPARATORS = ("|", ";", ",")
_YES, _NO = frozenset(("true", "yes", "1", "y", "x", "wahr")), frozenset(("false", "no", "0", "n", "falsch"))
MOST = 9 * 10**18


def read_film(cells: Cells, own: Callable[[str], Key], day_first: bool | None = None) -> FilmRecord:
    """`own` makes a key of the list's own from its text; `day_first` says how 9/12/2003 is meant.

    A row may have no key at all; then it needs names by which the film is recognised.
    """
    text = {name: _plain(name, cell) for name, cell in cells.items() if isinstance(cell, str)}
    keys = tuple(_keys(text, own))
    if not text.get("title"):
        raise BadValue("title: is empty")
    get = partial(_get, text)
    collection = one_line(get("collection"))
    return FilmRecord(
        keys=keys,
        title=one_line(get("title")),
        original_title=one_line(get("original_title")),
        sort_title=one_line(get("sort_title")),
        tagline=one_line(get("tagline")),
        overview=paragraphs(get("overview")),
        release_date=_date(text, day_first),
        status=_status(get("status")),
        original_language=_language(get("original_language"), "original_language"),
        runtime=_runtime(get("runtime")),
        budget=_amount(text, "budget"),
        revenue=_amount(text, "revenue"),
        homepage=get("homepage"),
        popularity=decimal(text, "popularity", 1e9) if "popularity" in text else None,
        adult=_boolean(get("adult")),
        poster_path=get("poster_path"),
        backdrop_path=get("backdrop_path"),
        collection=TermRecord(collection) if collection else None,
        genres=tuple(_items(cells, "genres")),
        keywords=tuple(TermRecord(item) for item in _items(cells, "keywords")),
        companies=tuple(TermRecord(item) for item in _items(cells, "companies")),
        countries=tuple(_country(item) for item in _items(cells, "countries")),
        languages=tuple(_language(item, "languages") for item in _items(cells, "languages")),
    )


def read_names(cells: Cells, column: str) -> tuple[str, ...]:
    return tuple(_items(cells, column))


def _get(text: Mapping[str, str], name: str) -> str:
    return text.get(name, "")


def _plain(name: str, cell: str) -> str:
    text = cell.strip()
    if text.lower() in NOTHING:
        return ""
    if _ERROR.fullmatch(text):
        raise BadValue(f"{name}: {text} is a spreadsheet's error, not a value")
    return text


def _keys(text: Mapping[str, str], own: Callable[[str], Key]) -> Iterator[Key]:
    for site, pattern in _IDS.items():
        if value := text.get(f"{site}_id"):
            match = pattern.fullmatch(value)
            if not match:
                raise BadValue(f"{site}_id: {value!r} is no id of {site}")
            yield Key(site, f"tt{int(match.group(1)):07}" if site == "imdb" else match.group(1))
    if value := text.get("key"):
        yield own(one_line(value))


def _date(text: Mapping[str, str], day_first: bool | None) -> PartialDate | None:
    """The date, else the year."""
    for name in ("release_date", "year"):
        if value := text.get(name):
            try:
                return _parse_date(value, day_first)
            except ValueError as error:
                raise BadValue(f"{name}: {error}") from error
    return None


def _parse_date(text: str, day_first: bool | None) -> PartialDate:
    if match := _YEAR.fullmatch(text):
        return PartialDate(int(match.group(1)))
    if match := _ISO_DATE.fullmatch(text):
        return PartialDate(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]
    match = _DATE.fullmatch(text)
    if not match or len(match.group(4)) == 2:
        raise ValueError(f"{text!r} is not plainly a date: write 1994, 1994-05 or 1994-05-17")
    first, second, year = int(match.group(1)), int(match.group(3)), int(match.group(4))
    if match.group(2) == "." or first > 12 or first == second:
        day_first = True
    elif second > 12:
        day_first = False
    if day_first is None:
        raise ValueError(
            f"{text!r} may be two dates: write {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}, "
            "or say with --dates which comes first"
        )
    return PartialDate(year, second, first) if day_first else PartialDate(year, first, second)


def _runtime(text: str) -> int | None:
    if not text:
        return None
    if match := _MINUTES.fullmatch(text):
        return int(match.group(1)) or None
    if match := _HOURS.fullmatch(text):
        return int(match.group(1)) * 60 + int(match.group(2) or 0) or None
    raise BadValue(f"runtime: {text!r} is neither minutes nor hours and minutes")


def _amount(text: Mapping[str, str], name: str) -> int | None:
    value = text.get(name, "")
    if not value:
        return None
    match = _GROUPED.fullmatch(value)
    if not match:
        raise BadValue(f"{name}: {value!r} is not a whole number of 0 or more")
    number = match.group(1)
    if match.group(2) in (",", ".") and number.count(match.group(2)) == 1:
        raise BadValue(
            f"{name}: {value!r} may be {number.replace(match.group(2), '')} or a broken number: write digits"
        )
    digits = "".join(c for c in (number if match.group(2) else number.partition(".")[0]) if c.isdecimal())
    if int(digits) > MOST:
        raise BadValue(f"{name}: {digits} is more than {MOST}")
    return int(digits) or None


def _boolean(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text and text.lower() not in _NO:
        raise BadValue(f"adult: {text!r} is neither yes nor no")
    return False


def _status(text: str) -> str:
    found = {fold(value): value for value in Film.Status.values}
    if text and fold(text) not in found:
        raise BadValue(f"status: {text!r} is none of {', '.join(Film.Status.values)}")
    return found.get(fold(text), "")


def _items(cells: Cells, name: str) -> Iterator[str]:
    """In a text the items stand between bars, semicolons or commas, whichever of these comes first in this order."""
    cell = cells.get(name, "")
    if isinstance(cell, str):
        text = _plain(name, cell)
        separator = next((each for each in _SEPARATORS if each in text), None)
        cell = text.split(separator) if separator else [text]
    yield from dict.fromkeys(filter(None, (one_line(_plain(name, item)) for item in cell)))


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    names = {**{code: name for code, name in Locale("en").territories.items() if len(code) == 2}, **COUNTRIES}
    codes = {fold(str(name)): code for code, name in names.items() if code.isalpha()}
    return codes | {"usa": "US", "united states of america": "US", "uk": "GB", "great britain": "GB", "england": "GB"}


@lru_cache(maxsize=1)
def _language_codes() -> dict[str, str]:
    names = {**{code: name for code, name in Locale("en").languages.items() if len(code) in (2, 3)}, **LANGUAGES}
    # Two codes with one name: the shorter, else the first, is the usual one.
    return {fold(str(names[code])): code for code in sorted(names, key=lambda code: (len(code), code), reverse=True)}


def _country(text: str) -> str:
    if code := _country_codes().get(fold(text)):
        return code
    if len(text) == 2 and text.isascii() and text.isalpha():
        return text.upper()
    raise BadValue(f"countries: {text!r} is no country: write its two-letter code")


def _language(text: str, column: str) -> str:
    if not text or (len(text) in (2, 3) and text.isascii() and text.isalpha()):
        return text.lower()
    if code := _language_codes().get(fold(text)):
        return code
    raise BadValue(f"{column}: {text!r} is no language: write its two-letter code")
