"""films/genres/: the genres with their numbers of films, and the films of each."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, IntegerField, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from films.models import FilmGenre, Genre
from films.views.film_conditions import CHOICES
from films.views.film_list import browse
from moviedb.lib.display import number
from moviedb.lib.http import page
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.links import genre_url
from moviedb.lib.statements import Statement

# Counting all films of all genres would read as many rows as there are films, and more.
MOST_COUNTED = 5_000


class GenreRow(Row, frozen=True):
    id: int
    name: str
    films: int

    @property
    def number(self) -> str:
        if self.films > MOST_COUNTED:
            return gettext("more than %(n)s films") % {"n": number(MOST_COUNTED)}
        return ngettext("%(n)s film", "%(n)s films", self.films) % {"n": number(self.films)}

    @property
    def url(self) -> str:
        return genre_url(self.id, self.name)


def counted() -> QuerySet[Genre, str]:
    some = FilmGenre.objects.present().filter(genre=OuterRef("pk")).order_by()
    films = Func(
        ArraySubquery(some.values("pk")[: MOST_COUNTED + 1]), function="cardinality", output_field=IntegerField()
    )
    genres = Genre.objects.alias(film_count=films).filter(film_count__gt=0).order_by("fold")
    return as_json(genres, GenreRow, films=F("film_count"))


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
