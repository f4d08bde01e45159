"""Taking away what runs brought in, but for what somebody added to or edited since."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

from films.importers.refresh import FIELD_OF
from films.importers.tables import ALL_TABLES, CREDIT, CREDIT_KEY, FILM, PERSON
from films.models import (
    Collection,
    CollectionExternalId,
    Company,
    CompanyExternalId,
    Genre,
    Job,
    Keyword,
    SimilarFilm,
    SimilarLikes,
    SimilarQueue,
)
from moviedb.lib.provenance.models import EDITOR, Redirect

FILM_TABLE, PERSON_TABLE, CREDIT_TABLE, KEY_TABLE = (table.name for table in (FILM, PERSON, CREDIT, CREDIT_KEY))
# What is worked out anew and so goes with its films.
DERIVED = tuple(model._meta.db_table for model in (SimilarFilm, SimilarLikes, SimilarQueue))
SETS = tuple(table for table in ALL_TABLES if table not in (FILM, PERSON, CREDIT, CREDIT_KEY))
SOURCED = {table.name for table in ALL_TABLES if table.sourced}
# Terms that nothing uses any more go too; who refers to them is asked of the database.
TERMS = tuple(
    model._meta.db_table for model in (CompanyExternalId, CollectionExternalId, Genre, Keyword, Company, Collection)
)
JOBS = Job._meta.db_table
REDIRECTS = Redirect._meta.db_table
# In the order in which foreign keys allow rows to come in.
JOURNALLED = (
    *reversed(TERMS), JOBS, REDIRECTS, *(table.name for table in ALL_TABLES),
)  # fmt: skip
# Columns of films and people that only editors fill.
EDITORS_OWN = {FILM_TABLE: ("poster_id", "backdrop_id"), PERSON_TABLE: ("portrait_id",)}

# Fields whose column is called otherwise.
COLUMN_OF = {field: column for column, field in FIELD_OF.items()}

REFERRERS_SQL = """
    SELECT c.conrelid::regclass::text, a.attname
    FROM pg_constraint AS c JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = %s::regclass AND cardinality(c.conkey) = 1 ORDER BY 1, 2
"""
# Made, not edited, and known to no other source.
_NOBODY_ELSES = f"""
    NOT {{edited}} AND NOT EXISTS (
        SELECT FROM {KEY_TABLE} AS key LEFT JOIN made_{KEY_TABLE} AS own ON own.id = key.id
        WHERE key.credit_id = c.id AND own.id IS NULL)
"""
_IN_OLD_FILMS = f"NOT EXISTS (SELECT FROM made_{FILM_TABLE} AS f WHERE f.id = c.film_id)"
_IN_FILMS_THAT_GO = f"NOT EXISTS (SELECT FROM kept_{FILM_TABLE} AS f WHERE f.id = c.film_id)"
GOING_CREDITS_SQL = f"SELECT id FROM made_{CREDIT_TABLE} JOIN {CREDIT_TABLE} AS c USING (id) WHERE {_NOBODY_ELSES}"
DROP_KEYS_SQL = f"""
    WITH dropped AS (
        DELETE FROM {KEY_TABLE} AS k USING made_{KEY_TABLE} AS m, {CREDIT_TABLE} AS c
        WHERE m.id = k.id AND c.id = k.credit_id AND NOT {{edited}} AND {{where}} RETURNING k.credit_id
    )
    INSERT INTO unkeyed_credit SELECT DISTINCT credit_id FROM dropped
"""
# What an earlier undoing left to the source whose run is undone now.
ORPHANS_SQL = f"""
    DELETE FROM {CREDIT_TABLE} AS c USING unkeyed_credit AS u
    WHERE u.id = c.id AND NOT {{edited}} AND NOT EXISTS (SELECT FROM {KEY_TABLE} AS k WHERE k.credit_id = c.id)
"""
# A credit that another source has too is that source's now.
INHERIT_SQL = f"""
    UPDATE {CREDIT_TABLE} AS c SET origin = k.source
    FROM made_{CREDIT_TABLE} AS m, (SELECT credit_id, min(source) AS source FROM {KEY_TABLE} GROUP BY credit_id) AS k
    WHERE c.id = m.id AND k.credit_id = c.id AND c.origin = ANY(%s)
      AND NOT EXISTS (SELECT FROM {KEY_TABLE} AS own WHERE own.credit_id = c.id AND own.source = c.origin)
"""


def edited(alias: str) -> str:
    return f"({alias}.origin = '{EDITOR}' OR {alias}.removed)"


def still_settled(field: str) -> str:
    """Whether the run locked this field of the row (`--lock`) and its value is still the one that it settled.

    `n` has the row as the run left it, `now` as it is.
    """
    column = f"coalesce('{json.dumps(COLUMN_OF)}'::jsonb ->> {field}, {field})"
    return f"(n.after -> 'locked_fields' ? {field} AND (now -> {column}) IS NOT DISTINCT FROM (n.after -> {column}))"


class Made:
    """What runs made and is still there, table by table, in temporary tables `made_TABLE`."""

    def __init__(self, cursor: CursorWrapper, runs: Sequence[int]) -> None:
        self.cursor = cursor
        self.runs = list(runs)
        self.gone: Counter[str] = Counter()
        self._gather("unkeyed_credit", f"SELECT id FROM {CREDIT_TABLE} WHERE false")
        for table in JOURNALLED:
            self._gather(
                f"made_{table}",
                f"SELECT t.id FROM provenance_rowsmade AS r JOIN {table} AS t ON t.id BETWEEN r.first AND r.last "
                "WHERE r.run_id = ANY(%s) AND r.table_name = %s",
                [self.runs, table],
            )

    def clear_old(self) -> None:
        """First: what the runs made on films and people that were there before, so that old rows can come back."""
        self._run(f"DELETE FROM {REDIRECTS} AS r USING made_{REDIRECTS} AS m WHERE m.id = r.id")
        self._drop_credits(_IN_OLD_FILMS)
        for table in SETS:
            owners = f"made_{FILM_TABLE if table.key[0] == 'film_id' else PERSON_TABLE}"
            self._take_rows(table.name, table.key[0], owners)

    def take_away(self, sources: Sequence[str]) -> Counter[str]:
        """Then the films and people themselves; what stays is in `kept_TABLE`. Returns how much went."""
        self._keep(FILM_TABLE)
        self._drop_credits(_IN_FILMS_THAT_GO)
        self.cursor.execute(INHERIT_SQL, [list(sources)])
        self.gone["credits"] += self._run(ORPHANS_SQL.format(edited=edited("c")))
        self._keep(PERSON_TABLE)
        for table in SETS:
            owners = f"kept_{FILM_TABLE if table.key[0] == 'film_id' else PERSON_TABLE}"
            self._take_rows(table.name, table.key[0], owners)
        for referrer, column in self._referrers(FILM_TABLE):
            if referrer in DERIVED:
                self._run(
                    f"DELETE FROM {referrer} AS s USING made_{FILM_TABLE} AS m WHERE m.id = s.{column} "
                    f"AND NOT EXISTS (SELECT FROM kept_{FILM_TABLE} AS k WHERE k.id = m.id)"
                )
        for name, owners in (("films", FILM_TABLE), ("people", PERSON_TABLE)):
            self.gone[name] += self._run(
                f"DELETE FROM {owners} AS t USING made_{owners} AS m WHERE m.id = t.id "
                f"AND NOT EXISTS (SELECT FROM kept_{owners} AS k WHERE k.id = t.id)"
            )
        return self.gone

    def take_away_terms(self) -> None:
        """Terms that nothing refers to any more; after everything else, for a row brought back may."""
        self._run(
            f"DELETE FROM {JOBS} AS j USING made_{JOBS} AS m WHERE m.id = j.id AND NOT EXISTS "
            f"(SELECT FROM {CREDIT_TABLE} AS c WHERE c.department = j.department AND c.job = j.name)"
        )
        for table in (t for t in TERMS if not t.endswith("externalid")):
            self._run(f"DELETE FROM {table} AS t USING made_{table} AS m WHERE m.id = t.id {self._unused(table)}")

    def kept(self, table: str) -> list[int]:
        self.cursor.execute(f"SELECT id FROM kept_{table} ORDER BY id")
        return [row[0] for row in self.cursor.fetchall()]

    def _unused(self, table: str) -> str:
        """Its own ids do not count as use: they go with it, and so first."""
        conditions = ""
        for referrer, column in self._referrers(table):
            if referrer != f"{table}externalid":
                conditions += f" AND NOT EXISTS (SELECT FROM {referrer} AS r WHERE r.{column} = t.id)"
        if f"{table}externalid" in TERMS:
            owner = table.removeprefix("films_")
            self._run(
                f"DELETE FROM {table}externalid AS e USING made_{table} AS m, {table} AS t "
                f"WHERE e.{owner}_id = t.id AND m.id = t.id{conditions}"
            )
        return conditions

    def _drop_credits(self, where: str) -> None:
        self._gather("going_credit", f"{GOING_CREDITS_SQL} AND {where}".format(edited=edited("c")))
        self._run(DROP_KEYS_SQL.format(edited=edited("c"), where=where))
        self._run(
            f"UPDATE {CREDIT_TABLE} AS c SET performed_for_id = NULL FROM going_credit AS g "
            "WHERE g.id = c.performed_for_id AND NOT EXISTS (SELECT FROM going_credit AS own WHERE own.id = c.id)"
        )
        self.gone["credits"] += self._run(f"DELETE FROM {CREDIT_TABLE} AS c USING going_credit AS g WHERE g.id = c.id")

    def _keep(self, table: str) -> None:
        """Of the films or people that the runs made: those that hold something of somebody else.

        For people every credit that is left counts: theirs went before.
        """
        own = " OR ".join(f"t.{column} IS NOT NULL" for column in EDITORS_OWN[table])
        locks = (
            "SELECT FROM unnest(t.locked_fields) AS f, to_jsonb(t) AS now WHERE NOT coalesce(("
            f"SELECT {still_settled('f')} FROM provenance_rowbefore AS n WHERE n.run_id = ANY(ARRAY{self.runs}) "
            f"AND n.table_name = '{table}' AND n.row_id = t.id ORDER BY n.id DESC LIMIT 1), false)"
        )
        parts = [f"SELECT t.id FROM {table} AS t JOIN made_{table} USING (id) WHERE EXISTS ({locks}) OR {own}"]
        for referrer, column in self._referrers(table):
            if referrer in DERIVED:
                continue
            foreign = "true"
            if referrer in JOURNALLED and (table, referrer) != (PERSON_TABLE, CREDIT_TABLE):
                foreign = f"NOT EXISTS (SELECT FROM made_{referrer} AS own WHERE own.id = c.id)"
                foreign += f" OR {edited('c')}" if referrer in SOURCED else ""
            parts.append(f"SELECT c.{column} FROM {referrer} AS c JOIN made_{table} AS m ON m.id = c.{column} "
                         f"WHERE {foreign}")  # fmt: skip
        self._gather(f"kept_{table}", " UNION ".join(parts))

    def _take_rows(self, table: str, owner: str, unless: str) -> None:
        """Rows that the runs made, unedited, unless their owner is among these."""
        unedited = f"AND NOT {edited('t')} " if table in SOURCED else ""
        self._run(
            f"DELETE FROM {table} AS t USING made_{table} AS m WHERE m.id = t.id {unedited}"
            f"AND NOT EXISTS (SELECT FROM {unless} AS k WHERE k.id = t.{owner})"
        )

    def _gather(self, name: str, query: str, params: Sequence[Any] = ()) -> None:
        """A temporary table of ids, indexed."""
        self._run(f"DROP TABLE IF EXISTS pg_temp.{name}")
        self.cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {query}", params)
        self._run(f"CREATE INDEX ON {name} (id)")
        self._run(f"ANALYZE {name}")

    def _referrers(self, table: str) -> Iterable[tuple[str, str]]:
        self.cursor.execute(REFERRERS_SQL, [table])
        return [(name, column) for name, column in self.cursor.fetchall()]

    def _run(self, statement: str) -> int:
        self.cursor.execute(statement)
        return int(self.cursor.rowcount)
