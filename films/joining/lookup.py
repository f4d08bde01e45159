"""The door for sources whose rows name no site's id: which film of the catalogue is meant by title, year and director.

A list hands over all rows that no external id leads to, at once (one statement serves ten thousand as well as one),
before it makes records of them:

    found = find_films([Sought("Élan", 2001, directors=("Ana Silva",)), Sought("Home", None)], source="csv")

- `found[0].film` is a film's number when the pass is certain: the title or original title agrees, folded, the years
  are at most one apart, a director agrees (or three of the cast, where a director is not known; or, of a row that
  names nobody, the very year), the lengths do not contradict, and no other film fits as well. The source then gives
  its record the key `found[0].key`, an external id of that film, after its own key, and the loader does the rest:
  `FilmRecord(keys=(own_key, found[0].key), …)`. `found[0].evidence` belongs into the run's report.
- Else the row is a film of its own, and `found[0].likely` are the films it may be, each with what speaks for it.
  When the records are in (`Beside.after`), `propose(run, {own_key: found[0].likely})` puts them on the review list.

Nothing is certain on a title alone. Records of the same source are never paired: what one
row of the list is for certain is not proposed for another of its rows.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from films.importers.records import Key
from films.importers.tables import copy_rows
from films.joining import film_matching, pairs
from films.models import FilmExternalId, JoinProposal

TEMPORARY = ("sought", "sought_title", "sought_name")
CREATE_SQL = """
    CREATE TEMP TABLE join_sought (id int, year int, runtime int, source text) ON COMMIT DROP;
    CREATE TEMP TABLE join_sought_title (id int, text text, fold text COLLATE "C") ON COMMIT DROP;
    CREATE TEMP TABLE join_sought_name (id int, directs boolean, text text, fold text COLLATE "C") ON COMMIT DROP
"""
# Ids at other sites before ids of lists, which may be dropped.
KEYS_SQL = """
    SELECT DISTINCT ON (m.lose) m.lose, m.keep, m.evidence::text, e.source, e.value
    FROM join_map AS m LEFT JOIN films_filmexternalid AS e ON e.film_id = m.keep
    ORDER BY m.lose, e.source LIKE ANY(ARRAY['csv%', 'json%']), e.id
"""
LIKELY_SQL = """
    SELECT greatest(one, other), least(one, other), evidence::text FROM join_pair
    WHERE worth_a_look ORDER BY score DESC, 2
"""


@dataclass(frozen=True, slots=True)
class Sought:
    title: str
    year: int | None = None
    directors: Sequence[str] = ()
    original_title: str = ""
    runtime: int | None = None
    cast: Sequence[str] = ()


@dataclass(slots=True)
class Found:
    film: int | None = None
    key: Key | None = None
    evidence: dict[str, Any] = field(default_factory=dict)
    likely: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


def find_films(sought: Sequence[Sought], source: str) -> list[Found]:
    """In the order of `sought`; see the top of this module."""
    found = [Found() for _ in sought]
    if not sought:
        return found
    with transaction.atomic(), connection.cursor() as cursor:
        _stage(cursor, sought, source)
        if not film_matching.match_films(cursor, sought=True):
            return found
        pairs.accept(cursor, "film")
        cursor.execute(KEYS_SQL)
        for row, film, evidence, site, value in cursor.fetchall():
            each = found[row - film_matching.FIRST_SOUGHT]
            # A film that only the site itself has is known by no key: the row is left to editors.
            if site is None:
                each.likely.append((film, json.loads(evidence)))
            else:
                each.film, each.key, each.evidence = film, Key(site, value), json.loads(evidence)
        cursor.execute(LIKELY_SQL)
        for row, film, evidence in cursor.fetchall():
            found[row - film_matching.FIRST_SOUGHT].likely.append((film, json.loads(evidence)))
    return found


def propose(run: int, likely: Mapping[Key, Sequence[tuple[int, dict[str, Any]]]]) -> int:
    """Puts films that came in under these keys on the review list, beside those that they may be."""
    ids = FilmExternalId.objects.filter(value__in={key.value for key in likely}).values_list(
        "source", "value", "film_id"
    )
    film_of = {Key(source, value): film for source, value, film in ids}
    proposals = [
        JoinProposal(kind="film", first_id=min(own, film), second_id=max(own, film), run_id=run, evidence=evidence)
        for key, films in likely.items()
        if (own := film_of.get(key))
        for film, evidence in films
        if film != own
    ]
    JoinProposal.objects.bulk_create(proposals, ignore_conflicts=True)
    return len(proposals)


def _stage(cursor: CursorWrapper, sought: Sequence[Sought], source: str) -> None:
    for name in TEMPORARY:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.join_{name}")
    cursor.execute(CREATE_SQL)
    numbered = list(enumerate(sought, film_matching.FIRST_SOUGHT))
    copy_rows(cursor, "join_sought", ("id", "year", "runtime", "source"), (
        (i, each.year, each.runtime, source) for i, each in numbered
    ))  # fmt: skip
    copy_rows(cursor, "join_sought_title", ("id", "text"), (
        (i, text) for i, each in numbered for text in (each.title, each.original_title) if text
    ))  # fmt: skip
    copy_rows(cursor, "join_sought_name", ("id", "directs", "text"), (
        (i, directs, text) for i, each in numbered
        for directs, names in ((True, each.directors), (False, each.cast)) for text in names if text
    ))  # fmt: skip
    for name in TEMPORARY[1:]:
        cursor.execute(f"UPDATE join_{name} SET fold = moviedb_fold(text)")
    for name in TEMPORARY:
        cursor.execute(f"ANALYZE join_{name}")
