"""hidden-hands/: who sang, played, spoke or stood in for somebody seen on the screen, and for whom."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from films.models import Credit, CreditQuerySet
from moviedb.lib.http import page
from moviedb.lib.images.picture import Picture, picture
from moviedb.lib.json_rows import Row, json_list
from moviedb.lib.keyset import KeysetList, Order, SortValue
from moviedb.lib.links import person_url
from people.models import Person
from people.views.filmography import CreditRow, FilmRow, credit_fields, films_of


class Performer(Row, frozen=True):
    id: int
    sort_value: SortValue
    name: str
    portrait: Picture | None
    credits: list[CreditRow]

    @property
    def url(self) -> str:
        return person_url(self.id, self.name)

    @property
    def films(self) -> list[FilmRow]:
        return films_of(self.credits)


def off_screen() -> CreditQuerySet:
    return Credit.objects.present().off_screen().filter(person=OuterRef("pk"))


def performers() -> QuerySet[Person]:
    return Person.objects.filter(Exists(off_screen()))


PERFORMERS = KeysetList(
    "hidden-hands",
    Performer,
    performers,
    [
        Order("credits", _("Most credits"), "credit_count", int, descending=True),
        Order("name", _("By name"), "sort_key", str),
    ],
    portrait=picture(Picture, "portrait"),
    credits=json_list(off_screen().newest_first(), CreditRow, **credit_fields()),
)


@require_safe
def hidden_hands(request: HttpRequest) -> HttpResponse:
    found = PERFORMERS.page(request)
    context = {
        "page": found,
        "title": gettext("Hidden hands"),
        "description": gettext("Singers, musicians, voices and doubles behind the faces on the screen."),
        "canonical": request.build_absolute_uri(found.url),
    }
    return page(request, "films/hidden_hands.html", context, *found.texts)
