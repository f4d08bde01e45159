"""Input files of every file source, damaged at random: what a case is, and what must hold of it."""

import gzip
import io
import json
import random
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection, transaction

from films.importers.tables import ALL_TABLES
from films.importers.tmdb5000 import CREDITS, MOVIES
from films.models import Film, OutsideRating, OutsideTag
from moviedb.lib.provenance.models import ImportRun, RejectedRow
from tests.films.importers import movielens_files, movies_dataset_files
from tests.films.importers.tmdb5000_files import DATA, job, part

JUNK = (
    b'"', b",", b',"', b"\0", b"\xff", b"[", b"}", b"-9", b"\\ud800", b"NaN", b"\r", b"'", b"\\", b";", b"\t", b"{}",
    b"None", b"\xc3", b"\xe2\x80\xa8", b"99999999999999999999", b"1e400", b"\n", b'"""', b"\x1a", b"",
)  # fmt: skip
LIST = [
    {"tmdb_id": 1, "title": "Concert", "release_date": "2009-11-04", "genres": "Drama|Comedy", "runtime": 119},
    {"tmdb_id": 2, "title": "Géigen", "release_date": "1999", "genres": "", "runtime": 90},
    {"tmdb_id": 3, "title": "Baton", "release_date": "", "genres": "Music", "runtime": ""},
    {"tmdb_id": 4, "title": "Strings, attached", "release_date": "2001-02", "genres": "Drama", "runtime": 77},
]


@dataclass(frozen=True)
class Outcome:
    source: str
    file: str
    damage: str
    error: str  # what the command said, where it refused the input
    fault: str  # what must not be: empty


def _tmdb5000(folder: Path) -> list[str]:
    for name in (MOVIES, CREDITS):
        shutil.copy(DATA / name, folder)
    return ["import_tmdb5000", str(folder)]


def _movies_dataset(folder: Path) -> list[str]:
    files = movies_dataset_files
    genres = [{"id": 18, "name": "Drama"}]
    films = [files.movie(n, genres=genres, overview="One\nand 'two'", runtime="90.0") for n in range(1, 5)]
    credits = [
        files.credits_row(n, [part(n, credit_id=f"c{n}", character='The "Lead"')], [job(9, credit_id=f"d{n}")])
        for n in range(1, 5)
    ]
    keywords = [[str(n), repr([{"id": 7, "name": "violin"}])] for n in range(1, 5)]
    files.write(folder, films, credits, keywords, [["71", "0000001", "1"]])
    return ["import_movies_dataset", str(folder)]


def _movielens(folder: Path) -> list[str]:
    movielens_files.write(folder)
    return ["import_movielens", str(folder), "--add-films"]


def _csv(folder: Path) -> list[str]:
    rows = [";".join(LIST[0]), *(";".join(map(str, row.values())) for row in LIST)]
    (folder / "list.csv").write_text("\r\n".join(rows) + "\r\n", encoding="utf-8-sig")
    return ["import_csv", str(folder / "list.csv")]


def _json(folder: Path) -> list[str]:
    (folder / "list.json").write_text("[\n" + ",\n".join(map(json.dumps, LIST)) + "\n]\n")
    return ["import_json", str(folder / "list.json")]


def _ndjson(folder: Path) -> list[str]:
    (folder / "list.json").write_text("\n".join(map(json.dumps, LIST)) + "\n")
    return ["import_json", str(folder / "list.json")]


SOURCES: dict[str, Callable[[Path], list[str]]] = {
    "tmdb5000": _tmdb5000,
    "movies_dataset": _movies_dataset,
    "movielens": _movielens,
    "csv": _csv,
    "json": _json,
    "ndjson": _ndjson,
}


def _junk(content: bytes, chance: random.Random) -> bytes:
    """A few places below the header."""
    start = content.find(b"\n") + 1
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(start, len(changed))
        changed[place : place + chance.choice([0, 1, 1, 30])] = chance.choice(JUNK)
    return bytes(changed)


def _noise(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(content.find(b"\n") + 1, len(content))
    return content[:place] + chance.randbytes(chance.randint(1, 60)) + content[place:]


def _double_line(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    place = chance.randrange(1, len(lines))
    return b"\n".join([*lines[:place], lines[chance.randrange(1, len(lines))], *lines[place:]])


def _number(content: bytes, chance: random.Random) -> bytes:
    start = content.find(b"\n") + 1
    found = list(re.finditer(rb"\d+", content[start:]))
    match = chance.choice(found)
    value = chance.choice([b"-1", b"0", b"2147483648", b"9" * 400, b"1.5", b"1e9", b"NaN", b"0x10", b"", b"\xd9\xa3"])
    return content[: start + match.start()] + value + content[start + match.end() :]


def _swollen(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(content.find(b"\n") + 1, len(content))
    return content[:place] + chance.choice([b"x", b"[", b'"', b"{'a':", b"\\", b"\xc3\xa9"]) * 70_000 + content[place:]


def _line_ends(content: bytes, chance: random.Random) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", chance.choice([b"\r\n", b"\n\n", b"\r\r\n"]))


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(content.find(b"\n") + 1, len(content))]


def _header(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(max(content.find(b"\n"), 1))
    return content[:place] + chance.choice(JUNK) + content[place + 1 :]


def _encoding(content: bytes, chance: random.Random) -> bytes:
    return content.decode("utf-8-sig").encode(chance.choice(["cp1252", "utf-16", "utf-8-sig", "utf-7"]), "replace")


def _packed(content: bytes, chance: random.Random) -> bytes:
    packed = bytearray(gzip.compress(content))
    if chance.random() < 0.5:
        packed[chance.randrange(2, len(packed))] ^= 1 << chance.randrange(8)
    return bytes(packed[: chance.randrange(3, len(packed) + 1)])


DAMAGES: tuple[tuple[int, Callable[[bytes, random.Random], bytes]], ...] = (
    (6, _junk), (3, _noise), (2, _double_line), (4, _number), (2, _swollen), (1, _line_ends), (1, _cut), (1, _header),
    (1, _encoding), (1, _packed),
)  # fmt: skip


def run_case(number: int, seed: int) -> Outcome:
    """Everything the case does to the database is rolled back. The same seed makes the same case."""
    chance = random.Random(f"{seed} {number}")
    source = list(SOURCES)[number % len(SOURCES)]
    (damage,) = chance.choices([each for _, each in DAMAGES], [weight for weight, _ in DAMAGES])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = SOURCES[source](folder)
        path = chance.choice(sorted(folder.iterdir()))
        path.write_bytes(damage(path.read_bytes(), chance))
        with transaction.atomic():
            error, fault = _run(folder, command)
            if damage is _cut and fault.endswith("named as rejected"):
                fault = ""  # cut between two lines: nobody can know
            transaction.set_rollback(True)
    return Outcome(source, path.name, damage.__name__.strip("_"), error, fault)


def films_of(source: str) -> int:
    """How many films the sound files of a source bring."""
    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        command = SOURCES[source](Path(name))
        before = Film.objects.count()
        call_command(*command, f"--rejects={name}/r.tsv", stdout=io.StringIO(), stderr=io.StringIO())
        found = Film.objects.count() - before
        transaction.set_rollback(True)
    return found


def _run(folder: Path, command: list[str]) -> tuple[str, str]:
    before = _state()
    rejects = folder / "rejects.tsv"
    try:
        call_command(*command, f"--rejects={rejects}", stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as error:
        said = str(error)
        partial = _state() != before
        if error.returncode != 1:
            return said, f"not the input was refused: {said}"
        return said, "something stays of an input that was refused" if partial else ("" if said else "no message")
    except Exception as error:
        return "", f"{type(error).__name__}: {error}"
    return "", _unnamed(rejects, command)


def _unnamed(rejects: Path, command: list[str]) -> str:
    """Where films are missing, rows must have been named, each with its file and the reason."""
    run = ImportRun.objects.order_by("-id")[0]
    named = [line.split("\t") for line in rejects.read_text().split("\n")[1:-1]] if rejects.exists() else []
    if any(len(cells) != 4 or not cells[0] or not cells[2] for cells in named):
        return f"a reject is not fully named: {named}"
    if run.counts["rejected"] != len(named) or RejectedRow.objects.filter(run=run).count() != len(named):
        return "the reject file and the run's row differ"
    source = next(name for name, each in SOURCES.items() if each.__name__.strip("_") in command[0])
    seen = sum(number for name, number in run.counts["films"].items() if name != "removed")
    if seen < EXPECTED.get(source, 0) and not named:
        return f"{seen} films came in, and nothing is named as rejected"
    return ""


EXPECTED: dict[str, int] = {}


def _state() -> dict[str, Any]:
    """Every table an import fills."""
    tables = [table.name for table in ALL_TABLES]
    tables += [model._meta.db_table for model in (OutsideRating, OutsideTag)]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', md5(string_agg(row, '|' ORDER BY row)) FROM (SELECT to_jsonb(t)::text AS row "
                f"FROM {table} AS t) AS rows"
                for table in tables
            )
        )
        return dict(cursor.fetchall())
