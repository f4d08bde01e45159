"""people/: everybody, those with the most credits first or by name."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from moviedb.lib.http import page
from moviedb.lib.images.picture import Picture, picture
from moviedb.lib.json_rows import Row
from moviedb.lib.keyset import KeysetList, Order, SortValue
from moviedb.lib.links import person_url
from people.models import Person
from people.views.filmography import department_label


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
        return department_label(self.known_for_department)


PEOPLE = KeysetList(
    "people",
    ListedPerson,
    Person.objects.all,
    [
        Order("credits", _("Most credits"), "credit_count", int, descending=True),
        Order("name", _("By name"), "sort_key", str),
    ],
    portrait=picture(Picture, "portrait"),
)


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    people = PEOPLE.page(request)
    context = {
        "page": people,
        "title": gettext("People"),
        "description": gettext("Everybody with a credit in this catalogue."),
        "canonical": request.build_absolute_uri(people.url),
    }
    return page(request, "people/list.html", context, *people.texts)
