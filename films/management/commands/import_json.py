import time
from typing import Any

from django.db import DatabaseError

from films.exchange.restore import Restore, is_export
from films.importers.command import as_command_error
from films.importers.lists.command import COLUMNS_HELP, FOUND_HELP, ListCommand
from films.importers.lists.source import JsonList
from films.importers.records import SourceError, WrongArgumentsError
from moviedb.lib.migrating import bring_up_to_date


class Command(ListCommand):
    help = (
        "Imports a list of films of your own, an array of objects or one object a line (NDJSON); or, into an empty "
        f"database, what export_catalogue wrote. {FOUND_HELP} {COLUMNS_HELP}"
    )
    reader = JsonList
    kind = "json"

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_export(options["file"]):
            super().handle(*args, **options)
            return
        started = time.monotonic()
        restore = Restore(options["file"])
        try:
            bring_up_to_date(self.stderr.write)
            for name in ("map", "list", "lock", "dates", "limit", "resume"):
                if options[name]:
                    raise WrongArgumentsError(f"--{name} is for lists; an export is read as a whole.")
            with self._progress(restore.name, "") as progress:
                result = restore.restore(dry_run=options["dry_run"], progress=progress)
        except (SourceError, DatabaseError, KeyboardInterrupt) as error:
            raise as_command_error(error) from error
        self._report(restore.name, result, options, time.monotonic() - started)
