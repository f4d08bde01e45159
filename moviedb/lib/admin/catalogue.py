"""What every list of the catalogue has in common in the admin: it stays usable at any length."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from moviedb.lib.admin.fields import FORM_FIELDS
from moviedb.lib.admin.paging import CappedPaginator
from moviedb.lib.admin.search import contains_words

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin

# How many rows a page names before it says "and so many more".
NAMED = 20


class CatalogueAdmin(_ModelAdmin):
    paginator: ClassVar[Any] = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count for each choice of each filter
    list_per_page = 50
    list_max_show_all = 200
    formfield_overrides = FORM_FIELDS
    # What addresses may filter by, beside the list's own filters.
    allowed_lookups: Sequence[str] = ()

    class Media:
        css = {"all": ["moviedb/admin.css"]}

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the page offers: any other lookup (a regular expression) may fail or take minutes."""
        offered = {getattr(each, "parameter_name", None) for each in self.list_filter or ()}
        return lookup in offered or lookup in self.allowed_lookups

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Says how much would go, and names no more than a screenful of it."""
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        top = [entry for entry in deleted if not isinstance(entry, list)]
        return _shortened(top), counts, perms_needed, _shortened(protected)


class FoldedSearch(CatalogueAdmin):
    """Search in a table that has its name folded beside it; accents and capitals do not matter."""

    search_fields: ClassVar[tuple[str, ...]] = ("name",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        return queryset.filter(contains_words(search_term)), False


def _shortened(entries: Sequence[Any]) -> list[Any]:
    shown = list(entries[:NAMED])
    if len(entries) > NAMED:
        shown.append(gettext("and %(count)d more") % {"count": len(entries) - NAMED})
    return shown
