import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from films.importers.command import as_command_error
from films.importers.records import SourceError
from films.joining.run import join_records


class Command(BaseCommand):
    help = (
        "Finds films and people that several sources brought without a common id, joins those that are certain (two "
        "or more facts beside the name agree, and nobody else fits) and lists the rest in the admin for review. "
        "undo_import join takes the last run back. "
        "Exit codes: 0 done; 3 an import is at work; 5 the database stopped it, and nothing was joined."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="do everything, then roll it back")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        started = time.monotonic()
        try:
            done = join_records(dry_run=dry_run)
        except (SourceError, DatabaseError) as error:
            raise as_command_error(error) from error
        self.stdout.write(done.summary())
        for line in done.report if options["verbosity"] > 1 else done.report[:1]:
            self.stdout.write(line)
        ending = " (dry run: nothing was written)" if dry_run else ""
        self.stdout.write(f"Done in {time.monotonic() - started:.1f} s{ending}.")
