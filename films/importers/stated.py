"""What a record states, as JSON values: the form in which every source's word is kept and compared.

Only what is stated has a key: None, "", () and False say nothing. Lists are lists of lists, in the order of the
fields of their record class.
"""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from films.importers.records import FilmRecord, PersonRecord, TermRecord
from films.models.film import SOURCED_FIELDS as FILM_FIELDS
from moviedb.lib.folding import fold
from moviedb.lib.provenance.precedence import effective, ranked
from people.models.person import SOURCED_FIELDS as PERSON_FIELDS

Values = dict[str, Any]


def film_values(record: FilmRecord) -> Values:
    values: Values = {
        field: getattr(record, field)
        for field in FILM_FIELDS
        if field not in ("release_date", "collection") and getattr(record, field) not in (None, "", False)
    }
    if record.release_date:
        values["release_date"] = str(record.release_date)
    if record.collection:
        values["collection"] = _term(record.collection)
    lists: Values = {
        "genres": list(record.genres),
        "keywords": [_term(term) for term in record.keywords],
        "companies": [_term(term) for term in record.companies],
        "countries": list(record.countries),
        "languages": list(record.languages),
        "names": [[n.kind, n.language, n.region, n.text, n.note] for n in record.names],
        "texts": [[t.language, t.region, t.overview, t.tagline] for t in record.texts],
        "releases": [[r.country, str(r.date), r.type, r.certification, r.note] for r in record.releases],
        "videos": [
            [
                v.site,
                v.key,
                v.name,
                v.kind,
                v.language,
                v.region,
                v.official,
                v.published and str(v.published),
            ]
            for v in record.videos
        ],
        "votes": [[v.site, v.average, v.count] for v in record.votes],
    }
    return values | {name: items for name, items in lists.items() if items}


def person_values(record: PersonRecord) -> Values:
    values: Values = {
        field: getattr(record, field)
        for field in PERSON_FIELDS
        if field not in ("birth_date", "death_date") and getattr(record, field) not in (None, "", False, "person")
    }
    for field in ("birth_date", "death_date"):
        if date := getattr(record, field):
            values[field] = str(date)
    if record.names:
        values["names"] = [[n.kind, n.language, n.text] for n in record.names]
    return values


def as_text(values: Values) -> str:
    """As Postgres writes its `jsonb`, the shorter keys first: what was taken apart and put together reads the same."""
    return json.dumps({name: values[name] for name in sorted(values, key=lambda n: (len(n), n))}, ensure_ascii=False)


def _term(term: TermRecord) -> list[str]:
    source, value = term.key or ("", "")
    return [term.name, source, value, term.country]


def _keyed_term(item: Sequence[str]) -> Hashable:
    return (item[1], item[2]) if item[2] else fold(item[0])


# By what two sources' items of a list are the same.
IDENTITY: dict[str, Callable[[Any], Hashable]] = {
    "genres": fold,
    "keywords": lambda item: fold(item[0]),
    "companies": _keyed_term,
    "countries": str,
    "languages": str,
    "names": lambda item: tuple(item[:4]),
    "texts": lambda item: (item[0], item[1]),
    "releases": tuple,
    "videos": lambda item: (item[0], item[1]),
    "votes": lambda item: item[0],
}
PERSON_NAME_IDENTITY: dict[str, Callable[[Any], Hashable]] = {"names": tuple}


@dataclass(frozen=True, slots=True)
class Combined:
    """One record as all its sources together state it."""

    fields: Values  # the best source's word on each field
    lists: dict[str, list[tuple[Any, str]]]  # every source's items, with the best source that has it
    stated: set[str]  # fields on which some source has or had a word


def combine(
    by_source: Mapping[str, Values],
    fields: Sequence[str],
    identity: Mapping[str, Callable[[Any], Hashable]],
    precedence: Sequence[str],
    before: Values,
) -> Combined:
    """`before` is what the source of this import said last time: a word taken back is a word too."""
    stated = {field for values in by_source.values() for field in values} | before.keys()
    lists: dict[str, list[tuple[Any, str]]] = {}
    for name, same in identity.items():
        items: dict[Hashable, tuple[Any, str]] = {}
        for source in ranked(by_source, precedence):
            for item in by_source[source].get(name, ()):
                items.setdefault(same(item), (item, source))
        lists[name] = list(items.values())
    return Combined(
        fields={field: effective(by_source, field, precedence) for field in fields},
        lists=lists,
        stated=stated.intersection(fields),
    )
