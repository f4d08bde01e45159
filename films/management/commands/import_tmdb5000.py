from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from films.importers.command import ImportCommand
from films.importers.records import Source
from films.importers.tmdb5000 import Tmdb5000Source


class Command(ImportCommand):
    help = "Imports the TMDB 5000 data set: tmdb_5000_movies.csv and tmdb_5000_credits.csv, plain or .gz."

    def add_source_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="the folder in which the two files lie")

    def source(self, **options: Any) -> Source:
        return Tmdb5000Source(options["directory"], limit=options["limit"])
