import os
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Runs the tests with pytest, which gets all arguments: manage.py test -k folding"
    requires_system_checks = ()

    def run_from_argv(self, argv: Sequence[str]) -> None:
        self.handle(*argv[2:])  # unread: the options are pytest's, not Django's

    def handle(self, *arguments: str, **options: Any) -> None:
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])
