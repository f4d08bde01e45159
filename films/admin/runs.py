"""Import runs: what each did, and undoing the last one of a source."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from films.importers.records import SourceError
from films.undoing.undo import runs_to_undo, undo
from moviedb.lib.provenance.admin import ImportRunAdmin
from moviedb.lib.provenance.models import ImportRun


@admin.register(ImportRun)
class UndoableRunAdmin(ImportRunAdmin):
    actions = ("undo_run",)

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Who may delete films and people may undo what brought them."""
        return request.user.has_perms(["films.delete_film", "people.delete_person"])

    @admin.action(description=_("Undo this run, the last one of its source"), permissions=["undo"])
    def undo_run(self, request: HttpRequest, queryset: QuerySet[ImportRun]) -> HttpResponse | None:
        """Asks first, then does it."""
        runs = list(queryset[:2])
        try:
            if len(runs) != 1 or runs[0] not in runs_to_undo(runs[0].source):
                raise SourceError(gettext("Choose one run, the last of its source that changed something."))
            if "confirmed" not in request.POST:
                context = {
                    **self.admin_site.each_context(request),
                    "title": gettext("Undo a run"),
                    "opts": self.model._meta,
                    "runs": runs_to_undo(runs[0].source),
                    "chosen": runs[0],
                }
                return TemplateResponse(request, "admin/undo_confirmation.html", context)
            done = undo(runs[0].source)
        except SourceError as error:
            self.message_user(request, str(error), messages.ERROR)
            return None
        text = gettext(
            "%(films)d films, %(people)d people and %(credits)d credits were removed, %(rows)d rows restored."
        )
        numbers = {"films": done.films, "people": done.people, "credits": done.credits, "rows": done.restored}
        self.message_user(request, text % numbers, messages.SUCCESS)
        if kept := len(done.kept_films) + len(done.kept_people) + len(done.kept_values):
            text = gettext("%(count)d were edited since and stay: see the report of run %(run)d.")
            self.message_user(request, text % {"count": kept, "run": done.run_id}, messages.WARNING)
        return None
