"""Locks in the forms of films and people: what an editor changes is locked, and can be unlocked again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from moviedb.lib.admin.catalogue import CatalogueAdmin
from moviedb.lib.provenance.locks import lock_changes, runs_of
from moviedb.lib.provenance.models import ImportRun
from moviedb.lib.provenance.precedence import ranked

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Model]
else:
    _ModelForm = forms.ModelForm


class LockingForm(_ModelForm):
    """`sourced_fields` are those that can be locked; subclasses name them."""

    sourced_fields: Sequence[str] = ()

    locked_fields = forms.MultipleChoiceField(
        label=_("Locked fields"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "No import changes a locked field, an empty one included. What you change above is locked by saving. "
            "To unlock a field, untick it here and leave its value: it takes the value of its sources."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "locked_fields" in self.fields:
            choices = [(name, self.label_of(name)) for name in self.sourced_fields]
            self.fields["locked_fields"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.show_hidden_initial = not self.instance._state.adding

    def label_of(self, name: str) -> str:
        field: Any = self._meta.model._meta.get_field(name)
        return str(capfirst(field.verbose_name))

    def clean(self) -> dict[str, Any]:
        """Leaves alone what the editor did not change since the page was loaded: an import may have."""
        super().clean()
        unchanged = set() if self.instance._state.adding else set(self.fields) - set(self.changed_data)
        return {name: value for name, value in self.cleaned_data.items() if name not in unchanged}

    def clean_locked_fields(self) -> list[str]:
        """What was ticked or unticked on the page, applied to what is locked by now."""
        ticked, seen = set(self.cleaned_data["locked_fields"]), set(self.seen_locks())
        record: Any = self.instance
        locked = (set(record.locked_fields) - (seen - ticked)) | (ticked - seen)
        return [name for name in self.sourced_fields if name in locked]

    def seen_locks(self) -> list[str]:
        """The locks that the page showed."""
        if self.instance._state.adding:
            return []
        shown = self.data.getlist(self.add_initial_prefix("locked_fields"))  # type: ignore[attr-defined]
        return [name for name in self.sourced_fields if name in shown]

    def stated_fields(self) -> set[str]:
        """What the editor states by saving: on a new record what is filled, else what is changed."""
        if not self.instance._state.adding:
            return set(self.changed_data).intersection(self.sourced_fields)
        return {name for name in self.sourced_fields if self.cleaned_data.get(name) not in (None, "", False)}


class LockingAdmin(CatalogueAdmin):
    form: Any = LockingForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        lock_changes(
            obj,
            changed=form.stated_fields(),
            before=form.initial.get("locked_fields") or [],
            sourced=form.sourced_fields,
        )
        super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "source_says")

    def source_says(self, record: Any) -> SafeString | str:
        """A table of the fields on which some source has a word, the winning source first."""
        if not record.pk:
            return "-"
        rows = {row.source: row for row in record.source_values.all()}
        sources = ranked(rows, settings.SOURCE_PRECEDENCE)
        if not sources:
            return _("No source knows this record: it was entered here.")  # type: ignore[return-value]
        runs = ImportRun.objects.in_bulk(runs_of(rows.values()))
        fields = [
            {
                "label": capfirst(record._meta.get_field(name).verbose_name),
                "locked": name in record.locked_fields,
                "words": [_word(rows[source], name, runs) for source in sources],
            }
            for name in self.form.sourced_fields
            if any(name in row.values for row in rows.values())
        ]
        table = render_to_string("admin/source_says.html", {"sources": sources, "fields": fields})
        return mark_safe(table)

    source_says.short_description = _("What the sources say")  # type: ignore[attr-defined]


def _word(row: Any, name: str, runs: dict[int, ImportRun]) -> dict[str, Any]:
    value = row.values.get(name)
    if isinstance(value, list):  # a collection: name, source, id there, country
        value = value[0]
    return {"value": value, "run": runs.get(row.run_of(name)) if value is not None else None}
