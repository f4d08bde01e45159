"""Films and people found by any of their names: each once, with the name that matched."""

from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When

from films.models import Film, FilmName
from films.search.names import matching, rank
from films.search.query import Query, Way
from moviedb.lib.images.picture import Picture, picture
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.links import film_url, person_url
from moviedb.lib.statements import Statement
from people.models import Person, PersonName

SHOWN = 20


class FoundFilm(Row, frozen=True):
    id: int
    title: str
    year: int | None
    poster: Picture | None
    matched: str

    @property
    def url(self) -> str:
        return film_url(self.id, self.title)

    @property
    def other_title(self) -> str:
        """The title that the query matched, where the film's own did not."""
        return "" if self.matched == self.title else self.matched


class FoundPerson(Row, frozen=True):
    id: int
    name: str
    portrait: Picture | None
    matched: str

    @property
    def url(self) -> str:
        return person_url(self.id, self.name)

    @property
    def other_name(self) -> str:
        return "" if self.matched == self.name else self.matched


R = TypeVar("R", bound=Row)


class Found(NamedTuple, Generic[R]):
    rows: list[R]
    more: bool
    texts: list[str]


def find_films(query: Query) -> Found[FoundFilm]:
    return _found(_film_statement(query.ways), query)


def find_people(query: Query) -> Found[FoundPerson]:
    return _found(_person_statement(query.ways), query)


def _found(statement: Statement[R], query: Query) -> Found[R]:
    texts = statement.raw(query.text, *query.words)
    return Found([statement.decode(text) for text in texts[:SHOWN]], len(texts) > SHOWN, texts)


@lru_cache(maxsize=128)
def _film_statement(ways: tuple[Way, ...]) -> Statement[FoundFilm]:
    def build(text: str, *words: str) -> QuerySet[FilmName, str]:
        names = FilmName.objects.present().filter(matching(ways, words))
        film = Film.objects.filter(pk=OuterRef("film_id"))
        return as_json(
            _best(names, "film_id", text, "title"),
            FoundFilm,
            id=F("film_id"),
            title=Subquery(film.values("title")),
            year=Subquery(film.values("release_year")),
            poster=Subquery(film.values_list(picture(Picture, "poster"))),
            matched=F("found__0"),
        )

    return Statement(FoundFilm, [str, *[str] * len(ways)], build, prepared=False)


@lru_cache(maxsize=128)
def _person_statement(ways: tuple[Way, ...]) -> Statement[FoundPerson]:
    def build(text: str, *words: str) -> QuerySet[PersonName, str]:
        names = PersonName.objects.present().filter(matching(ways, words))
        person = Person.objects.filter(pk=OuterRef("person_id"))
        return as_json(
            _best(names, "person_id", text, "name"),
            FoundPerson,
            id=F("person_id"),
            name=Subquery(person.values("name")),
            portrait=Subquery(person.values_list(picture(Picture, "portrait"))),
            matched=F("found__0"),
        )

    return Statement(FoundPerson, [str, *[str] * len(ways)], build, prepared=False)


def _best(names: QuerySet[Any, Any], owner: str, text: str, main_kind: str) -> QuerySet[Any, Any]:
    """One row an owner, best match first; its main name where that matches at all.

    The owner's own fields are to be read by subqueries: Postgres runs these for the rows shown only, a join
    would be made for thousands.
    """
    main_first = Case(When(Q(kind=main_kind), then=Value(0)), default=Value(1))
    best: QuerySet[Any, Any] = (
        names.values(owner)
        .annotate(
            best=Min(rank(text)),
            rank=Max("popularity"),
            found=ArrayAgg("text", order_by=[main_first, rank(text), "id"]),
        )
        .order_by("best", "-rank", owner)[: SHOWN + 1]
    )
    return best
