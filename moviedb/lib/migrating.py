"""Commands that a new installation may run first bring the database up to date themselves."""

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from moviedb.lib.file_lock import exclusive_lock


def bring_up_to_date(report: Callable[[str], object]) -> None:
    """Applies what migrations are open; of several processes that do so at once the others wait."""
    settings.STATE_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with exclusive_lock(settings.STATE_DIR / "migrate.lock"):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            report("Preparing the database ...")
            call_command("migrate", interactive=False, verbosity=0)
