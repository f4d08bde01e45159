"""What films are tagged with, and the vocabulary of jobs."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from films.models import (
    Collection,
    CollectionExternalId,
    Company,
    CompanyExternalId,
    Country,
    Department,
    Genre,
    Job,
    Keyword,
    Language,
)
from moviedb.lib.admin.catalogue import CatalogueAdmin, FoldedSearch
from moviedb.lib.admin.filters import ChoicesFilter

if TYPE_CHECKING:
    _Inline = admin.TabularInline[Any, Any]
else:
    _Inline = admin.TabularInline


class CompanyIdInline(_Inline):
    model = CompanyExternalId
    extra = 0


class CollectionIdInline(_Inline):
    model = CollectionExternalId
    extra = 0


@admin.register(Genre)
class GenreAdmin(FoldedSearch):
    ordering = ("name",)


@admin.register(Keyword)
class KeywordAdmin(FoldedSearch):
    ordering = ("fold",)
    sortable_by = ()


@admin.register(Company)
class CompanyAdmin(FoldedSearch):
    list_display = ("name", "country")
    list_select_related = ("country",)
    ordering = ("fold", "pk")
    sortable_by = ()
    autocomplete_fields = ("country",)
    inlines = (CompanyIdInline,)


@admin.register(Collection)
class CollectionAdmin(FoldedSearch):
    ordering = ("fold", "pk")
    sortable_by = ()
    inlines = (CollectionIdInline,)


class CodedAdmin(CatalogueAdmin):
    """Countries and languages: found by their code or name; the code is their key and stays."""

    list_display = ("name", "code")
    ordering = ("name",)
    search_fields = ("name", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("code",) if obj else ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        return queryset.filter(Q(code__iexact=term) | Q(name__icontains=term)), False


@admin.register(Country)
class CountryAdmin(CodedAdmin):
    pass


@admin.register(Language)
class LanguageAdmin(CodedAdmin):
    pass


class DepartmentFilter(ChoicesFilter):
    title = Job._meta.get_field("department").verbose_name
    parameter_name = "department"
    column = "department"
    options = Department.choices


@admin.register(Job)
class JobAdmin(CatalogueAdmin):
    list_display = ("name", "department")
    list_filter = (DepartmentFilter,)
    search_fields = ("name",)
    ordering = ("department", "name")
