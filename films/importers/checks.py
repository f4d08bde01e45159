"""Why the database would refuse a record: asked before it reaches a batch, which it would take down with it.

The limits are read off the models. Fast, since the loader asks for every record of every source.
"""

import re
from collections.abc import Iterable
from math import isfinite
from typing import Any

from django.db import models

from films.importers.records import (
    CreditRecord,
    FilmRecord,
    Key,
    NameRecord,
    PersonRecord,
    Record,
    TermRecord,
)
from films.models import (
    Collection,
    Company,
    Credit,
    CreditKey,
    Film,
    FilmExternalId,
    FilmName,
    FilmText,
    FilmVotes,
    Genre,
    Keyword,
    Language,
    ReleaseDate,
    Video,
)
from films.models.credit import DEPARTMENTS
from moviedb.lib.folding import fold
from people.models import Person, PersonExternalId, PersonName

MOST_INT = 2_147_483_647
MOST_DOLLARS = 9 * 10**18
INDEXED = frozenset({"title", "original_title", "sort_title", "name", "sort_name", "text"})
COUNTRY_CODE = re.compile("[A-Z]{2}")
# An entry of an index holds no more; only long texts are measured.
MOST_INDEXED = 2_400
LANGUAGE_CODE = re.compile("[a-z]{2,3}(-[A-Za-z]+)?")
Limits = tuple[tuple[str, int], ...]


def _limits(model: type[models.Model], *names: str) -> Limits:
    """The lengths of these fields; a field without a limit may be of any length."""
    return tuple((name, getattr(model._meta.get_field(name), "max_length", None) or 1 << 30) for name in names)


def _limit(model: type[models.Model], name: str = "name") -> int:
    return _limits(model, name)[0][1]


_FILM = _limits(
    Film, "title", "original_title", "sort_title", "tagline", "overview", "homepage", "poster_path",
    "backdrop_path",
)  # fmt: skip
_PERSON = _limits(
    Person, "name", "sort_name", "biography", "birth_place", "homepage", "known_for_department",
    "portrait_path",
)  # fmt: skip
_CREDIT = _limits(Credit, "job", "character", "credited_as", "note", "work")
_FILM_NAME = _limits(FilmName, "text", "note", "language", "region")
_PERSON_NAME = _limits(PersonName, "text", "language")
_TEXT = _limits(FilmText, "language", "region", "overview", "tagline")
_RELEASE = _limits(ReleaseDate, "certification", "note")
_VIDEO = _limits(Video, "site", "key", "name", "kind", "language", "region")
_GENRE, _KEYWORD, _COMPANY, _COLLECTION = map(_limit, (Genre, Keyword, Company, Collection))
_CREDIT_KEY = _limit(CreditKey, "value")
_LANGUAGE = _limit(Language, "code")
_SITE = _limit(FilmVotes, "site")
_KEY_SOURCE = _limit(FilmExternalId, "source")
_KEY_VALUE = min(_limit(FilmExternalId, "value"), _limit(PersonExternalId, "value"))
_DEPARTMENTS = frozenset(DEPARTMENTS)
_STATUSES = frozenset(Film.Status.values)
_FILM_NAME_KINDS = frozenset(FilmName.Kind.values)
_PERSON_NAME_KINDS = frozenset(PersonName.Kind.values)
_PERSON_KINDS = frozenset(Person.Kind.values)


class _Refused(Exception):
    """With the reason."""


def check(record: Record) -> str | None:
    """The first reason against the record, or None."""
    try:
        if isinstance(record, FilmRecord):
            _check_film(record)
        else:
            _check_person(record)
    except _Refused as refused:
        return str(refused)
    return None


def check_credit(credit: CreditRecord) -> str | None:
    try:
        _check_credit(credit)
    except _Refused as refused:
        return str(refused)
    return None


def _check_film(film: FilmRecord) -> None:
    _check_keys(film.keys)
    _check_text("title", film.title, 0)
    _check_texts(film, _FILM)
    if film.status:
        _check_choice("status", film.status, _STATUSES)
    _check_number("runtime", film.runtime, 1, MOST_INT)
    _check_number("budget", film.budget, 1, MOST_DOLLARS)
    _check_number("revenue", film.revenue, 1, MOST_DOLLARS)
    _check_popularity(film.popularity)
    for code in (*filter(None, (film.original_language,)), *film.languages):
        if len(code) > _LANGUAGE or not LANGUAGE_CODE.fullmatch(code):
            raise _Refused(f"language: {code!r} is no language code")
    for code in film.countries:
        _check_country(code)
    for genre in film.genres:
        _check_text("genre", genre, _GENRE)
    _check_terms("keyword", film.keywords, _KEYWORD)
    _check_terms("company", film.companies, _COMPANY)
    _check_terms("collection", filter(None, (film.collection,)), _COLLECTION)
    _check_names(film.names, _FILM_NAME_KINDS, _FILM_NAME)
    _check_rows(film)
    keys = {credit.key for credit in film.credits}
    if len(keys) < len(film.credits):
        raise _Refused("credits: two have the same key")
    for credit in film.credits:
        _check_credit(credit)
        if credit.performed_for and (credit.performed_for == credit.key or credit.performed_for not in keys):
            raise _Refused(f"performed_for: {credit.performed_for!r} is no other credit of the film")


def _check_rows(film: FilmRecord) -> None:
    for text in film.texts:
        _check_text("language", text.language, 0)
        _check_texts(text, _TEXT)
    for release in film.releases:
        _check_country(release.country)
        _check_number("release type", release.type, 1, 6)
        _check_texts(release, _RELEASE)
    for video in film.videos:
        for name in ("site", "key", "name"):
            _check_text(f"video: {name}", getattr(video, name), 0)
        _check_texts(video, _VIDEO)
    for votes in film.votes:
        _check_text("votes: site", votes.site, _SITE)
        if not 0 <= votes.average <= 10:
            raise _Refused(f"votes: {votes.average} is not between 0 and 10")
        _check_number("votes", votes.count, 1, MOST_INT)


def _check_person(person: PersonRecord) -> None:
    _check_keys(person.keys)
    _check_text("name", person.name, 0)
    _check_texts(person, _PERSON)
    _check_choice("kind", person.kind, _PERSON_KINDS)
    if person.known_for_department:
        _check_choice("known_for_department", person.known_for_department, _DEPARTMENTS)
    _check_number("gender", person.gender, 1, 3)
    _check_popularity(person.popularity)
    _check_names(person.names, _PERSON_NAME_KINDS, _PERSON_NAME)


def _check_credit(credit: CreditRecord) -> None:
    _check_text("credit key", credit.key, _CREDIT_KEY)
    _check_keys((credit.person,))
    _check_choice("department", credit.department, _DEPARTMENTS)
    _check_text("job", credit.job, 0)
    _check_texts(credit, _CREDIT)
    _check_number("billing order", credit.billing_order, -MOST_INT, MOST_INT)


def _check_text(what: str, text: str, longest: int) -> None:
    """A text that may not be empty; a `longest` of 0 leaves the length to the check of the whole record."""
    if not text:
        raise _Refused(f"{what}: is empty")
    if longest:
        _check_letters(what, text, longest)


def _check_texts(record: Any, limits: Limits) -> None:
    for name, longest in limits:
        if text := getattr(record, name):
            _check_letters(name, text, longest)


def _check_letters(what: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise _Refused(f"{what}: has {len(text)} letters, at most {longest} are possible")
    if what in INDEXED and len(text) > 130 and not text.isascii() and _bytes(text) > MOST_INDEXED:
        raise _Refused(f"{what}: is longer than {MOST_INDEXED} bytes as it is compared")
    if "\0" in text:
        raise _Refused(f"{what}: holds a NUL character")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise _Refused(f"{what}: holds half of a surrogate pair, which is no character") from error


def _bytes(text: str) -> int:
    """Of the text and of its folded form, the longer: one ligature may stand for eighteen letters."""
    return max(len(form.encode(errors="replace")) for form in (text, fold(text)))


def _check_keys(keys: tuple[Key, ...]) -> None:
    if not keys:
        raise _Refused("keys: none is given")
    for source, value in keys:
        _check_text("key: source", source, _KEY_SOURCE)
        _check_text("key", value, _KEY_VALUE)


def _check_terms(what: str, terms: Iterable[TermRecord], longest: int) -> None:
    for term in terms:
        _check_text(what, term.name, longest)
        if term.key:
            _check_keys((term.key,))
        if term.country:
            _check_country(term.country)


def _check_names(names: tuple[NameRecord, ...], kinds: frozenset[str], limits: Limits) -> None:
    for name in names:
        _check_choice("name: kind", name.kind, kinds)
        _check_text("name: text", name.text, 0)
        _check_texts(name, limits)


def _check_choice(what: str, value: str, choices: frozenset[str]) -> None:
    if value not in choices:
        raise _Refused(f"{what}: {value!r} is none of {', '.join(sorted(choices))}")


def _check_country(code: str) -> None:
    if not COUNTRY_CODE.fullmatch(code):
        raise _Refused(f"country: {code!r} is no country code")


def _check_number(what: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise _Refused(f"{what}: {value} is not between {least} and {most}")


def _check_popularity(value: float | None) -> None:
    if value is not None and not (value >= 0 and isfinite(value)):
        raise _Refused(f"popularity: {value} is not a number of 0 or more")
