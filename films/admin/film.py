"""Films: the list, its search and filters, and the form with all that belongs to a film."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from films.admin.credit_rows import CreditInline
from films.admin.film_rows import INLINES
from films.admin.similar import refresh_similar
from films.curation.credit_counts import recount
from films.models import Credit, Film, FilmExternalId, FilmGenre, FilmName, Genre, Language, SimilarFilm
from films.models.film import SOURCED_FIELDS
from moviedb.lib.admin.filters import ChoicesFilter, LockedFilter, MostUsedFilter
from moviedb.lib.admin.locking import LockingAdmin, LockingForm
from moviedb.lib.admin.search import owners_like
from moviedb.lib.provenance.models import Redirect
from moviedb.lib.provenance.removal import remove_for_good


class FilmForm(LockingForm):
    sourced_fields = SOURCED_FIELDS


class StatusFilter(ChoicesFilter):
    title = _("status")
    parameter_name = "status"
    column = "status"
    options = Film.Status.choices


class DecadeFilter(admin.SimpleListFilter):
    title = _("decade")
    parameter_name = "decade"
    FIRST = 1890

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        decades = range(timezone.now().year // 10 * 10, self.FIRST - 1, -10)
        return [(str(decade), f"{decade}–{decade + 9}") for decade in decades] + [("none", _("no date"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Film]) -> QuerySet[Film]:
        """By the text of the date, which is indexed: "1994" to "1994-12-31" lie between "199" and "200"."""
        value = self.value()
        if not value:
            return queryset
        if value == "none":
            return queryset.filter(release_date=None)
        if value not in (key for key, label in self.lookup_choices):
            raise IncorrectLookupParameters
        return queryset.filter(release_date__gte=value, release_date__lt=str(int(value) + 10))


class GenreFilter(MostUsedFilter):
    title = _("genre")
    parameter_name = "genre"
    terms = Genre
    used_by = "film_genres"

    def narrowed(self, queryset: QuerySet[Any], term: Any) -> QuerySet[Any]:
        return queryset.filter(pk__in=FilmGenre.objects.present().filter(genre=term).values("film"))


class LanguageFilter(MostUsedFilter):
    title = _("original language")
    parameter_name = "language"
    terms = Language
    used_by = "originals"
    column = "original_language"


class FilmChangeList(ChangeList):
    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """With the directors of the films on the page: one query."""
        directors = Prefetch(
            "credits", Credit.objects.present().directors().select_related("person"), to_attr="direction"
        )
        return super().get_queryset(request, exclude_parameters).prefetch_related(directors)


@admin.register(Film)
class FilmAdmin(LockingAdmin):
    form = FilmForm
    list_display = ("titled", "released", "original_title", "directors", "popular")
    list_filter = (GenreFilter, DecadeFilter, StatusFilter, LanguageFilter, LockedFilter)
    ordering = (F("popularity").desc(nulls_last=True), "id")
    sortable_by = ("titled", "released", "popular")
    search_fields = ("names__text",)
    search_help_text = _("Any title of a film, or an id such as tmdb:25205 or tt1320082")
    autocomplete_fields = ("original_language", "collection", "poster", "backdrop")
    inlines = (*INLINES, CreditInline)  # the longest last
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("title", "original_title", "original_language", "sort_title", "tagline", "overview")}),
        (_("Release"), {"fields": ("release_date", "status", "runtime", "collection", "adult")}),
        (_("Figures and links"), {"fields": ("budget", "revenue", "popularity", "homepage")}),
        (_("Images"), {"fields": ("poster", "backdrop", "poster_path", "backdrop_path"), "classes": ("collapse",)}),
        (_("Sources and locks"), {"fields": ("locked_fields", "source_says")}),
    )  # fmt: skip

    @admin.display(description=_("title"), ordering="sort_key")
    def titled(self, film: Film) -> str:
        return film.title

    @admin.display(description=_("year"), ordering=F("release_date").desc(nulls_last=True))
    def released(self, film: Film) -> int | None:
        return film.release_date.year if film.release_date else None

    @admin.display(description=_("popularity"), ordering=F("popularity").desc(nulls_last=True))
    def popular(self, film: Film) -> str:
        return "" if film.popularity is None else f"{film.popularity:.1f}"

    @admin.display(description=_("directed by"))
    def directors(self, film: Any) -> str:
        return ", ".join(str(credit.person) for credit in film.direction)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FilmChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term.strip():
            queryset = queryset.filter(owners_like(search_term, FilmName, FilmExternalId, "film"))
        return queryset, False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        FilmName.objects.mirror([form.instance.pk])  # new titles take the film's rank
        refresh_similar([form.instance.pk])

    def delete_model(self, request: HttpRequest, obj: Film) -> None:
        people = set(obj.credits.values_list("person", flat=True))
        refresh_similar(SimilarFilm.objects.filter(other=obj).values_list("film", flat=True))
        remove_for_good(Redirect.Kind.FILM, obj)
        recount(people)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Film]) -> None:
        for film in queryset:
            self.delete_model(request, film)
