"""A film's answer as a record. What is damaged within it costs that entry, not the film."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from films.importers.cells import MOST_DOLLARS, BadValue
from films.importers.checks import check
from films.importers.records import (
    FilmRecord,
    Key,
    NameRecord,
    ReleaseRecord,
    TermRecord,
    TextRecord,
    VideoRecord,
    VotesRecord,
)
from films.importers.tmdb.answers import Body
from films.importers.tmdb.credits import read_credits
from films.importers.tmdb.fields import (
    SITE,
    Report,
    date,
    decimal,
    entries,
    flag,
    identifier,
    keys,
    number,
    paragraphs,
    text,
)

# One call brings everything: TMDB allows twenty such parts.
APPENDED = "alternative_titles,credits,external_ids,keywords,release_dates,translations,videos"
MOST_MINUTES = 100_000
MOST_POPULARITY = 1e9
_BLANK = FilmRecord(keys=(Key(SITE, "1"),), title="-")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user wants out of the answers."""

    language: str = "en"  # of title, overview and tagline, "pt-BR" or "en"
    fallback: str = "en"  # where TMDB has no text in that language
    texts: frozenset[str] | None = frozenset()  # languages whose overviews are kept beside it; None: all
    adult: bool = False


def read_film(body: Body, reading: Reading, report: Report) -> FilmRecord:
    """Raises BadValue where the film as a whole cannot be used; calls `report` for each entry left out."""
    original = text(body, "original_title")
    overview, tagline = _own_texts(body, reading)
    film = FilmRecord(
        keys=tuple(keys(body)),
        title=text(body, "title") or original,
        original_title=original,
        original_language=text(body, "original_language"),
        tagline=tagline,
        overview=overview,
        release_date=_kept(date, body, "release_date", report),
        status=text(body, "status"),
        runtime=number(body, "runtime", MOST_MINUTES),
        budget=number(body, "budget", MOST_DOLLARS),
        revenue=number(body, "revenue", MOST_DOLLARS),
        homepage=text(body, "homepage"),
        popularity=decimal(body, "popularity", MOST_POPULARITY),
        adult=flag(body, "adult") or flag(body, "softcore"),
        poster_path=text(body, "poster_path"),
        backdrop_path=text(body, "backdrop_path"),
        votes=tuple(_votes(body)),
    )
    if reason := check(film):
        raise BadValue(reason)
    collection = body.get("belongs_to_collection")
    return replace(
        film,
        collection=next(_each("collection", [collection] if collection else [], _term, report), None),
        genres=tuple(_each("genres", entries(body, "genres"), lambda entry: text(entry, "name"), report)),
        keywords=tuple(_each("keywords", entries(body, "keywords", "keywords"), _term, report)),
        companies=tuple(_each("companies", entries(body, "production_companies"), _company, report)),
        countries=tuple(_each("countries", entries(body, "production_countries"), _country, report)),
        languages=tuple(_each("languages", entries(body, "spoken_languages"), _language, report)),
        names=tuple(dict.fromkeys(_names(body, report))),
        texts=tuple(_texts(body, reading, report)),
        releases=tuple(dict.fromkeys(_releases(body, report))),
        videos=tuple({v.key: v for v in _each("videos", entries(body, "videos", "results"), _video, report)}.values()),
        credits=tuple(read_credits(body, report)),
    )


def _own_texts(body: Body, reading: Reading) -> tuple[str, str]:
    """TMDB does not fall back by itself where a film has no text in the language asked for."""
    overview, tagline = paragraphs(body, "overview"), text(body, "tagline")
    if not overview:
        for entry in entries(body, "translations", "translations"):
            data = entry.get("data")
            if isinstance(data, dict) and text(entry, "iso_639_1") == reading.fallback.partition("-")[0]:
                overview, tagline = overview or paragraphs(data, "overview"), tagline or text(data, "tagline")
    return overview, tagline


def _votes(body: Body) -> Iterator[VotesRecord]:
    count, average = number(body, "vote_count"), decimal(body, "vote_average", 10)
    if count and average is not None:
        yield VotesRecord(SITE, average, count)


def _names(body: Body, report: Report) -> Iterator[NameRecord]:
    yield from _each("alternative_titles", entries(body, "alternative_titles", "titles"), _alternative, report)
    yield from _each("translations", entries(body, "translations", "translations"), _translated, report)


def _alternative(entry: Body) -> NameRecord | None:
    note = text(entry, "type")
    kind = "working" if "working" in note.lower() else "alternative"
    return _checked_name(NameRecord(text(entry, "title"), kind, region=text(entry, "iso_3166_1"), note=note[:200]))


def _translated(entry: Body) -> NameRecord | None:
    """An empty title means the original one."""
    data = entry.get("data")
    title = text(data, "title") if isinstance(data, dict) else ""
    return _checked_name(NameRecord(title, "translated", text(entry, "iso_639_1"), text(entry, "iso_3166_1")))


def _checked_name(name: NameRecord) -> NameRecord | None:
    return name if name.text else None


def _texts(body: Body, reading: Reading, report: Report) -> Iterator[TextRecord]:
    own = {reading.language.partition("-")[0], ""}
    seen: set[tuple[str, str]] = set()
    for found in _each("translations", entries(body, "translations", "translations"), _text, report):
        wanted = reading.texts is None or found.language in reading.texts
        if wanted and found.language not in own and (found.language, found.region) not in seen:
            seen.add((found.language, found.region))
            yield found


def _text(entry: Body) -> TextRecord | None:
    data = entry.get("data")
    if not isinstance(data, dict):
        return None
    found = TextRecord(
        text(entry, "iso_639_1"), text(entry, "iso_3166_1"), paragraphs(data, "overview"), text(data, "tagline")
    )
    return found if found.overview or found.tagline else None


def _releases(body: Body, report: Report) -> Iterator[ReleaseRecord]:
    for country in entries(body, "release_dates", "results"):
        code = text(country, "iso_3166_1")

        def read(entry: Body, code: str = code) -> ReleaseRecord | None:
            day = date(entry, "release_date")
            kind = number(entry, "type")
            if day is None:
                return None
            return ReleaseRecord(code, day, kind, text(entry, "certification")[:50], text(entry, "note")[:300])

        yield from _each("release_dates", entries(country, "release_dates"), read, report)


def _video(entry: Body) -> VideoRecord | None:
    return VideoRecord(
        site=text(entry, "site"),
        key=text(entry, "key"),
        name=text(entry, "name")[:300],
        kind=text(entry, "type"),
        language=text(entry, "iso_639_1"),
        region=text(entry, "iso_3166_1"),
        official=flag(entry, "official"),
        published=date(entry, "published_at"),
    )


def _term(entry: Body) -> TermRecord | None:
    name = text(entry, "name")
    return TermRecord(name, Key(SITE, str(identifier(entry)))) if name else None


def _company(entry: Body) -> TermRecord | None:
    term = _term(entry)
    return replace(term, country=text(entry, "origin_country")) if term else None


def _country(entry: Body) -> str:
    return text(entry, "iso_3166_1")


def _language(entry: Body) -> str:
    return text(entry, "iso_639_1")


# Which field of a film record an entry goes into, to ask whether the database would take it.
_FIELDS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "collection": lambda item: {"collection": item},
    "genres": lambda item: {"genres": (item,)},
    "keywords": lambda item: {"keywords": (item,)},
    "companies": lambda item: {"companies": (item,)},
    "countries": lambda item: {"countries": (item,)},
    "languages": lambda item: {"languages": (item,)},
    "alternative_titles": lambda item: {"names": (item,)},
    "translations": lambda item: {"texts" if isinstance(item, TextRecord) else "names": (item,)},
    "release_dates": lambda item: {"releases": (item,)},
    "videos": lambda item: {"videos": (item,)},
}


def _each(what: str, found: Any, read: Callable[[Body], T | None], report: Report) -> Iterator[T]:
    """The entries that can be read and kept; what says nothing is passed over, what is damaged is reported."""
    for entry in found:
        try:
            item = read(entry)
            if item and (reason := check(replace(_BLANK, **_FIELDS[what](item)))):
                raise BadValue(reason)
        except BadValue as error:
            report(f"{what}: {error}")
            continue
        if item:
            yield item


def _kept(read: Callable[[Body, str], T | None], body: Body, name: str, report: Report) -> T | None:
    try:
        return read(body, name)
    except BadValue as error:
        report(str(error))
        return None
