"""What every page of a film shows: the hero and the tabs."""

from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from films.models import Credit, FilmGenre, FilmSourceValues, FilmVotes, SimilarFilm
from films.models.place import HTML_CODES
from films.views.credits import PersonLink, directors_of_film, once_each
from moviedb.lib.cards.answer import card_url
from moviedb.lib.cards.card import Card
from moviedb.lib.hosts import COURTESIES, site_name
from moviedb.lib.images.picture import CreditedPicture, picture
from moviedb.lib.json_rows import JSONArray, Row, json_first, json_list, json_row
from moviedb.lib.links import film_url, genre_url
from moviedb.lib.per_language import gettext
from moviedb.lib.posters import Drawing, draw


class Votes(Row, frozen=True):
    average: float
    count: int | None
    site: str

    @property
    def site_name(self) -> str:
        return site_name(self.site)


class GenreLink(Row, frozen=True):
    id: int
    name: str

    @property
    def url(self) -> str:
        return genre_url(self.id, self.name)


class Tab(NamedTuple):
    label: str
    url: str
    current: bool


class FilmHead(Row, frozen=True, dict=True):
    id: int
    title: str
    original_title: str
    original_language: str | None
    year: int | None
    tagline: str
    runtime: int | None
    votes: Votes | None
    genre_rows: list[GenreLink]
    director_rows: list[PersonLink]
    poster: CreditedPicture | None
    has_credits: bool
    has_similar: bool
    from_imdb: bool

    @cached_property
    def url(self) -> str:
        return film_url(self.id, self.title)

    @property
    def courtesy(self) -> str:
        """What stands at the foot of each of the film's pages."""
        return COURTESIES["imdb"] if self.from_imdb else ""

    @property
    def full_title(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    @property
    def other_title(self) -> str:
        """The original title where it is another one."""
        return "" if self.original_title == self.title else self.original_title

    @property
    def lang(self) -> str:
        """For the `lang` attribute of the original title; "" where unknown."""
        return html_language(self.original_language or "")

    @property
    def title_lang(self) -> str:
        """Of the title itself, where it is the original one; "" where it may be anybody's."""
        return self.lang if self.original_title == self.title else ""

    @property
    def genres(self) -> list[str]:
        return [genre.name for genre in self.genre_rows]

    @cached_property
    def directors(self) -> list[PersonLink]:
        return once_each(self.director_rows)

    @property
    def drawing(self) -> Drawing:
        """The poster that is drawn where there is no photograph of one."""
        return draw(self.id, self.title)

    @property
    def hue(self) -> int:
        """The colour of its pages: the photograph's, if it has any, else the drawing's."""
        photograph = self.poster.hue if self.poster else None
        return self.drawing.hue if photograph is None else photograph

    @property
    def card(self) -> Card:
        """The picture for links on other sites."""
        names = tuple(person.name for person in self.directors)
        return Card(self.id, (self.title, self.original_title), self.year, names, settings.SITE_NAME)

    @property
    def card_url(self) -> str:
        return card_url(self.url, self.card)

    def tabs(self, current: str) -> list[Tab]:
        """The pages that this film has; a film with nothing but its overview and facts has two."""
        pages = [
            ("", gettext("Overview"), True),
            ("cast", gettext("Cast & crew"), self.has_credits),
            ("info", gettext("Info"), True),
            ("similar", gettext("More like this"), self.has_similar),
        ]
        return [
            Tab(label, film_url(self.id, self.title, page), page == current) for page, label, exists in pages if exists
        ]


def html_language(code: str) -> str:
    return HTML_CODES.get(code, code)


def best_votes(film: str = "pk") -> Any:
    """The votes of the site where most people voted."""
    return json_first(by_most_votes(FilmVotes.objects.filter(film=OuterRef(film))), Votes)


def shown_votes() -> QuerySet[FilmVotes]:
    """Of each film the votes of the site where most people voted, in a form that can be joined."""
    voters = Coalesce("count", 0)
    more = Q(voters__gt=OuterRef("voters")) | Q(voters=OuterRef("voters"), site__lt=OuterRef("site"))
    better = FilmVotes.objects.alias(voters=voters).filter(more, film=OuterRef("film"))
    return FilmVotes.objects.alias(voters=voters).filter(~Exists(better))


def by_most_votes(votes: QuerySet[Any]) -> QuerySet[Any]:
    return votes.order_by(F("count").desc(nulls_last=True), "site")


def film_head() -> JSONArray:
    genres = FilmGenre.objects.present().filter(film=OuterRef("pk")).order_by("position", "id")
    return json_row(
        FilmHead,
        original_language=F("original_language_id"),
        year=F("release_year"),
        votes=best_votes(),
        genre_rows=json_list(genres, GenreLink, id=F("genre_id"), name=F("genre__name")),
        director_rows=directors_of_film(),
        poster=picture(CreditedPicture, "poster"),
        has_credits=Exists(Credit.objects.present().filter(film=OuterRef("pk"))),
        has_similar=Exists(SimilarFilm.objects.filter(film=OuterRef("pk"))),
        from_imdb=Exists(FilmVotes.objects.filter(film=OuterRef("pk"), site="imdb"))
        | Exists(FilmSourceValues.objects.filter(film=OuterRef("pk"), source="imdb")),
    )
