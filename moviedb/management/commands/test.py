import os
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

# A process a core, each with a database of its own. Neighbours share what a module sets up: they stay together
# until one process has none left and takes over half of what another still has to do.
EVERYTHING = ("--numprocesses", "auto", "--dist", "worksteal")


class Command(BaseCommand):
    help = (
        "Runs the tests with pytest, which gets all arguments: manage.py test -k folding. "
        f"Without any it runs everything: {' '.join(EVERYTHING)}"
    )
    requires_system_checks = ()

    def run_from_argv(self, argv: Sequence[str]) -> None:
        self.handle(*argv[2:])  # unread: the options are pytest's, not Django's

    def handle(self, *arguments: str, **options: Any) -> None:
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *(arguments or EVERYTHING)])
