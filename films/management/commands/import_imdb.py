from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from films.importers.command import ImportCommand
from films.importers.imdb import ImdbSource
from films.importers.imdb_vocabulary import ALL_TYPES, FILM_TYPES
from films.importers.records import Source

COURTESY = "Information courtesy of IMDb (https://www.imdb.com). Used with permission."


def types(text: str) -> list[str]:
    found = list(ALL_TYPES) if text == "all" else [word.strip() for word in text.split(",")]
    if unknown := [word for word in found if word not in ALL_TYPES]:
        raise ValueError(f"{', '.join(unknown)}: choose from {', '.join(ALL_TYPES)}")
    return found


class Command(ImportCommand):
    help = (
        "Imports IMDb's non-commercial data sets (https://datasets.imdbws.com/): title.basics, title.crew, "
        "title.principals, title.ratings, title.akas and name.basics, as .tsv or .tsv.gz, any of them. "
        "They are for personal and non-commercial use and may not be republished."
    )

    def add_source_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="the folder in which the dumps lie")
        parser.add_argument("--types", type=types, default=list(FILM_TYPES), metavar="TYPE,…",
                            help=f"title types to take, or all (default: {','.join(FILM_TYPES)})")  # fmt: skip
        parser.add_argument("--adult", action="store_true", help="take adult titles too")

        parser.add_argument("--anew", action="store_true", help="compare also dumps that were imported before")

    def source(self, **options: Any) -> Source:
        self.stdout.write(COURTESY)
        source = ImdbSource(
            options["directory"],
            types=options["types"],
            adult=options["adult"],
            limit=options["limit"],
            anew=options["anew"],
        )
        for name in source.without_base:
            self.stderr.write(f"{name} is left out: it says nothing without title.basics (credits: and name.basics).")
        return source
