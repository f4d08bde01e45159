"""Form fields as HTML without a template for each: a film with 500 credits has 7,000 of them."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import mark_safe

_INPUTS = frozenset(f"django/forms/widgets/{kind}.html" for kind in ("text", "number", "hidden", "checkbox"))
_SELECT = "django/forms/widgets/select.html"
_ERRORS = "django/forms/errors/list/ul.html"


class RowRenderer(DjangoTemplates):
    """Writes plain inputs, selects and empty lists of errors itself; everything else takes Django's templates."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in _INPUTS:
            return _input(context["widget"])
        if template_name == _SELECT and not any(name for name, *_ in context["widget"]["optgroups"]):
            return _select(context["widget"])
        if template_name == _ERRORS and not context["errors"]:
            return ""
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> str:
    head = {"type": widget["type"], "name": widget["name"], "value": widget["value"]}
    return mark_safe(f"<input{flatatt(head)}{flatatt(widget['attrs'])}>")  # flatatt escapes


def _select(widget: dict[str, Any]) -> str:
    """A list of choices without groups."""
    options = [
        format_html("<option{}{}>{}</option>", flatatt({"value": o["value"]}), flatatt(o["attrs"]), o["label"])
        for _group, choices, _index in widget["optgroups"]
        for o in choices
    ]
    head = flatatt({"name": widget["name"], **widget["attrs"]})
    return mark_safe(f"<select{head}>{''.join(options)}</select>")  # flatatt and format_html escape
