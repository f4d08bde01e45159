"""List filters of bounded length and cost."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class LockedFilter(admin.SimpleListFilter):
    title = _("locks")
    parameter_name = "locked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        return [("yes", _("has locked fields")), ("no", _("nothing locked"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if self.value() == "yes":
            return queryset.exclude(locked_fields=[])
        return queryset.filter(locked_fields=[]) if self.value() == "no" else queryset


class RemovedFilter(admin.SimpleListFilter):
    """Rows that an editor removed stay out of the list until asked for."""

    title = _("removal")
    parameter_name = "removed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        return [("yes", _("removed by an editor")), ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        """Without a choice the list shows what is present."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("present")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if self.value() == "all":
            return queryset
        return queryset.filter(removed=self.value() == "yes")


class ChoicesFilter(admin.SimpleListFilter):
    """The choices of a text column; subclasses name the column and its choices."""

    column = ""
    options: Sequence[tuple[Any, str | Promise]] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        return [(str(value), label) for value, label in self.options]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class MostUsedFilter(admin.SimpleListFilter):
    """The terms that most films have, by name: never a list of thousands."""

    LONGEST = 30
    terms: type[Model]
    used_by = ""  # from the term to what uses it
    column = ""  # on the listed model

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        counted = self.terms._default_manager.annotate(uses=Count(self.used_by)).filter(uses__gt=0)
        return sorted(
            ((str(term.pk), str(term)) for term in counted.order_by("-uses", "pk")[: self.LONGEST]),
            key=lambda choice: choice[1],
        )

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if not self.value():
            return queryset
        try:
            return self.narrowed(queryset, self.terms._meta.pk.to_python(self.value()))
        except ValidationError as error:
            raise IncorrectLookupParameters(error) from error

    def narrowed(self, queryset: QuerySet[Model], term: Any) -> QuerySet[Model]:
        return queryset.filter(**{self.column: term})
