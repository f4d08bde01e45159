"""The connections that build fresh tables: each has tables of its own to fill, and all share the work afterwards.

A table is made and filled in one transaction, so that its rows come in frozen: nothing need look at them again to
see that they are there for everybody, and what is read from an index alone need not look into the table.
"""

import threading
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

import psycopg
from django.db import OperationalError

from films.importers.lock import plain_connection
from films.importers.tables import quoted
from moviedb.lib.copying import write_whole

SCHEMA = "moviedb_import"
CSV_OPTIONS = r"FORMAT csv, DELIMITER E'\t', QUOTE E'\x01', ESCAPE E'\x01'"
WORKERS = 2
# Parts of tables that wait for their worker: they are what an import holds in memory.
MOST_WAITING = 4
SETTINGS = (
    f"SET search_path = {SCHEMA}, public",
    "SET synchronous_commit = off",
    "SET maintenance_work_mem = '256MB'",
    "SET work_mem = '64MB'",
    "SET jit = off",
    # A sample of 15,000 rows says as much of a table as one of 30,000, in half the time.
    "SET default_statistics_target = 50",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    # There are as many workers as are of use.
    "SET max_parallel_maintenance_workers = 0",
    "SET max_parallel_workers_per_gather = 0",
)


@dataclass(frozen=True)
class FreshTable:
    name: str
    # Columns that are the same in every row, with their value as SQL.
    constants: Mapping[str, str]
    # Whose it is to fill.
    worker: int
    # Indexes that are made before rows come.
    early: list[str] = field(default_factory=list)

    def create(self) -> Iterator[str]:
        # Autovacuum has nothing to do on rows that are frozen, and would hold up the building of an index for a second.
        yield (
            f"CREATE TABLE {SCHEMA}.{self.name} (LIKE public.{self.name} INCLUDING ALL EXCLUDING INDEXES) "
            "WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off)"
        )
        if self.constants:
            yield self._alter("SET DEFAULT {}")
        yield from self.early

    def finish(self) -> Iterator[str]:
        if self.constants:
            yield self._alter("DROP DEFAULT")

    def _alter(self, what: str) -> str:
        parts = [f'ALTER COLUMN "{name}" {what.format(value)}' for name, value in self.constants.items()]
        return f"ALTER TABLE {SCHEMA}.{self.name} {', '.join(parts)}"


@dataclass(frozen=True)
class _Copy:
    table: FreshTable
    columns: Sequence[str]
    rows: bytes


@dataclass(frozen=True)
class Steps:
    """Statements for one table, in their order; `effort` is how long they take for each of its bytes, by guess."""

    table: str
    statements: Sequence[str]
    effort: float = 1


@dataclass
class _Commit:
    """For every worker one; when the last is done, what had to wait for it can be."""

    tables: Sequence[FreshTable]
    left: int
    then: Sequence[Steps]


class Workers:
    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.own: list[deque[_Copy | _Commit]] = [deque() for _ in range(WORKERS)]
        # What takes longest first, so that all workers end together.
        self.shared: list[tuple[float, int, Steps]] = []
        self.bytes: Counter[str] = Counter()
        self.unfinished = self.waiting = self.given = 0
        self.over = False
        self.errors: list[BaseException] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        threads = [
            threading.Thread(target=self._work, args=(number,), name=f"import-{number}", daemon=True)
            for number in range(WORKERS)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            with self.changed:
                self.over = True
                self.changed.notify_all()
            for thread in threads:
                thread.join()

    def copy(self, table: FreshTable, columns: Sequence[str], rows: bytes) -> None:
        """CSV for one table; waits while too much is waiting."""
        with self.changed:
            self.changed.wait_for(lambda: self.waiting < MOST_WAITING or self.errors)
            self._raise()
            self.waiting += 1
            self.bytes[table.name] += len(rows)
            self._give(table.worker, _Copy(table, columns, rows))

    def commit(self, tables: Sequence[FreshTable], then: Sequence[Steps]) -> None:
        """These tables have all their rows; then statements that need them, in any order."""
        with self.changed:
            commit = _Commit(tables, WORKERS, then)
            for worker in range(WORKERS):
                self._give(worker, commit)

    def do(self, steps: Steps) -> None:
        """For whichever worker has nothing of its own to do."""
        with self.changed:
            self._share(steps)

    def wait(self) -> None:
        with self.changed:
            self.changed.wait_for(lambda: not self.unfinished or self.errors)
            self._raise()

    def _give(self, worker: int, job: "_Copy | _Commit") -> None:
        self.own[worker].append(job)
        self.unfinished += 1
        self.changed.notify_all()

    def _share(self, steps: Steps) -> None:
        self.given += 1
        heappush(self.shared, (-steps.effort * self.bytes[steps.table], self.given, steps))
        self.unfinished += 1
        self.changed.notify_all()

    def _raise(self) -> None:
        if self.errors:
            error = self.errors[0]
            if isinstance(error, psycopg.Error):
                raise OperationalError(str(error)) from error
            raise error

    def _next(self, number: int) -> "_Copy | _Commit | Steps | None":
        own = self.own[number]
        with self.changed:
            self.changed.wait_for(lambda: self.over or self.errors or own or self.shared)
            if self.over or self.errors:
                return None
            return own.popleft() if own else heappop(self.shared)[-1]

    def _work(self, number: int) -> None:
        created: set[str] = set()
        try:
            with plain_connection() as filling, plain_connection(autocommit=True) as building:
                for setting in SETTINGS:
                    filling.execute(setting)
                    building.execute(setting)
                filling.commit()
                while (job := self._next(number)) is not None:
                    if isinstance(job, _Copy):
                        _create(filling, job.table, created)
                        columns, name = quoted(job.columns), f"{SCHEMA}.{job.table.name}"
                        _run(filling, f"COPY {name} ({columns}) FROM STDIN ({CSV_OPTIONS}, FREEZE)", job.rows)
                    elif isinstance(job, _Commit):
                        _finish(filling, [table for table in job.tables if table.worker == number], created)
                    else:
                        for statement in job.statements:
                            _run(building, statement, None)
                    self._done(job)
                filling.rollback()
        except BaseException as error:
            with self.changed:
                self.errors.append(error)
                self.changed.notify_all()

    def _done(self, job: "_Copy | _Commit | Steps") -> None:
        with self.changed:
            if isinstance(job, _Copy):
                self.waiting -= 1
            elif isinstance(job, _Commit):
                job.left -= 1
                if not job.left:
                    for steps in job.then:
                        self._share(steps)
            self.unfinished -= 1
            self.changed.notify_all()


def _create(own: psycopg.Connection[Any], table: FreshTable, created: set[str]) -> None:
    if table.name not in created:
        created.add(table.name)
        for statement in table.create():
            own.execute(statement)


def _finish(own: psycopg.Connection[Any], tables: Sequence[FreshTable], created: set[str]) -> None:
    for table in tables:
        _create(own, table, created)
        for statement in table.finish():
            own.execute(statement)
    own.commit()


def _run(own: psycopg.Connection[Any], statement: str, rows: bytes | None) -> None:
    if rows is None:
        own.execute(statement)
        return
    with own.cursor().copy(statement) as copy:
        write_whole(copy, rows)
