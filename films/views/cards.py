"""A film as one item of a list or strip."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, OuterRef

from films.models import SimilarFilm
from films.views.head import Votes, best_votes
from films.views.reasons import Reason, ReasonsWithNames
from moviedb.lib.hosts import COURTESIES
from moviedb.lib.images.picture import Picture, picture
from moviedb.lib.json_rows import Row, json_list
from moviedb.lib.links import film_url


class FilmCard(Row, frozen=True):
    id: int
    title: str
    year: int | None
    votes: Votes | None
    poster: Picture | None

    @property
    def url(self) -> str:
        return film_url(self.id, self.title)


def courtesy_for(films: Iterable[FilmCard]) -> str:
    """What stands at the foot of a page with these cards."""
    return COURTESIES["imdb"] if any(film.votes and film.votes.site == "imdb" for film in films) else ""


class SimilarCard(FilmCard, frozen=True):
    reasons: list[Reason]

    @property
    def why(self) -> str:
        """The first reason in a line; "" where every reason has gone since the last rebuild."""
        return self.reasons[0].line if self.reasons else ""


def card_fields(film: str = "") -> dict[str, Any]:
    """The card's fields, read from the film at `film` ("other__")."""
    return {
        "id": F(f"{film}id"),
        "title": F(f"{film}title"),
        "year": F(f"{film}release_year"),
        "votes": best_votes(f"{film}pk"),
        "poster": picture(Picture, f"{film}poster"),
    }


def similar_films(
    at_most: int | None = None, *, reasons: int, row: type[SimilarCard] = SimilarCard, **expressions: Any
) -> Any:
    """ "More like this" of the film in the outer query, each with its first `reasons` reasons."""
    similar = SimilarFilm.objects.filter(film=OuterRef("pk")).order_by("rank")
    return json_list(
        similar[:at_most] if at_most else similar,
        row,
        **card_fields("other__"),
        **expressions,
        reasons=ReasonsWithNames("reasons", at_most=reasons),
    )
