"""Reads what films have in common from the tables into arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import BigIntegerField, Count, F, QuerySet, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Ord, RowNumber, Substr

from films.models import (
    Credit,
    Film,
    FilmCompany,
    FilmCountry,
    FilmGenre,
    FilmKeyword,
    FilmName,
    FilmVotes,
    Genre,
)
from films.similarity.facts import Facts, Ints, Pairs, Texts
from films.similarity.words import number_of, words
from moviedb.lib.copying import copying

# Keywords that sources use for a film's make and release, not for what it is about: no likeness at all.
NO_SUBJECT = (
    "3d", "imax", "cgi", "aftercreditsstinger", "duringcreditsstinger", "number in title", "subtitled scene",
    "sequel", "prequel", "remake", "reboot", "spin off", "woman director", "independent film", "black and white",
    "based on novel", "based on novel or book", "based on short story", "based on play or musical",
)  # fmt: skip
# Jobs of the writing department that do not make somebody an author of the film.
NOT_AUTHORS = ("Storyboard", "Script Editor", "Script Consultant", "Story Editor", "Creative Producer", "Other")
# Somebody further down the bill is no reason to see another film. The head counts most.
BILLED = 15
BILLING_POWER = -0.75  # of the place on the bill

# Rows of COPY's binary format: the number of columns, then each with its length.
_HEADER = 19
_TRAILER = 2
# The number of columns, which is one, and its length.
_BEFORE_FEW = 6


def read_facts(films: Sequence[int] | None = None, site: str = "") -> Facts:
    """The facts of these films, or of all, in the order of their ids: ten statements whatever the catalogue's size.

    `site` is whose votes count, where it is known.
    """
    rows = Film.objects.order_by("id")
    if films is not None:
        rows = rows.filter(pk__in=some(films))
    ids: list[int] = []
    adult: list[bool] = []
    years: list[int] = []
    collections: list[int] = []
    languages: list[int] = []
    numbers: dict[str, int] = {}
    texts = Texts()
    columns = ("id", "adult", "release_year", "original_language", "collection", "title", "overview", "tagline")
    found = rows.values_list(*columns)
    for film, is_adult, year, language, collection, title, overview, tagline in (
        found.iterator() if films is None else found
    ):
        texts.add(len(ids), title, f"{overview}\n{tagline}")
        ids.append(film)
        adult.append(is_adult)
        years.append(year or 0)
        languages.append(numbers.setdefault(language, number_of(language)) if language else 0)
        collections.append(collection or 0)
    reader = _Reader(np.asarray(ids, np.int64), films)
    votes, average = read_votes(reader.ids, site or site_of_votes(), films)
    series = np.asarray(collections, np.int64)
    in_series = np.flatnonzero(series)
    return Facts(
        ids=reader.ids,
        adult=np.asarray(adult, np.bool_),
        year=np.asarray(years, np.int64),
        language=np.asarray(languages, np.int64),
        votes=votes,
        average=average,
        fields={
            "collection": Pairs.of(in_series, series[in_series]),
            "genre": reader.pairs(FilmGenre.objects.present(), "genre_id"),
            "keyword": reader.pairs(_keywords(), "keyword_id"),
            "company": reader.pairs(FilmCompany.objects.present(), "company_id"),
            "country": reader.pairs(FilmCountry.objects.present(), _number_of_code("country_id")),
            "director": reader.pairs(Credit.objects.present().directors(), "person_id"),
            "writer": reader.pairs(_writers(), "person_id"),
            "actor": reader.billed(),
            **texts.pairs(),
        },
        language_codes={number: code for code, number in numbers.items()},
        vocabulary=texts.vocabulary,
        same_title=np.asarray(texts.same_title, np.int64),
        is_cut=np.asarray(texts.is_cut, np.bool_),
    )


def site_of_votes() -> str:
    """The site that knows the most films: counts of several sites do not compare."""
    counted = FilmVotes.objects.filter(count__isnull=False)
    site = counted.values("site").annotate(films=Count("pk")).order_by("-films", "site").first()
    return str(site["site"]) if site else ""


def read_votes(ids: Ints, site: str, films: Sequence[int] | None = None) -> tuple[Ints, Ints]:
    """How many votes there are for each of these films and their average in thousandths.

    The films are all that there are unless `films` names them.
    """
    counted = FilmVotes.objects.filter(count__isnull=False, site=site).order_by()
    if films is not None:
        counted = counted.filter(film__in=some(films))
    voted, *columns = whole_numbers(counted, F("film_id"), F("count"), F("average") * 1000, few=films is not None)
    places = np.searchsorted(ids, voted)
    known = places < len(ids)
    known[known] = ids[places[known]] == voted[known]
    votes, average = (_spread(len(ids), places[known], column[known]) for column in columns)
    return votes, average


def _spread(size: int, places: Ints, values: Ints) -> Ints:
    """The values at these places, 0 elsewhere."""
    spread = np.zeros(size, np.int64)
    spread[places] = values
    return spread


def read_carriers(field: str, values: Sequence[int]) -> tuple[Ints, Ints]:
    """(films, values) of every film that has one of these values of a field that an index finds.

    Of actors, who are billed by their place among others, too many.
    """
    rows, column = {
        "collection": (Film.objects.all(), "collection_id"),
        "keyword": (_keywords(), "keyword_id"),
        "director": (Credit.objects.present().directors(), "person_id"),
        "writer": (_writers(), "person_id"),
        "actor": (_cast(), "person_id"),
    }[field]
    film = "id" if field == "collection" else "film_id"
    films, carried = whole_numbers(rows.filter(**{f"{column}__in": values}).order_by(), F(film), F(column), few=True)
    pairs = _once(films, carried, np.ones(len(films), np.float32))
    return pairs.films, pairs.values


def read_billed(films: Ints) -> Pairs:
    """Who is billed in these films, which are in ascending order."""
    return _Reader(films, films.tolist()).billed()


def read_films_with(word: str) -> Ints:
    """The films with this word in their title."""
    rows = FilmName.objects.filter(kind=FilmName.Kind.TITLE, fold__contains=word).values_list("film", "text")
    return np.asarray(sorted(film for film, title in rows if word in words(title)), np.int64)


def some(ids: Sequence[int]) -> RawSQL:
    """One parameter instead of a thousand."""
    return RawSQL("SELECT unnest(%s::int[])", [list(ids)])


def _writers() -> QuerySet[Credit]:
    return Credit.objects.present().writers().exclude(job__in=NOT_AUTHORS)


def _cast() -> QuerySet[Credit]:
    """Uncredited parts and performers whom nobody sees are not billed."""
    return Credit.objects.present().cast().filter(uncredited=False, performed_for=None)


def _keywords() -> QuerySet[FilmKeyword]:
    return (
        FilmKeyword.objects.present()
        .exclude(keyword__fold__in=NO_SUBJECT)
        # A keyword that repeats a genre's name would be found as if it were something special.
        .exclude(keyword__fold__in=Genre.objects.values("fold"))
    )


def _number_of_code(column: str) -> Any:
    """A country's two letters as one number."""
    return Ord(column) * 256 + Ord(Substr(column, 2))


class _Reader:
    def __init__(self, ids: Ints, films: Sequence[int] | None) -> None:
        self.ids = ids
        self._only = None if films is None else list(films)

    def pairs(self, rows: QuerySet[Any], value: Any) -> Pairs:
        films, values = self._columns(rows.order_by(), F("film_id"), F(value) if isinstance(value, str) else value)
        return _once(films, values, np.ones(len(films), np.float32))

    def billed(self) -> Pairs:
        """The head of each film's cast."""
        place = Window(
            RowNumber(), partition_by=F("film_id"), order_by=[F("billing_order").asc(nulls_last=True), F("id").asc()]
        )
        cast = _cast().order_by()
        films, people, places = self._columns(
            cast.annotate(place=place).filter(place__lte=BILLED), F("film_id"), F("person_id"), F("place")
        )
        return _once(films, people, (places**BILLING_POWER).astype(np.float32))

    def _columns(self, rows: QuerySet[Any], *expressions: Any) -> list[Ints]:
        """The columns, the first of them as a film's place."""
        if self._only is not None:
            rows = rows.filter(film__in=some(self._only))
        films, *others = whole_numbers(rows, *expressions, few=self._only is not None)
        places = np.searchsorted(self.ids, films)
        # A film may have come since the ids were read.
        known = places < len(self.ids)
        known[known] = self.ids[places[known]] == films[known]
        return [places[known], *(other[known] for other in others)]


def whole_numbers(rows: QuerySet[Any], *expressions: Any, few: bool = False) -> list[Ints]:
    """The columns, which must be whole numbers without NULL. By COPY: a tenth of the time.

    A `few`, by the ten thousand, come as one row, of which the server can make no more than a gigabyte.
    """
    named = {f"n{i}": Cast(expression, BigIntegerField()) for i, expression in enumerate(expressions)}
    sql, parameters = rows.values_list(*named.values()).query.sql_with_params()
    with connection.cursor() as cursor:
        composed = cursor.mogrify(sql, parameters)  # a COPY takes no parameters
        if few:
            sent = " || ".join(f"int8send({name})" for name in named)
            composed = f"SELECT coalesce(string_agg({sent}, ''), '') FROM ({composed}) AS rows ({', '.join(named)})"
        with copying(cursor, f"COPY ({composed}) TO STDOUT (FORMAT BINARY)") as copy:
            content = b"".join(copy)[_HEADER:-_TRAILER]
    if few:
        table = np.frombuffer(content, np.dtype(">i8"), offset=_BEFORE_FEW).reshape(-1, len(named))
        return [table[:, i].astype(np.int64) for i in range(len(named))]
    dtype = np.dtype(
        [("n", ">i2")] + [(f"{kind}{i}", f">i{size}") for i in range(len(named)) for kind, size in (("l", 4), ("v", 8))]
    )
    lines = np.frombuffer(content, dtype)
    return [lines[f"v{i}"].astype(np.int64) for i in range(len(named))]


def _once(films: Ints, values: Ints, weights: Any) -> Pairs:
    """Each value once a film, with its greatest weight."""
    order = np.lexsort((-weights, values, films))
    films, values, weights = films[order], values[order], weights[order]
    first = np.ones(len(films), np.bool_)
    first[1:] = (films[1:] != films[:-1]) | (values[1:] != values[:-1])
    return Pairs.of(films[first], values[first], weights[first])
