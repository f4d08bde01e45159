"""The demo's files as a source for the loader, which treats them like any other."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from films.demo.credits import credit_records
from films.demo.format import FilmTable, read_file, read_table
from films.demo.people import People, name_record
from films.demo.text import date, unwrap
from films.importers.records import (
    FilmRecord,
    Key,
    Record,
    Reject,
    ReleaseRecord,
    SourceError,
    TermRecord,
    TextRecord,
    VideoRecord,
    VotesRecord,
)

FOLDER = Path(__file__).resolve().parent


class DemoSource:
    """Our own files: a mistake in one of them is mended, not stepped over, so there are no rejects."""

    name = "demo"

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.film_files = sorted((folder / "films").glob("*.toml"))
        self.files = [f"{folder.name} sha256:{_digest(folder)}"]
        self.rejects: list[Reject] = []
        self.films_done = 0

    def records(self) -> Iterator[Record]:
        # All of them are read before the first is given away: a mistake is found before anything is written.
        people = People(self.folder)
        films = [film_record(path, people) for path in self.film_files]
        people.check_all_named()
        told: set[str] = set()
        for film in films:
            for key in dict.fromkeys(credit.person.value for credit in film.credits):
                if key not in told:
                    told.add(key)
                    yield people.record(key)
            yield film
            self.films_done += 1

    def progress(self) -> tuple[int, int]:
        return self.films_done, len(self.film_files)


def _digest(folder: Path) -> str:
    """Of all files of the demo, of the code too: what reads the same file in another way is another source."""
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.toml"), *folder.glob("*.py")]):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def film_record(path: Path, people: People) -> FilmRecord:
    film = read_table(read_file(path), FilmTable, path.name)
    try:
        return FilmRecord(
            keys=(Key("demo", path.stem), *(Key(source, value) for source, value in film.ids.items())),
            title=film.title,
            original_title=film.original_title,
            original_language=film.original_language,
            tagline=film.tagline,
            overview=unwrap(film.overview),
            release_date=date(film.release_date, "release_date"),
            status=film.status,
            runtime=film.runtime,
            popularity=film.popularity,
            budget=film.budget,
            revenue=film.revenue,
            collection=TermRecord(film.collection) if film.collection else None,
            genres=tuple(film.genres),
            keywords=tuple(TermRecord(name) for name in film.keywords),
            companies=tuple(TermRecord(name) for name in film.companies),
            countries=tuple(film.countries),
            languages=tuple(film.languages),
            names=tuple(name_record(row) for row in film.names),
            texts=tuple(
                TextRecord(text.language, text.region, unwrap(text.overview), text.tagline) for text in film.texts
            ),
            videos=tuple(
                VideoRecord(video.site, video.key, video.name, video.kind, video.language) for video in film.videos
            ),
            releases=tuple(_releases(film)),
            votes=(VotesRecord(film.rating.site, film.rating.average, film.rating.count),) if film.rating else (),
            credits=credit_records(path.stem, film, people),
        )
    except ValueError as error:
        raise SourceError(f"{path.name}: {error}") from error


def _releases(film: FilmTable) -> Iterator[ReleaseRecord]:
    for release in film.releases:
        if day := date(release.date, "releases: date"):
            yield ReleaseRecord(release.country, day, release.type, release.certification, release.note)
