from films.importers.lists.command import COLUMNS_HELP, FOUND_HELP, ListCommand
from films.importers.lists.source import CsvList


class Command(ListCommand):
    help = (
        "Imports a list of films of your own: CSV with a header, separated by commas, semicolons or tabs, in UTF-8, "
        f"UTF-16 or Windows-1252. {FOUND_HELP} {COLUMNS_HELP}"
    )
    reader = CsvList
    kind = "csv"
