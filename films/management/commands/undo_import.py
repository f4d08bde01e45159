from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from films.importers.command import as_command_error
from films.importers.records import SourceError
from films.undoing.undo import Undone, undo
from moviedb.lib.provenance.models import ImportRun


class Command(BaseCommand):
    help = (
        "Undoes the last run of a source: what it brought goes, what it changed returns to what it was. "
        "What somebody edited since stays and is named. "
        "Exit codes: 0 done; 1 there is nothing to undo; 3 an import is at work."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help='a source as the list of runs names it: "tmdb5000", "imdb", "join"')

    def handle(self, *args: Any, source: str, **options: Any) -> None:
        try:
            done = undo(source)
        except SourceError as error:
            raise as_command_error(error) from error
        self._report(done)

    def _report(self, done: Undone) -> None:
        for run in done.runs:
            state = ImportRun.State(run.state).label
            self.stdout.write(f"undone   run {run.pk} of {run.started_at:%Y-%m-%d %H:%M}, which {state}")
        self.stdout.write(
            f"removed  {done.films:,} films, {done.people:,} people, {done.credits:,} credits\n"
            f"restored {done.restored:,} rows"
        )
        for name, counts in done.others.items():
            self.stdout.write(f"{name:8} {counts.removed:,} removed, {counts.restored:,} restored")
        for what, kept in (
            ("films kept, since others added to them", done.kept_films),
            ("people kept, since others added to them", done.kept_people),
            ("values kept, since they were changed after the run", done.kept_values),
        ):
            if kept:
                self.stdout.write(f"{what}: {len(kept):,}, for example {kept[0]}")
