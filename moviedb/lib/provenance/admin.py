"""Import runs and redirects: records of what happened, to read."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moviedb.lib.admin.catalogue import CatalogueAdmin
from moviedb.lib.provenance.models import ImportRun, Redirect, RejectedRow


class RecordAdmin(CatalogueAdmin):
    """Written by the machine: nobody adds or changes one."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ImportRunAdmin(RecordAdmin):
    """Registered where undoing is known (`films.admin.runs`)."""

    list_display = ("__str__", "state", "writer", "started_at", "duration", "checkpoint", "summary")
    ordering = ("-id",)
    sortable_by = ()
    fields = (
        "source", "writer", "state", "started_at", "finished_at", "duration", "checkpoint", "host", "pid",
        "files_shown", "options_shown", "counts_shown", "rejects_link", "report_shown",
    )  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("duration"))
    def duration(self, run: ImportRun) -> str:
        return str(run.finished_at - run.started_at).split(".")[0] if run.finished_at else ""

    @admin.display(description=_("counts"))
    def summary(self, run: ImportRun) -> str:
        return ", ".join(f"{name}: {_line(value)}" for name, value in run.counts.items())

    @admin.display(description=_("files"))
    def files_shown(self, run: ImportRun) -> str:
        return _pretty(run.files)

    @admin.display(description=_("options"))
    def options_shown(self, run: ImportRun) -> str:
        return _pretty(run.options)

    @admin.display(description=_("counts"))
    def counts_shown(self, run: ImportRun) -> str:
        return _pretty(run.counts)

    @admin.display(description=_("rejected rows"))
    def rejects_link(self, run: ImportRun) -> str:
        kept = run.rejected_rows.count()
        if not kept:
            return "-"
        address = f"{reverse('admin:provenance_rejectedrow_changelist')}?run__id__exact={run.pk}"
        return format_html(
            '<a href="{}">{}</a>', address, gettext("%(count)d rows with their reasons") % {"count": kept}
        )

    @admin.display(description=_("report"))
    def report_shown(self, run: ImportRun) -> str:
        return _pretty(run.report)


@admin.register(RejectedRow)
class RejectedRowAdmin(RecordAdmin):
    """Reached from a run."""

    list_display = ("file", "line", "reason", "row")
    list_display_links = None
    ordering = ("id",)
    sortable_by = ()
    allowed_lookups = ("run__id__exact",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Redirect)
class RedirectAdmin(RecordAdmin):
    """Deleting one lets imports bring the record back."""

    list_display = ("kind", "old_id", "new_id", "ids", "created_at")
    list_display_links = ("old_id",)
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("old_id", "external_ids")
    search_help_text = _("An old number, or an id such as tmdb:25205")

    @admin.display(description=_("ids"))
    def ids(self, redirect: Redirect) -> str:
        return ", ".join(redirect.external_ids)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        condition = Q(external_ids__contains=[term])
        if term.isascii() and term.isdecimal() and len(term) < 10:
            condition |= Q(old_id=int(term)) | Q(new_id=int(term))
        return queryset.filter(condition), False


def _pretty(value: Any) -> str:
    return format_html('<pre class="admin-json">{}</pre>', json.dumps(value, indent=2, ensure_ascii=False))


def _line(value: Any) -> str:
    return "/".join(str(part) for part in value.values()) if isinstance(value, dict) else str(value)
