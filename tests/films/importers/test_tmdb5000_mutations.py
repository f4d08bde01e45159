"""The source on damaged files."""

import random
import shutil
from bisect import bisect_right

import pytest

from films.importers.csvfile import CsvFile
from films.importers.tmdb5000 import CREDITS, MOVIES
from films.importers.tmdb5000_credits import COLUMNS as CREDIT_COLUMNS
from films.importers.tmdb5000_films import COLUMNS as MOVIE_COLUMNS
from tests.films.importers.tmdb5000_files import DATA, read
from tests.films.importers.tmdb5000_records import BANG, LEDGER, POSEIDON, TOKYO


def row_starts(name: str) -> list[int]:
    columns = MOVIE_COLUMNS if name == MOVIES else CREDIT_COLUMNS
    return [row.line for row in CsvFile(DATA / name, columns, []).rows()]


def mutate(content: bytes, chance: random.Random) -> tuple[bytes, int]:
    """A few bytes of one line below the header changed, and the number of that line."""
    lines = content.split(b"\n")
    number = chance.randrange(1, len(lines) - 1)
    line = bytearray(lines[number])
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(line) + 1)
        junk = (b'"', b",", b',"', b"\0", b"\xff", b"[", b"}", b"-9", b"\\ud800", b"NaN", b"\r", b"")
        line[place : place + chance.choice([0, 1, 1, 30])] = chance.choice(junk)
    lines[number] = bytes(line)
    return b"\n".join(lines), number + 1


# The films of the rows of each file.
FILMS_OF_ROWS = {MOVIES: [LEDGER, POSEIDON, TOKYO, BANG], CREDITS: [LEDGER, POSEIDON, BANG]}


@pytest.mark.parametrize("name", [MOVIES, CREDITS])
def test_mutated_line_costs_its_row_at_most(tmp_path, name):
    """300 damaged files: no exception, every other film as it was, every loss named by its line."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # which pytest shows if the test fails
    chance = random.Random(seed)
    starts = row_starts(name)
    for other in {MOVIES, CREDITS} - {name}:
        shutil.copy(DATA / other, tmp_path)
    for _ in range(150):
        content, line = mutate((DATA / name).read_bytes(), chance)
        (tmp_path / name).write_bytes(content)
        source, films, _ = read(tmp_path)

        row = bisect_right(starts, line) - 1
        hit = FILMS_OF_ROWS[name][row]
        others = [film for film in FILMS_OF_ROWS[MOVIES] if film is not hit]
        assert [film for film in films if film in others] == others
        lines = range(starts[row], [*starts[1:], 10_000][row])
        outside = [r for r in source.rejects if not (r.file == name and r.line in lines)]
        # What may be named elsewhere: credits whose film has lost its id.
        assert [r for r in outside if "has no film" not in r.reason] == []
        found = [film for film in films if film not in others]
        if not found or len(found[0].credits) < len(hit.credits):
            assert source.rejects != []
