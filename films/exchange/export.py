"""The catalogue as lines of JSON: one snapshot, streamed, each line built by the database."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from films.exchange.shape import CREDIT_KEYS, FOOTER, HEADER, KINDS, VERSION, Kind, List, expressions
from films.exchange.without import Without

# Lines fetched at a time.
CHUNK = 200
RUNS_SQL = """
    CREATE TEMP TABLE export_runs ON COMMIT DROP AS
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM provenance_importrun
    WHERE source <> ALL(%(without)s) AND id IN (
        SELECT first_run_id FROM films_filmsourcevalues UNION SELECT first_run_id FROM people_personsourcevalues
        UNION SELECT e.value::int FROM films_filmsourcevalues AS v, jsonb_each_text(v.runs) AS e
        UNION SELECT e.value::int FROM people_personsourcevalues AS v, jsonb_each_text(v.runs) AS e)
"""


def lines(without: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """(kind, line) for every record, after a header and before a line that says how many there were."""
    sources = sorted(without)
    yield HEADER, json.dumps({HEADER: VERSION, "without": sources})
    count = 0
    with _snapshot(), connection.cursor() as cursor:
        cursor.execute(RUNS_SQL, {"without": sources})
        filtered = Without(cursor, sources, settings.SOURCE_PRECEDENCE) if sources else None
        for kind in KINDS:
            for text in _rows(kind):
                line: str | None = text
                if filtered and kind.name in ("film", "person"):
                    line = filtered.line(kind.name, text)
                if line is not None:
                    count += 1
                    yield kind.name, f'{{"{kind.name}": {line}}}'
        cursor.execute("DROP TABLE export_runs")
    yield FOOTER, json.dumps({FOOTER: count})


@contextmanager
def _snapshot() -> Iterator[None]:
    """One state of the catalogue, however long it takes; inside a transaction of the caller, that one's."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _rows(kind: Kind) -> Iterator[str]:
    table = kind.model._meta.db_table
    members = [expressions(kind, "t")]
    members += [f"'{each.name}', ({_list_sql(each)})" for each in kind.lists]
    # Several objects joined: a function takes no more than a hundred arguments.
    row = " || ".join(f"jsonb_build_object({member})" for member in members)
    pk = kind.model._meta.pk.column
    where = " JOIN export_runs AS r USING (id)" if kind.name == "run" else ""
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT ({row})::text FROM {table} AS t{where} ORDER BY t."{pk}"')
        while rows := cursor.fetchmany(CHUNK):
            for (text,) in rows:
                yield text


def _list_sql(each: List) -> str:
    table = each.model._meta.db_table
    rows = f"coalesce(jsonb_agg(jsonb_build_object({expressions(each, 'c')}) ORDER BY c.id), '[]')"
    if each is CREDIT_KEYS:
        return f"SELECT {rows} FROM {table} AS c JOIN films_credit AS o ON o.id = c.credit_id WHERE o.film_id = t.id"
    return f"SELECT {rows} FROM {table} AS c WHERE c.{each.owner} = t.id"


def counted(pairs: Iterable[tuple[str, str]], counts: dict[str, int]) -> Iterator[str]:
    """The lines, while `counts` gathers how many of each kind there are."""
    for kind, line in pairs:
        counts[kind] = counts.get(kind, 0) + 1
        yield line + "\n"
