"""Autocomplete fields in forms with hundreds of rows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect


class LabelledAutocomplete(AutocompleteSelect):
    """Takes the label of its choice from the row that the form set has loaded.

    Django's own widget asks the database for each label: a query per row and field.
    """

    chosen: Any = None

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        if self.chosen is None or list(value) != [str(self.chosen.pk)]:
            return super().optgroups(name, value, attrs)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, value[0], str(self.chosen), True, len(options)))
        return [(None, options, 0)]


def label_choices(form: "forms.ModelForm[Any]") -> None:
    """Tells the form's autocomplete fields what its instance has loaded."""
    for name, field in form.fields.items():
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, LabelledAutocomplete):
            relation = form.instance._meta.get_field(name)
            if relation.is_cached(form.instance):
                widget.chosen = getattr(form.instance, name)
