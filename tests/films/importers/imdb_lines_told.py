"""Each line of IMDb's dumps beside what became of it, without the importer's own reading: it arrived or was named."""

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from films.importers.imdb_files import COLUMNS, GZIP_MAGIC
from films.importers.imdb_vocabulary import FILM_TYPES
from films.importers.rejects import _cell


@dataclass
class _Film:
    titles: set[str]
    votes: tuple[str, str] | None
    people: set[str] = field(default_factory=set)


class Lines:
    """Each line of the dumps beside what became of it; found without the importer's own reading."""

    def __init__(self, directory: Path, rejects: Path) -> None:
        self.named: dict[tuple[str, int], str] = {}
        self.wrong: list[str] = []
        self.lines = {path.name: self._lines(path) for path in directory.iterdir()}
        rows = rejects.read_text().split("\n")[1:-1] if rejects.exists() else []
        for file, line, reason, row in (row.replace("\\r", "").split("\t") for row in rows):
            self.named[file, int(line)] = reason
            lines = self.lines.get(file, [])
            if not 2 <= int(line) <= len(lines) or not reason:
                self.wrong.append(f"a reject without its line: {file} {line} {reason} {row}")
            elif row.lstrip("'") not in _cell(lines[int(line) - 1].decode("utf-8", "replace").replace("\r", "")):
                self.wrong.append(f"not the line that was meant: {file} {line} {reason} {row}")
        self.films, self.people = _catalogue()
        # Titles that are not wanted, as of their first sound line.
        self.passed_over: dict[str, bool] = {}
        titles = next((name for name in self.lines if name.startswith("title.basics")), "")
        for number, content in enumerate(self.lines.get(titles, []), 1):
            cells = content.decode("utf-8", "replace").split("\t")
            if (titles, number) not in self.named and len(cells) > 4:
                self.passed_over.setdefault(cells[0], cells[1] not in FILM_TYPES or cells[4] == "1")

    def faults(self) -> list[str]:
        found = self.wrong
        for file, lines in self.lines.items():
            name = file.removesuffix(".gz").removesuffix(".tsv")
            for number, line in enumerate(lines[1:], 2):
                if (file, number) not in self.named and (reason := self._fault(name, line.rstrip(b"\r"))):
                    found.append(f"{file} {number} {reason}: {line[:200]!r}")
        return found

    def _lines(self, path: Path) -> list[bytes]:
        content = path.read_bytes()
        lines = (gzip.decompress(content) if content.startswith(GZIP_MAGIC) else content).split(b"\n")
        return lines if lines[-1] else lines[:-1]

    def _fault(self, name: str, line: bytes) -> str:
        """Why a line that nobody named should have been: it did not arrive."""
        try:
            cells = line.decode().split("\t")
        except UnicodeDecodeError:
            return "is not UTF-8"
        if len(cells) != len(COLUMNS[name]) or b"\0" in line:
            return "is no row"
        if name == "name.basics":
            return "" if self.people.get(cells[0]) == cells[1] else "is not there"
        film = self.films.get(cells[0])
        if self.passed_over.get(cells[0]):
            return ""
        if name == "title.basics":
            return "" if film and cells[2] in film.titles else "is not there"
        if film is None:
            return "is of a title that is not there"
        return "" if self._arrived(name, cells, film) else "has not arrived"

    def _arrived(self, name: str, cells: list[str], film: _Film) -> bool:
        match name:
            case "title.ratings":
                return film.votes is not None and tuple(map(float, film.votes)) == tuple(map(float, cells[1:]))
            case "title.akas":
                return cells[2] in film.titles
            case "title.principals":
                return cells[2] in film.people
        people = {person for cell in cells[1:] if cell != "\\N" for person in cell.split(",")}
        return people <= film.people


def _catalogue() -> tuple[dict[str, _Film], dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT e.value, (SELECT json_agg(n.text) FROM films_filmname AS n WHERE n.film_id = e.film_id),
                (SELECT json_build_array(v.average::text, v.count::text) FROM films_filmvotes AS v
                 WHERE v.film_id = e.film_id),
                (SELECT json_agg(p.value) FROM films_credit AS c JOIN people_personexternalid AS p
                 ON p.person_id = c.person_id WHERE c.film_id = e.film_id)
            FROM films_filmexternalid AS e WHERE e.source = 'imdb'
        """)
        films = {}
        for value, *cells in cursor.fetchall():
            titles, votes, people = (json.loads(cell) if isinstance(cell, str) else cell for cell in cells)
            films[value] = _Film(set(titles), votes and tuple(votes), set(people or ()))
        cursor.execute("SELECT e.value, p.name FROM people_person AS p JOIN people_personexternalid AS e "
                       "ON e.person_id = p.id WHERE e.source = 'imdb'")  # fmt: skip
        return films, dict(cursor.fetchall())
