from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from films.similarity.export import SITES, export
from moviedb.lib.whole_file import whole_file


class Command(BaseCommand):
    help = "Writes every film's similar films as lines of film, rank and similar film, by the ids of another site."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ids", choices=SITES, required=True, help="whose ids; films that it lacks are left out")
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to (default: standard output)")

    def handle(self, *args: Any, ids: str, output: Path | None, **options: Any) -> None:
        lines = (f"{film}\t{rank}\t{other}\n" for film, rank, other in export(ids))
        if output is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        try:
            with whole_file(output) as file:
                file.writelines(line.encode() for line in lines)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}. Nothing was written.") from error
