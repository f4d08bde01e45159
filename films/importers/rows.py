"""From combined values to rows of tables: the one translation that both writers use."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from films.importers import tables
from films.importers.identities import Vocabulary
from films.importers.records import CreditRecord
from films.importers.stated import Combined, Values, as_text
from films.importers.tables import Row, Table
from moviedb.lib.text import sort_title


@dataclass(slots=True)
class Batch:
    """Rows of one batch, table by table, and whose they are."""

    owners: list[int] = field(default_factory=list)
    rows: dict[Table, list[Row]] = field(default_factory=lambda: defaultdict(list))
    # Fields of each owner on which some source has or had a word; of the others a refresh keeps its hands off.
    stated: dict[int, set[str]] = field(default_factory=dict)

    def add(self, table: Table, *rows: Row) -> None:
        self.rows[table].extend(rows)


def add_values(batch: Batch, table: Table, owner: int, source: str, values: Values, run: int) -> None:
    batch.add(table, (owner, source, as_text(values), run, "{}"))


def add_film(batch: Batch, film: int, combined: Combined, vocabulary: Vocabulary) -> None:
    f = combined.fields
    language = f["original_language"] and vocabulary.language(f["original_language"])
    collection = f["collection"] and vocabulary.collection(*f["collection"][:3])
    title = f["title"]
    batch.owners.append(film)
    batch.stated[film] = combined.stated | {"sort_title"}
    batch.add(
        tables.FILM,
        (
            film, title, f["original_title"] or "", language, f["sort_title"] or sort_title(title, language or ""),
            f["tagline"] or "", f["overview"] or "", f["release_date"], f["status"] or "", f["runtime"], f["budget"],
            f["revenue"], f["homepage"] or "", f["popularity"], f["adult"] or False, f["poster_path"] or "",
            f["backdrop_path"] or "", collection,
        ),
    )  # fmt: skip
    lists = combined.lists
    for table, name, find in (
        (tables.GENRES, "genres", vocabulary.genre),
        (tables.KEYWORDS, "keywords", lambda item: vocabulary.keyword(item[0])),
        (tables.COMPANIES, "companies", lambda item: vocabulary.company(*item)),
        (tables.COUNTRIES, "countries", vocabulary.country),
        (tables.LANGUAGES, "languages", vocabulary.language),
    ):
        seen: dict[int | str, str] = {}
        for item, origin in lists[name]:
            seen.setdefault(find(item), origin)
        batch.add(table, *((film, term, i, origin) for i, (term, origin) in enumerate(seen.items())))
    batch.add(tables.FILM_NAMES, *((film, *item, origin) for item, origin in lists["names"]))
    batch.add(tables.FILM_TEXTS, *((film, *item, origin) for item, origin in lists["texts"]))
    batch.add(
        tables.RELEASES,
        *((film, vocabulary.country(item[0]), *item[1:], origin) for item, origin in lists["releases"]),
    )
    batch.add(tables.VIDEOS, *((film, *item, origin) for item, origin in lists["videos"]))
    batch.add(tables.VOTES, *((film, *item, origin) for item, origin in lists["votes"]))


def add_person(batch: Batch, person: int, combined: Combined) -> None:
    f = combined.fields
    batch.owners.append(person)
    batch.stated[person] = combined.stated | {"sort_name"}
    batch.add(
        tables.PERSON,
        (
            person, f["kind"] or "person", f["name"], f["sort_name"] or f["name"], f["biography"] or "",
            f["birth_date"], f["death_date"], f["birth_place"] or "", f["gender"], f["known_for_department"] or "",
            f["homepage"] or "", f["portrait_path"] or "", f["popularity"], f["adult"] or False,
        ),
    )  # fmt: skip
    batch.add(tables.PERSON_NAMES, *((person, *item, origin) for item, origin in combined.lists["names"]))


def credit_row(credit: CreditRecord, ids: tuple[int | None, int, int], performed_for: int | None, source: str) -> Row:
    """`ids` are those of the credit (null while unknown), the film and the person."""
    return (
        *ids, credit.department, credit.job, credit.character, credit.billing_order, credit.credited_as, credit.note,
        credit.uncredited, credit.voice, credit.on_screen, performed_for, credit.work, source,
    )  # fmt: skip


def main_names(batch: Batch) -> Mapping[Table, list[Row]]:
    """The search rows of a batch of new films and people, which a refresh leaves to `mirror`."""
    names: dict[Table, list[Row]] = {tables.FILM_NAMES: [], tables.PERSON_NAMES: []}
    for film, title, original, language, *_ in batch.rows[tables.FILM]:
        names[tables.FILM_NAMES].append((film, "title", "", "", title, "", "film"))
        if original not in ("", title):
            names[tables.FILM_NAMES].append((film, "original", language or "", "", original, "", "film"))
    for person, _, name, *_ in batch.rows[tables.PERSON]:
        names[tables.PERSON_NAMES].append((person, "name", "", name, "person"))
    return names
