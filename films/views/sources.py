"""Which source says what of a film, beside what the page shows, and when it said so."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Func, OuterRef
from django.db.models.fields.json import JSONField
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from films.models import Film, FilmSourceValues
from films.models.film import SOURCED_FIELDS
from moviedb.lib import display
from moviedb.lib.hosts import site_name
from moviedb.lib.json_rows import JSONText, Row, json_list
from moviedb.lib.provenance.models import ImportRun

# Longer texts and lists are cut: the whole of it stands on the page, or with the source.
LONGEST_TEXT, LONGEST_LIST = 140, 10


class StatedField(Row, frozen=True):
    field: str
    value: Any
    date: str


class SourceRow(Row, frozen=True):
    source: str
    stated: list[StatedField]


class Said(NamedTuple):
    """One fact: what the source says, and what the page shows; "" where it shows nothing."""

    label: str
    says: str
    shown: str
    same: bool
    date: str


class SourceSays(NamedTuple):
    site: str
    date: str  # of its latest word
    facts: list[Said]


def what_sources_say(sources: Iterable[SourceRow], shown: Mapping[str, Any]) -> list[SourceSays]:
    """`shown` are the page's own values, in the form in which sources' words are kept."""
    return [
        SourceSays(
            site=site_name(row.source),
            date=max(stated.date for stated in row.stated),
            facts=sorted(_said(stated, shown.get(stated.field)) for stated in row.stated),
        )
        for row in sources
        if row.stated
    ]


def _said(stated: StatedField, shown: Any) -> Said:
    says, shows = in_words(stated.field, stated.value), in_words(stated.field, shown)
    # a list is the same in any order
    return Said(_label(stated.field), shortened(says), shortened(shows), set(says) == set(shows), stated.date)


def in_words(field: str, value: Any) -> list[str]:
    """A value, or the items of a list, as the page would write them; [] for what says nothing."""
    if value in (None, "", [], False):
        return []
    if isinstance(value, list) and field != "collection":
        write = ITEMS.get(field, _first)
        return list(dict.fromkeys(text for each in value if (text := _written(write, each))))
    return [_written(FIELDS.get(field, _first), value)]


def shortened(texts: list[str]) -> str:
    more = [gettext("%(count)d more") % {"count": len(texts) - LONGEST_LIST}] if len(texts) > LONGEST_LIST else []
    return ", ".join([*(Truncator(text).chars(LONGEST_TEXT) for text in texts[:LONGEST_LIST]), *more])


def _written(write: Callable[[Any], str], value: Any) -> str:
    """What a source said long ago may have another form than what it would say today: then as it stands."""
    try:
        return write(value)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return str(value)


def _first(value: Any) -> str:
    """A term is kept as its name and whose id it has; what is no list is its own name."""
    if isinstance(value, list):
        return _first(value[0]) if value else ""
    return gettext("yes") if value is True else str(value)


def _vote(vote: list[Any]) -> str:
    site, average, count = [*vote, None, None, None][:3]
    if average is None:
        return ""
    text = f"{display.rating(average)} ({site_name(str(site))})"
    return gettext("%(rating)s from %(count)s") % {"rating": text, "count": display.number(count)} if count else text


def _release(release: list[Any]) -> str:
    country, date = [*release, "", ""][:2]
    return f"{display.country(str(country))} {display.partial_date(str(date))}"


FIELDS: dict[str, Callable[[Any], str]] = {
    "release_date": display.partial_date,
    "runtime": display.runtime,
    "budget": display.dollars,
    "revenue": display.dollars,
    "popularity": display.number,
    "original_language": display.language,
    "status": lambda status: str(dict(Film.Status.choices).get(status, status)),
}
ITEMS: dict[str, Callable[[Any], str]] = {
    "countries": display.country,
    "languages": display.language,
    "names": lambda name: str([*name, "", "", "", ""][3]),
    "texts": lambda text: display.language(str([*text, ""][0])),
    "releases": _release,
    "videos": lambda video: str([*video, "", "", ""][2]),
    "votes": _vote,
}


# What the editor's desk calls otherwise, or not at all.
LABELS = {
    "names": _("Titles"),
    "texts": _("Texts in other languages"),
    "releases": _("Releases"),
    "votes": _("Rating"),
    "runtime": _("Runtime"),
    "budget": _("Budget"),
    "revenue": _("Box office"),
}


def _label(field: str) -> str:
    if field in LABELS:
        return str(LABELS[field])
    try:
        return str(capfirst(Film._meta.get_field(field).verbose_name))  # type: ignore[union-attr]
    except (FieldDoesNotExist, AttributeError):
        return str(capfirst(field.replace("_", " ")))


class StatedFields(Func):
    """The fields of `SourceValues` with the day of the run that brought each."""

    output_field = JSONField()
    template = (
        "ARRAY(SELECT json_build_array(k.field, k.value,"
        " to_char(coalesce(run.finished_at, run.started_at), 'YYYY-MM-DD'))"
        " FROM (SELECT %(expressions)s) AS s(said, runs, first_run)"
        " CROSS JOIN LATERAL json_each(s.said) AS k(field, value)"
        f" JOIN {ImportRun._meta.db_table} AS run ON run.id = coalesce((s.runs->>k.field)::int, s.first_run)"
        " ORDER BY k.field)"
    )


def sources_of_film() -> ArraySubquery:
    return json_list(
        FilmSourceValues.objects.filter(film=OuterRef("pk")).order_by("source"),
        SourceRow,
        stated=StatedFields("values", "runs", "first_run_id"),
    )


def fields_of_film() -> JSONText:
    """The film's own values of the fields that sources state."""
    columns = {"original_language": "original_language_id", "collection": "collection__name"}
    return JSONText(**{field: F(columns.get(field, field)) for field in SOURCED_FIELDS})
