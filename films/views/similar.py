"""More like this, with all reasons."""

from django.db.models import QuerySet
from django.utils.translation import gettext

from films.models import Film
from films.views.cards import SimilarCard, similar_films
from films.views.head import FilmHead, film_head
from films.views.page import film_view
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.statements import Statement

# More than a rebuild writes for a film.
REASONS = 8


class SimilarPage(Row, frozen=True):
    film: FilmHead
    similar: list[SimilarCard]

    @property
    def exists(self) -> bool:
        return bool(self.similar)

    @property
    def meta_title(self) -> str:
        return gettext("Films like %(film)s") % {"film": self.film.full_title}

    @property
    def description(self) -> str:
        return gettext("Films like %(film)s, and what each has in common with it.") % {"film": self.film.full_title}


def similar_to(film_id: int) -> QuerySet[Film, str]:
    return as_json(
        Film.objects.filter(pk=film_id), SimilarPage, film=film_head(), similar=similar_films(reasons=REASONS)
    )


SIMILAR = Statement(SimilarPage, [int], similar_to)
similar = film_view(SIMILAR, "films/similar.html", "similar")
