"""The demo's pictures: what `pictures.toml` describes, drawn and put into the image library when the demo is loaded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from msgspec import Meta

from films.demo import drawings
from films.demo.format import FilmTable, Strict, Text, read_file, read_table
from films.demo.people import People
from films.importers.records import SourceError
from films.models import Film
from moviedb.lib.images.files import BACKDROP_WIDTHS, PORTRAIT_WIDTHS, POSTER_WIDTHS, add_image, has_files
from moviedb.lib.images.models import Image
from people.models import Person

FILE = "pictures.toml"
# By which ours are told from those that an editor chose.
CREDIT, LICENCE = "Drawing: moviedb", "CC0"
Percentage = Annotated[int, Meta(ge=0, le=100)]


class PictureTable(Strict):
    scene: Text
    hue: Annotated[int, Meta(ge=0, lt=360)]
    seed: int = 1
    focus: tuple[Percentage, Percentage] = (50, 50)
    alt: str = ""
    caption: str = ""


class FilmPictures(Strict):
    poster: PictureTable | None = None
    backdrop: PictureTable | None = None


class PicturesFile(Strict):
    films: dict[str, FilmPictures]
    people: dict[str, PictureTable]


class Placed(NamedTuple):
    """One picture, whose it is, and which of its fields shows it."""

    owners: Any
    key: str
    field: str
    table: PictureTable
    size: tuple[int, int]
    widths: tuple[int, ...]
    title: str = ""


def read_pictures(folder: Path) -> list[Placed]:
    """Raises SourceError for a mistake in the file."""
    if not (folder / FILE).exists():
        return []
    file = read_table(read_file(folder / FILE), PicturesFile, FILE)
    people = People(folder).tables
    placed = [*_of_films(file, folder)]
    for key, table in file.people.items():
        if key not in people:
            raise SourceError(f"{FILE}: [people.{key}] is in no file of people")
        placed.append(Placed(Person.objects, key, "portrait", table, drawings.PORTRAIT, PORTRAIT_WIDTHS))
    for one in placed:
        if one.table.scene not in drawings.SCENES:
            raise SourceError(f"{FILE}: {one.key}: no scene is called {one.table.scene!r}")
    return placed


def _of_films(file: PicturesFile, folder: Path) -> Iterator[Placed]:
    for key, film in file.films.items():
        path = folder / "films" / f"{key}.toml"
        if not path.exists():
            raise SourceError(f"{FILE}: [films.{key}] is no film of the demo")
        title = read_table(read_file(path), FilmTable, path.name).title
        if film.poster:
            yield Placed(Film.objects, key, "poster", film.poster, drawings.POSTER, POSTER_WIDTHS, title)
        if film.backdrop:
            yield Placed(Film.objects, key, "backdrop", film.backdrop, drawings.BACKDROP, BACKDROP_WIDTHS)


def place(pictures: list[Placed]) -> None:
    """Draws them and shows them where no editor chose another."""
    for one in pictures:
        table = one.table
        image = add_image(
            drawings.draw(table.scene, one.size, table.hue, table.seed, one.title),
            one.widths,
            focus_x=table.focus[0],
            focus_y=table.focus[1],
            alt=table.alt,
            caption=table.caption,
            credit=CREDIT,
            licence=LICENCE,
        )
        owners = one.owners.filter(external_ids__source="demo", external_ids__value=one.key)
        ours = owners.filter(**{f"{one.field}__credit": CREDIT}) | owners.filter(**{one.field: None})
        one.owners.filter(pk__in=ours.values("pk")).update(**{one.field: image})


def files_are_there() -> bool:
    """Whether somebody emptied the media folder, or moved to another machine without it."""
    return all(has_files(image) for image in Image.objects.filter(credit=CREDIT))
