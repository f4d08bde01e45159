"""people/: everybody, or those whom a visitor's conditions leave, with the most credits first or by name."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from moviedb.lib.filters import FilteredList
from moviedb.lib.http import page
from moviedb.lib.images.picture import Picture, picture
from moviedb.lib.json_rows import Row
from moviedb.lib.keyset import Order, SortValue
from moviedb.lib.links import person_url
from people.models import Person
from people.views.filmography import known_for_text
from people.views.person_filters import CHOICES, CONDITIONS, PersonFilters


class ListedPerson(Row, frozen=True):
    id: int
    sort_value: SortValue
    name: str
    known_for_department: str
    credit_count: int
    portrait: Picture | None

    @property
    def url(self) -> str:
        return person_url(self.id, self.name)

    @property
    def known_for(self) -> str:
        return known_for_text(self.known_for_department)


PEOPLE = FilteredList(
    "people",
    ListedPerson,
    Person.objects.credited,
    [
        Order("credits", _("Most credits"), "credit_count", int, descending=True),
        Order("name", _("By name"), "sort_key", str),
    ],
    CONDITIONS,
    portrait=picture(Picture, "portrait"),
)


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    texts = CHOICES.raw()
    filters = PersonFilters(request.GET, [CHOICES.decode(text) for text in texts])
    context: dict[str, Any] = {"form": filters, "sort": request.GET.get("sort", ""), "title": gettext("People")}
    if not filters.is_valid():
        return filters.refuse(request, "people/list.html", context)
    redirect = filters.redirect(request)
    if redirect:
        return redirect
    people = PEOPLE.page(request, filters.address, filters.chosen)
    context |= {
        "page": people,
        "title": filters.title or gettext("People"),
        "description": gettext("Everybody with a credit in this catalogue."),
        "canonical": request.build_absolute_uri(people.url),
        "robots": "" if filters.is_subject else "noindex,follow",
    }
    return page(request, "people/list.html", context, *texts, *people.texts)
