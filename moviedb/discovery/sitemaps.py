"""Sitemaps: every film's and person's address with the time of its last change, as files made by a command.

A million films make twenty files. Each is written as its rows arrive and takes the place of the old one whole;
the index comes last, so that it never names a file that is not there.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Manager
from django.urls import reverse
from django.utils import timezone

from films.models import Film
from moviedb.discovery.changes import FILM_ROWS, PERSON_ROWS, Changes
from moviedb.lib.file_lock import exclusive_lock
from moviedb.lib.links import film_url, person_url
from moviedb.lib.whole_file import UNFINISHED, whole_file
from people.models import Person

URLS_PER_FILE = 50_000  # the most that sitemaps.org allows
BATCH = 10_000
INDEX = "index"
ROWS = {"films": FILM_ROWS, "people": PERSON_ROWS}
PAGES = ("home", "films:list", "films:genres", "people:list", "hidden-hands", "about", "how-similar")
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Entry(NamedTuple):
    path: str
    changed: datetime | None = None


class Part(NamedTuple):
    """One file, and the last change of what it lists."""

    name: str
    urls: int
    changed: datetime | None


def folder() -> Path:
    """The demo has a catalogue of its own, and so its own sitemaps."""
    path: Path = settings.STATE_DIR / f"sitemaps{settings.CATALOGUE and '-'}{settings.CATALOGUE}"
    return path


def sitemap_file(name: str) -> Path:
    return folder() / f"{name}.xml"


def build(site: str) -> list[Part]:
    """Writes all files anew; `site` is what stands before the paths, "https://films.example"."""
    folder().mkdir(parents=True, exist_ok=True)
    with exclusive_lock(folder() / "lock"):
        parts = [
            *_write("pages", map(Entry, map(reverse, PAGES)), site),
            *_write("films", _entries("films", Film.objects, "title", film_url), site),
            *_write("people", _entries("people", Person.objects, "name", person_url), site),
        ]
        _write_index(parts, site)
        _remove_others({INDEX, *(part.name for part in parts)})
    return parts


def _entries(kind: str, objects: Manager[Any], name: str, url: Callable[[int, str], str]) -> Iterator[Entry]:
    """In order of id, some thousands at a time: memory stays flat, and no cursor is held through a pooler."""
    last, path = 0, folder() / f"{kind}.changes"
    with whole_file(path) as file:
        changes = Changes(ROWS[kind], path, file, timezone.now())
        while rows := list(objects.filter(pk__gt=last).order_by("pk").values_list("pk", name, "updated_at")[:BATCH]):
            last = rows[-1][0]
            numbers = changes.numbers(rows[0][0], last)
            for pk, text, updated_at in rows:
                # A record deleted between the two statements has no number.
                if pk in numbers:
                    yield Entry(url(pk, text), changes.last_change(pk, numbers[pk], updated_at))


def _write(kind: str, entries: Iterable[Entry], site: str) -> Iterator[Part]:
    remaining = iter(entries)
    for number in count(1):
        first = next(remaining, None)
        if first is None:
            return
        yield _write_part(f"{kind}-{number}", first, islice(remaining, URLS_PER_FILE - 1), site)


def _write_part(name: str, first: Entry, others: Iterable[Entry], site: str) -> Part:
    urls, changed = 0, first.changed
    with whole_file(sitemap_file(name)) as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_NAMESPACE}">\n'.encode())
        for entry in chain((first,), others):
            file.write(f"<url>{_location(site + entry.path, entry.changed)}</url>\n".encode())
            changed = max(changed, entry.changed) if changed and entry.changed else changed
            urls += 1
        file.write(b"</urlset>\n")
    return Part(name, urls, changed)


def _write_index(parts: list[Part], site: str) -> None:
    with whole_file(sitemap_file(INDEX)) as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_NAMESPACE}">\n'.encode())
        for part in parts:
            url = site + reverse("sitemap-part", args=[part.name])
            file.write(f"<sitemap>{_location(url, part.changed)}</sitemap>\n".encode())
        file.write(b"</sitemapindex>\n")


def _location(url: str, changed: datetime | None) -> str:
    time = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    return f"<loc>{escape(url)}</loc>{time}"


def _remove_others(names: set[str]) -> None:
    for path in folder().iterdir():
        stale = path.suffix == ".xml" and path.stem not in names
        if stale or path.suffix == UNFINISHED:
            path.unlink()
