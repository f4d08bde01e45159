from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from films.importers.command import ImportCommand, positive
from films.importers.records import Source
from films.importers.tmdb.selection import LISTS
from films.importers.tmdb.session import Session
from films.importers.tmdb.source import PEOPLE


def wanted(text: str) -> int | str:
    """25205 or tt1320082."""
    if text.isascii() and text.isdigit() and 0 < int(text[:12]) < 2**31:
        return int(text)
    if text.startswith("tt") and text[2:].isascii() and text[2:].isdigit():
        return text
    raise ArgumentTypeError(f"{text!r} is neither TMDB's number of a film nor IMDb's (tt1320082)")


class Command(ImportCommand):
    help = (
        "Imports films and their people from TMDB's API. Needs a token (free, themoviedb.org/settings/api) in "
        "MOVIEDB_TMDB_TOKEN. Name films by id, or say which ones: --list, --search, --company, --of-person, --year, "
        "--export, --imdb-only, --without-details, --known or --changes."
    )

    def add_source_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_argument_group("which films")
        which.add_argument("films", nargs="*", type=wanted, help="TMDB's numbers, or IMDb's (tt1320082)")
        which.add_argument("--list", choices=LISTS, help="one of TMDB's lists")
        which.add_argument("--search", metavar="TITLE", help="what TMDB finds under this title (with --year: of it)")
        which.add_argument("--year", type=positive, help="films first released in this year, the best known first")
        which.add_argument("--company", type=positive, metavar="ID", help="films of a company")
        which.add_argument("--of-person", type=positive, metavar="ID", help="all films of a person")
        which.add_argument("--pages", type=positive, default=5, help="of a list or search, 20 films each (default: 5)")
        which.add_argument("--export", metavar="FILE", help="TMDB's daily id export; 'latest' fetches today's")
        which.add_argument("--least-popularity", type=float, default=0.0, metavar="N", help="in an export")
        which.add_argument("--imdb-only", action="store_true", help="films that we know by IMDb's id alone")
        which.add_argument("--without-details", action="store_true", help="films known by TMDB's id from elsewhere")
        which.add_argument("--known", action="store_true", help="every film that we know by TMDB's id, again")
        which.add_argument(
            "--changes", action="store_true", help="of those, what changed since they were last asked about"
        )
        what = parser.add_argument_group("what of them")
        what.add_argument("--people", choices=PEOPLE, default="top", help="whose pages to fetch too (default: top)")
        what.add_argument("--language", default="en", help="of titles and texts: en, pt-BR (default: en)")
        what.add_argument("--fallback", default="en", help="where there is no text in it (default: en)")
        what.add_argument("--texts", default="", metavar="LANGS", help="keep texts in these too: de,fr or all")
        what.add_argument("--adult", action="store_true", help="take in films for adults only")
        how = parser.add_argument_group("how")
        cache = "keep answers here and use those that are there; with it, --resume asks for nothing twice"
        how.add_argument("--cache", type=Path, metavar="DIR", help=cache)
        how.add_argument("--max-age", type=positive, default=180, metavar="DAYS", help="of kept answers (default: 180)")
        how.add_argument("--offline", action="store_true", help="use kept answers only")
        how.add_argument("--connections", type=positive, default=8, help="requests at the same time (default: 8)")

    session: Session | None = None

    def source(self, **options: Any) -> Source:
        self.session = Session(options)
        return self.session.source

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            super().handle(*args, **options)
        finally:
            if self.session:
                self.session.close()
        for line in self.session.closing_lines() if self.session else ():
            self.stdout.write(line)
