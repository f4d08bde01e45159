"""about/: what this site is, and whose data it shows."""

from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from moviedb.lib.hosts import COURTESIES, site_name
from moviedb.lib.http import page
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.provenance.models import ImportRun
from moviedb.lib.statements import Statement

# What the sources ask to be said, in their words and so in English everywhere; and where they are.
TMDB_NOTICE = "This product uses the TMDB API but is not endorsed or certified by TMDB."
NOTICES = {
    "tmdb": (TMDB_NOTICE, "https://www.themoviedb.org/"),
    "tmdb5000": (TMDB_NOTICE, "https://www.kaggle.com/datasets/tmdb/tmdb-movie-metadata"),
    "movies_dataset": (TMDB_NOTICE, "https://www.kaggle.com/datasets/rounakbanik/the-movies-dataset"),
    "imdb": (COURTESIES["imdb"], "https://www.imdb.com/"),
    "movielens": (
        "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. ACM Transactions "
        "on Interactive Intelligent Systems (TiiS) 5, 4: 19:1–19:19. https://doi.org/10.1145/2827872",
        "https://grouplens.org/datasets/movielens/",
    ),
}
# What was written for this site.
OWN_WORDS = {"demo": _("The example films are described in words of our own.")}


class SourceRow(Row, frozen=True):
    """A source that has brought something into the catalogue."""

    source: str

    @property
    def name(self) -> str:
        return site_name(self.source)

    @property
    def notice(self) -> str:
        return NOTICES.get(self.source, ("", ""))[0]

    @property
    def url(self) -> str:
        return NOTICES.get(self.source, ("", ""))[1]


class AboutPage(NamedTuple):
    sources: list[SourceRow]

    @property
    def others(self) -> list[SourceRow]:
        """Those whose notice stands here: nobody else's data is without one."""
        return [row for row in self.sources if row.notice]

    @property
    def own_words(self) -> list[str]:
        return [str(OWN_WORDS[row.source]) for row in self.sources if row.source in OWN_WORDS]


def sources_seen() -> QuerySet[ImportRun, str]:
    """From the few runs instead of the many films: a source's values name the run that brought them."""
    runs = ImportRun.objects.filter(checkpoint__gt=0).order_by("source").distinct("source")
    return as_json(runs, SourceRow)


SOURCES = Statement(SourceRow, [], sources_seen)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    texts = SOURCES.raw()
    context = {
        "page": AboutPage([SOURCES.decode(text) for text in texts]),
        "title": gettext("About"),
        "description": gettext("What this site is, where its data comes from and what it keeps about visitors."),
        "canonical": request.build_absolute_uri(request.path),
    }
    return page(request, "about.html", context, *texts)
