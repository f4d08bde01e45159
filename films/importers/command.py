"""What every import command does: arguments, a progress bar, the summary, the reject file."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from films.importers import loading, similar
from films.importers.records import (
    Beside,
    CannotResumeError,
    CannotWriteError,
    Counts,
    LockHeldError,
    Progress,
    Reject,
    Result,
    Source,
    SourceError,
    TooManyRejectsError,
    WrongArgumentsError,
)
from films.importers.rejects import write_rejects
from films.importers.runs import Wishes
from moviedb.lib.migrating import bring_up_to_date

# Seconds between two lines of progress where no terminal shows a bar.
LINE_EVERY = 5.0
LAST_OF_IT = 0.995


# What a cron job can tell from the exit code.
EXIT_CODES = (
    "Exit codes: 0 done; 1 the input cannot be used, nothing was imported; 2 wrong arguments; 3 another import is at "
    "work, try again later; 4 stopped by --max-rejects; 5 the database stopped the import, run it again when the "
    "cause is mended; 6 a file of the import's own cannot be written; 130 stopped by hand. After 4, 5, 6 and 130 the "
    "catalogue stands as of the last whole batch."
)
DJANGO_OPTIONS = frozenset(("help", *BaseCommand.base_stealth_options, *(
    "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks",
)))  # fmt: skip


def not_negative(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


class ImportCommand(BaseCommand):
    """A command gives its `help`, its arguments and its source; all the rest is here."""

    def add_source_arguments(self, parser: ArgumentParser) -> None:
        raise NotImplementedError

    def source(self, **options: Any) -> Source:
        raise NotImplementedError

    def beside(self, source: Any, **options: Any) -> Beside | None:
        """What moves the rows that no record carries, where the source has such."""
        return None

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.add_source_arguments(parser)
        self.own_options = {action.dest for action in parser._actions} - DJANGO_OPTIONS
        parser.add_argument("--dry-run", action="store_true", help="do everything, then roll it back")
        parser.add_argument("--limit", type=positive, metavar="N", help="only the first N films and their people")
        parser.add_argument(
            "--resume",
            action="store_true",
            help="go on where the last run of this source failed, instead of comparing everything anew; "
            "after a run that finished, start from the beginning",
        )
        parser.add_argument(
            "--rejects",
            type=Path,
            metavar="FILE",
            help="where rejected rows go (default: SOURCE-rejects.tsv)",
        )
        parser.add_argument(
            "--max-rejects",
            type=not_negative,
            metavar="N",
            help="stop when more than N rows are rejected (default: reject any number)",
        )
        parser.add_argument(
            "--join",
            action="store_true",
            help="then join films and people that other sources brought without a common id, where that is certain, "
            "and list the doubtful ones for review (join_records does the same for what is there)",
        )
        parser.add_argument(
            "--no-similar",
            action="store_true",
            help='leave "more like this" to rebuild_similar, even where it would take seconds only',
        )
        parser.epilog = EXIT_CODES

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        source = None
        try:
            bring_up_to_date(self.stderr.write)
            source = self.source(**options)
            with self._progress(source.name, getattr(source, "unit", "")) as progress:
                beside = self.beside(source, **options)
                result = loading.load(source, self._wishes(options), beside=beside, progress=progress)
        except (SourceError, DatabaseError, OSError, KeyboardInterrupt) as error:
            if source:
                self._write_rejects(source.name, source.rejects, options)
            raise as_command_error(error) from error
        self._report(source.name, result, options, time.monotonic() - started)
        if not (options["dry_run"] or options["no_similar"]):
            notes: list[str] = []
            with self._progress("similar films", "films", at_once=False) as progress:
                similar.follow(result, progress, notes.append)
            for note in notes:  # not into the bar
                self.stdout.write(note)

    def _wishes(self, options: dict[str, Any]) -> Wishes:
        asked = {name: options.get(name) for name in ("limit", *sorted(self.own_options))}
        return Wishes(
            dry_run=options["dry_run"],
            resume=options["resume"],
            max_rejects=options["max_rejects"],
            join=options["join"],
            options={name: _plain(value) for name, value in asked.items() if value not in (None, False)},
        )

    def _report(self, name: str, result: Result, options: dict[str, Any], seconds: float) -> None:
        kinds = {"films": result.films, "people": result.people, "credits": result.credits, **result.others}
        for kind, counts in kinds.items():
            self.stdout.write(f"{kind:8} {_summary(counts)}")
        self._write_rejects(name, result.rejects, options)
        for note in result.notes:
            self.stdout.write(note)
        for what, rows in result.gone.items():
            if rows:
                self.stdout.write(f"{what}: {len(rows):,}, for example {rows[0]}")
        ending = " (dry run: nothing was written)" if options["dry_run"] else ""
        self.stdout.write(f"Done in {seconds:.1f} s{ending}.")

    def _write_rejects(self, name: str, rejects: Sequence[Reject], options: dict[str, Any]) -> None:
        path = options["rejects"] or Path(f"{name}-rejects.tsv")
        try:
            where = f", see {path}" if write_rejects(path, rejects) else ""
        except OSError as error:
            where = f", but {path} cannot be written ({error.strerror or error}): the admin's list of runs shows them"
        self.stdout.write(f"rejected {len(rejects):,}{where}")

    @contextmanager
    def _progress(self, name: str, unit: str, *, at_once: bool = True) -> Iterator[Progress]:
        if not sys.stderr.isatty():
            yield _Lines(self, name, unit)
            return
        columns = (
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )  # fmt: skip
        with Bar(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(name, rate="", total=None, visible=at_once)
            started = time.monotonic()

            def show(done: int, total: int) -> None:
                # The last of it, indexes for one, has no measure of its own.
                over = done >= LAST_OF_IT * total
                rate = "finishing" if over else _rate(done, time.monotonic() - started, unit)
                bar.update(task, completed=total if over else done, total=total, rate=rate, visible=True)

            yield show


class _Lines:
    """Progress as plain lines: rate and time left, every few seconds."""

    def __init__(self, command: BaseCommand, name: str, unit: str) -> None:
        self.command = command
        self.name = name
        self.unit = unit
        self.started = self.last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < LINE_EVERY or not done:
            return
        self.last = now
        elapsed = now - self.started
        left = elapsed * (total - done) / done
        rate = _rate(done, elapsed, self.unit)
        self.command.stderr.write(f"{self.name}: {done / total:.0%}, {rate}, {left:.0f} s left")


def _rate(done: int, seconds: float, unit: str) -> str:
    """In bytes where the source names no unit of its own."""
    rate = done / max(seconds, 0.001)
    return f"{rate:.1f} {unit}/s" if unit else f"{rate / 1e6:.1f} MB/s"


def _summary(counts: Counts) -> str:
    removed = f", {counts.removed:,} removed" if counts.removed else ""
    return f"{counts.new:,} new, {counts.changed:,} changed, {counts.unchanged:,} unchanged{removed}"


def _plain(value: Any) -> Any:
    """As JSON keeps it, in the row of the run."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int | float | str) else str(value)


def as_command_error(error: BaseException) -> CommandError:
    match error:
        case LockHeldError():
            return CommandError(str(error), returncode=3)
        case TooManyRejectsError():
            return CommandError(str(error), returncode=4)
        case CannotResumeError() | WrongArgumentsError():
            return CommandError(str(error), returncode=2)
        case CannotWriteError():
            return CommandError(str(error), returncode=6)
        case SourceError():
            return CommandError(str(error))
        case OSError():
            return as_command_error(CannotWriteError(error))
        case DatabaseError():
            return CommandError(
                f"The database stopped the import: {str(error).strip()} "
                "What was committed stays; run the command again when the cause is mended.",
                returncode=5,
            )
    return CommandError(
        "Stopped. The catalogue stands as of the last whole batch; run the command again to complete it.",
        returncode=130,
    )
