"""A film or person as it would stand if some sources had said nothing: for licences that forbid passing on."""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

from films.importers.stated import IDENTITY, PERSON_NAME_IDENTITY
from films.models import Company, Genre, Keyword
from films.models.film import SOURCED_FIELDS as FILM_FIELDS
from moviedb.lib.folding import fold
from moviedb.lib.provenance.precedence import effective, ranked
from moviedb.lib.text import sort_title
from people.models.person import SOURCED_FIELDS as PERSON_FIELDS

Line = dict[str, Any]
COLUMN_OF = {"original_language": "original_language_id"}
NOT_NULL = {"adult": False, "kind": "person"}
NULLABLE = frozenset(
    ("original_language", "release_date", "runtime", "budget", "revenue", "popularity", "birth_date", "death_date",
     "gender")
)  # fmt: skip
# Films and people of whom nobody else speaks, unless an editor settled what they are called.
ONLY_SQL = """
    SELECT v.{owner} FROM {values} AS v JOIN {table} AS t ON t.id = v.{owner}
    WHERE NOT '{name}' = ANY(t.locked_fields) GROUP BY v.{owner} HAVING bool_and(v.source = ANY(%s))
"""


class Without:
    def __init__(self, cursor: CursorWrapper, sources: Sequence[str], precedence: Sequence[str]) -> None:
        self.cursor = cursor
        self.sources = frozenset(sources)
        self.precedence = precedence
        self.gone = {
            "film": self._only("film_id", "films_filmsourcevalues", "films_film", "title"),
            "person": self._only("person_id", "people_personsourcevalues", "people_person", "name"),
        }
        self.terms = {
            "genres": {pk: fold(name) for pk, name in Genre.objects.values_list("id", "name")},
            "keywords": {pk: fold(name) for pk, name in Keyword.objects.values_list("id", "name")},
            "companies": {pk: fold(name) for pk, name in Company.objects.values_list("id", "name")},
        }

    def line(self, kind: str, text: str) -> str | None:
        """None where nothing would be left."""
        row: Line = json.loads(text)
        if row["id"] in self.gone[kind]:
            return None
        if kind == "film":
            self._strip_credits(row)
            row["similar_choices"] = [r for r in row["similar_choices"] if r["other_id"] not in self.gone["film"]]
        values = {each["source"]: each["values"] for each in row["source_values"]}
        if self.sources & values.keys():
            others = {source: said for source, said in values.items() if source not in self.sources}
            self._strip_fields(kind, row, values, others)
            self._strip_lists(kind, row, others)
            row["source_values"] = [each for each in row["source_values"] if each["source"] not in self.sources]
        # As the database writes it, so that equal rows are equal lines.
        self.cursor.execute("SELECT %s::jsonb::text", [json.dumps(row)])
        return str(self.cursor.fetchone()[0])

    def _only(self, owner: str, values: str, table: str, name: str) -> set[int]:
        self.cursor.execute(ONLY_SQL.format(owner=owner, values=values, table=table, name=name), [sorted(self.sources)])
        return {row[0] for row in self.cursor.fetchall()}

    def _strip_fields(self, kind: str, row: Line, values: Mapping[str, Line], others: Mapping[str, Line]) -> None:
        name, filed = ("title", "sort_title") if kind == "film" else ("name", "sort_name")
        before = row[name]
        for field in FILM_FIELDS if kind == "film" else PERSON_FIELDS:
            best = next((s for s in ranked(values, self.precedence) if values[s].get(field) not in (None, "")), None)
            if best in self.sources and field not in row["locked_fields"] and field != "collection":
                value = effective(others, field, self.precedence)
                if value is None and field not in NULLABLE:
                    value = NOT_NULL.get(field, "")
                row[COLUMN_OF.get(field, field)] = value
        stated = filed in row["locked_fields"] or any(said.get(filed) for said in others.values())
        if row[name] != before and not stated:
            row[filed] = sort_title(row["title"], row["original_language_id"] or "") if kind == "film" else row[name]
        follow = {"title": row.get("title"), "original": row.get("original_title"), "name": row.get("name")}
        for each in row["names"]:
            if each["origin"] in ("film", "person"):
                each["text"] = follow[each["kind"]]
        row["names"] = [each for each in row["names"] if each["text"] and not _repeats_title(each, row)]

    def _strip_lists(self, kind: str, row: Line, others: Mapping[str, Line]) -> None:
        """A row of these sources stays where another one states it too, as that one's."""
        identities = IDENTITY if kind == "film" else PERSON_NAME_IDENTITY
        for name, same in identities.items():
            origins: dict[Hashable, str] = {}
            for source in ranked(others, self.precedence):
                for item in others[source].get(name, ()):
                    origins.setdefault(self._by_name(name, same)(item), source)
            kept = []
            for each in row[name]:
                if each["origin"] in self.sources:
                    origin = origins.get(self._identity(kind, name, each))
                    if origin is None:
                        continue
                    each["origin"] = origin
                kept.append(each)
            row[name] = kept

    def _by_name(self, name: str, same: Callable[[Any], Hashable]) -> Callable[[Any], Hashable]:
        return (lambda item: fold(item[0])) if name in ("keywords", "companies") else same

    def _identity(self, kind: str, name: str, each: Line) -> Hashable:
        match name:
            case "genres" | "keywords" | "companies":
                return self.terms[name].get(each[f"{_SINGULAR[name]}_id"])
            case "countries":
                return str(each["country_id"])
            case "languages":
                return str(each["language_id"])
            case "names" if kind == "person":
                return (each["kind"], each["language"], each["text"])
            case "names":
                return (each["kind"], each["language"], each["region"], each["text"])
            case "texts":
                return (each["language"], each["region"])
            case "releases":
                return (each["country_id"], each["date"], each["type"], each["certification"], each["note"])
            case "videos":
                return (each["site"], each["key"])
        return str(each["site"])

    def _strip_credits(self, film: Line) -> None:
        """A credit that another source has a key of stays, as that one's."""
        keys: dict[int, list[str]] = {}
        film["credit_keys"] = [key for key in film["credit_keys"] if key["source"] not in self.sources]
        for key in film["credit_keys"]:
            keys.setdefault(key["credit_id"], []).append(key["source"])
        kept = []
        for credit in film["credits"]:
            if credit["origin"] in self.sources:
                if not keys.get(credit["id"]):
                    continue
                credit["origin"] = ranked(dict.fromkeys(keys[credit["id"]]), self.precedence)[0]
            if credit["person_id"] not in self.gone["person"]:
                kept.append(credit)
        ids = {credit["id"] for credit in kept}
        for credit in kept:
            if credit["performed_for_id"] not in ids:
                credit["performed_for_id"] = None
        film["credits"] = kept
        film["credit_keys"] = [key for key in film["credit_keys"] if key["credit_id"] in ids]


_SINGULAR = {"genres": "genre", "keywords": "keyword", "companies": "company"}


def _repeats_title(name: Line, row: Line) -> bool:
    """An original title that now is the title has no row of its own."""
    return bool(name["origin"] == "film" and name["kind"] == "original" and name["text"] == row["title"])
