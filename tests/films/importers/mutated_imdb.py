"""IMDb's dumps damaged at random, and what must hold: every line is in the catalogue, not wanted, or named as rejected.

By the bulk way into an empty catalogue, and into one that has the dumps of the day before: by the difference to
these, and record by record. Blocks and windows are a few lines long, so that small dumps have many of them.
"""

import gzip
import io
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from films.importers import imdb, imdb_differences, imdb_windows
from films.importers.imdb_files import GZIP_MAGIC
from films.importers.tables import ALL_TABLES
from tests.films.importers import imdb_dumps as dumps
from tests.films.importers.imdb_lines_told import Lines
from tests.films.importers.mutated import DAMAGES, Outcome, _state

WAYS = ("first load", "difference", "records")
TITLES, PEOPLE = 30, 24
IDS = sorted(f"tt{number:07}" for number in (*range(1, TITLES - 6), *range(10_000_000, 10_000_007)))
NAMES = sorted(f"nm{number:07}" for number in (*range(1, PEOPLE - 3), *range(10_000_000, 10_000_004)))
Rows = dict[str, list[tuple[str, ...]]]


def made_up(day: int) -> Rows:
    """Small dumps of all six kinds; the next day's differ in a few lines of each."""
    rows: Rows = {
        name: [] for name in
        ("title_basics", "name_basics", "title_crew", "title_principals", "title_ratings", "title_akas")
    }  # fmt: skip
    for n, nconst in enumerate(NAMES):
        if n == 5 and not day:
            continue
        name = f"Person {n}" + (" later" if day and n % 9 == 2 else "")
        rows["name_basics"].append(dumps.person(nconst, name, birthYear="1950", primaryProfession="actor"))
    for n, tconst in enumerate(IDS):
        if n == 7 and not day:
            continue
        kind = "tvEpisode" if n % 5 == 4 else "movie"
        title = f"Film {n}" + (" later" if day and n % 11 == 3 else "")
        rows["title_basics"].append(dumps.title(tconst, title, titleType=kind))
        director, actor = NAMES[n % PEOPLE], NAMES[(n + 9) % PEOPLE]
        if not day:
            director, actor = (NAMES[0] if each == NAMES[5] else each for each in (director, actor))
        rows["title_crew"].append((tconst, director, NAMES[1]))
        rows["title_principals"] += [
            (tconst, "1", actor, "actor", "\\N", f'["Part \\"{n}\\""]'),
            (tconst, "2", director, "director", "\\N", "\\N"),
        ]
        rows["title_ratings"].append((tconst, "7.1", str(100 + n + (day if n % 3 else 0))))
        rows["title_akas"] += [
            (tconst, "1", title, "\\N", "\\N", "original", "\\N", "1"),
            (tconst, "2", f"Фильм {n}", "RU", "\\N", "imdbDisplay", "\\N", "0"),
        ]
    return rows


def _in_a_line(change: Callable[[list[bytes], random.Random], list[bytes]]) -> Callable[[bytes, random.Random], bytes]:
    def damage(content: bytes, chance: random.Random) -> bytes:
        lines = content.split(b"\n")
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(1, len(lines) - 1)
            lines[place] = b"\t".join(change(lines[place].split(b"\t"), chance))
        return b"\n".join(lines)

    damage.__name__ = change.__name__
    return damage


def _shifted(cells: list[bytes], chance: random.Random) -> list[bytes]:
    by = chance.randrange(1, len(cells))
    return cells[by:] + cells[:by]


def _one_more(cells: list[bytes], chance: random.Random) -> list[bytes]:
    return [*cells[: (place := chance.randrange(len(cells) + 1))], b"", *cells[place:]]


def _one_less(cells: list[bytes], chance: random.Random) -> list[bytes]:
    return [*cells[: (place := chance.randrange(len(cells)))], *cells[place + 1 :]]


def _odd_cell(cells: list[bytes], chance: random.Random) -> list[bytes]:
    odd = (
        b"", b"\\N", b"\0", b"\xed\xa0\x80", b"\xff\xfe", b"9" * 40, b"-1", b"NULL", b"tt9999999", b"nm9999999",
        b'["\\ud800"]', b'["', b"[1]", b"nan", b"\xc2\x85", b"tt1", b"1e9", b"99.9", b"x" * 3000, b"\x02",
    )  # fmt: skip
    cells[chance.randrange(len(cells))] = chance.choice(odd)
    return cells


def _another_id(cells: list[bytes], chance: random.Random) -> list[bytes]:
    return [chance.choice(NAMES if cells[0].startswith(b"nm") else IDS).encode(), *cells[1:]]


def _moved(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    for _ in range(chance.randint(1, 3)):
        line = lines.pop(chance.randrange(1, len(lines) - 1))
        lines.insert(chance.randrange(1, len(lines)), line)
    return b"\n".join(lines)


def _shuffled(content: bytes, chance: random.Random) -> bytes:
    header, *lines, end = content.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join([header, *lines, end])


def _gone(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    del lines[(place := chance.randrange(1, len(lines))) : place + chance.randint(1, 4)]
    return b"\n".join(lines)


IMDB_DAMAGES = (
    *DAMAGES, (3, _in_a_line(_shifted)), (2, _in_a_line(_one_more)), (2, _in_a_line(_one_less)),
    (6, _in_a_line(_odd_cell)), (3, _in_a_line(_another_id)), (4, _moved), (1, _shuffled), (2, _gone),
)  # fmt: skip


@contextmanager
def prepared() -> Iterator[Path]:
    """Small blocks; the folder holds the sound dumps of two days and, once loaded, the state after the first."""
    with (
        tempfile.TemporaryDirectory() as name,
        override_settings(DUMPS_DIR=Path(name) / "kept"),
        patch.multiple(imdb_windows, BLOCK=600, TITLES=3, LOOK_AHEAD=2),
        patch.object(imdb_differences, "BLOCK", 500),
        patch.object(imdb, "BLOCK", 600),
    ):
        for day in (0, 1):
            dumps.write(Path(name) / f"day{day}", **made_up(day))
        yield Path(name)


def fill(folder: Path) -> None:
    """The catalogue as of the first day."""
    empty()
    error, _ = _imported(folder / "day0", folder / "rejects.tsv")
    assert not error, error
    shutil.copytree(settings.DUMPS_DIR, folder / "kept-of-day0")


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"TRUNCATE {', '.join(table.name for table in ALL_TABLES)}, provenance_importrun RESTART IDENTITY CASCADE"
        )


def run_case(number: int, seed: int, folder: Path, way: str) -> Outcome:
    """After `fill`, unless by first load. The same seed makes the same case. Leaves what it found."""
    chance = random.Random(f"{seed} {number}")
    (damage,) = chance.choices([each for _, each in IMDB_DAMAGES], [weight for weight, _ in IMDB_DAMAGES])
    with tempfile.TemporaryDirectory() as name:
        broken = Path(name) / "dumps"
        shutil.copytree(folder / f"day{0 if way == 'first load' else 1}", broken)
        path = chance.choice(sorted(broken.iterdir()))
        content = damage(path.read_bytes(), chance)
        if chance.random() < 0.3 and not content.startswith(GZIP_MAGIC):
            path.unlink()
            path = path.with_name(f"{path.name}.gz")
            content = gzip.compress(content)
        path.write_bytes(content)
        if way == "first load":
            empty()
            error, fault = _run(broken, Path(name) / "rejects.tsv")
            empty()
        else:
            shutil.rmtree(settings.DUMPS_DIR, ignore_errors=True)
            if way == "difference":
                shutil.copytree(folder / "kept-of-day0", settings.DUMPS_DIR)
            with transaction.atomic():
                error, fault = _run(broken, Path(name) / "rejects.tsv")
                transaction.set_rollback(True)
    return Outcome(f"imdb, {way}", path.name, damage.__name__.strip("_"), error, fault)


def _run(broken: Path, rejects: Path) -> tuple[str, str]:
    before = _state()
    try:
        error, code = _imported(broken, rejects)
    except Exception as raised:
        return "", f"{type(raised).__name__}: {raised}"
    if not error:
        return "", "; ".join(Lines(broken, rejects).faults()[:3])
    if code != 1:
        return error, f"not the input was refused: {error}"
    return error, "something stays of an input that was refused" if _state() != before else ""


def _imported(directory: Path, rejects: Path) -> tuple[str, int]:
    try:
        call_command("import_imdb", str(directory), f"--rejects={rejects}", stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as error:
        return str(error) or "no message", error.returncode
    return "", 0
