from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from films.importers.command import ImportCommand
from films.importers.movielens import MovieLensSource
from films.importers.outside import MovieLensRatings
from films.importers.records import Beside, Source


class Command(ImportCommand):
    help = (
        "Imports MovieLens (ml-latest-small, 25M, 32M): movies.csv, links.csv, ratings.csv and, where it is there, "
        "tags.csv, plain or .gz. Ratings stay anonymous and apart from the site's own. Films are found by their ids "
        "in links.csv; films that the catalogue does not have are left out with their ratings, unless --add-films "
        "is given. undo_import movielens gives the former ratings back."
    )

    def add_source_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="the folder in which the files lie")
        parser.add_argument("--add-films", action="store_true", help="take films that the catalogue does not have")

    def source(self, **options: Any) -> Source:
        return MovieLensSource(options["directory"], limit=options["limit"])

    def beside(self, source: Any, **options: Any) -> Beside:
        return MovieLensRatings(source, options["directory"], options["add_films"])
