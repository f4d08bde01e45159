"""Inlines for rows that imports write too: names, texts, genres, credits and the like."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext

from moviedb.lib.admin.autocomplete import LabelledAutocomplete, label_choices
from moviedb.lib.admin.fields import FORM_FIELDS
from moviedb.lib.admin.rendering import RowRenderer
from moviedb.lib.admin.seen import read_seen, row_digest, write_seen
from moviedb.lib.provenance.models import SourcedRow

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[SourcedRow]
    _FormSet = forms.BaseInlineFormSet[SourcedRow, models.Model, forms.ModelForm[SourcedRow]]
    _Inline = admin.TabularInline[Any, Any]
else:
    _ModelForm = forms.ModelForm
    _FormSet = forms.BaseInlineFormSet
    _Inline = admin.TabularInline


class RowForm(_ModelForm):
    """Leaves rows alone that nobody changed: validating one costs several queries, a film may have 500."""

    default_renderer = RowRenderer()  # one for all: each compiles templates of its own
    instance: Any
    cleaned_data: dict[str, Any]
    seen = ""  # the digest of the row as the page showed it
    own_fields: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_fields = list(self.fields)  # without those that the form set adds
        label_choices(self)

    def full_clean(self) -> None:
        if self.is_bound and (self.instance.pk or self.seen) and not self.has_changed():
            self._errors = ErrorDict()
            self.cleaned_data = {}
        else:
            super().full_clean()

    def has_changed(self) -> bool:
        if not self.seen:
            return super().has_changed()
        deleted = DELETION_FIELD_NAME in self.fields and bool(self[DELETION_FIELD_NAME].data)
        return deleted or row_digest(self, self.own_fields, posted=True) != self.seen

    def clean(self) -> dict[str, Any] | None:
        """Refuses a change of what is not there any more, or is not what the editor saw."""
        data = super().clean()
        if self.seen and row_digest(self, self.own_fields, posted=False) != self.seen:
            raise forms.ValidationError(
                gettext("This was changed since the page was loaded. Load it again to see what is there now.")
            )
        return data


class RowFormSet(_FormSet):
    """Knows what the page showed, and so which rows the editor changed."""

    @property
    def seen_name(self) -> str:
        return f"{self.prefix}-seen"

    @property
    def seen_value(self) -> str:
        if self.is_bound:
            return str(self.data.get(self.seen_name, ""))
        forms: list[Any] = self.initial_forms
        return write_seen({str(form.instance.pk): row_digest(form, form.own_fields, posted=False) for form in forms})

    @cached_property
    def seen(self) -> dict[str, str]:
        return read_seen(self.seen_value) if self.is_bound else {}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and index < self.initial_form_count():
            form.seen = self.seen.get(str(self.data.get(form.add_prefix("id"))), "")


class SourcedForm(RowForm):
    def validate_unique(self) -> None:
        """Together with the film or person, which Django leaves out for the rows of their form."""
        super().validate_unique()
        if self.instance.twin(removed=False):
            self.add_error(None, gettext("This is there already."))


class SourcedFormSet(RowFormSet):
    """Shows the rows that are present and offers to restore the others; saves as an editor's word."""

    removed_rows: list[SourcedRow]

    def get_queryset(self) -> Any:
        """Present rows as a list; the tombstones come with the same query."""
        if not hasattr(self, "_present"):
            rows = list(super().get_queryset())
            self._present = [row for row in rows if not row.removed]
            self.removed_rows = [row for row in rows if row.removed]
        return self._present

    @property
    def restore_name(self) -> str:
        return f"{self.prefix}-restore"

    @property
    def removed_choices(self) -> list[dict[str, Any]]:
        return [{"pk": row.pk, "label": self.label_of(row), "origin": row.origin} for row in self.removed_rows]

    def label_of(self, row: SourcedRow) -> str:
        """How a removed row is named where it can be restored."""
        return str(row)

    def clean(self) -> None:
        super().clean()
        if any(form.instance.pk is None and form.has_changed() for form in self.initial_forms):
            raise forms.ValidationError(
                gettext("A row was removed since this page was loaded. Load it again to see what is there now.")
            )

    def validate_unique(self) -> None:
        """Among the rows of this form; an empty value counts as a value."""
        seen = set()
        for form in self.forms:
            values = tuple(form.instance.unique_values().values())
            if not values or not form.has_changed() or form in self.deleted_forms:
                continue
            if values in seen:
                raise forms.ValidationError(gettext("The same row was entered twice."))
            seen.add(values)

    def save_new(self, form: "forms.ModelForm[SourcedRow]", commit: bool = True) -> SourcedRow:
        setattr(form.instance, self.fk.name, self.instance)
        form.instance.save_by_editor()
        return form.instance

    def save_existing(self, form: "forms.ModelForm[SourcedRow]", obj: SourcedRow, commit: bool = True) -> SourcedRow:
        obj.save_by_editor()
        return obj

    def delete_existing(self, obj: SourcedRow, commit: bool = True) -> None:
        obj.remove_by_editor()

    def save(self, commit: bool = True) -> list[SourcedRow]:
        saved = super().save(commit)
        self._restore()
        return saved

    def _restore(self) -> None:
        self.get_queryset()
        ticked = set(self.data.getlist(self.restore_name)) if hasattr(self.data, "getlist") else set()
        for row in self.removed_rows:
            if str(row.pk) in ticked:
                row.restore_by_editor()
                self.new_objects.append(row)


class RowInline(_Inline):
    """An inline of constant cost: the related objects of all rows come with one query."""

    form = RowForm
    formset = RowFormSet
    template = "admin/edit_inline/sourced_tabular.html"
    extra = 0
    formfield_overrides = FORM_FIELDS

    def get_queryset(self, request: HttpRequest) -> Any:
        related = list(self.get_autocomplete_fields(request))
        rows = super().get_queryset(request)
        return rows.select_related(*related) if related else rows

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = LabelledAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Of the links beside a choice only "add": the others cost three addresses a row."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.can_delete_related = False
        return field


class SourcedInline(RowInline):
    form = SourcedForm
    formset = SourcedFormSet
    exclude: ClassVar[Any] = ("origin", "removed", "gone")
