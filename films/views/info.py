"""Info: titles, ids, releases, production, keywords, music, videos and sources of a film."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext

from films.models import (
    Credit,
    Film,
    FilmCompany,
    FilmCountry,
    FilmKeyword,
    FilmLanguage,
    FilmName,
    Language,
    ReleaseDate,
    Video,
)  # fmt: skip
from films.views.credits import COMPOSES, PERFORMS, CreditRow, credits_of_film
from films.views.external_ids import ExternalIdRow, external_ids_of_film
from films.views.head import FilmHead, film_head, html_language
from films.views.page import film_view
from films.views.sources import SourceRow, SourceSays, fields_of_film, sources_of_film, what_sources_say
from moviedb.lib.display import country
from moviedb.lib.hosts import video_link, web_address
from moviedb.lib.images.picture import CreditedPicture, picture
from moviedb.lib.json_rows import Row, as_json, json_list
from moviedb.lib.statements import Statement

# The film's own title, its original one, then all others.
OWN_FIRST = Case(When(kind="title", then=0), When(kind="original", then=1), default=2)


class TitleRow(Row, frozen=True):
    text: str
    kind: str
    language: str
    region: str
    note: str
    language_name: str | None

    @property
    def lang(self) -> str:
        return html_language(self.language)

    @property
    def label(self) -> str:
        return str(FilmName.Kind(self.kind).label)

    @property
    def details(self) -> list[str]:
        return [detail for detail in (self.language_name or self.language, country(self.region), self.note) if detail]


class ReleaseRow(Row, frozen=True):
    country: str
    country_code: str
    date: str
    type: int | None
    certification: str
    note: str

    @property
    def type_label(self) -> str:
        return str(ReleaseDate.Type(self.type).label) if self.type else ""


class NameRow(Row, frozen=True):
    name: str


class CodedRow(NameRow, frozen=True):
    code: str


class CompanyRow(Row, frozen=True):
    name: str
    country: str | None


class VideoRow(Row, frozen=True):
    site: str
    key: str
    name: str
    kind: str
    language: str
    official: bool
    published: str | None

    @property
    def url(self) -> str:
        """ "" where we do not know how the site addresses its videos."""
        return video_link(self.site, self.key)

    @property
    def host(self) -> str:
        return self.site


class InfoPage(Row, frozen=True):
    film: FilmHead
    status_code: str
    release_date: str | None
    budget: int | None
    revenue: int | None
    homepage_text: str
    collection: str | None
    titles: list[TitleRow]
    external_ids: list[ExternalIdRow]
    releases: list[ReleaseRow]
    company_rows: list[CompanyRow]
    country_rows: list[CodedRow]
    language_rows: list[CodedRow]
    keyword_rows: list[NameRow]
    music: list[CreditRow]
    videos: list[VideoRow]
    sources: list[SourceRow]
    own_fields: dict[str, Any]
    backdrop: CreditedPicture | None

    exists = True

    @property
    def meta_title(self) -> str:
        return gettext("Facts about %(film)s") % {"film": self.film.full_title}

    @property
    def description(self) -> str:
        return gettext("Titles, releases, production, music and sources of %(film)s.") % {"film": self.film.full_title}

    @property
    def status(self) -> str:
        return str(Film.Status(self.status_code).label) if self.status_code else ""

    @property
    def homepage(self) -> str:
        """Only what is safe to link; "" otherwise."""
        return web_address(self.homepage_text)

    @property
    def music_by_job(self) -> dict[str, list[CreditRow]]:
        jobs: dict[str, list[CreditRow]] = {}
        for credit in self.music:
            jobs.setdefault(credit.job, []).append(credit)
        return jobs

    @property
    def companies(self) -> list[str]:
        return [f"{row.name} ({row.country})" if row.country else row.name for row in self.company_rows]

    @property
    def countries(self) -> list[str]:
        return _names(self.country_rows)

    @property
    def languages(self) -> list[str]:
        return _names(self.language_rows)

    @property
    def keywords(self) -> list[str]:
        return _names(self.keyword_rows)

    @property
    def has_release(self) -> bool:
        return bool(self.status_code or self.release_date or self.releases)

    @property
    def has_production(self) -> bool:
        return bool(
            self.company_rows or self.country_rows or self.budget or self.revenue or self.homepage or self.collection
        )

    @property
    def pictures(self) -> list[CreditedPicture]:
        """Those of which there is something to say."""
        return [image for image in (self.backdrop, self.film.poster) if image and (image.caption or image.rights)]

    @property
    def sources_say(self) -> list[SourceSays]:
        votes = self.film.votes
        lists = {
            "genres": self.film.genres,
            "keywords": self.keywords,
            "companies": [[row.name] for row in self.company_rows],
            "countries": [row.code for row in self.country_rows],
            "languages": [row.code for row in self.language_rows],
            "names": [["", "", "", title.text] for title in self.titles if title.kind not in ("title", "original")],
            "releases": [[row.country_code, row.date] for row in self.releases],
            "videos": [["", "", video.name] for video in self.videos],
            "votes": [[votes.site, votes.average, votes.count]] if votes else [],
        }
        return what_sources_say(self.sources, self.own_fields | lists)


def _names(rows: Iterable[NameRow]) -> list[str]:
    return [row.name for row in rows]


def _present(rows: Any, *order: Any) -> QuerySet[Any]:
    """The film's own, without tombstones; `rows` is a QuerySet of any model of `SourcedRow` with a film."""
    present: QuerySet[Any] = rows.present().filter(film=OuterRef("pk")).order_by(*order, "id")
    return present


def _terms(rows: Any, name: str) -> ArraySubquery:
    return json_list(_present(rows, "position"), NameRow, name=F(name))


def info_of(film_id: int) -> QuerySet[Film, str]:
    language_name = Subquery(Language.objects.filter(code=OuterRef("language")).values("name"))
    return as_json(
        Film.objects.filter(pk=film_id),
        InfoPage,
        film=film_head(),
        status_code=F("status"),
        homepage_text=F("homepage"),
        collection=F("collection__name"),
        titles=json_list(
            _present(FilmName.objects.all(), OWN_FIRST, "language", "region"),
            TitleRow,
            language_name=language_name,
        ),
        external_ids=external_ids_of_film(),
        releases=json_list(
            _present(ReleaseDate.objects.all(), "date"),
            ReleaseRow,
            country=F("country__name"),
            country_code=F("country_id"),
        ),
        company_rows=json_list(
            _present(FilmCompany.objects.all(), "position"),
            CompanyRow,
            name=F("company__name"),
            country=F("company__country__name"),
        ),
        country_rows=json_list(
            _present(FilmCountry.objects.all(), "position"), CodedRow, name=F("country__name"), code=F("country_id")
        ),
        language_rows=json_list(
            _present(FilmLanguage.objects.all(), "position"), CodedRow, name=F("language__name"), code=F("language_id")
        ),
        keyword_rows=_terms(FilmKeyword.objects.all(), "keyword__name"),
        music=credits_of_film(Credit.objects.filter(COMPOSES | PERFORMS | ~Q(work="")).in_billing_order()),
        videos=json_list(_present(Video.objects.all(), "published"), VideoRow),
        sources=sources_of_film(),
        own_fields=fields_of_film(),
        backdrop=picture(CreditedPicture, "backdrop"),
    )


INFO = Statement(InfoPage, [int], info_of)
info = film_view(INFO, "films/info.html", "info")
