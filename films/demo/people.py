"""Who the demo's films name: by name, or by a key in the files of people where two share one."""

from pathlib import Path

from films.demo.format import NameRow, PersonTable, read_file, read_table
from films.demo.text import date, unwrap
from films.importers.records import Key, NameRecord, PersonRecord, SourceError
from moviedb.lib.text import slug


class People:
    """Those of people.toml, and of the files in the folder people/ beside it."""

    def __init__(self, folder: Path) -> None:
        self.tables: dict[str, PersonTable] = {}
        self.places: dict[str, str] = {}
        for path in (folder / "people.toml", *sorted((folder / "people").glob("*.toml"))):
            for key, table in read_file(path).items():
                place = f"{path.relative_to(folder)}: [{key}]"
                if key in self.tables:
                    raise SourceError(f"{place} is in {self.places[key].partition(':')[0]} too")
                self.tables[key] = read_table(table, PersonTable, place)
                self.places[key] = place
        self.names = {key: table.name for key, table in self.tables.items()}
        self.named: set[str] = set()

    def key(self, text: str) -> str:
        """The key of the person that a film writes as `text`; ValueError for a slip in the name."""
        if text.startswith("@"):
            key = text[1:]
            if key not in self.tables:
                raise ValueError(f"{text} is in no file of people")
        else:
            key = slug(text, "person")
            known = self.names.setdefault(key, text)
            if known != text:
                raise ValueError(f"{text!r} is written {known!r} elsewhere")
        self.named.add(key)
        return key

    def record(self, key: str) -> PersonRecord:
        table = self.tables.get(key) or PersonTable(name=self.names[key])
        try:
            return PersonRecord(
                keys=(Key("demo", key),),
                name=table.name,
                kind=table.kind,
                sort_name=table.sort_name,
                biography=unwrap(table.biography),
                birth_date=date(table.birth_date, "birth_date"),
                death_date=date(table.death_date, "death_date"),
                birth_place=table.birth_place,
                gender=table.gender,
                known_for_department=table.known_for_department,
                names=tuple(name_record(row) for row in table.names),
            )
        except ValueError as error:
            raise SourceError(f"{self.places[key]} {error}") from error

    def check_all_named(self) -> None:
        """Refuses an entry that no film names: its key or name is misspelt."""
        for key, place in self.places.items():
            if key not in self.named:
                raise SourceError(f"{place} is named by no film")


def name_record(row: NameRow) -> NameRecord:
    return NameRecord(*row)
