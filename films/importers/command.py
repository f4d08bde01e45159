"""What every import command does: arguments, a progress bar, the summary, the reject file."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from films.importers import loading
from films.importers.records import Beside, Counts, Progress, Result, Source, SourceError
from films.importers.rejects import write_rejects
from moviedb.lib.migrating import bring_up_to_date

# Seconds between two lines of progress where no terminal shows a bar.
LINE_EVERY = 5.0


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


class ImportCommand(BaseCommand):
    """A command gives its `help`, its arguments and its source; exit code 1 says that nothing was imported."""

    def add_source_arguments(self, parser: ArgumentParser) -> None:
        raise NotImplementedError

    def source(self, **options: Any) -> Source:
        raise NotImplementedError

    def beside(self, source: Any, **options: Any) -> Beside | None:
        """What moves the rows that no record carries, where the source has such."""
        return None

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.add_source_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="do everything, then roll it back")
        parser.add_argument("--limit", type=positive, metavar="N", help="only the first N films and their people")
        parser.add_argument(
            "--rejects",
            type=Path,
            metavar="FILE",
            help="where rejected rows go (default: SOURCE-rejects.tsv)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            bring_up_to_date(self.stderr.write)
            source = self.source(**options)
            with self._progress(source.name) as progress:
                beside = self.beside(source, **options)
                result = loading.load(source, beside=beside, dry_run=options["dry_run"], progress=progress)
        except SourceError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database stopped the import: {str(error).strip()} "
                "What was committed stays; run the command again when the cause is mended."
            ) from error
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. The catalogue stands as of the last whole batch; run the command again to complete it.",
                returncode=130,
            ) from None
        self._report(source.name, result, options, time.monotonic() - started)

    def _report(self, name: str, result: Result, options: dict[str, Any], seconds: float) -> None:
        kinds = {"films": result.films, "people": result.people, "credits": result.credits, **result.others}
        for kind, counts in kinds.items():
            self.stdout.write(f"{kind:8} {_summary(counts)}")
        path = options["rejects"] or Path(f"{name}-rejects.tsv")
        where = f", see {path}" if write_rejects(path, result.rejects) else ""
        self.stdout.write(f"rejected {len(result.rejects):,}{where}")
        for what, rows in result.gone.items():
            if rows:
                self.stdout.write(f"{what}: {len(rows):,}, for example {rows[0]}")
        ending = " (dry run: nothing was written)" if options["dry_run"] else ""
        self.stdout.write(f"Done in {seconds:.1f} s{ending}.")

    @contextmanager
    def _progress(self, name: str) -> Iterator[Progress]:
        if not sys.stderr.isatty():
            yield _Lines(self, name)
            return
        columns = (
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(show_speed=True),
            TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
        )  # fmt: skip
        with Bar(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(name, rate="")
            started = time.monotonic()

            def show(done: int, total: int) -> None:
                rate = done / max(time.monotonic() - started, 0.001)
                bar.update(task, completed=done, total=total, rate=f"{rate / 1e6:.1f} MB/s")

            yield show


class _Lines:
    """Progress as plain lines: rate and time left, every few seconds."""

    def __init__(self, command: BaseCommand, name: str) -> None:
        self.command = command
        self.name = name
        self.started = self.last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < LINE_EVERY or not done:
            return
        self.last = now
        elapsed = now - self.started
        left = elapsed * (total - done) / done
        self.command.stderr.write(
            f"{self.name}: {done / total:.0%}, {done / elapsed / 1e6:.1f} MB/s, {left:.0f} s left"
        )


def _summary(counts: Counts) -> str:
    return f"{counts.new:,} new, {counts.changed:,} changed, {counts.unchanged:,} unchanged"
