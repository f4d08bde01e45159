"""Who the demo's films name: by name, or by a key in people.toml where two people share one."""

from pathlib import Path

from films.demo.format import NameRow, PersonTable, read_file, read_table
from films.demo.text import date, unwrap
from films.importers.records import Key, NameRecord, PersonRecord, SourceError
from moviedb.lib.text import slug


class People:
    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.tables = {
            key: read_table(table, PersonTable, f"{path.name}: [{key}]") for key, table in read_file(path).items()
        }
        self.names = {key: table.name for key, table in self.tables.items()}
        self.named: set[str] = set()

    def key(self, text: str) -> str:
        """The key of the person that a film writes as `text`; ValueError for a slip in the name."""
        if text.startswith("@"):
            key = text[1:]
            if key not in self.tables:
                raise ValueError(f"{text} is not in {self.file}")
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
            raise SourceError(f"{self.file}: [{key}] {error}") from error

    def check_all_named(self) -> None:
        """Refuses an entry that no film names: its key or name is misspelt."""
        if strangers := sorted(set(self.tables) - self.named):
            raise SourceError(f"{self.file}: no film names [{strangers[0]}]")


def name_record(row: NameRow) -> NameRecord:
    return NameRecord(*row)
