"""about/similar-films/: how "more like this" is worked out, for visitors."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from films.models import OutsideRating
from moviedb.lib.http import page
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.statements import Statement


class AnyRating(Row, frozen=True):
    site: int


def any_rating() -> QuerySet[OutsideRating, str]:
    return as_json(OutsideRating.objects.all()[:1], AnyRating)


# Whether there are likes that the lists may draw on.
ANY_RATING = Statement(AnyRating, [], any_rating)


@require_safe
def how_similar(request: HttpRequest) -> HttpResponse:
    texts = ANY_RATING.raw()
    context = {
        "likes": bool(texts),
        "title": gettext("How we find similar films"),
        "description": gettext("What makes two films alike here, and why each pick says why it is there."),
        "canonical": request.build_absolute_uri(request.path),
    }
    return page(request, "how_similar.html", context, *texts)
