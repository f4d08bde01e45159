from films.importers.lists.command import COLUMNS_HELP, ListCommand
from films.importers.lists.source import JsonList


class Command(ListCommand):
    help = (
        "Imports a list of films of your own, an array of objects or one object a line (NDJSON); or, into an empty "
        "database, what export_catalogue wrote. Films are found by their ids at other sites, or by the list's own "
        f"key; unknown ones are added. {COLUMNS_HELP}"
    )
    reader = JsonList
    kind = "json"
