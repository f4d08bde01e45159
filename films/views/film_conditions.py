"""What narrows a list of films: conditions on their facts, and the genres, countries and languages there are."""

from typing import Any

from django.db.models import Exists, F, FloatField, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast

from films.models import Country, Film, FilmCountry, FilmGenre, FilmVotes, Genre, Language
from films.views.head import shown_votes
from moviedb.lib.dates import PartialDate
from moviedb.lib.filters import Condition
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.statements import Statement


class Choice(Row, frozen=True):
    """A genre, country or language that some film has."""

    field: str
    value: str
    label: str


def _of_genre(genre: Any) -> QuerySet[FilmGenre]:
    return FilmGenre.objects.present().filter(genre=genre)


def _of_country(country: Any) -> QuerySet[FilmCountry]:
    return FilmCountry.objects.present().filter(country=country)


def _has_genre(films: QuerySet[Film], genre: Any) -> QuerySet[Film]:
    return films.filter(Exists(_of_genre(genre).filter(film=OuterRef("pk"))))


def _made_in(films: QuerySet[Film], country: Any) -> QuerySet[Film]:
    return films.filter(Exists(_of_country(country).filter(film=OuterRef("pk"))))


def _rated(films: QuerySet[Film], least: Any) -> QuerySet[Film]:
    """By the votes that a card shows. The number is compared as the column's own type, of which statistics are kept."""
    average = Cast(Value(least, FloatField()), FilmVotes._meta.get_field("average"))
    return films.filter(Exists(shown_votes().filter(film=OuterRef("pk"), average__gte=average)))


def _voted(films: QuerySet[Film], least: Any) -> QuerySet[Film]:
    return films.filter(Exists(FilmVotes.objects.filter(film=OuterRef("pk"), count__gte=least)))


# Years are ranges of the release date, which has an index; `before` is the year after the last one.
CONDITIONS = {
    "genre": Condition(int, _has_genre, _of_genre, "film"),
    "since": Condition(PartialDate, lambda films, year: films.filter(release_date__gte=year)),
    "before": Condition(PartialDate, lambda films, year: films.filter(release_date__lt=year)),
    "country": Condition(str, _made_in, _of_country, "film"),
    "language": Condition(str, lambda films, code: films.filter(original_language=code)),
    "longer": Condition(int, lambda films, minutes: films.filter(runtime__gte=minutes)),
    "shorter": Condition(int, lambda films, minutes: films.filter(runtime__lte=minutes)),
    "rating": Condition(float, _rated),
    "votes": Condition(int, _voted),
}


def choices_there_are() -> QuerySet[Any, str]:
    """Asks of each whether any film has it: cheaper than counting films."""
    genres = Genre.objects.filter(Exists(FilmGenre.objects.present().filter(genre=OuterRef("pk"))))
    countries = Country.objects.filter(Exists(FilmCountry.objects.present().filter(country=OuterRef("pk"))))
    languages = Language.objects.filter(Exists(Film.objects.filter(original_language=OuterRef("pk"))))
    rows = [
        as_json(found, Choice, field=Value(field), value=Cast(F("pk"), TextField()), label=F("name"))
        for field, found in (("genre", genres), ("country", countries), ("language", languages))
    ]
    return rows[0].order_by().union(*(row.order_by() for row in rows[1:]), all=True)


CHOICES = Statement(Choice, [], choices_there_are)
