"""The format of the demo's files: TOML, checked field by field when it is read.

A film is `films/<slug>.toml`, and the file's name is its key. The least that is valid is a title:

    title = "The Concert"
    original_title = "Le Concert"      # where it differs from the title
    original_language = "fr"           # ISO 639-1; "xx" is no language
    release_date = "2009-11-04"        # or "2009-11", or "2009": what is known and no more
    runtime = 119                      # minutes
    popularity = 10                    # 100 at most: of our own, no source's, for those that many people know
    budget = 8_000_000                 # US dollars
    revenue = 213_928_762
    rating = { site = "tmdb", average = 7.2 }   # and `count`, where known
    genres = ["Drama", "Comedy"]       # TMDB's names; most telling first, as with the other lists
    keywords = ["conductor", "violin"] # lower case
    countries = ["FR", "IT"]           # ISO 3166-1
    languages = ["fr", "ru"]           # spoken
    companies = ["EuropaCorp"]
    collection = "Babylon 5 Collection"
    names = [["Das Konzert", "translated", "de", "DE"]]  # text, FilmName.Kind, language, region
    ids = { imdb = "tt1320082" }       # verified ids elsewhere
    checked = ["tmdb5000"]             # the public data that the facts were compared with
    tagline = "One line."
    overview = \"\"\"
    As many lines as are pleasant to read;
    an empty line makes a paragraph.\"\"\"

    cast = [                           # in billing order: name, character, credited as
      ["Aleksey Guskov", "Andrey Simonovich Filipov"],
    ]
    voices = [["Aya Ueto", "Kai Ichinose"]]   # the same, heard and not seen; billed after the cast
    crew = [                           # name, department, job; people with several jobs have several rows
      ["Radu Mihăileanu", "Directing", "Director"],
    ]

    [[credits]]                        # a credit that says more than its row could
    person = "Sarah Nemtanu"
    department = "Sound"
    job = "Violin Soloist"
    performed_for = ["Mélanie Laurent", "Anne-Marie Jacquet"]   # name and character of another credit
    work = "Tchaikovsky: Violin Concerto in D major, Op. 35"

    [[texts]]                          # the overview and tagline in another language
    language = "fr"
    overview = "…"

    [[videos]]                         # shown as links
    site = "YouTube"
    key = "s7EdQ4FqbhY"
    name = "Trailer"
    kind = "Trailer"

    [[releases]]
    country = "FR"
    date = "2009-11-04"
    type = 3                           # ReleaseDate.Type
    certification = "U"

People need no entry: a name in a film is enough. `people.toml` and the files in `people/` hold those of whom more
is known, each under its key, which is the slug of the name ("sarah-nemtanu"). Where two people share a name, one of
them gets a key of its own there, and films write that key with an @ in place of the name
("@steve-mcqueen-director").
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from films.importers.records import SourceError

# Fixed-length rows: TOML has no tuples, and a row that is too long or too short is a slip of the pen.
NameRow = Annotated[list[str], Meta(min_length=2, max_length=4)]
CastRow = Annotated[list[str], Meta(min_length=1, max_length=3)]
CrewRow = Annotated[list[str], Meta(min_length=3, max_length=3)]
PersonAndCharacter = Annotated[list[str], Meta(min_length=2, max_length=2)]
Text = Annotated[str, Meta(min_length=1)]


class Strict(Struct, forbid_unknown_fields=True):
    """A table in which a misspelt field is an error."""


class Rating(Strict):
    site: Text
    average: Annotated[float, Meta(ge=0, le=10)]
    count: Annotated[int, Meta(gt=0)] | None = None


class ReleaseTable(Strict):
    country: Text
    date: Text
    type: Annotated[int, Meta(ge=1, le=6)] | None = None
    certification: str = ""
    note: str = ""


class CreditTable(Strict):
    person: Text
    department: Text
    job: Text
    character: str = ""
    billing_order: int | None = None
    credited_as: str = ""
    note: str = ""
    uncredited: bool = False
    voice: bool = False
    on_screen: bool = False
    performed_for: PersonAndCharacter | None = None
    work: str = ""


class TextTable(Strict):
    language: Text
    region: str = ""
    overview: str = ""
    tagline: str = ""


class VideoTable(Strict):
    site: Text
    key: Text
    name: Text
    kind: str = ""
    language: str = ""


class FilmTable(Strict):
    title: Text
    original_title: str = ""
    original_language: str = ""
    tagline: str = ""
    overview: str = ""
    release_date: str = ""
    status: str = "Released"
    runtime: Annotated[int, Meta(gt=0)] | None = None
    popularity: Annotated[int, Meta(gt=0, le=100)] | None = None
    budget: Annotated[int, Meta(gt=0)] | None = None
    revenue: Annotated[int, Meta(gt=0)] | None = None
    rating: Rating | None = None
    genres: list[Text] = []
    keywords: list[Text] = []
    countries: list[Text] = []
    languages: list[Text] = []
    companies: list[Text] = []
    collection: str = ""
    names: list[NameRow] = []
    ids: dict[str, Text] = {}
    checked: list[Text] = []
    cast: list[CastRow] = []
    voices: list[CastRow] = []
    crew: list[CrewRow] = []
    credits: list[CreditTable] = []
    texts: list[TextTable] = []
    videos: list[VideoTable] = []
    releases: list[ReleaseTable] = []


class PersonTable(Strict):
    name: Text
    kind: str = "person"
    sort_name: str = ""
    biography: str = ""
    birth_date: str = ""
    death_date: str = ""
    birth_place: str = ""
    gender: int | None = None
    known_for_department: str = ""
    names: list[NameRow] = []


T = TypeVar("T")


def read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path.name}: {error}") from error


def read_table(table: object, kind: type[T], place: str) -> T:
    """The table as `kind`; a SourceError names the place of the first mistake."""
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise SourceError(f"{place}: {error}") from error
