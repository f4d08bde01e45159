"""The film's first page: hero, overview, top cast, facts, similar films and the billing block."""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet

from films.models import Credit, Film, FilmCountry, FilmLanguage
from films.views.cards import SimilarCard, similar_films
from films.views.credits import (
    COMPOSES,
    ON_SCREEN,
    PERFORMS,
    CreditRow,
    PartRow,
    PersonLink,
    credits_of_film,
    once_each,
    parts_of_film,
)  # fmt: skip
from films.views.external_ids import ExternalIdRow, external_ids_of_film
from films.views.head import FilmHead, film_head, html_language
from films.views.histogram import Histogram, histogram_of_film
from films.views.page import film_view
from films.views.structured import movie
from moviedb.lib.images.picture import CreditedPicture, Picture, picture
from moviedb.lib.json_ld import Thing
from moviedb.lib.json_rows import Row, as_json, json_list
from moviedb.lib.per_language import gettext
from moviedb.lib.statements import Statement

TOP_CAST = 10
STARRING = 5
SIMILAR = 20
WRITES = Q(department="Writing")
# A person may have several parts: enough rows for ten people.
TOP_CAST_ROWS = 20


class PlaceName(Row, frozen=True):
    name: str


class LanguageName(PlaceName, frozen=True):
    code: str


class Writer(NamedTuple):
    person: PersonLink
    jobs: list[str]


class TopCast(NamedTuple):
    person: PersonLink
    portrait: Picture | None
    characters: str


class BillingLine(NamedTuple):
    label: str
    people: list[PersonLink]


class FilmPage(Row, frozen=True, dict=True):
    film: FilmHead
    overview: str
    release_date: str | None
    cast_rows: list[PartRow]
    crew_rows: list[CreditRow]
    country_rows: list[PlaceName]
    language_rows: list[LanguageName]
    external_ids: list[ExternalIdRow]
    similar: list[SimilarCard]
    backdrop: CreditedPicture | None
    histogram: Histogram | None

    exists = True

    @property
    def meta_title(self) -> str:
        return self.film.full_title

    @property
    def description(self) -> str:
        return self.overview or gettext("Cast, crew and facts of %(film)s.") % {"film": self.film.full_title}

    @cached_property
    def top_cast(self) -> list[TopCast]:
        """Ten people as billed, each once with all parts."""
        parts: dict[int, list[PartRow]] = {}
        for credit in self.cast_rows:
            parts.setdefault(credit.person.id, []).append(credit)
        return [
            TopCast(
                credits[0].person,
                credits[0].portrait,
                " / ".join(credit.character for credit in credits if credit.character),
            )
            for credits in list(parts.values())[:TOP_CAST]
        ]

    @property
    def cast_in_portraits(self) -> bool:
        """Large portraits where at least half of those shown have one, else rows."""
        cast = self.top_cast
        return bool(cast) and 2 * sum(member.portrait is not None for member in cast) >= len(cast)

    @cached_property
    def writers(self) -> list[Writer]:
        """Each once with all jobs; a plain "Writer" needs no word."""
        jobs: dict[PersonLink, list[str]] = {}
        for credit in self.crew_rows:
            if credit.department == "Writing":
                jobs.setdefault(credit.person, []).append(credit.job.lower())
        return [Writer(person, [] if set(of) == {"writer"} else list(dict.fromkeys(of))) for person, of in jobs.items()]

    @property
    def countries(self) -> list[str]:
        return [country.name for country in self.country_rows]

    @property
    def languages(self) -> list[str]:
        return [language.name for language in self.language_rows]

    @property
    def has_facts(self) -> bool:
        facts = (self.release_date, self.film.runtime, self.film.directors, self.writers)
        return any([*facts, self.country_rows, self.language_rows, self.histogram and self.histogram.total])

    @property
    def is_bare(self) -> bool:
        return not (self.overview or self.top_cast or self.has_facts)

    @property
    def billing(self) -> list[BillingLine]:
        """The credits as at the foot of a poster."""
        crew = self.crew_rows
        lines = [
            (gettext("directed by"), self.film.directors),
            (gettext("written by"), [writer.person for writer in self.writers]),
            (gettext("starring"), [member.person for member in self.top_cast[:STARRING]]),
            (gettext("music by"), [credit.person for credit in crew if credit.composes]),
            *_performers(credit for credit in crew if credit.performs),
        ]
        return [BillingLine(label, once_each(people)) for label, people in lines if people]


def _performers(credits: Iterable[CreditRow]) -> list[tuple[str, list[PersonLink]]]:
    """ "violin solos by …" for a soloist, "music played by …" for an orchestra; jobs are the source's words."""
    lines: dict[str, list[PersonLink]] = {}
    for credit in credits:
        label = gettext("music played by") if credit.group else gettext("%(job)s by") % {"job": credit.job.lower()}
        lines.setdefault(label, []).append(credit.person)
    return list(lines.items())


def overview_of(film_id: int) -> QuerySet[Film, str]:
    countries = FilmCountry.objects.present().filter(film=OuterRef("pk")).order_by("position", "id")
    languages = FilmLanguage.objects.present().filter(film=OuterRef("pk")).order_by("position", "id")
    return as_json(
        Film.objects.filter(pk=film_id),
        FilmPage,
        film=film_head(),
        cast_rows=parts_of_film(Credit.objects.cast().filter(ON_SCREEN), TOP_CAST_ROWS),
        crew_rows=credits_of_film(Credit.objects.filter(WRITES | COMPOSES | PERFORMS).in_billing_order()),
        country_rows=json_list(countries, PlaceName, name=F("country__name")),
        language_rows=json_list(languages, LanguageName, name=F("language__name"), code=F("language_id")),
        external_ids=external_ids_of_film(),
        similar=similar_films(SIMILAR, reasons=1),
        backdrop=picture(CreditedPicture, "backdrop"),
        histogram=histogram_of_film(),
    )


def structured(page: FilmPage, site: str) -> list[Thing]:
    return [
        movie(
            page.film,
            site,
            release_date=page.release_date,
            cast=[member.person for member in page.top_cast],
            countries=page.countries,
            languages=[html_language(language.code) for language in page.language_rows],
            same_as=[other.url for other in page.external_ids],
        )
    ]


OVERVIEW = Statement(FilmPage, [int], overview_of)
overview = film_view(OVERVIEW, "films/overview.html", "", structured)
