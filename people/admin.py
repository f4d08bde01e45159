"""People in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from moviedb.lib.admin.filters import ChoicesFilter, LockedFilter
from moviedb.lib.admin.locking import LockingAdmin, LockingForm
from moviedb.lib.admin.rows import RowInline, SourcedInline
from moviedb.lib.admin.search import owners_like
from moviedb.lib.provenance.models import Redirect
from moviedb.lib.provenance.removal import remove_for_good
from people.models import Person, PersonExternalId, PersonName
from people.models.person import SOURCED_FIELDS


class PersonForm(LockingForm):
    sourced_fields = SOURCED_FIELDS


class NameInline(SourcedInline):
    """Every name but the main one, which follows the person's own field."""

    model = PersonName
    fields = ("text", "kind", "language")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).exclude(kind=PersonName.Kind.NAME)

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        kwargs["choices"] = [choice for choice in PersonName.Kind.choices if choice[0] != PersonName.Kind.NAME]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class ExternalIdInline(RowInline):
    model = PersonExternalId


class KindFilter(ChoicesFilter):
    title = _("kind")
    parameter_name = "kind"
    column = "kind"
    options = Person.Kind.choices


@admin.register(Person)
class PersonAdmin(LockingAdmin):
    form = PersonForm
    list_display = ("named", "kind", "known_for_department", "born", "credits_counted")
    list_filter = (KindFilter, LockedFilter)
    ordering = ("-credit_count", "id")
    sortable_by = ("named", "credits_counted")
    search_fields = ("names__text",)
    search_help_text = _("Any name of a person, or an id such as tmdb:19119 or nm0491259")
    inlines = (NameInline, ExternalIdInline)
    autocomplete_fields = ("portrait",)
    readonly_fields = ("credits_link",)
    fieldsets = (
        (None, {"fields": ("name", "sort_name", "kind", "gender", "known_for_department", "credits_link")}),
        (_("Life"), {"fields": ("birth_date", "death_date", "birth_place", "biography")}),
        (_("Figures and links"), {"fields": ("popularity", "homepage", "portrait", "portrait_path", "adult")}),
        (_("Sources and locks"), {"fields": ("locked_fields", "source_says")}),
    )

    @admin.display(description=_("name"), ordering="sort_key")
    def named(self, person: Person) -> str:
        return person.name

    @admin.display(description=_("born"))
    def born(self, person: Person) -> str:
        return str(person.birth_date or "")

    @admin.display(description=_("credits"), ordering="-credit_count")
    def credits_counted(self, person: Person) -> int:
        return person.credit_count

    @admin.display(description=_("credits"))
    def credits_link(self, person: Person) -> str:
        if not person.pk:
            return "-"
        text = ngettext("%(count)d credit", "%(count)d credits", person.credit_count)
        return format_html('<a href="{}">{}</a>', credits_address(person), text % {"count": person.credit_count})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term.strip():
            queryset = queryset.filter(owners_like(search_term, PersonName, PersonExternalId, "person"))
        return queryset, False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        PersonName.objects.mirror([form.instance.pk])  # new names take the person's rank

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Who has credits stays: says so with a link to them instead of a list of hundreds."""
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        if protected:
            protected = [
                format_html('<a href="{}">{}</a>', credits_address(person), _credits_of(person))
                for person in objs
                if person.credits.exists()
            ]
        return deleted, counts, perms_needed, protected

    def delete_model(self, request: HttpRequest, obj: Person) -> None:
        remove_for_good(Redirect.Kind.PERSON, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        for person in queryset:
            self.delete_model(request, person)


def credits_address(person: Person) -> str:
    """The person's credits, with those that an editor removed."""
    return f"{reverse('admin:films_credit_changelist')}?person__id__exact={person.pk}&removed=all"


def _credits_of(person: Person) -> str:
    return gettext("the credits of %(name)s, also removed ones: give them to somebody else first") % {
        "name": person.name
    }
