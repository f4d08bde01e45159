import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from films.importers.command import positive
from films.models import Film
from films.similarity import rebuild, rebuild_changed
from films.similarity.processes import ProcessDiedError

# Seconds between two lines of progress where no terminal shows a bar.
LINE_EVERY = 5.0


class Command(BaseCommand):
    help = 'Works out "More like this" from the facts as they stand. A run without changes writes nothing.'
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument(
            "--changed",
            action="store_true",
            help="only films that imports and editors changed since their list was made, and films like them",
        )
        only.add_argument(
            "--films", nargs="+", type=int, metavar="ID", help="only the lists of these films (ids of this site)"
        )

        parser.add_argument(
            "--processes",
            type=positive,
            metavar="N",
            help="how many work at once (default: one a core); the lists are the same with any number",
        )

    def handle(
        self,
        *args: Any,
        films: list[int] | None = None,
        changed: bool = False,
        processes: int | None = None,
        **options: Any,
    ) -> None:
        self._refuse_unknown(films or [])
        started = time.monotonic()
        try:
            with self._progress() as progress:
                result = rebuild_changed(progress) if changed else rebuild(films, progress, processes)
        except KeyboardInterrupt:
            raise CommandError("Stopped. The lists are as they were.", returncode=130) from None
        except ProcessDiedError as error:
            raise CommandError(f"{error} The lists are as they were.") from error
        seconds = time.monotonic() - started
        self.stdout.write(
            f"films    {result.films:,}: {result.written:,} lists written, {result.unchanged:,} unchanged"
        )
        self.stdout.write(f"Done in {seconds:.1f} s.")

    def _refuse_unknown(self, films: list[int]) -> None:
        known = Film.objects.filter(pk__in=films).values_list("pk", flat=True)
        unknown = sorted(set(films) - set(known))
        if unknown:
            raise CommandError(f"There is no film with the id {', '.join(map(str, unknown))}.")

    @contextmanager
    def _progress(self) -> Iterator[Callable[[int, int], None]]:
        if not sys.stderr.isatty():
            yield self._lines()
            return
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("similar films", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    def _lines(self) -> Callable[[int, int], None]:
        last = time.monotonic()

        def show(done: int, total: int) -> None:
            nonlocal last
            if time.monotonic() - last >= LINE_EVERY:
                last = time.monotonic()
                self.stderr.write(f"similar films: {done:,} of {total:,}")

        return show
