"""Credits as a film's pages show them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, When
from django.utils.translation import gettext, pgettext

from films.models import Credit, CreditQuerySet
from moviedb.lib.images.picture import Picture, picture
from moviedb.lib.json_rows import Row, json_list, json_row
from moviedb.lib.links import person_url

ON_SCREEN = Q(performed_for__isnull=True) & (Q(on_screen=True) | Q(voice=True))
COMPOSES = Q(
    department="Sound",
    job__in=["Original Music Composer", "Composer", "Music"],
    work="",
    performed_for__isnull=True,
)
# Who is heard (or seen, as a double) in somebody's place, or plays a piece: soloists, singers, orchestras.
PERFORMS = Q(performed_for__isnull=False) | (
    Q(on_screen=False, voice=False) & (~Q(work="") | (Q(department="Sound", person__kind="group") & ~COMPOSES))
)


class PersonLink(Row, frozen=True):
    id: int
    name: str

    @property
    def url(self) -> str:
        return person_url(self.id, self.name)


class PerformedFor(PersonLink, frozen=True):
    character: str


class CreditRow(Row, frozen=True):
    """One credit with its person: `name … character` in the cast, `job: name` in the crew."""

    person: PersonLink
    group: bool
    composes: bool
    performs: bool
    department: str
    job: str
    character: str
    credited_as: str
    note: str
    uncredited: bool
    voice: bool
    on_screen: bool
    work: str
    performed_for: PerformedFor | None

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def url(self) -> str:
        return self.person.url

    @property
    def part(self) -> str:
        """What stands across from the name in the cast; acting itself needs no word."""
        return self.character or ("" if self.job in ("Actor", "Actress") else self.job)

    @property
    def says_more(self) -> bool:
        """Whether there is anything to show beside the name."""
        return bool(self.part or self.details or self.performed_for or self.work)

    @property
    def details(self) -> list[str]:
        """What stands in brackets behind the name or the character."""
        details = [
            pgettext("of a part", "voice") if self.voice else "",
            gettext("uncredited") if self.uncredited else "",
            gettext("as %(name)s") % {"name": self.credited_as} if self.credited_as not in ("", self.name) else "",
            self.note,
        ]
        return [detail for detail in details if detail]


class CastRow(CreditRow, frozen=True):
    portrait: Picture | None

    @property
    def searched(self) -> tuple[str, ...]:
        """What a visitor may look for in a long list."""
        return self.name, self.credited_as, self.character, self.job, self.work


class PartRow(Row, frozen=True):
    """A part in a film's top cast. Only what is shown there: these rows were a quarter of the page's query."""

    person: PersonLink
    character: str
    portrait: Picture | None


def parts_of_film(credits: CreditQuerySet, at_most: int) -> ArraySubquery:
    return json_list(
        credits.present().filter(film=OuterRef("pk"))[:at_most],
        PartRow,
        person=json_row(PersonLink, "person__"),
        portrait=picture(Picture, "person__portrait"),
    )


def credits_of_film(credits: CreditQuerySet, at_most: int | None = None) -> ArraySubquery:
    """Those of the film in the outer query, without an editor's tombstones."""
    return _credits_of_film(CreditRow, credits, at_most)


def cast_of_film(credits: CreditQuerySet, at_most: int | None = None) -> ArraySubquery:
    """With the portraits of those who have one."""
    return _credits_of_film(CastRow, credits, at_most, portrait=picture(Picture, "person__portrait"))


def _credits_of_film(row: type[CreditRow], credits: CreditQuerySet, at_most: int | None, **more: Any) -> ArraySubquery:
    credits = credits.present().filter(film=OuterRef("pk"))
    performed_for = json_row(
        PerformedFor,
        id=F("performed_for__person_id"),
        name=F("performed_for__person__name"),
        character=F("performed_for__character"),
    )
    return json_list(
        credits[:at_most] if at_most else credits,
        row,
        person=json_row(PersonLink, "person__"),
        group=Q(person__kind="group"),
        composes=COMPOSES,
        performs=PERFORMS,
        performed_for=Case(When(performed_for__isnull=False, performed_for__removed=False, then=performed_for)),
        **more,
    )


def directors_of_film() -> ArraySubquery:
    return json_list(
        Credit.objects.present().directors().filter(film=OuterRef("pk")),
        PersonLink,
        id=F("person_id"),
        name=F("person__name"),
    )


def once_each(people: Iterable[PersonLink]) -> list[PersonLink]:
    return list({person.id: person for person in people}.values())
