"""Undoing the last run of a source: in one transaction, reported, and a run of its own in the list of runs.

Films, people, credits and names that the run made go, unless somebody edited them or another source said something
of them since; changed values return to what they were. What stays is reported.
"""

import os
import socket
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from films.importers.lock import import_lock
from films.importers.movielens import SITE
from films.importers.outside_journal import NUMBER, GivenBack, give_back
from films.importers.records import SourceError
from films.importers.refresh import COUNT_ALL_CREDITS_SQL
from films.importers.runs import REPORTED
from films.importers.tables import analyse
from films.models import FilmName, FilmVotes, JoinProposal, OutsideJournal, SimilarQueue
from films.undoing.changed import Changed
from films.undoing.made import FILM_TABLE, PERSON_TABLE, Made
from moviedb.lib.provenance.journal import runs_with_journal
from moviedb.lib.provenance.models import ImportRun, RowBefore, RowsMade
from people.models import PersonName

PROPOSALS_OF_NOBODY_SQL = """
    DELETE FROM films_joinproposal AS p WHERE p.kind = %s AND p.state = 'open'
      AND (SELECT count(*) FROM {table} AS t WHERE t.id IN (p.first_id, p.second_id)) < 2
"""


class NothingToUndoError(SourceError):
    """The source has no run that can be undone."""


@dataclass(slots=True)
class Undone:
    runs: list[ImportRun]
    run_id: int | None = None
    films: int = 0
    people: int = 0
    credits: int = 0
    restored: int = 0  # rows brought back to what they were
    kept_films: list[int] = field(default_factory=list)
    kept_people: list[int] = field(default_factory=list)
    kept_values: list[str] = field(default_factory=list)
    # Of what came beside the records: "ratings", "tags".
    others: dict[str, GivenBack] = field(default_factory=dict)


def runs_to_undo(source: str) -> list[ImportRun]:
    """The last run that did something, with the ones before it that failed and that it completed."""
    runs = list(
        ImportRun.objects.filter(source=source)
        .exclude(writer=ImportRun.Writer.UNDO)
        .exclude(state__in=[ImportRun.State.UNDONE, ImportRun.State.RUNNING])
        .order_by("-pk")
    )
    if not runs:
        raise NothingToUndoError(f"There is no run of {source} to undo.")
    known = {run.pk for run in runs_with_journal(source)}
    known |= set(OutsideJournal.objects.filter(run__source=source).values_list("pk", flat=True))
    last = next((i for i, run in enumerate(runs) if run.pk in known), None)
    if last is None or any(_did_something(run) for run in runs[:last]):
        raise NothingToUndoError(
            f"What the last run of {source} changed is not known any more: only the latest runs can be undone."
        )
    found = [runs[last]]
    for run in runs[last + 1 :]:
        if run.state != ImportRun.State.FAILED:
            break
        found.append(run)
    return found


def undo(source: str) -> Undone:
    """Raises SourceError where there is nothing to undo."""
    with import_lock(), transaction.atomic(), connection.cursor() as cursor:
        # The web's connections have limits that a large run may exceed.
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        runs = runs_to_undo(source)
        analyse(cursor)
        done = Undone(runs)
        numbers = [run.pk for run in runs]
        made = Made(cursor, numbers)
        made.clear_old()
        restored = Changed(cursor, numbers).bring_back()
        if source == SITE:
            done.others = _give_back_ratings(cursor, numbers)
        gone = made.take_away([source])
        done.films, done.people, done.credits = gone["films"], gone["people"], gone["credits"]
        done.kept_films, done.kept_people = made.kept(FILM_TABLE), made.kept(PERSON_TABLE)
        done.restored, done.kept_values = restored.rows, restored.kept
        made.take_away_terms()
        cursor.execute(COUNT_ALL_CREDITS_SQL)
        restored.people.update(row[0] for row in cursor.fetchall())
        FilmName.objects.mirror(sorted(restored.films))
        PersonName.objects.mirror(sorted(restored.people))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in (RowsMade, RowBefore):
            model._default_manager.filter(run__in=numbers).delete()
        JoinProposal.objects.filter(run__in=numbers, state=JoinProposal.State.JOINED).update(
            state=JoinProposal.State.OPEN
        )
        for kind, table in (("film", FILM_TABLE), ("person", PERSON_TABLE)):
            cursor.execute(PROPOSALS_OF_NOBODY_SQL.format(table=table), [kind])
        SimilarQueue.objects.add(restored.films)
        ImportRun.objects.filter(pk__in=numbers).update(state=ImportRun.State.UNDONE)
        done.run_id = _noted(source, done)
    return done


def _give_back_ratings(cursor: CursorWrapper, runs: list[int]) -> dict[str, GivenBack]:
    found = give_back(cursor, runs)
    FilmVotes.objects.count_ratings(SITE, NUMBER)
    return found


def _did_something(run: ImportRun) -> bool:
    return any(
        isinstance(counts, dict) and (counts["new"] or counts["changed"] or counts.get("removed"))
        for counts in run.counts.values()
    )


def _noted(source: str, done: Undone) -> int:
    gone = {"films": done.films, "people": done.people, "credits": done.credits}
    gone |= {name: counts.removed for name, counts in done.others.items()}
    report: dict[str, list[Any]] = {
        "undone runs": [run.pk for run in done.runs],
        "kept films": done.kept_films,
        "kept people": done.kept_people,
        "kept values": done.kept_values,
    }
    return ImportRun.objects.create(
        source=source,
        writer=ImportRun.Writer.UNDO,
        state=ImportRun.State.FINISHED,
        host=socket.gethostname(),
        pid=os.getpid(),
        finished_at=timezone.now(),
        counts={"removed": gone, "restored": done.restored + sum(each.restored for each in done.others.values())},
        report={name: rows[:REPORTED] for name, rows in report.items() if rows},
    ).pk
