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

from django.conf import settings
from django.db import connection

from films.importers import imdb_delta
from films.importers.identities import person_ids
from films.importers.imdb import ImdbSource
from films.importers.imdb_delta import Delta
from films.importers.imdb_files import find_dumps
from films.importers.imdb_records import SOURCE
from films.importers.imdb_votes import NewVotes, writing
from films.importers.records import Key, Result, SourceError
from moviedb.lib.provenance.models import ImportRun

DIGESTS = "digests.json"


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
    """`load` brings records in, one by one; the many films of which only the votes changed go set-wise, meanwhile."""
    votes = NewVotes(source.dumps["title.ratings"], found.ratings) if found.ratings else None
    with tempfile.TemporaryDirectory(prefix="moviedb-import-") as scratch, writing(votes, run) as changed_votes:
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
    result.films.changed += changed_votes()
    for reject in votes.refused if votes else ():
        source.refuse(*reject)
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
