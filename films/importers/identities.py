"""From the keys of records to ids of rows: what is known already, what must be made."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import models
from django.db.backends.utils import CursorWrapper

from films.importers.tables import Row, copy_rows
from films.importers.vocabulary import country_name, language_name
from films.models import (
    Collection,
    CollectionExternalId,
    Company,
    CompanyExternalId,
    Country,
    FilmExternalId,
    Genre,
    Job,
    Keyword,
    Language,
)
from moviedb.lib.folding import fold
from moviedb.lib.provenance.models import Redirect
from people.models import PersonExternalId

Pair = tuple[str, str]


def reserve_ids(cursor: CursorWrapper, model: type[models.Model], number: int) -> list[int]:
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        [model._meta.db_table, number],
    )
    return [row[0] for row in cursor.fetchall()]


def reserve_range(cursor: CursorWrapper, model: type[models.Model], number: int) -> range:
    """Ids in a row: where somebody else takes one meanwhile, those got are given up."""
    while number:
        cursor.execute(
            "SELECT min(taken), max(taken) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS taken "
            "FROM generate_series(1, %s)) AS ids",
            [model._meta.db_table, number],
        )
        first, last = cursor.fetchone()
        if last - first == number - 1:
            return range(first, last + 1)
    return range(0)


class ExternalIds:
    """Ids of films or people by external id, kept for the length of one import.

    `complete` says that the tables were empty at the start, so that what is not known here does not exist.
    """

    def __init__(self, model: type[models.Model], owner: str, kind: str, complete: bool) -> None:
        self.table = model._meta.db_table
        self.owner = owner
        self.kind = kind
        self.complete = complete
        self.known: dict[Pair, int] = {}
        # Which sources have an id of their own for a row; not kept where every row is this import's.
        self.sources: defaultdict[int, set[str]] = defaultdict(set)
        # What an editor deleted must not come back.
        self.deleted: set[str] = {
            external_id
            for ids in Redirect.objects.filter(kind=kind, new_id=None).values_list("external_ids", flat=True)
            for external_id in ids
        }

    def learn(self, cursor: CursorWrapper, keys: Iterable[Pair]) -> None:
        """Looks up those of the keys that are not known yet."""
        unknown = [] if self.complete else list({key for key in keys if key not in self.known})
        if not unknown:
            return
        cursor.execute(
            f"SELECT e.source, e.value, e.{self.owner} FROM {self.table} AS e "
            "JOIN unnest(%s::text[], %s::text[]) AS k(source, value) USING (source, value)",
            [[key[0] for key in unknown], [key[1] for key in unknown]],
        )
        found = {(source, value): owner for source, value, owner in cursor.fetchall()}
        self.known.update(found)
        cursor.execute(
            f"SELECT {self.owner}, source FROM {self.table} WHERE {self.owner} = ANY(%s)", [list(found.values())]
        )
        for owner, source in cursor.fetchall():
            self.sources[owner].add(source)

    def is_deleted(self, keys: Iterable[Pair]) -> bool:
        return any(f"{source}:{value}" in self.deleted for source, value in keys)

    def add(self, key: Pair, owner: int) -> None:
        self.known[key] = owner
        if not self.complete:
            self.sources[owner].add(key[0])

    def is_another(self, key: Pair, owner: int) -> bool:
        """Whether the row that a record's further keys lead to is not its own: its source knows that by another id.

        Sites have pairs of records with the same id of a third site; a number must not make them one.
        """
        return key not in self.known and (self.complete or key[0] in self.sources[owner])

    def find(self, keys: Sequence[Pair]) -> list[int]:
        """The rows that these keys name, in the keys' order: more than one means that two are one."""
        return list(dict.fromkeys(self.known[key] for key in keys if key in self.known))


def film_ids(complete: bool) -> ExternalIds:
    return ExternalIds(FilmExternalId, "film_id", "film", complete)


def person_ids(complete: bool) -> ExternalIds:
    return ExternalIds(PersonExternalId, "person_id", "person", complete)


class Vocabulary:
    """Ids of genres, keywords, companies, collections, and codes of places: small tables, held whole.

    New terms are given their ids at once and wait in `pending` for `flush`.
    """

    def __init__(self, cursor: CursorWrapper) -> None:
        self.cursor = cursor
        self.pending: dict[tuple[type[models.Model], tuple[str, ...]], list[Row]] = defaultdict(list)
        self.free_ids: dict[type[models.Model], list[int]] = defaultdict(list)
        self.genres = dict(Genre.objects.values_list("fold", "id"))
        self.keywords = dict(Keyword.objects.values_list("fold", "id"))
        self.countries = set(Country.objects.values_list("code", flat=True))
        self.languages = set(Language.objects.values_list("code", flat=True))
        self.jobs = set(Job.objects.values_list("department", "name"))
        # Terms without a key of any source are known by their folded name, under the source "".
        self.companies: dict[Pair, int] = {
            **{("", name): pk for name, pk in Company.objects.order_by("-id").values_list("fold", "id")},
            **{(s, v): pk for s, v, pk in CompanyExternalId.objects.values_list("source", "value", "company_id")},
        }
        self.collections: dict[Pair, int] = {
            **{("", name): pk for name, pk in Collection.objects.order_by("-id").values_list("fold", "id")},
            **{(s, v): pk for s, v, pk in CollectionExternalId.objects.values_list("source", "value", "collection_id")},
        }

    def flush(self) -> None:
        """Writes the new terms; before the rows that refer to them."""
        for (model, columns), rows in self.pending.items():
            copy_rows(self.cursor, model._meta.db_table, columns, rows)
        self.pending.clear()

    def genre(self, name: str) -> int:
        return self._named(Genre, self.genres, name)

    def keyword(self, name: str) -> int:
        return self._named(Keyword, self.keywords, name)

    def company(self, name: str, source: str, value: str, country: str) -> int:
        key = (source, value) if value else ("", fold(name))
        if key not in self.companies:
            columns = {"name": name, "country_id": self.country(country) if country else None}
            self.companies[key] = pk = self._add(Company, columns)
            if key[0]:
                self.pending[CompanyExternalId, ("company_id", "source", "value")].append((pk, *key))
        return self.companies[key]

    def collection(self, name: str, source: str, value: str) -> int:
        key = (source, value) if value else ("", fold(name))
        if key not in self.collections:
            self.collections[key] = pk = self._add(Collection, {"name": name, "overview": ""})
            if key[0]:
                self.pending[CollectionExternalId, ("collection_id", "source", "value")].append((pk, *key))
        return self.collections[key]

    def country(self, code: str) -> str:
        if code not in self.countries:
            self.countries.add(code)
            self.pending[Country, ("code", "name")].append((code, country_name(code)))
        return code

    def language(self, code: str) -> str:
        if code not in self.languages:
            self.languages.add(code)
            self.pending[Language, ("code", "name")].append((code, language_name(code)))
        return code

    def job(self, department: str, name: str) -> str:
        if (department, name) not in self.jobs:
            self.jobs.add((department, name))
            self.pending[Job, ("department", "name")].append((department, name))
        return name

    def _named(self, model: type[models.Model], known: dict[str, int], name: str) -> int:
        folded = fold(name)
        if folded not in known:
            known[folded] = self._add(model, {"name": name})
        return known[folded]

    def _add(self, model: type[models.Model], columns: dict[str, str | None]) -> int:
        if not self.free_ids[model]:
            self.free_ids[model] = reserve_ids(self.cursor, model, 100)
        pk = self.free_ids[model].pop(0)
        self.pending[model, ("id", *columns)].append((pk, *columns.values()))
        return pk
