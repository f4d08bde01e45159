"""One run of the importer, from the options of its command: whom it asks, and for what."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from films.importers.cells import BadValue
from films.importers.records import SourceError, WrongArgumentsError
from films.importers.tmdb import catalogue, export, selection
from films.importers.tmdb.answers import Answers
from films.importers.tmdb.cache import Cache
from films.importers.tmdb.client import Client
from films.importers.tmdb.films import Reading
from films.importers.tmdb.source import TmdbSource

WHICH = (
    "films", "list", "search", "year", "company", "of_person", "export", "imdb_only", "without_details", "known",
    "changes",
)  # fmt: skip


class Session:
    def __init__(self, options: Mapping[str, Any]) -> None:
        """Raises SourceError where nothing can be asked for; the lists of films are read here."""
        asked = [name for name in WHICH if options[name]]
        if not asked:
            raise WrongArgumentsError("Say which films: ids, --list, --search, --year, --known or another; see --help.")
        if options["offline"] and not options["cache"]:
            raise WrongArgumentsError("--offline needs --cache DIR: the folder that has the answers.")
        if options["search"] and options["company"]:
            raise WrongArgumentsError("--search and --company cannot be combined: TMDB searches in titles only.")
        self.options = options
        self._client = None
        if not options["offline"]:
            self._client = Client(
                settings.TMDB_TOKEN, settings.TMDB_API, settings.TMDB_RATE, connections=options["connections"]
            )
        self._cache = None
        if options["cache"]:
            # What has changed since the last run is not what was kept then.
            since = catalogue.last_run().finished_at if options["changes"] else None
            self._cache = Cache(options["cache"], self._client, timedelta(days=options["max_age"]), since)
        answers = self._cache or self._client
        assert answers is not None  # one of the two, as checked above
        try:
            self.source = self._source(answers, asked)
        except BadValue as error:
            self.close()
            raise SourceError(f"A list of TMDB's cannot be read: {error}") from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._client:
            self._client.close()
        if self._cache:
            self._cache.close()

    def closing_lines(self) -> Iterator[str]:
        if self._client:
            yield f"{self._client.requests:,} request{'' if self._client.requests == 1 else 's'} to TMDB."
        if self._cache and (age := self._cache.age()):
            yield f"{age}."
        yield "This product uses the TMDB API but is not endorsed or certified by TMDB."

    def _source(self, answers: Answers, asked: list[str]) -> TmdbSource:
        options = self.options
        texts = options["texts"].split(",") if options["texts"] else []
        reading = Reading(
            language=options["language"],
            fallback=options["fallback"],
            texts=None if texts == ["all"] else frozenset(text.strip() for text in texts),
            adult=options["adult"],
        )
        people: list[int] = []
        if options["changes"] and options["people"] != "none":
            people = self._changed(answers, "person", catalogue.known_people())
        return TmdbSource(
            answers,
            list(self._films(answers)),
            people,
            asked=", ".join(f"{name} {options[name]}" if options[name] is not True else name for name in asked),
            reading=reading,
            look_up=options["people"],
            connections=options["connections"],
            limit=options["limit"],
        )

    def _films(self, answers: Answers) -> Iterator[int | str]:
        options, pages = self.options, self.options["pages"]
        yield from options["films"]
        if options["list"]:
            yield from selection.listed(answers, options["list"], pages)
        if options["search"]:
            yield from selection.searched(answers, options["search"], options["year"], pages, options["adult"])
        elif options["year"] or options["company"]:
            yield from selection.discovered(answers, pages, options["year"], options["company"])
        if options["of_person"]:
            yield from selection.of_person(answers, options["of_person"])
        if options["export"]:
            path = Path(options["export"])
            if options["export"] == "latest":
                path = export.download(options["cache"] or settings.STATE_DIR / "tmdb")
            yield from export.read_ids(path, options["adult"], options["least_popularity"])
        if options["imdb_only"]:
            yield from catalogue.films_with_only_imdb()
        if options["without_details"]:
            yield from catalogue.films_without_details()
        if options["known"]:
            yield from catalogue.known_films()
        if options["changes"]:
            yield from self._changed(answers, "movie", catalogue.known_films())

    def _changed(self, answers: Answers, kind: str, known: list[int]) -> list[int]:
        today = datetime.now(UTC).date()
        # A day more than needed: the change lists go by TMDB's own clock.
        since = catalogue.told_of_all(people=kind == "person").started_at.date() - timedelta(days=1)
        changed = set(selection.changed(answers, kind, since, today))
        return sorted(changed.intersection(known))
