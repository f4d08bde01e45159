"""All credits: to find one by person or film, and to bring back what an editor removed."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from films.admin.credit_rows import label
from films.admin.similar import refresh_similar
from films.admin.terms import DepartmentFilter
from films.curation.credit_counts import recount
from films.models import Credit, FilmExternalId, FilmName
from moviedb.lib.admin.catalogue import CatalogueAdmin
from moviedb.lib.admin.filters import RemovedFilter
from moviedb.lib.admin.search import owners_like
from people.models import PersonExternalId, PersonName

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Credit]
else:
    _ModelForm = forms.ModelForm


class CreditForm(_ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Credit.objects.present().filter(film=self.instance.film_id).exclude(pk=self.instance.pk)
        field: Any = self.fields["performed_for"]
        field.queryset = others.select_related("person").in_billing_order()
        field.label_from_instance = label


def _follow(credits: Sequence[Credit], people: Collection[int] = ()) -> None:
    """What hangs on credits: numbers of their people, and of others who had them; films like theirs."""
    recount({credit.person_id for credit in credits}.union(people))
    refresh_similar(credit.film_id for credit in credits)


@admin.register(Credit)
class CreditAdmin(CatalogueAdmin):
    form = CreditForm
    list_display = ("id", "film", "person", "department", "job", "character", "billing_order")
    list_select_related = ("film", "person")
    list_filter = (DepartmentFilter, RemovedFilter)
    allowed_lookups = ("person__id__exact", "film__id__exact")
    ordering = ("-id",)
    sortable_by = ("id",)
    search_fields = ("person__names__text", "film__names__text")
    search_help_text = _("Any name of a person or title of a film, or an id of either such as tt1320082")
    autocomplete_fields = ("film", "person")
    readonly_fields = ("origin", "removed", "gone")
    actions = ("restore",)
    fieldsets = (
        (None, {"fields": ("film", "person", "department", "job", "character", "billing_order", "credited_as")}),
        (_("Details"), {"fields": ("uncredited", "voice", "on_screen", "performed_for", "work", "note")}),
        (_("Source"), {"fields": ("origin", "removed", "gone")}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Credit]:
        return super().get_queryset(request).select_related("film", "person")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        # A union of two index scans: OR of two subqueries would read the whole table.
        of_people = Credit.objects.filter(owners_like(search_term, PersonName, PersonExternalId, "person", "person"))
        of_films = Credit.objects.filter(owners_like(search_term, FilmName, FilmExternalId, "film", "film"))
        found = of_people.order_by().values("pk").union(of_films.order_by().values("pk"))
        return queryset.filter(pk__in=found), False

    def save_model(self, request: HttpRequest, obj: Credit, form: Any, change: bool) -> None:
        obj.save_by_editor()
        _follow([obj], {form.initial.get("person")} - {None})

    def delete_model(self, request: HttpRequest, obj: Credit) -> None:
        obj.remove_by_editor()
        _follow([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Credit]) -> None:
        credits = list(queryset)
        for credit in credits:
            credit.remove_by_editor()
        _follow(credits)

    @admin.action(description=_("Restore the selected removed credits"), permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Credit]) -> None:
        credits = list(queryset.filter(removed=True))
        for credit in credits:
            credit.restore_by_editor()
        _follow(credits)
        text = ngettext("%(count)d credit is back.", "%(count)d credits are back.", len(credits))
        self.message_user(request, text % {"count": len(credits)}, messages.SUCCESS)
