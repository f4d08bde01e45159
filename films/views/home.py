"""The front page: one film large, strips of others, and ways into the catalogue."""

from collections.abc import Sequence
from datetime import date as Date
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from films.models import Credit, Film, FilmGenre, Genre
from films.views.cards import FilmCard, card_fields, courtesy_for
from films.views.film_filters import DECADE
from films.views.film_list import with_weighted_rating
from films.views.head import FilmHead, film_head
from films.views.structured import website
from moviedb.lib.http import page, site_root
from moviedb.lib.json_ld import json_ld
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.links import genre_url
from moviedb.lib.statements import Statement

SHOWN = 10
# What is featured leaves its strip.
READ = SHOWN + 1
# Of the overview of the film that is shown large.
WORDS = 55
DECADES = range(1870, 2050, DECADE)
# As they are called, and the order in which films/ has the rest.
STRIPS: dict[str, tuple[str | Promise, str]] = {
    "popular": (_("Most popular"), "popular"),
    "rated": (_("Best rated"), "rating"),
    "newest": (_("Newest"), "newest"),
}


class StripFilm(FilmCard, frozen=True):
    strip: str


class Strip(NamedTuple):
    id: str
    label: str
    url: str
    films: list[StripFilm]


class Featured(Row, frozen=True):
    film: FilmHead
    text: str

    @property
    def overview(self) -> str:
        return Truncator(self.text).words(WORDS)


class Way(Row, frozen=True):
    """A decade or genre with films in it; or that there are hidden hands."""

    kind: str
    value: str
    label: str

    @property
    def url(self) -> str:
        if self.kind == "genre":
            return genre_url(int(self.value), self.label)
        return f"{reverse('films:list')}?decade={self.value}"


class HomePage(NamedTuple):
    featured: Featured | None
    strips: list[Strip]
    ways: list[Way]

    @property
    def decades(self) -> list[Way]:
        return [way for way in self.ways if way.kind == "decade"]

    @property
    def genres(self) -> list[Way]:
        return sorted((way for way in self.ways if way.kind == "genre"), key=lambda way: way.label)

    @property
    def has_hidden_hands(self) -> bool:
        return any(way.kind == "hands" for way in self.ways)


def films_of_strips() -> QuerySet[Any, str]:
    films = Film.objects
    strips = [
        ("popular", films.filter(popularity__isnull=False).most_popular()),
        ("rated", with_weighted_rating(films.all()).order_by(F("weighted").desc(), "id")),
        ("newest", films.newest_first()),
    ]
    rows = [as_json(of, StripFilm, strip=Value(name, CharField()), **card_fields())[:READ] for name, of in strips]
    return rows[0].union(*rows[1:], all=True)


def ways_in() -> QuerySet[Any, str]:
    """Asks of each decade and genre whether it has a film: one look into an index each."""
    decades = [
        _way(Film.objects.filter(release_date__gte=str(year), release_date__lt=str(year + DECADE)), "decade", str(year))
        for year in DECADES
    ]
    genres = Genre.objects.filter(Exists(FilmGenre.objects.present().filter(genre=OuterRef("pk")))).order_by()
    named = as_json(genres, Way, kind=Value("genre"), value=Cast("pk", TextField()), label=F("name"))
    return decades[0].union(*decades[1:], named, _way(Credit.objects.present().off_screen(), "hands", ""), all=True)


def _way(records: QuerySet[Any], kind: str, value: str) -> QuerySet[Any, str]:
    texts = {name: Value(text, CharField()) for name, text in (("kind", kind), ("value", value), ("label", ""))}
    return as_json(records.order_by(), Way, **texts)[:1]


def featured_film(film_id: int) -> QuerySet[Film, str]:
    return as_json(Film.objects.filter(pk=film_id), Featured, film=film_head(), text=F("overview"))


FILMS = Statement(StripFilm, [], films_of_strips)
WAYS = Statement(Way, [], ways_in)
FEATURED = Statement(Featured, [int], featured_film)


def film_of_the_day(films: Sequence[StripFilm], day: Date) -> StripFilm | None:
    """One of those shown first, another each day."""
    first = [film for film in films if film.strip == films[0].strip]
    return first[day.toordinal() % len(first)] if first else None


def strips_of(films: Sequence[StripFilm], featured: StripFilm | None) -> list[Strip]:
    """Strips with enough that the page does not show yet: a catalogue of three films needs one."""
    shown = {featured.id} if featured else set()
    strips = []
    for name, (label, order) in STRIPS.items():
        of = [film for film in films if film.strip == name and not (featured and film.id == featured.id)][:SHOWN]
        if sum(film.id not in shown for film in of) * 2 > len(of):
            strips.append(Strip(name, str(label), f"{reverse('films:list')}?sort={order}", of))
            shown |= {film.id for film in of}
    return strips


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    texts, ways = FILMS.raw(), WAYS.raw()
    films = [FILMS.decode(text) for text in texts]
    chosen = film_of_the_day(films, timezone.localdate())
    of_the_day = FEATURED.raw(chosen.id) if chosen else []
    featured = FEATURED.decode(of_the_day[0]) if of_the_day else None
    context = {
        "courtesy": courtesy_for(films) or (featured.film.courtesy if featured else ""),
        "page": HomePage(featured, strips_of(films, chosen), [WAYS.decode(text) for text in ways]),
        "title": "",
        "description": gettext("Films and the people who made them."),
        "canonical": request.build_absolute_uri(request.path),
        "structured": lambda: json_ld(website(site_root(request))),
    }
    return page(request, "home.html", context, *texts, "", *ways, "", *of_the_day)
