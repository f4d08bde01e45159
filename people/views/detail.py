"""A person's page: facts, biography, names and filmography."""

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from moviedb.lib.cards.answer import SocialCard, card_answer, card_url
from moviedb.lib.cards.card import Card
from moviedb.lib.hosts import COURTESIES, record_link, site_name, web_address
from moviedb.lib.http import canonical_redirect, gone, moved, page, site_root
from moviedb.lib.images.picture import CreditedPicture, picture
from moviedb.lib.json_ld import Thing, json_ld
from moviedb.lib.json_rows import Row, as_json, json_list
from moviedb.lib.links import person_url
from moviedb.lib.posters import page_hue
from moviedb.lib.provenance.models import Redirect
from moviedb.lib.statements import Statement
from people.models import Person, PersonExternalId, PersonName, PersonSourceValues
from people.views.filmography import (
    CreditRow,
    by_department,
    credits_of_person,
    known_for_text,
)  # fmt: skip
from people.views.structured import person_thing, person_trail

# What search engines show of a description.
LONGEST_DESCRIPTION = 160


class NameRow(Row, frozen=True):
    text: str
    kind: str
    language: str

    @property
    def label(self) -> str:
        return str(PersonName.Kind(self.kind).label)


class ExternalIdRow(Row, frozen=True):
    source: str
    value: str

    @property
    def site(self) -> str:
        return site_name(self.source)

    @property
    def url(self) -> str:
        return record_link("person", self.source, self.value)


class PersonPage(Row, frozen=True):
    id: int
    name: str
    kind: str
    biography: str
    birth_date: str | None
    death_date: str | None
    birth_place: str
    known_for_department: str
    homepage_text: str
    portrait: CreditedPicture | None
    name_rows: list[NameRow]
    external_ids: list[ExternalIdRow]
    from_imdb: bool

    @property
    def url(self) -> str:
        return person_url(self.id, self.name)

    @property
    def card(self) -> Card:
        """The picture for links on other sites; a name in another script is shown as it is written in ours."""
        years = (self.birth_date or "")[:4], (self.death_date or "")[:4]
        life = "–".join(years) if all(years) else years[0]
        names = (self.name, *(name.text for name in self.other_names))
        line = tuple(text for text in (life, self.known_for) if text)
        return Card(self.id, names, None, line, settings.SITE_NAME)

    @property
    def card_url(self) -> str:
        return card_url(self.url, self.card)

    @property
    def hue(self) -> int:
        """The colour of the page: the portrait's, if it has any, else one of the person's own."""
        photograph = self.portrait.hue if self.portrait else None
        return page_hue(self.id) if photograph is None else photograph

    @property
    def is_group(self) -> bool:
        return self.kind == Person.Kind.GROUP

    @property
    def known_for(self) -> str:
        return known_for_text(self.known_for_department)

    @property
    def homepage(self) -> str:
        return web_address(self.homepage_text)

    @property
    def other_names(self) -> list[NameRow]:
        return [row for row in self.name_rows if row.text != self.name]

    @property
    def description(self) -> str:
        text = self.biography or gettext("The films of %(name)s, with every part and job.") % {"name": self.name}
        return Truncator(text).chars(LONGEST_DESCRIPTION)


def person_of(person_id: int) -> QuerySet[Person, str]:
    names = PersonName.objects.present().filter(person=OuterRef("pk")).order_by("kind", "language", "id")
    ids = PersonExternalId.objects.filter(person=OuterRef("pk")).order_by("source", "value")
    return as_json(
        Person.objects.filter(pk=person_id),
        PersonPage,
        homepage_text=F("homepage"),
        portrait=picture(CreditedPicture, "portrait"),
        name_rows=json_list(names, NameRow),
        external_ids=json_list(ids, ExternalIdRow),
        from_imdb=Exists(PersonSourceValues.objects.filter(person=OuterRef("pk"), source="imdb")),
    )


PERSON = Statement(PersonPage, [int], person_of)
CREDITS = Statement(CreditRow, [int], credits_of_person)


@require_safe
def detail(request: HttpRequest, person_id: int, slug: str = "") -> HttpResponse:
    texts = PERSON.raw(person_id)
    if not texts:
        return missing_person(request, person_id)
    person = PERSON.decode(texts[0])
    if redirect := canonical_redirect(request, person.url):
        return redirect
    credits = CREDITS.raw(person_id)
    departments = by_department((CREDITS.decode(text) for text in credits), person.known_for_department)
    site = site_root(request)
    context = {
        "page": person,
        "courtesy": COURTESIES["imdb"] if person.from_imdb else "",
        "departments": departments,
        "title": person.name,
        "description": person.description,
        "canonical": site + person.url,
        "og_type": "profile",
        "social_card": SocialCard(site + person.card_url, person.name),
        "structured": lambda: json_ld(person_trail(person.name, person.url, site), _thing(person, site)),
    }
    return page(request, "people/detail.html", context, *texts, *credits)


@require_safe
def card(request: HttpRequest, person_id: int, slug: str = "") -> HttpResponse:
    """card.png: the picture that other sites show beside a link to a person."""
    rows = PERSON.rows(person_id)
    if not rows:
        raise Http404
    person = rows[0]
    return canonical_redirect(request, f"{person.url}card.png") or card_answer(request, person.card)


def _thing(person: PersonPage, site: str) -> Thing:
    return person_thing(
        person.name,
        person.url,
        site,
        image=person.card_url,
        is_group=person.is_group,
        birth_date=person.birth_date,
        death_date=person.death_date,
        birth_place=person.birth_place,
        department=person.known_for_department,
        other_names=[name.text for name in person.other_names],
        same_as=[person.homepage, *(other.url for other in person.external_ids)],
    )


def missing_person(request: HttpRequest, person_id: int) -> HttpResponse:
    redirect = Redirect.objects.of(Redirect.Kind.PERSON, person_id).first()
    if redirect is None:
        raise Http404
    survivor = Person.objects.filter(pk=redirect.new_id).first() if redirect.new_id else None
    return moved(request, person_url(survivor.pk, survivor.name)) if survivor else gone(request)
