"""A film that is not there: merged into another, deleted, or never known."""

from django.http import Http404, HttpRequest, HttpResponse

from films.models import Film
from moviedb.lib.http import gone, moved
from moviedb.lib.links import film_url
from moviedb.lib.provenance.models import Redirect


def missing_film(request: HttpRequest, film_id: int, page: str = "") -> HttpResponse:
    redirect = Redirect.objects.of(Redirect.Kind.FILM, film_id).first()
    if redirect is None:
        raise Http404
    survivor = Film.objects.filter(pk=redirect.new_id).first() if redirect.new_id else None
    return moved(request, film_url(survivor.pk, survivor.title, page)) if survivor else gone(request)
