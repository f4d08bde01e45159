"""The door of joining: one film, one person, one credit, whatever number of sources knows them.

Everything happens in one transaction, noted in the journal of the run and so undoable with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from films.importers.refresh import COUNT_ALL_CREDITS_SQL
from films.importers.tables import analyse
from films.joining import pairs
from films.joining.credits import merge_credits
from films.joining.film_matching import match_films
from films.joining.merging import merge
from films.joining.person_matching import match_people
from films.joining.recombining import recombine
from films.models import JoinProposal, SimilarQueue
from moviedb.lib.provenance.journal import journalled
from moviedb.lib.provenance.models import ImportRun
from people.models import PersonName

REPORTED = 1_000
REMEMBERED_SQL = """
    DROP TABLE IF EXISTS pg_temp.join_kept, pg_temp.join_lost;
    CREATE TEMP TABLE join_kept (kind text, id int, PRIMARY KEY (kind, id)) ON COMMIT DROP;
    CREATE TEMP TABLE join_lost (kind text, lose int, keep int, PRIMARY KEY (kind, lose)) ON COMMIT DROP
"""
REMEMBER_SQL = """
    INSERT INTO join_kept SELECT DISTINCT %(kind)s, keep FROM join_map;
    INSERT INTO join_lost SELECT %(kind)s, lose, keep FROM join_map;
    ANALYZE join_kept;
    ANALYZE join_lost
"""


@dataclass(slots=True)
class Joined:
    films: int = 0
    people: int = 0
    credits: int = 0
    proposed: int = 0
    report: list[str] = field(default_factory=list)  # what was joined, with the evidence

    def summary(self) -> str:
        return (
            f"joined   {self.films:,} films, {self.people:,} people, {self.credits:,} credits; "
            f"{self.proposed:,} proposed for review"
        )


def join_certain(run: ImportRun) -> Joined:
    """Joins what is certain in the whole catalogue and proposes the rest for review."""
    done = Joined()

    def films(cursor: CursorWrapper) -> None:
        if match_films(cursor):
            done.films, proposed = pairs.settle(cursor, "film", run.pk)
            done.proposed += proposed
            _fuse(cursor, "film", done)

    def people(cursor: CursorWrapper) -> None:
        if match_people(cursor):
            done.people, proposed = pairs.settle(cursor, "person", run.pk)
            done.proposed += proposed
            _fuse(cursor, "person", done)

    _in_one_transaction(run, done, films, people)
    return done


def join_proposed(run: ImportRun, proposals: list[JoinProposal]) -> Joined:
    """Joins what an editor says is one."""
    done = Joined()

    def fuse(cursor: CursorWrapper, kind: str) -> None:
        chosen = [proposal for proposal in proposals if proposal.kind == kind]
        cursor.execute("DROP TABLE IF EXISTS pg_temp.join_map")
        cursor.execute("CREATE TEMP TABLE join_map (keep int, lose int PRIMARY KEY, evidence jsonb) ON COMMIT DROP")
        cursor.execute(
            "INSERT INTO join_map SELECT first_id, second_id, evidence FROM films_joinproposal WHERE id = ANY(%s) "
            "ORDER BY first_id ON CONFLICT DO NOTHING",
            [[proposal.pk for proposal in chosen]],
        )
        cursor.execute(pairs.FLATTEN_SQL)
        while cursor.rowcount:
            cursor.execute(pairs.FLATTEN_SQL)
        setattr(done, "films" if kind == "film" else "people", len(chosen))
        if chosen:
            _fuse(cursor, kind, done)

    _in_one_transaction(run, done, lambda cursor: fuse(cursor, "film"), lambda cursor: fuse(cursor, "person"))
    JoinProposal.objects.filter(pk__in=[proposal.pk for proposal in proposals]).update(
        state=JoinProposal.State.JOINED, run=run
    )
    return done


def _in_one_transaction(run: ImportRun, done: Joined, *steps: Callable[[CursorWrapper], None]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        # Tables of many thousand rows are hashed and sorted a few times; foreign keys are looked at in the end.
        cursor.execute("SET LOCAL work_mem = '64MB'; SET CONSTRAINTS ALL DEFERRED")
        analyse(cursor)
        with journalled(cursor, run.pk):
            cursor.execute(REMEMBERED_SQL)
            for step in steps:
                step(cursor)
            films, people = _kept(cursor, "film"), _kept(cursor, "person")
            recombine(cursor, films, people)
            done.credits = merge_credits(cursor, settings.SOURCE_PRECEDENCE)
            SimilarQueue.objects.add(films)
        cursor.execute(COUNT_ALL_CREDITS_SQL)
        PersonName.objects.mirror([row[0] for row in cursor.fetchall()])


def _fuse(cursor: CursorWrapper, kind: str, done: Joined) -> None:
    """Fuses what `join_map` names, and remembers who stayed."""
    cursor.execute("SELECT keep, lose, evidence::text FROM join_map ORDER BY keep, lose LIMIT %s", [REPORTED])
    done.report += [f"{kind} {lose} into {keep}: {evidence}" for keep, lose, evidence in cursor.fetchall()]
    merge(cursor, kind)
    cursor.execute(REMEMBER_SQL, {"kind": kind})


def _kept(cursor: CursorWrapper, kind: str) -> list[int]:
    cursor.execute("SELECT id FROM join_kept WHERE kind = %s ORDER BY id", [kind])
    return [row[0] for row in cursor.fetchall()]


def counts_of(done: Joined) -> dict[str, Any]:
    return {"joined": {"films": done.films, "people": done.people, "credits": done.credits}, "proposed": done.proposed}
