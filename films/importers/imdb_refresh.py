"""A later dump into a catalogue that has an earlier one: only what IMDb says otherwise than last time is looked at.

The dumps of the last import are kept for that, beside the database's other state. Without them, or where another
import came between, every record is compared with the database, which takes long and ends alike.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection, transaction

from films.importers import imdb_delta
from films.importers.identities import person_ids
from films.importers.imdb import ImdbSource
from films.importers.imdb_delta import Delta
from films.importers.imdb_differences import Placed, line_numbers
from films.importers.imdb_files import find_dumps
from films.importers.imdb_lines import read_block
from films.importers.imdb_records import SOURCE
from films.importers.imdb_tables import ratings
from films.importers.records import Key, Result, SourceError
from films.importers.refresh import superior_to
from moviedb.lib.copying import copying
from moviedb.lib.provenance.journal import journalled
from moviedb.lib.provenance.models import EDITOR, ImportRun

DIGESTS = "digests.json"
STAGE_SQL = "CREATE TEMP TABLE stage_ratings (value text, average numeric(5, 3), count int, votes jsonb) ON COMMIT DROP"
FILMS_SQL = """
    CREATE TEMP TABLE stage_film_ratings ON COMMIT DROP AS
    SELECT e.film_id, s.average, s.count, s.votes
    FROM stage_ratings AS s JOIN films_filmexternalid AS e ON e.source = %(source)s AND e.value = s.value
"""
# Of films only, and only where the source says otherwise than before.
VALUES_SQL = """
    UPDATE films_filmsourcevalues AS v SET values = v.values || jsonb_build_object('votes', s.votes),
        runs = v.runs || jsonb_build_object('votes', %(run)s::int)
    FROM stage_film_ratings AS s
    WHERE v.film_id = s.film_id AND v.source = %(source)s AND v.values -> 'votes' IS DISTINCT FROM s.votes
    RETURNING v.film_id
"""
# What a better source or an editor says of the same site's votes stays.
UPDATE_SQL = """
    UPDATE films_filmvotes AS t SET average = s.average, count = s.count, origin = %(source)s
    FROM stage_film_ratings AS s
    WHERE t.film_id = s.film_id AND t.site = %(source)s AND t.origin <> ALL(%(superior)s)
      AND (t.average, t.count, t.origin) IS DISTINCT FROM (s.average, s.count, %(source)s)
"""
INSERT_SQL = """
    INSERT INTO films_filmvotes (film_id, site, average, count, origin)
    SELECT s.film_id, %(source)s, s.average, s.count, %(source)s FROM stage_film_ratings AS s
    WHERE NOT EXISTS (SELECT FROM films_filmvotes AS t WHERE t.film_id = s.film_id AND t.site = %(source)s)
"""


def kept_directory() -> Path:
    return Path(settings.DUMPS_DIR) / str(connection.settings_dict["NAME"]) / SOURCE


def is_whole(run: ImportRun) -> bool:
    """Whether a run brought in all of its dumps: a first load that ended just before it could say so did."""
    done = run.writer == ImportRun.Writer.FIRST_LOAD and run.checkpoint > 0
    return run.state == ImportRun.State.FINISHED or (run.state == ImportRun.State.FAILED and done)


def earlier_runs() -> Iterator[ImportRun]:
    """Imports of IMDb's dumps that are over, the latest first."""
    yield from ImportRun.objects.of_imports().filter(source=SOURCE).exclude(state=ImportRun.State.RUNNING)


def is_known(source: ImdbSource) -> bool:
    """Whether the last import of IMDb was of these very dumps."""
    last = next(earlier_runs(), None)
    return not source.anew and last is not None and is_whole(last) and last.options.get("digests") == source.digests


def unchanged(run: ImportRun) -> Result:
    """What an import of known dumps finds: all that is there."""
    result = Result(run.pk)
    result.notes.append("These very dumps were imported before and were not read again; --anew compares them.")
    _count_unchanged(result)
    return result


def _count_unchanged(result: Result) -> None:
    """What was not looked at, since its lines are as they were."""
    last = next((run for run in earlier_runs() if run.state == ImportRun.State.FINISHED), None)
    for name in ("films", "people", "credits"):
        counts, before = getattr(result, name), last.counts.get(name, {}) if last else {}
        seen = sum(before.get(each, 0) for each in ("new", "changed", "unchanged"))
        counts.unchanged = max(seen - counts.changed, 0)


def delta(source: ImdbSource) -> Delta | None:
    """The difference to the kept dumps; None where there are none that the catalogue is known to hold."""
    directory = kept_directory()
    try:
        kept = json.loads((directory / DIGESTS).read_text())
        old = find_dumps(directory)
    except (OSError, ValueError, SourceError):
        return None
    wanted = ("types", "adult", "limit")
    if source.limit is not None or {name: kept.get(name) for name in wanted} != {
        name: source.digests[name] for name in wanted
    }:
        return None
    # Of runs after the one whose dumps were kept, all may have died of these same dumps, none of others.
    for run in earlier_runs():
        if run.options.get("digests") == kept and is_whole(run):
            break
        if run.state != ImportRun.State.FAILED or run.options.get("digests") != source.digests:
            return None
    else:
        return None
    for name, file in old.items():
        if file.digest() != kept.get(file.name) or name not in source.dumps:
            return None
    found = imdb_delta.compare(old, source.dumps)
    return found if found is not None and found.is_small else None


def keep(source: ImdbSource) -> None:
    """Puts the dumps in place of those kept before; a process that ends in between leaves the one or the other."""
    if source.limit is not None:
        return
    directory = kept_directory()
    fresh, old = (directory.with_name(f"{SOURCE}.{word}") for word in ("new", "old"))
    for each in (fresh, old):
        shutil.rmtree(each, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        for file in source.dumps.values():
            shutil.copyfile(file.path, fresh / file.name)
        (fresh / DIGESTS).write_text(json.dumps(source.digests))
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if directory.exists():
        directory.rename(old)
    fresh.rename(directory)
    shutil.rmtree(old, ignore_errors=True)


def refresh(source: ImdbSource, run: ImportRun, found: Delta, load: Callable[[ImdbSource], Result]) -> Result:
    """`load` brings records in, one by one; the many films of which only the votes changed go set-wise."""
    with tempfile.TemporaryDirectory(prefix="moviedb-import-") as scratch:
        if found.titles or found.people:
            lines = imdb_delta.Changed(source.dumps, found, Path(scratch))
            changed = ImdbSource(
                Path(scratch), types=source.types, adult=source.adult, known_people=_known_people(Path(scratch))
            )
            changed.rejects = source.rejects
            try:
                result = load(changed)
            finally:
                source.rejects[:] = lines.placed(source.rejects)
        else:
            result = Result(run.pk, rejects=source.rejects)
    result.films.changed += _rate(source, run, found.ratings)
    _count_unchanged(result)
    if found.gone:
        result.gone["no longer in the dumps, kept here"] = found.gone
    return result


def _known_people(directory: Path) -> list[int]:
    """Those of the people whom these dumps name that are in the catalogue, or were removed from it."""
    named = {
        int(number)
        for path in directory.iterdir()
        if path.name != "name.basics.tsv"
        for number in re.findall(rb"\bnm(\d{7,8})\b", path.read_bytes())
    }
    ids = person_ids(complete=False)
    with connection.cursor() as cursor:
        ids.learn(cursor, [Key(SOURCE, f"nm{number:07}") for number in named])
    return [number for number in named if (key := Key(SOURCE, f"nm{number:07}")) in ids.known or ids.is_deleted([key])]


def _rate(source: ImdbSource, run: ImportRun, lines: list[Placed]) -> int:
    if not lines:
        return 0
    file = source.dumps["title.ratings"]
    text = b"\n".join(line for _, line in lines) + b"\n"

    refused: list[tuple[int, str, str]] = []

    def refuse(place: int, reason: str, row: str) -> None:
        refused.append((place, reason, row))

    table = ratings(read_block(text, 0, file.columns, refuse), refuse).unique("tt", keep="first", maintain_order=True)
    numbers = line_numbers(file, [lines[each][0] for each, _, _ in refused])
    for each, reason, row in refused:
        source.refuse(file.name, numbers[lines[each][0]], reason, row)
    rows = table.select(
        "tconst", "average", "count",
        pl.format(f'[["{SOURCE}",{{}},{{}}]]', "average", "count").alias("votes"),
    )  # fmt: skip
    names: dict[str, Any] = {
        "run": run.pk,
        "source": SOURCE,
        "superior": [*superior_to(SOURCE, settings.SOURCE_PRECEDENCE), EDITOR],
    }
    with transaction.atomic(), connection.cursor() as cursor, journalled(cursor, run.pk):
        cursor.execute(STAGE_SQL)
        with copying(cursor, "COPY stage_ratings FROM STDIN (FORMAT csv)") as copy:
            copy.write(rows.write_csv(include_header=False).encode())
        cursor.execute("ANALYZE stage_ratings")
        cursor.execute(FILMS_SQL, names)
        cursor.execute("ANALYZE stage_film_ratings")
        cursor.execute(UPDATE_SQL, names)
        cursor.execute(INSERT_SQL, names)
        cursor.execute(VALUES_SQL, names)
        return int(cursor.rowcount)
