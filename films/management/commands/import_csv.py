from films.importers.lists.command import COLUMNS_HELP, ListCommand
from films.importers.lists.source import CsvList


class Command(ListCommand):
    help = (
        "Imports a list of films of your own: CSV with a header, separated by commas, semicolons or tabs, in UTF-8, "
        "UTF-16 or Windows-1252. Films are found by their ids at other sites, or by the list's own key; unknown ones "
        f"are added. Several genres, countries … stand in one cell, between bars or commas. {COLUMNS_HELP}"
    )
    reader = CsvList
    kind = "csv"
