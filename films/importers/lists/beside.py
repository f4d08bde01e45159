"""What a list does beside its records: films recognised before, locks and proposals after."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from films.importers.identities import film_ids
from films.importers.lists.source import Entry, OwnList
from films.importers.records import Counts, Progress
from films.joining.lookup import Sought, find_films, propose
from films.models import FilmExternalId
from films.models.film import SOURCED_FIELDS
from moviedb.lib.provenance.journal import journalled

LOCK_SQL = """
    UPDATE films_film AS f SET locked_fields = (
        SELECT array_agg(field ORDER BY array_position(%(order)s::text[], field))
        FROM (SELECT unnest(f.locked_fields)::text UNION SELECT unnest(%(fields)s::text[])) AS u(field))
    WHERE f.id = ANY(%(films)s) AND NOT f.locked_fields::text[] @> %(fields)s::text[]
"""


class ListBeside:
    """Rows to whose films no id leads are recognised by the joining pass; with `lock` what the file sets is settled."""

    def __init__(self, source: OwnList, lock: bool) -> None:
        self.source = source
        self.lock = lock
        self.notes = source.notes
        self.report: dict[str, list[str]] = {}
        self.run = 0

    def before(self, progress: Progress) -> None:
        self.source.read()
        entries = self._unknown()
        found = find_films([_sought(entry) for entry in entries], self.source.name)
        ids = _ids_of([each.film for each in found if each.film])
        recognised = self.report.setdefault("recognised by title, year and names", [])
        for entry, each in zip(entries, found, strict=True):
            entry.likely = each.likely
            if each.film is None or each.key is None:
                continue
            film = entry.film
            if any(key.value not in ids[each.film].get(key.source, {key.value}) for key in film.keys):
                # The row's id says that it is another one.
                entry.likely = [(each.film, each.evidence), *each.likely]
                continue
            entry.film = replace(film, keys=(*film.keys, each.key))
            recognised.append(f"line {entry.line}, {film.title}: film {each.film}, {_as_text(each.evidence)}")

    def after(self, progress: Progress, dry_run: bool) -> dict[str, Counts]:
        likely = {entry.film.keys[0]: entry.likely for entry in self.source.entries if entry.likely and entry.film.keys}
        if proposed := propose(self.run, likely):
            self.notes.append(f"{proposed:,} pairs of films may be one each: they wait in the admin for review.")
        return {"locked": self._locked()} if self.lock else {}

    def close(self) -> None:
        pass

    def _unknown(self) -> list[Entry]:
        ids = film_ids(complete=False)
        entries = self.source.entries
        with connection.cursor() as cursor:
            ids.learn(cursor, [key for entry in entries for key in entry.film.keys])
        return [entry for entry in entries if not ids.find(entry.film.keys) and not ids.is_deleted(entry.film.keys)]

    def _locked(self) -> Counts:
        stated = self.source.stated
        ids = film_ids(complete=False)
        by_fields: dict[tuple[str, ...], list[int]] = {}
        locked = Counts()
        with transaction.atomic(), connection.cursor() as cursor, journalled(cursor, self.run):
            ids.learn(cursor, stated)
            for key, fields in stated.items():
                if key in ids.known:
                    by_fields.setdefault(tuple(fields), []).append(ids.known[key])
            for names, films in by_fields.items():
                cursor.execute(LOCK_SQL, {"fields": list(names), "films": films, "order": list(SOURCED_FIELDS)})
                locked.changed += cursor.rowcount
                locked.unchanged += len(films) - cursor.rowcount
        return locked


def _sought(entry: Entry) -> Sought:
    film = entry.film
    year = film.release_date.year if film.release_date else None
    return Sought(film.title, year, entry.directors, film.original_title, film.runtime, entry.cast)


def _ids_of(films: list[int]) -> dict[int, dict[str, set[str]]]:
    found: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for film, source, value in FilmExternalId.objects.filter(film__in=films).values_list("film", "source", "value"):
        found[film][source].add(value)
    return {film: dict(ids) for film, ids in found.items()}


def _as_text(evidence: dict[str, Any]) -> str:
    parts = (
        f"{what} {', '.join(map(str, value)) if isinstance(value, list) else value}" for what, value in evidence.items()
    )
    return "; ".join(parts)
