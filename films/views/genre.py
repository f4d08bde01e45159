"""films/genres/: the genres with their numbers of films, and the films of each."""

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from films.models import Genre
from films.views.film_conditions import CHOICES
from films.views.film_list import browse
from moviedb.lib.http import page
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.links import genre_url
from moviedb.lib.statements import Statement


class GenreRow(Row, frozen=True):
    id: int
    name: str
    films: int

    @property
    def url(self) -> str:
        return genre_url(self.id, self.name)


def counted() -> QuerySet[Genre, str]:
    films = Count("film_genres", filter=Q(film_genres__removed=False))
    genres = Genre.objects.annotate(film_count=films).filter(film_count__gt=0).order_by("fold")
    return as_json(genres, GenreRow, films=films)


GENRES = Statement(GenreRow, [], counted)


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
    """The list of films with one condition set; with others beside it, that list has another address."""
    texts = CHOICES.raw()
    choices = [CHOICES.decode(text) for text in texts]
    if ("genre", str(genre_id)) not in ((choice.field, choice.value) for choice in choices):
        raise Http404
    data = request.GET.copy()
    data.appendlist("genre", str(genre_id))
    return browse(request, data, choices, texts)
