"""Values of fused records, worked out anew from what all their sources say."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from films.importers import tables
from films.importers.identities import Vocabulary
from films.importers.refresh import Refresh
from films.importers.rows import Batch, add_film, add_person
from films.importers.stated import IDENTITY, PERSON_NAME_IDENTITY, combine
from films.models import FilmName
from films.models.film import SOURCED_FIELDS as FILM_FIELDS
from people.models import PersonName
from people.models.person import SOURCED_FIELDS as PERSON_FIELDS

FILMS_AT_ONCE = 500
PEOPLE_AT_ONCE = 10_000


def recombine(cursor: CursorWrapper, films: Sequence[int], people: Sequence[int]) -> None:
    """Fields and lists by precedence; locked fields and editors' rows stay, as in any refresh."""
    writer = Refresh(cursor, "join", [])
    vocabulary = Vocabulary(cursor)
    precedence = settings.SOURCE_PRECEDENCE
    for some in _slices(people, PEOPLE_AT_ONCE):
        batch = Batch()
        for person, values in writer.values_of(tables.PERSON_VALUES, some).items():
            add_person(batch, person, combine(values, PERSON_FIELDS, PERSON_NAME_IDENTITY, precedence, {}))
        writer._write_records(batch, tables.PERSON, tables.PERSON_ID, tables.PERSON_VALUES, tables.PERSON_SETS)
        PersonName.objects.mirror(some)
    for some in _slices(films, FILMS_AT_ONCE):
        batch = Batch()
        for film, values in writer.values_of(tables.FILM_VALUES, some).items():
            add_film(batch, film, combine(values, FILM_FIELDS, IDENTITY, precedence, {}), vocabulary)
        vocabulary.flush()
        writer._write_records(batch, tables.FILM, tables.FILM_ID, tables.FILM_VALUES, tables.FILM_SETS)
        FilmName.objects.mirror(some)


def _slices(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])
