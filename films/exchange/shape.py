"""What stands in an export: one line a record, with all that belongs to it in lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import DecimalField, GeneratedField

from films.models import (
    Collection,
    CollectionExternalId,
    Company,
    CompanyExternalId,
    Country,
    Credit,
    CreditKey,
    Film,
    FilmCompany,
    FilmCountry,
    FilmExternalId,
    FilmGenre,
    FilmKeyword,
    FilmLanguage,
    FilmName,
    FilmSourceValues,
    FilmText,
    FilmVotes,
    Genre,
    Job,
    Keyword,
    Language,
    ReleaseDate,
    SimilarChoice,
    Video,
)
from moviedb.lib.images.models import Image
from moviedb.lib.provenance.models import ImportRun, Redirect, SourceValues
from people.models import Person, PersonExternalId, PersonName, PersonSourceValues

VERSION = 1
HEADER, FOOTER = "moviedb_export", "end"
# What the database works out of the rest, and who ran an import: with what a restored row has until then.
DERIVED = {"credit_count": "0", "popularity": "0", "host": "''", "pid": "NULL"}


@dataclass(frozen=True)
class List:
    """Rows that belong to a record; `owner` is the column that says to which."""

    name: str
    model: type[models.Model]
    owner: str
    keeps_id: bool = False


@dataclass(frozen=True)
class Kind:
    name: str
    model: type[models.Model]
    lists: tuple[List, ...] = ()
    keeps_id: bool = True


CREDIT_KEYS = List("credit_keys", CreditKey, "")
KINDS = (
    Kind("run", ImportRun, keeps_id=False),
    Kind("image", Image),
    Kind("country", Country),
    Kind("language", Language),
    Kind("genre", Genre),
    Kind("keyword", Keyword),
    Kind("company", Company, (List("external_ids", CompanyExternalId, "company_id"),)),
    Kind("collection", Collection, (List("external_ids", CollectionExternalId, "collection_id"),)),
    Kind("job", Job, keeps_id=False),
    Kind(
        "person",
        Person,
        (
            List("external_ids", PersonExternalId, "person_id"),
            List("names", PersonName, "person_id"),
            List("source_values", PersonSourceValues, "person_id"),
        ),
    ),
    Kind(
        "film",
        Film,
        (
            List("external_ids", FilmExternalId, "film_id"),
            List("genres", FilmGenre, "film_id"),
            List("keywords", FilmKeyword, "film_id"),
            List("companies", FilmCompany, "film_id"),
            List("countries", FilmCountry, "film_id"),
            List("languages", FilmLanguage, "film_id"),
            List("names", FilmName, "film_id"),
            List("texts", FilmText, "film_id"),
            List("releases", ReleaseDate, "film_id"),
            List("videos", Video, "film_id"),
            List("votes", FilmVotes, "film_id"),
            List("credits", Credit, "film_id", keeps_id=True),
            CREDIT_KEYS,
            List("similar_choices", SimilarChoice, "film_id"),
            List("source_values", FilmSourceValues, "film_id"),
        ),
    ),
    Kind("redirect", Redirect, keeps_id=False),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def columns(of: Kind | List) -> list[str]:
    """Those that stand in the file."""
    leave = {getattr(of, "owner", "")} | set(_derived(of))
    if not of.keeps_id and of.model._meta.pk.name == "id":
        leave.add("id")
    fields = of.model._meta.local_concrete_fields
    return [str(f.column) for f in fields if f.column not in leave and not isinstance(f, GeneratedField)]


def derived(of: Kind | List) -> dict[str, str]:
    """Columns that do not, each with its value until the database has worked it out."""
    return {name: DERIVED[name] for name in _derived(of)}


def expressions(of: Kind | List, alias: str) -> str:
    """Pairs of name and value for `jsonb_build_object`. Runs are numbered through the file."""
    pairs = []
    decimals = {f.column for f in of.model._meta.local_concrete_fields if isinstance(f, DecimalField)}
    for name in columns(of):
        value = f'{alias}."{name}"' + ("::float8" if name in decimals else "")
        if issubclass(of.model, SourceValues):
            value = _RUN_COLUMNS.get(name, value).format(alias=alias)
        pairs.append(f"'{name}', {value}")
    return ", ".join(pairs)


_RUN_COLUMNS = {
    "first_run_id": "(SELECT r.number FROM export_runs AS r WHERE r.id = {alias}.first_run_id)",
    "runs": (
        "coalesce((SELECT jsonb_object_agg(e.key, r.number) FROM jsonb_each_text({alias}.runs) AS e "
        "JOIN export_runs AS r ON r.id = e.value::int), '{{}}')"
    ),
}


def _derived(of: Kind | List) -> Sequence[str]:
    names: dict[Any, Sequence[str]] = {
        Person: ("credit_count",), PersonName: ("popularity",), FilmName: ("popularity",), ImportRun: ("host", "pid"),
    }  # fmt: skip
    return names.get(of.model, ())
