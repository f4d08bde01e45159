"""feeds/films.atom: what was added to the catalogue last."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from films.models import Film
from moviedb.lib.http import page, site_root
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.links import film_url
from moviedb.lib.statements import Statement
from moviedb.lib.xml_text import xml_text

ENTRIES = 30
# A feed without entries must have a time too.
LONG_AGO = "1970-01-01T00:00:00+00:00"


class FeedFilm(Row, frozen=True):
    id: int
    title: str
    release_year: int | None
    overview: str
    created_at: str
    updated_at: str

    @property
    def heading(self) -> str:
        return xml_text(f"{self.title} ({self.release_year})" if self.release_year else self.title)

    @property
    def summary(self) -> str:
        return xml_text(self.overview)

    @property
    def url(self) -> str:
        return film_url(self.id, self.title)


def newest_in_catalogue() -> QuerySet[Film, str]:
    """By id, which is given in the order of arrival and has an index."""
    return as_json(Film.objects.order_by("-id"), FeedFilm)[:ENTRIES]


NEWEST_IN_CATALOGUE = Statement(FeedFilm, [], newest_in_catalogue)


@require_safe
def film_feed(request: HttpRequest) -> HttpResponse:
    texts = NEWEST_IN_CATALOGUE.raw()
    films = [NEWEST_IN_CATALOGUE.decode(text) for text in texts]
    context = {
        "films": films,
        "site": site_root(request),
        "updated": max((film.updated_at for film in films), default=LONG_AGO),
        "title": gettext("New films"),
    }
    return page(request, "films/feed.xml", context, *texts, content_type="application/atom+xml")
