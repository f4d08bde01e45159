import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from films.demo import load_demo
from moviedb import serving
from moviedb.accounts.models import User

CATALOGUE = "demo"
ADMIN = "admin"


class Command(BaseCommand):
    help = "Serves a site with example films, from a database of its own beside the real catalogue's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        serving.add_arguments(parser)

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        if settings.CATALOGUE != CATALOGUE:
            raise CommandError("The demo has a catalogue of its own: run it as `python3 manage.py demo`.")
        serving.check_port(host, port)
        with serving.tidy_end(self.report):
            serving.prepare(self.report)
            load_demo(report=self.report)
            self.make_admin()
            serving.serve(host, port, workers, self.tell_addresses)

    def make_admin(self) -> None:
        if User.objects.filter(username=ADMIN).exists():
            return
        password = secrets.token_urlsafe(12)
        User.objects.create_superuser(ADMIN, password=password)
        # At once: after an interruption nobody could tell it any more.
        self.report(f"The admin's user is {ADMIN}, the password {password} (shown this once only).")

    def tell_addresses(self, address: str) -> None:
        self.report(f"The demo is at {address}  (Ctrl-C stops it)")
        self.report(f"Its admin is at {address.rstrip('/')}{reverse('admin:index')}, user {ADMIN}.")
        self.report(f"Another password: MOVIEDB_CATALOGUE={CATALOGUE} python3 manage.py changepassword {ADMIN}")

    def report(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
