from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from moviedb import serving


class Command(BaseCommand):
    help = "Brings the database up to date and serves the site with the production server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        serving.add_arguments(parser)

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        serving.check_port(host, port)
        with serving.tidy_end(self.report):
            serving.prepare(self.report)
            serving.serve(host, port, workers, self.tell_address)

    def report(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def tell_address(self, address: str) -> None:
        self.report(f"The site is at {address}  (Ctrl-C stops it)")
