"""The contract between sources and the loader: typed records of people and films.

A source yields `PersonRecord`s and `FilmRecord`s in any mixture, with one rule: a person comes before the first
film that names them. None, "" and () mean that the source says nothing; a source never states emptiness.
Everything here is plain data: no ORM, no settings. `check` refuses what the database would refuse, so that a bad
record is rejected with its reason before it reaches a batch.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from moviedb.lib.dates import PartialDate


class Key(NamedTuple):
    """An external id: ("tmdb", "25205"). Unique per kind of record."""

    source: str
    value: str


@dataclass(frozen=True, slots=True)
class NameRecord:
    text: str
    kind: str  # FilmName.Kind or PersonName.Kind
    language: str = ""
    region: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    keys: tuple[Key, ...]  # at least one; the first is how credits refer to this person
    name: str
    kind: str = "person"
    sort_name: str = ""
    biography: str = ""
    birth_date: PartialDate | None = None
    death_date: PartialDate | None = None
    birth_place: str = ""
    gender: int | None = None
    known_for_department: str = ""
    homepage: str = ""
    portrait_path: str = ""
    popularity: float | None = None
    adult: bool = False
    names: tuple[NameRecord, ...] = ()
    # What the source says here is not all that it has said of this person elsewhere: the rest of that stands.
    partial: bool = False


@dataclass(frozen=True, slots=True)
class CreditRecord:
    key: str  # the source's own key of the credit, unique within the source
    person: Key
    department: str
    job: str
    character: str = ""
    billing_order: int | None = None
    credited_as: str = ""
    note: str = ""
    uncredited: bool = False
    voice: bool = False
    on_screen: bool = False
    performed_for: str = ""  # the key of another credit of the same film
    work: str = ""  # composer and piece performed


@dataclass(frozen=True, slots=True)
class TermRecord:
    """A keyword or company: the key where the source has one, else known by its folded name."""

    name: str
    key: Key | None = None
    country: str = ""  # companies only: ISO 3166-1


@dataclass(frozen=True, slots=True)
class TextRecord:
    language: str
    region: str = ""
    overview: str = ""
    tagline: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    country: str
    date: PartialDate
    type: int | None = None  # ReleaseDate.Type, TMDB's numbers
    certification: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class VideoRecord:
    site: str
    key: str
    name: str
    kind: str = ""
    language: str = ""
    region: str = ""
    official: bool = False
    published: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class VotesRecord:
    site: str  # who voted: "tmdb", "imdb"
    average: float  # out of 10
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FilmRecord:
    keys: tuple[Key, ...]  # at least one
    title: str
    original_title: str = ""
    original_language: str = ""
    sort_title: str = ""
    tagline: str = ""
    overview: str = ""
    release_date: PartialDate | None = None
    status: str = ""  # Film.Status
    runtime: int | None = None  # minutes
    budget: int | None = None  # US dollars
    revenue: int | None = None  # US dollars
    homepage: str = ""
    popularity: float | None = None
    adult: bool = False
    poster_path: str = ""
    backdrop_path: str = ""
    collection: TermRecord | None = None
    genres: tuple[str, ...] = ()
    keywords: tuple[TermRecord, ...] = ()
    companies: tuple[TermRecord, ...] = ()
    countries: tuple[str, ...] = ()  # ISO 3166-1 alpha-2
    languages: tuple[str, ...] = ()  # ISO 639-1 as TMDB writes it
    names: tuple[NameRecord, ...] = ()
    texts: tuple[TextRecord, ...] = ()
    releases: tuple[ReleaseRecord, ...] = ()
    videos: tuple[VideoRecord, ...] = ()
    votes: tuple[VotesRecord, ...] = ()
    credits: tuple[CreditRecord, ...] = ()


Record = PersonRecord | FilmRecord
# Called with the work done and the work in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row of the input that was left out, and why: named so that its owner can mend it."""

    file: str
    line: int
    reason: str
    row: str = ""


class SourceError(Exception):
    """The input as a whole cannot be used; the message says what, where and how to mend it."""


class WrongArgumentsError(SourceError):
    """What was asked for cannot be asked so."""


class LockHeldError(SourceError):
    """Another import is at work."""


class TooManyRejectsError(SourceError):
    """More rows are bad than the user allows."""


def stop_at_too_many(rejects: Sequence[Reject], most: int | None, otherwise: str) -> None:
    """`otherwise` says what became of the rest."""
    if most is not None and len(rejects) > most:
        raise TooManyRejectsError(
            f"{len(rejects):,} rows were rejected, and --max-rejects allows {most:,}. {otherwise}"
        )


class CannotResumeError(SourceError):
    """The run to be continued was of something else."""


class CannotWriteError(SourceError):
    """A file of the import's own cannot be written: the disk is full, or it may not."""

    def __init__(self, error: OSError, path: object = None) -> None:
        what = path or error.filename or "A file of the import's own"
        super().__init__(
            f"{what} cannot be written: {error.strerror or error}. What was committed stays; run the command again "
            "when the cause is mended."
        )


class Source(Protocol):
    """What the loader reads from. A source is read once, and yields the same records in the same order each time."""

    name: str  # whose values these are: "tmdb5000", "demo"
    files: list[str]
    rejects: list[Reject]

    def records(self) -> Iterator[Record]: ...

    def progress(self) -> tuple[int, int]:
        """Work done and work in all: what a progress bar shows. In bytes, or in what the source's `unit` says."""
        ...


@dataclass(slots=True)
class Counts:
    """Of one kind of record: what an import did."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(slots=True)
class Result:
    """What the loader tells the command."""

    run_id: int | None
    films: Counts = field(default_factory=Counts)
    people: Counts = field(default_factory=Counts)
    credits: Counts = field(default_factory=Counts)
    rejects: list[Reject] = field(default_factory=list)
    # Of what came beside the records, such as "ratings".
    others: dict[str, Counts] = field(default_factory=dict)
    # Rows that the source no longer has: "kept" because an editor touched them, or "removed".
    gone: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class Beside(Protocol):
    """What a source brings that no record carries, such as millions of ratings: moved set-wise."""

    notes: list[str]  # what the user should know
    report: dict[str, list[str]]  # rows by what became of them, kept with the run
    run: int  # whose doing it is; set before all else

    def before(self, progress: Progress) -> None:
        """Before the first record; nothing of the catalogue is touched yet."""
        ...

    def after(self, progress: Progress, dry_run: bool) -> dict[str, Counts]:
        """When all records are in; gives what it did, kind by kind. Each batch is a transaction of its own."""
        ...

    def close(self) -> None:
        """At the end, also after a fault."""
        ...
