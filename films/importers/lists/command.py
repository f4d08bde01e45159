"""The arguments that import_csv and import_json share."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any, ClassVar

from films.importers.command import ImportCommand
from films.importers.lists.beside import ListBeside
from films.importers.lists.columns import documented, read_map
from films.importers.lists.source import CsvList, JsonList
from films.importers.records import Beside, Source, WrongArgumentsError

DATES = {"dmy": True, "mdy": False, None: None}


class ListCommand(ImportCommand):
    reader: ClassVar[type[CsvList] | type[JsonList]]
    kind: ClassVar[str]

    def add_source_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("file", type=Path, help="the list, plain or .gz")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help='what a column is: --map "Mein Titel=title"; an empty field leaves the column out',
        )
        parser.add_argument(
            "--list",
            default="",
            metavar="NAME",
            help="keeps this list's values apart from those of other lists of yours: give each list its own name",
        )
        parser.add_argument(
            "--lock", action="store_true", help="lock the fields that the file sets, as an editor would"
        )
        parser.add_argument("--dates", choices=("dmy", "mdy"), help="how 9/12/2003 is meant (default: refuse it)")

    def source(self, **options: Any) -> Source:
        name = f"{self.kind}:{options['list']}" if options["list"] else self.kind
        if len(name) > 30 or not name.isprintable():
            raise WrongArgumentsError(
                f"--list {options['list']!r} is too long: at most {30 - len(self.kind) - 1} letters."
            )
        return self.reader(
            options["file"],
            name,
            read_map(options["map"]),
            limit=options["limit"],
            day_first=DATES[options["dates"]],
        )

    def beside(self, source: Any, **options: Any) -> Beside:
        return ListBeside(source, options["lock"])


FOUND_HELP = (
    "Films are found by their ids at other sites, or by the list's own key; else by title, year and a director (or "
    "three of the cast) together, where only one film fits; films that may be meant are listed in the admin for "
    "review. Unknown ones are added, if the list has a key or id for them. Directors and cast serve to recognise "
    "films: they make no credits, for a name alone is nobody yet. Several genres, countries … stand in one cell, "
    "between bars, semicolons or commas."
)
COLUMNS_HELP = f"Fields and the headers by which they are known: {documented()}."
