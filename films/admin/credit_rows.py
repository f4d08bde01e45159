"""The credits of a film as rows of its form."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from films.curation.credit_counts import recount
from films.models import Credit, Job
from moviedb.lib.admin.rows import SourcedForm, SourcedFormSet, SourcedInline

if TYPE_CHECKING:
    from collections.abc import Mapping

JOBS_LIST = "job-names"
CREDITS_LIST = "credits-of-film"
_NUMBER = re.compile(r"(?:.*#)?(\d{1,10})\s*", re.DOTALL | re.ASCII)


def label(credit: Credit) -> str:
    """Names a credit among those of its film: "Mélanie Laurent, Anne-Marie Jacquet #1203"."""
    return f"{credit.person}, {credit} #{credit.pk}"


class CreditOfFilmField(forms.Field):
    """Another credit of the same film, typed or taken from a list that the page holds once for all rows."""

    widget = forms.TextInput(attrs={"list": CREDITS_LIST})
    default_error_messages = {"unknown": _("Choose one of this film's credits from the list.")}
    credits: "Mapping[int, Credit]" = {}

    def prepare_value(self, value: Any) -> Any:
        return label(self.credits[value]) if value in self.credits else value

    def to_python(self, value: Any) -> Credit | None:
        text = str(value or "").strip()
        if not text:
            return None
        match = _NUMBER.fullmatch(text)
        credit = self.credits.get(int(match.group(1))) if match else None
        if credit is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return credit

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            credit = self.to_python(data)
        except forms.ValidationError:
            return True
        return bool((credit.pk if credit else None) != initial)


class CreditForm(SourcedForm):
    performed_for = CreditOfFilmField(required=False, label=_("Performed for"))

    class Meta:
        widgets = {"job": forms.TextInput(attrs={"list": JOBS_LIST})}

    def clean_performed_for(self) -> Credit | None:
        credit: Credit | None = self.cleaned_data["performed_for"]
        if credit and credit.pk == self.instance.pk:
            raise forms.ValidationError(_("A credit is not performed for itself."))
        return credit


class CreditFormSet(SourcedFormSet):
    @cached_property
    def credits(self) -> dict[int, Credit]:
        return {credit.pk: credit for credit in self.get_queryset()}

    @property
    def datalists(self) -> list[dict[str, Any]]:
        jobs = Job.objects.order_by("name").values_list("name", flat=True).distinct()
        credits = [label(credit) for credit in self.credits.values()]
        return [{"id": JOBS_LIST, "options": jobs}, {"id": CREDITS_LIST, "options": credits}]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["performed_for"].credits = self.credits

    def label_of(self, row: Any) -> str:
        return label(row)

    def save(self, commit: bool = True) -> Any:
        before = {form.initial.get("person") for form in self.initial_forms if form.has_changed()}
        saved = super().save(commit)
        touched: list[Any] = [*self.new_objects, *self.deleted_objects, *(row for row, _ in self.changed_objects)]
        recount({row.person_id for row in touched} | {person for person in before if person})
        return saved


class CreditInline(SourcedInline):
    model = Credit
    form = CreditForm
    formset = CreditFormSet
    fk_name = "film"
    fields = (
        "person", "department", "job", "character", "billing_order", "credited_as", "performed_for", "work", "note",
        "uncredited", "voice", "on_screen",
    )  # fmt: skip
    autocomplete_fields = ("person",)
    ordering = ("department", "billing_order", "pk")
