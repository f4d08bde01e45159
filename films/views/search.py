"""search/: films and people by any of their names."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from films.search import Found, FoundFilm, FoundPerson, Query, find_films, find_people
from moviedb.lib.http import page

NOTHING_ASKED: tuple[Found[FoundFilm], Found[FoundPerson]] = (Found([], False, []), Found([], False, []))


class SearchPage(NamedTuple):
    query: str
    films: list[FoundFilm]
    more_films: bool
    people: list[FoundPerson]
    more_people: bool

    @property
    def is_empty(self) -> bool:
        """Something was asked and nothing found."""
        return bool(self.query) and not (self.films or self.people)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = Query.read(request.GET.get("q", ""))
    films, people = (find_films(query), find_people(query)) if query.words else NOTHING_ASKED
    title = gettext("Search: %(query)s") % {"query": query.text} if query.text else gettext("Search")
    context = {
        "page": SearchPage(query.text, films.rows, films.more, people.rows, people.more),
        "title": title,
        "description": gettext("Films and people by any of their names."),
        "canonical": request.build_absolute_uri(request.path),
    }
    return page(request, "search.html", context, query.text, *films.texts, "", *people.texts)
