"""Form fields that see a change only where there is one: a field seen as changed becomes locked."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.translation import gettext_lazy as _

from moviedb.lib.dates import PartialDate, PartialDateField


class PlainTextField(forms.CharField):
    """Browsers send line ends as CRLF, and imported texts may begin or end with a space: neither is a change."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return text and text.replace("\r\n", "\n").replace("\r", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and self.to_python(initial) != self.to_python(data)


class PartialDateFormField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("As much as is known: 1994, 1994-05 or 1994-05-17."))
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("size", "11")

    def to_python(self, value: Any) -> PartialDate | None:  # type: ignore[override]
        return PartialDateField().to_python(value)

    def run_validators(self, value: Any) -> None:
        """The text was parsed: its length says nothing more."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except forms.ValidationError:
            return True


# For `ModelAdmin.formfield_overrides`.
FORM_FIELDS: dict[Any, dict[str, Any]] = {
    PartialDateField: {"form_class": PartialDateFormField},
    models.CharField: {"form_class": PlainTextField},
    models.TextField: {"form_class": PlainTextField, "widget": AdminTextareaWidget(attrs={"rows": 6})},
}
