"""A dump in IMDb's format of the very films of TMDB 5000, with traps: made up, but for what TMDB 5000 says itself.

`make(directory, tmdb, seed)` writes the dumps; its `Truth` says which record of the dump is which of TMDB 5000's,
and what must become of each trap: joined, kept apart ("new") or left to editors ("review").
"""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from films.importers.imdb_files import COLUMNS
from tests.films.joining.tmdb5000_cut import Cells, read

NONE = "\\N"
GENRES = {"Science Fiction": "Sci-Fi", "TV Movie": ""}
# TMDB's job → IMDb's category and what stands in `job`.
JOBS = {
    "Director": ("director", NONE), "Screenplay": ("writer", "screenplay"), "Writer": ("writer", "written by"),
    "Story": ("writer", "story"), "Novel": ("writer", "novel"), "Producer": ("producer", "producer"),
    "Original Music Composer": ("composer", NONE), "Director of Photography": ("cinematographer", NONE),
    "Editor": ("editor", NONE),
}  # fmt: skip
MOST_OF_A_JOB = {"Producer": 3, "Director": 99}
MOST_CAST = 10
TRAPS = (
    "remake",
    "namesake's film",
    "short of the same director",
    "year apart",
    "two years fit",
    "namesake in the cast",
    "other spelling",
    "other name",
    "title translated",
    "without year",
    "only title and year",
    "only title, year and length",
    "nothing but the title",
    "director spelt otherwise",
)
# Not planted: TMDB 5000 has films of which it tells nobody, or not even the year.
BARE = "nobody named"  # fmt: skip


@dataclass
class Trap:
    kind: str
    id: str  # tt or nm
    expect: str  # "join", "new" or "review"


@dataclass
class Truth:
    films: dict[str, str | None] = field(default_factory=dict)  # tt → TMDB's id
    people: dict[str, str | None] = field(default_factory=dict)
    directors: Counter[str] = field(default_factory=Counter)  # TMDB's id of a film → how many direct it
    traps: list[Trap] = field(default_factory=list)

    def expected(self, expect: str) -> list[str]:
        return sorted(trap.id for trap in self.traps if trap.expect == expect)


def make(directory: Path, tmdb: Path, seed: int, traps_each: int = 5) -> Truth:
    return _Maker(*read(tmdb), seed, traps_each).write(directory)


class _Maker:
    def __init__(self, films: list[Cells], credits: dict[str, Cells], seed: int, traps_each: int) -> None:
        self.random = random.Random(seed)
        self.rows: dict[str, list[list[str]]] = {name: [] for name in COLUMNS}
        self.truth = Truth()
        self.names: dict[str, str] = {}  # nm → name
        self.nm_of: dict[str, str] = {}
        self.ids = {prefix: iter(self.random.sample(range(1, 99_999_999), 200_000)) for prefix in ("tt", "nm")}
        titles = Counter(film["title"].casefold() for film in films)
        sound = []
        for film in films:
            entries = credits[film["id"]]
            film["_cast"], film["_crew"] = json.loads(entries["cast"]), json.loads(entries["crew"])
        # Of whom nothing else tells the dump's reader who they are: the dump names their part.
        self.known_by_part: set[int] = set()
        self.films_directed = Counter(
            each["id"] for film in films for each in film["_crew"] if each["job"] == "Director"
        )
        for film in films:
            if titles[film["title"].casefold()] == 1 and self._is_sound(film):
                sound.append(film["id"])
        trapped = self.random.sample(sound, len(TRAPS) * traps_each)
        self.traps = {film: TRAPS[i % len(TRAPS)] for i, film in enumerate(trapped)}
        for film in films:
            self._film(film, self.traps.get(film["id"], ""))

    def _is_sound(self, film: Cells) -> bool:
        """Fit for any trap: a director of this film only, a cast of whom each has a part, names of two words."""
        people = [each["name"] for each in film["_cast"][:MOST_CAST]]
        directors = [each for each in film["_crew"] if each["job"] == "Director"]
        parts = [_parts(each) for each in film["_cast"][:MOST_CAST]]
        return (
            len(directors) == 1 and self.films_directed[directors[0]["id"]] == 1
            and len(people) >= 6 and len(set(people)) == len(people) and all(parts)
            and not self.films_directed[film["_cast"][1]["id"]]
            and all(re.fullmatch(r"[A-Za-z]{3,} [A-Za-z]{3,}", name) for name in (*people[:2], directors[0]["name"]))
            and directors[0]["name"] not in people and bool(film["release_date"]) and float(film["runtime"] or 0) > 60
            and len([1 for each in film["_crew"] if each["id"] == directors[0]["id"]]) == 1
        )  # fmt: skip

    def _film(self, film: Cells, trap: str) -> None:
        year = int(film["release_date"][:4]) if film["release_date"] else None
        minutes = int(float(film["runtime"] or 0)) or None
        tt = self._id("tt")
        self.truth.films[tt] = film["id"]
        self.truth.directors[film["id"]] = len({entry["id"] for entry in film["_crew"] if entry["job"] == "Director"})
        title, original = film["title"], film["original_title"]
        cast: list[Any] = film["_cast"][:MOST_CAST]
        crew: list[Any] = film["_crew"]
        if trap:
            director = next(each for each in crew if each["job"] == "Director")
            assert year
            match trap:
                case "remake":
                    self._other(trap, film, self.random.choice((year - 30, year + 2, year + 11)), minutes)
                case "namesake's film":
                    self._other(trap, film, year - 12, minutes, director["name"])
                case "short of the same director":
                    own = [self._person(director), *map(self._person, cast[:4])]
                    self._other(trap, film, year - 1, 14, people=own, type="short")
                case "year apart":
                    year += self.random.choice((-1, 1))
                    self._trap(trap, tt, "join")
                case "two years fit":
                    # The dump says of both but who directed them, and neither is of TMDB's year.
                    cast, crew = [], [director]
                    self._other(trap, film, year - 1, None, people=[self._person(director)], expect="review")
                    year, minutes = year + 1, None
                    self._trap(trap, tt, "review")
                case "namesake in the cast":
                    nm = self._named(cast[1]["name"])
                    self._principal(tt, 30, nm, "actor", NONE, json.dumps(["Somebody else entirely"]))
                    self._trap(trap, nm, "new")
                    self._trap(trap, self._person(cast[1]), "join")
                case "other spelling":
                    self._rename(trap, cast[1], lambda name: re.sub("[aeiou]", "\\g<0>\u0301", name, count=1).upper())
                case "other name":
                    self.known_by_part.add(cast[1]["id"])
                    self._rename(trap, cast[1], lambda name: f"{name[0]}. {name.split()[1]}", "review")
                case "title translated":
                    title, original = f"{title}: the French cut", film["title"]
                    self._trap(trap, tt, "join")
                case "without year":
                    year = None
                    self._trap(trap, tt, "join")
                case "only title and year":
                    cast, crew, minutes = [], [], None
                    self._trap(trap, tt, "join")
                case "only title, year and length":
                    cast, crew = [], []
                    self._trap(trap, tt, "join")
                case "nothing but the title":
                    cast, crew, year, minutes = [], [], None, None
                    self._trap(trap, tt, "new")
                case "director spelt otherwise":
                    self._rename(trap, director, lambda name: name.replace(" ", " Q. "))
                    self._trap(trap, tt, "join")
        else:
            named = {each["id"] for each in (*cast, *(each for each in crew if each["job"] in JOBS))}
            if not named:
                self._trap(BARE, tt, "join" if year else "new")
        genres = [GENRES.get(each["name"], each["name"]) for each in json.loads(film["genres"])]
        self._title(tt, "movie", title, original, year, minutes, [genre for genre in genres if genre][:3])
        if film["vote_count"] != "0":
            self.rows["title.ratings"].append([tt, f"{float(film['vote_average']):.1f}", film["vote_count"]])
        self._credits(tt, cast, crew)

    def _credits(self, tt: str, cast: list[Any], crew: list[Any]) -> None:
        ordering = 0
        for entry in cast:
            ordering += 1
            parts = _parts(entry)
            fate = 1 if entry["id"] in self.known_by_part else self.random.random()
            said = NONE if fate < 0.05 or not parts else json.dumps(parts[:1] if fate < 0.1 else parts)
            category = "actress" if entry["gender"] == 1 else "actor"
            self._principal(tt, ordering, self._person(entry), category, NONE, said)
        taken: Counter[str] = Counter()
        listed: dict[str, list[str]] = defaultdict(list)
        for entry in crew:
            if entry["job"] not in JOBS:
                continue
            nm = self._person(entry)
            category, job = JOBS[entry["job"]]
            if category in ("director", "writer") and nm not in listed[category]:
                listed[category].append(nm)
            taken[entry["job"]] += 1
            if taken[entry["job"]] <= MOST_OF_A_JOB.get(entry["job"], 2):
                ordering += 1
                self._principal(tt, ordering, nm, category, job, NONE)
        self.rows["title.crew"].append([tt, *(",".join(listed[word]) or NONE for word in ("director", "writer"))])

    def _other(
        self, trap: str, film: Cells, year: int, minutes: int | None, director: str = "",
        people: list[str] | None = None, type: str = "movie", expect: str = "new",
    ) -> None:  # fmt: skip
        """Another film of the same title, with a director and a cast of its own unless others are given."""
        tt = self._id("tt")
        self.truth.films[tt] = None
        self._trap(trap, tt, expect)
        self._title(tt, type, film["title"], film["title"], year, minutes, ["Drama"])
        if people is None:
            people = [self._named(director or f"Nobody {self.random.randrange(10**9)}")]
            if director:
                self._trap(trap, people[0], "new")
            people += [self._named(f"Nobody {self.random.randrange(10**9)}") for _ in range(4)]
        self.rows["title.crew"].append([tt, people[0], NONE])
        self._principal(tt, 9, people[0], "director", NONE, NONE)
        for i, nm in enumerate(people[1:], 1):
            self._principal(tt, i, nm, "actor", NONE, NONE)

    def _rename(self, trap: str, entry: Any, change: Callable[[str], str], expect: str = "join") -> None:
        nm = self._person(entry)
        if self.names[nm] == entry["name"]:
            self.names[nm] = change(entry["name"])
            self._trap(trap, nm, expect)

    def _trap(self, kind: str, id: str, expect: str) -> None:
        self.truth.traps.append(Trap(kind, id, expect))

    def _person(self, entry: Any) -> str:
        key = str(entry["id"])
        if key not in self.nm_of:
            self.nm_of[key] = nm = self._named(" ".join(entry["name"].split()))
            self.truth.people[nm] = key
        return self.nm_of[key]

    def _named(self, name: str) -> str:
        nm = self._id("nm")
        self.truth.people[nm] = None
        self.names[nm] = name
        return nm

    def _id(self, prefix: str) -> str:
        return f"{prefix}{next(self.ids[prefix]):07}"

    def _title(
        self, tt: str, type: str, title: str, original: str, year: int | None, minutes: int | None, genres: list[str]
    ) -> None:
        cells = [tt, type, title, original, "0", str(year or NONE), NONE, str(minutes or NONE)]
        self.rows["title.basics"].append([*cells, ",".join(genres) or NONE])
        for ordering, (text, region, is_original) in enumerate(((title, "US", "0"), (original, NONE, "1")), 1):
            cells = [tt, str(ordering), text, region, NONE, "original" if is_original == "1" else NONE, NONE]
            self.rows["title.akas"].append([*cells, is_original])

    def _principal(self, tt: str, ordering: int, nm: str, category: str, job: str, characters: str) -> None:
        self.rows["title.principals"].append([tt, str(ordering), nm, category, job, characters])

    def write(self, directory: Path) -> Truth:
        directory.mkdir(parents=True, exist_ok=True)
        for nm, name in self.names.items():
            self.rows["name.basics"].append([nm, name, NONE, NONE, NONE, NONE])
        for name, rows in self.rows.items():
            if name in COLUMNS:
                rows.sort(key=lambda cells: cells[0])
                lines = ["\t".join(COLUMNS[name]), *("\t".join(map(_cell, cells)) for cells in rows)]
                path = directory / f"{name}.tsv"
                path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        return self.truth


def _parts(entry: Any) -> list[str]:
    parts = re.sub(r"\(.*?\)", "", entry["character"]).split(" / ")
    return [part.strip() for part in parts if part.strip()]


def _cell(text: str) -> str:
    return " ".join(text.split()) or NONE
