"""IMDb's non-commercial dumps as tables and as records: what both ways into the database are fed from."""

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from films.importers import imdb_stamps, imdb_tables
from films.importers.imdb_files import COLUMNS, TsvFile, find_dumps
from films.importers.imdb_jobs import DEPARTMENTS, with_jobs
from films.importers.imdb_lines import LINE, read_block
from films.importers.imdb_records import SOURCE, Films, film_records, person_records
from films.importers.imdb_vocabulary import FILM_TYPES
from films.importers.imdb_windows import BLOCK, Window, sort_key, windows
from films.importers.records import Record, Reject, SourceError

MOST_IDS = 100_000_000
# All of IMDb has some hundred thousand odd rows. They are kept in memory.
MOST_REJECTS = 1_000_000
READS = {
    "title.ratings": imdb_tables.ratings,
    "title.akas": imdb_tables.names,
    "title.principals": imdb_tables.credits,
    "title.crew": imdb_tables.crew,
}
CHECKS = {
    "title.ratings": imdb_tables.sound_ratings,
    "title.akas": imdb_tables.sound_names,
    "title.principals": imdb_tables.sound_credits,
    "title.crew": imdb_tables.sound_crew,
}
# What a title is to this import.
UNKNOWN, SKIPPED, TAKEN = 0, 1, 2
Marks = npt.NDArray[np.int8]


class ImdbSource:
    name = SOURCE

    def __init__(
        self,
        directory: Path,
        *,
        types: Collection[str] = FILM_TYPES,
        adult: bool = False,
        limit: int | None = None,
        known_people: Collection[int] = (),
        anew: bool = False,
    ) -> None:
        """Raises SourceError unless the dumps are there with the columns they should have."""
        self.dumps = find_dumps(directory)
        self.types = list(types)
        self.adult = adult
        self.limit = limit
        # People of the catalogue, whom name.basics may lack; credits that name others than it has are refused.
        self.known_people = list(known_people)
        # Whether files that were imported before are to be read again.
        self.anew = anew
        self.rejects: list[Reject] = []
        self.files = [file.name for file in self.dumps.values()]
        self.without_base = self._without_base()
        # Removed for good by an editor: titles and people by number, and those of them that the dumps have.
        self._removed_titles: set[int] = set()
        self._removed_people: set[int] = set()
        self.left_out_ids: list[str] = []
        # By the number in the id. Untouched parts of such an array take no memory.
        self._titles: Marks = np.zeros(MOST_IDS, np.int8)
        self._people: Marks = np.zeros(MOST_IDS, np.int8)

    @cached_property
    def digests(self) -> dict[str, str]:
        """What was read: the files' bytes, and which titles of them count."""
        wanted = {"types": ",".join(sorted(self.types)), "adult": str(self.adult), "limit": str(self.limit)}
        return imdb_stamps.digests(self.dumps.values(), anew=self.anew) | wanted

    def check(self) -> None:
        """Reads every dump to its end; raises SourceError when one is cut off, damaged or no dump of IMDb's."""
        with ThreadPoolExecutor(2) as workers:
            for _ in workers.map(TsvFile.check, self.dumps.values()):
                pass

    def progress(self) -> tuple[int, int]:
        return sum(f.done for f in self.dumps.values()), sum(f.bytes for f in self.dumps.values())

    def leave_out(self, titles: Iterable[str], people: Iterable[str]) -> None:
        """Ids such as "imdb:tt0000001" of records that an editor removed."""
        prefix = f"{SOURCE}:"
        self._removed_titles = {int(key[len(prefix) + 2 :]) for key in titles if key.startswith(prefix)}
        self._removed_people = {int(key[len(prefix) + 2 :]) for key in people if key.startswith(prefix)}

    def refuse(self, file: str, line: int, reason: str, row: str) -> None:
        if len(self.rejects) == MOST_REJECTS:
            raise SourceError(
                f"{file}, line {line}: {reason}. So many rows ({MOST_REJECTS:,}) cannot be used that this is no dump "
                "of IMDb's, or its format has changed."
            )
        self.rejects.append(Reject(file, line, reason, row))

    def people(self) -> Iterator[pl.DataFrame]:
        """People in the file's order, each once."""
        file = self.dumps.get("name.basics")
        if file is None:
            return

        def refuse(line: int, reason: str, row: str) -> None:
            self.refuse(file.name, line, reason, row)

        for line, block in file.blocks(BLOCK):
            table = imdb_tables.people(read_block(block, line, file.columns, refuse), refuse)
            table = self._each_once(file, table, "nm", self._people, "nconst")
            self._people[table["nm"].to_numpy()] = TAKEN
            if self._removed_people:
                removed = pl.col("nm").is_in(list(self._removed_people))
                self.left_out_ids += table.filter(removed)["nconst"].to_list()
                table = table.filter(~removed)
                self._people[list(self._removed_people)] = SKIPPED
            yield table

    def films(self) -> Iterator[Films]:
        """Films of the types asked for, with their votes, titles and credits. After `people`."""
        if "title.basics" not in self.dumps:
            return
        left = self.limit
        for window in windows(self.dumps, imdb_tables.titles, self.refuse):
            taken = self._taken(window)
            films = taken.films if left is None else taken.films[:left]
            if left is not None:
                left -= films.height
                taken = only(taken, films)
            yield taken
            if left == 0:
                return

    def records(self) -> Iterator[Record]:
        self.check()
        if self.limit is None:
            for people in self.people():
                yield from person_records(people)
            for films in self.films():
                yield from film_records(films)
            return
        for _ in self.people():
            pass
        first = list(self.films())
        named = pl.concat([films.credits["nm"] for films in first] or [pl.Series("nm", [], pl.Int32)]).unique()
        self._people[:] = UNKNOWN
        told, self.rejects = self.rejects, []
        for people in self.people():
            yield from person_records(people.filter(pl.col("nm").is_in(named.implode())))
        self.rejects = told
        for films in first:
            yield from film_records(films)

    def _without_base(self) -> list[str]:
        """Dumps that say nothing without another one: ratings of no titles, credits of no people."""
        needs = dict.fromkeys(("title.ratings", "title.akas"), "title.basics")
        lacking = [name for name, base in needs.items() if name in self.dumps and base not in self.dumps]
        if not {"title.basics", "name.basics"} <= self.dumps.keys():
            lacking += [name for name in ("title.principals", "title.crew") if name in self.dumps]
        for name in lacking:
            del self.dumps[name]
        return lacking

    def _each_once(self, file: TsvFile, table: pl.DataFrame, number: str, seen: Marks, column: str) -> pl.DataFrame:
        known = pl.Series(seen[table[number].to_numpy()] != UNKNOWN)
        again = known | ~table.select(pl.col(number).is_first_distinct()).to_series()
        if not again.any():
            return table
        for line, key in table.filter(again).select(LINE, column).iter_rows():
            self.refuse(file.name, line, f"{column}: {key} occurs twice; the first one counts", key)
        return table.filter(~again)

    def _taken(self, window: Window) -> Films:
        titles = self._each_once(self.dumps["title.basics"], window.titles, "tt", self._titles, "tconst")
        wanted = pl.col("type").is_in(self.types)
        if not self.adult:
            wanted &= ~pl.col("adult")
        self._titles[titles["tt"].to_numpy()] = SKIPPED
        films = titles.filter(wanted)
        if self._removed_titles:
            removed = pl.col("tt").is_in(list(self._removed_titles))
            self.left_out_ids += films.filter(removed)["tconst"].to_list()
            films = films.filter(~removed)
        self._titles[films["tt"].to_numpy()] = TAKEN
        rows = {name: self._read(name, window, titles, films) for name in READS}
        return Films(
            films.sort("order"),
            self._once(rows["title.ratings"], "title.ratings", "tt"),
            self._names(rows["title.akas"], films),
            self._credits(rows["title.principals"], rows["title.crew"]),
        )

    def _read(self, name: str, window: Window, titles: pl.DataFrame, films: pl.DataFrame) -> pl.DataFrame:
        """The rows of these films. Bad rows of other titles are named all the same."""
        if name not in window.rows:
            return READS[name](_no_cells(name), lambda *fault: None)

        def refuse(line: int, reason: str, row: str) -> None:
            self.refuse(self.dumps[name].name, line, reason, row)

        known = self._of_known(name, window.rows[name], window, titles)
        wanted = pl.col("tt").is_in(films["tt"].implode())
        others = CHECKS[name](known.filter(~wanted), refuse)
        if name == "title.principals":
            self._of_people(name, others.select(LINE, "nconst", imdb_tables.number("nconst").alias("nm")))
        return READS[name](known.filter(wanted), refuse)

    def _of_known(self, name: str, table: pl.DataFrame, window: Window, titles: pl.DataFrame) -> pl.DataFrame:
        """Without orphans: rows of a title that title.basics does not have, or has out of its order."""
        state = self._titles[table["tt"].to_numpy()]
        orphan = state == UNKNOWN
        if window.is_last:
            # Known, but its window is over.
            late = (state == TAKEN) & ~table["tt"].is_in(titles["tt"].implode()).to_numpy()
            self._refuse_rows(name, table, late, "is out of the file's order, far from its title's other rows")
            orphan |= late
        self._refuse_rows(name, table, state == UNKNOWN, "title.basics has no such title in its place")
        return table.filter(~pl.Series(orphan)) if orphan.any() else table

    def _refuse_rows(self, name: str, table: pl.DataFrame, which: Any, reason: str) -> None:
        if which.any():
            file = self.dumps[name].name
            for line, number in (
                table.filter(pl.Series(which)).select(LINE, "tt").unique(maintain_order=True).iter_rows()
            ):
                self.refuse(file, line, f"tt{number:07}: {reason}", f"tt{number:07}")

    def _once(self, table: pl.DataFrame, name: str, column: str) -> pl.DataFrame:
        if not table.height:
            return table
        first = table.select(pl.col(column).is_first_distinct()).to_series()
        if first.all():
            return table
        for line, number in table.filter(~first).select(LINE, "tt").iter_rows():
            self.refuse(self.dumps[name].name, line, "says the same as a line before it", f"tt{number:07}")
        return table.filter(first)

    def _names(self, names: pl.DataFrame, films: pl.DataFrame) -> pl.DataFrame:
        """Without what the film's own fields say, and without what is said twice (IMDb does, by the thousand)."""
        names = names.join(films.select("tt", "title", pl.col("original").alias("of_film")), on="tt", how="left",
                           maintain_order="left")  # fmt: skip
        own = pl.col("original") & ((pl.col("text") == pl.col("of_film")) | (pl.col("text") == pl.col("title")))
        key = ["tt", "kind", "language", "region", "text"]
        return names.filter(~own).drop("title", "of_film", "original").unique(key, keep="first", maintain_order=True)

    def _credits(self, principals: pl.DataFrame, crew: pl.DataFrame) -> pl.DataFrame:
        principals = with_jobs(self._of_people("title.principals", principals))
        crew = with_jobs(self._of_people("title.crew", crew))
        principals = self._once(principals, "title.principals", "key")
        if crew.height:
            crew = self._once(crew, "title.crew", "key").join(
                principals, on=["tt", "nm", "category"], how="anti", maintain_order="left"
            )
        # As the index of a film's credits has them.
        place = (sort_key() * len(DEPARTMENTS) + pl.col("rank")) * 2**31 + pl.col("billing_order").fill_null(2**31 - 1)
        return pl.concat([principals, crew]).sort(place, maintain_order=True)

    def _of_people(self, name: str, table: pl.DataFrame) -> pl.DataFrame:
        state = self._people[table["nm"].to_numpy()]
        if (state == TAKEN).all():
            return table
        known = pl.Series(state == TAKEN) | table["nm"].is_in(self.known_people)
        unknown = pl.Series(state == UNKNOWN) & ~known
        for line, nconst in table.filter(unknown).select(LINE, "nconst").iter_rows():
            self.refuse(self.dumps[name].name, line, f"nconst: name.basics has no {nconst}", nconst)
        return table.filter(known)


def _no_cells(name: str) -> pl.DataFrame:
    return read_block(b"", 1, COLUMNS[name], lambda *a: None)


def only(taken: Films, films: pl.DataFrame) -> Films:
    """Of these films, which are some of those taken."""
    ids = films["tt"].implode()
    return Films(films, *(table.filter(pl.col("tt").is_in(ids)) for table in (taken.votes, taken.names, taken.credits)))
