import time
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from moviedb.discovery import sitemaps
from moviedb.lib.hosts import web_address


class Command(BaseCommand):
    help = "Writes the sitemaps that search engines find through robots.txt. Run it daily, or after an import."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--base-url",
            default=settings.BASE_URL,
            help="where the site is, such as https://films.example (default: MOVIEDB_BASE_URL)",
        )

    def handle(self, *, base_url: str, **options: Any) -> None:
        start = time.monotonic()
        parts = sitemaps.build(checked(base_url))
        urls = sum(part.urls for part in parts)
        seconds = time.monotonic() - start
        self.stdout.write(f"{urls:,} addresses in {len(parts)} sitemaps, in {seconds:.1f} s: {sitemaps.folder()}")


def checked(base_url: str) -> str:
    """Scheme and host alone; the addresses of pages already begin with a slash."""
    if not base_url:
        raise CommandError("Say where the site is: set MOVIEDB_BASE_URL or pass --base-url https://films.example")
    if not web_address(base_url) or urlsplit(base_url.rstrip("/"))[2:] != ("", "", ""):
        raise CommandError(f"{base_url!r} is not the address of a site: use scheme and host, https://films.example")
    return base_url.rstrip("/")
