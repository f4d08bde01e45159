"""Dumps in IMDb's format for tests: made up by the shared generator, or cell by cell. None of IMDb's."""

import json
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from films.importers.imdb_files import COLUMNS
from tests.paths import SHARED

GENERATOR = SHARED / "bench" / "make_imdb_tsv.py"


def fresh_seed() -> int:
    seed = random.SystemRandom().randrange(1_000_000)
    print("seed", seed)
    return seed


def generate(directory: Path, titles: int, seed: int, *options: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        str(GENERATOR),
        "--titles",
        str(titles),
        "--seed",
        str(seed),
        "--out",
        str(directory),
        *options,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return directory


@dataclass(frozen=True)
class Planted:
    file: str
    line: int
    kind: str
    expect: str
    cells: tuple[str, ...]


def planted(directory: Path) -> list[Planted]:
    """The odd rows of a generated, plain dump, with their cells."""
    manifest = json.loads((directory / "manifest.json").read_text())
    lines = {name: (directory / f"{name}.tsv").read_bytes().split(b"\n") for name in manifest["files"]}
    return [
        Planted(**row, cells=tuple(lines[row["file"]][row["line"] - 1].decode("utf-8", "replace").split("\t")))
        for row in manifest["planted"]
    ]


def write(directory: Path, **dumps: list[tuple[str, ...]]) -> Path:
    """`title_basics=[…]`: rows of cells, under the right header."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, rows in dumps.items():
        dump = name.replace("_", ".")
        lines = ["\t".join(cells) for cells in (COLUMNS[dump], *rows)]
        (directory / f"{dump}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return directory


def title(tconst: str, name: str, **cells: str) -> tuple[str, ...]:
    values = {"titleType": "movie", "isAdult": "0", "startYear": "1999", "runtimeMinutes": "90", "genres": "Drama"}
    values |= {"tconst": tconst, "primaryTitle": name, "originalTitle": name, **cells}
    return tuple(values.get(column, "\\N") for column in COLUMNS["title.basics"])


def person(nconst: str, name: str, **cells: str) -> tuple[str, ...]:
    values = {"nconst": nconst, "primaryName": name, **cells}
    return tuple(values.get(column, "\\N") for column in COLUMNS["name.basics"])
