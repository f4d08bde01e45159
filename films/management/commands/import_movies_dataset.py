from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from films.importers.command import ImportCommand
from films.importers.movies_dataset import MoviesDatasetSource
from films.importers.records import Source


class Command(ImportCommand):
    help = (
        'Imports Kaggle\'s "The Movies Dataset": movies_metadata.csv and credits.csv and, where they are there, '
        "keywords.csv and links.csv (for MovieLens' ids), plain or .gz. Its ratings are MovieLens': see "
        "import_movielens."
    )

    def add_source_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="the folder in which the files lie")

    def source(self, **options: Any) -> Source:
        return MoviesDatasetSource(options["directory"], limit=options["limit"])
