"""Twenty films of the real data, read with csv and json alone: what records and tables are compared with."""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.paths import TMDB5000

# Each for something that goes wrong easily.
TWENTY = {
    155: '"(as Ben Blankenship)" behind characters',
    338: "a keyword that is a no-break space",
    597: "a person twice in the cast",
    1372: 'crew of department "Actors"',
    3131: "a person of unknown gender, which another film knows",
    9543: "ties in the billing order",
    11891: "a carriage return in the overview",
    19995: "the first row",
    21301: "two blanks in the title",
    43630: "status Rumored; no credits",
    44754: "the gender that 3131 does not know",
    62204: 'original language "xx"',
    101173: "country CS",
    150540: '"(voice) (uncredited)"',
    205775: "a no-break space in the overview",
    206647: "names with outer blanks",
    290864: 'original language "cn"',
    357837: "status Post Production",
    370980: "no runtime",
    380097: "no release date",
}


@dataclass
class PlainCredit:
    key: str
    person: int
    name: str
    gender: int | None
    department: str
    job: str
    character: str = ""
    order: int | None = None
    credited_as: str = ""
    uncredited: bool = False
    voice: bool = False
    on_screen: bool = False


@dataclass
class PlainFilm:
    id: int
    title: str
    original_title: str
    original_language: str
    tagline: str
    overview: str
    release_date: str
    status: str
    runtime: int | None
    budget: int | None
    revenue: int | None
    homepage: str
    popularity: float
    votes: tuple[float, int | None] | None
    genres: list[str]
    keywords: list[str]
    companies: list[tuple[int, str]]
    countries: list[str]
    languages: list[str]
    credits: list[PlainCredit]


def write_twenty_films(directory: Path) -> None:
    """The two files with the rows of the twenty films alone, byte by byte as they are: a row is a line there."""
    for name, film_id in (("movies", "id"), ("credits", "movie_id")):
        with gzip.open(TMDB5000 / f"tmdb_5000_{name}.csv.gz") as stream:
            lines = stream.readlines()
        wanted = [i for i, row in enumerate(_rows(name), 1) if int(row[film_id]) in TWENTY]
        (directory / f"tmdb_5000_{name}.csv").write_bytes(lines[0] + b"".join(lines[i] for i in wanted))


@cache
def twenty_films() -> list[PlainFilm]:
    credits = {int(row["movie_id"]): row for row in _rows("credits")}
    genders: dict[int, int] = {}  # of people in all films
    for row in credits.values():
        for entry in json.loads(row["cast"]) + json.loads(row["crew"]):
            genders[entry["id"]] = genders.get(entry["id"]) or entry["gender"]
    films = [_film(row, credits[int(row["id"])], genders) for row in _rows("movies") if int(row["id"]) in TWENTY]
    assert {film.id for film in films} == set(TWENTY)
    return films


def _rows(which: str) -> Iterator[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with gzip.open(TMDB5000 / f"tmdb_5000_{which}.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _film(row: dict[str, str], credits: dict[str, str], genders: dict[int, int]) -> PlainFilm:
    def names(column: str) -> list[str]:
        return [single(entry["name"]) for entry in json.loads(row[column]) if entry["name"].strip()]

    return PlainFilm(
        id=int(row["id"]),
        title=single(row["title"]),
        original_title=single(row["original_title"]),
        original_language=row["original_language"],
        tagline=single(row["tagline"]),
        overview="\n".join(single(line) for line in row["overview"].strip().replace("\r", "\n").split("\n")),
        release_date=row["release_date"],
        status=row["status"],
        runtime=int(float(row["runtime"] or 0)) or None,
        budget=int(row["budget"]) or None,
        revenue=int(row["revenue"]) or None,
        homepage=row["homepage"],
        popularity=float(row["popularity"]),
        votes=(float(row["vote_average"]), int(row["vote_count"])) if int(row["vote_count"]) else None,
        genres=names("genres"),
        keywords=names("keywords"),
        companies=[(entry["id"], single(entry["name"])) for entry in json.loads(row["production_companies"])],
        countries=[entry["iso_3166_1"] for entry in json.loads(row["production_countries"])],
        languages=[entry["iso_639_1"] for entry in json.loads(row["spoken_languages"])],
        credits=[
            *(_part(entry, genders) for entry in json.loads(credits["cast"])),
            *(_job(entry, genders) for entry in json.loads(credits["crew"])),
        ],
    )


def _part(entry: dict[str, Any], genders: dict[int, int]) -> PlainCredit:
    credit = _credit(entry, genders, "Acting", "Actor")
    credit.order = entry["order"]
    text, kept = single(entry["character"]), ""
    while text.endswith(")"):
        head, _, note = text.removesuffix(")").rpartition("(")
        if note == "voice":
            credit.voice = True
        elif note == "uncredited":
            credit.uncredited = True
        elif note.startswith("as "):
            credit.credited_as = note.removeprefix("as ")
        else:
            kept = f" ({note}){kept}"
        text = head.strip()
    credit.character = (text + kept).strip()
    credit.on_screen = not credit.voice
    return credit


def _job(entry: dict[str, Any], genders: dict[int, int]) -> PlainCredit:
    department = "Acting" if entry["department"] == "Actors" else entry["department"]
    return _credit(entry, genders, department, entry["job"])


def _credit(entry: dict[str, Any], genders: dict[int, int], department: str, job: str) -> PlainCredit:
    gender = genders[entry["id"]] or None
    return PlainCredit(entry["credit_id"], entry["id"], single(entry["name"]), gender, department, job)


def single(text: str) -> str:
    return " ".join(text.split())
