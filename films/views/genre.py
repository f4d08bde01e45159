"""films/genres/: the genres with their numbers of films, and the films of each."""

from functools import lru_cache

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from films.models import Film, FilmGenre, Genre
from films.views.cards import card_fields
from films.views.film_list import ORDERS, ListedFilm
from moviedb.lib.http import canonical_redirect, page
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.keyset import KeysetList
from moviedb.lib.links import genre_url
from moviedb.lib.statements import Statement


class GenreRow(Row, frozen=True):
    id: int
    name: str
    films: int

    @property
    def url(self) -> str:
        return genre_url(self.id, self.name)


def counted(genres: QuerySet[Genre]) -> QuerySet[Genre, str]:
    films = Count("film_genres", filter=Q(film_genres__removed=False))
    return as_json(genres.annotate(film_count=films).filter(film_count__gt=0).order_by("fold"), GenreRow, films=films)


GENRES = Statement(GenreRow, [], lambda: counted(Genre.objects.all()))
GENRE = Statement(GenreRow, [int], lambda genre_id: counted(Genre.objects.filter(pk=genre_id)))


@lru_cache(maxsize=200)
def films_of_genre(genre_id: int) -> KeysetList[ListedFilm]:
    """A list per genre: its statements are compiled when somebody first asks for it."""

    def films() -> QuerySet[Film]:
        return Film.objects.filter(Exists(FilmGenre.objects.present().filter(film=OuterRef("pk"), genre=genre_id)))

    return KeysetList(f"genre {genre_id}", ListedFilm, films, ORDERS, **card_fields())


@require_safe
def genre_list(request: HttpRequest) -> HttpResponse:
    texts = GENRES.raw()
    context = {
        "genres": [GENRES.decode(text) for text in texts],
        "title": gettext("Genres"),
        "description": gettext("The genres of this catalogue and how many films each has."),
        "canonical": request.build_absolute_uri(request.path),
    }
    return page(request, "films/genres.html", context, *texts)


@require_safe
def genre(request: HttpRequest, genre_id: int, slug: str = "") -> HttpResponse:
    texts = GENRE.raw(genre_id)
    if not texts:
        raise Http404
    row = GENRE.decode(texts[0])
    redirect = canonical_redirect(request, row.url)
    if redirect:
        return redirect
    films = films_of_genre(genre_id).page(request)
    context = {
        "page": films,
        "heading": row.name,
        "title": row.name,
        "description": gettext("Films of the genre %(genre)s.") % {"genre": row.name},
        "canonical": request.build_absolute_uri(films.url),
    }
    return page(request, "films/list.html", context, *texts, *films.texts)
