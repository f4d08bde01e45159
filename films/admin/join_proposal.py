"""The review list of joins: what may be one, with what speaks for it."""

from collections import defaultdict
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from films.importers.records import SourceError
from films.joining.run import join_chosen
from films.models import Film, JoinProposal
from moviedb.lib.admin.filters import ChoicesFilter
from moviedb.lib.provenance.admin import RecordAdmin
from moviedb.lib.provenance.models import Redirect
from people.models import Person

MODELS: dict[str, Any] = {"film": Film, "person": Person}


class StateFilter(ChoicesFilter):
    title = _("state")
    parameter_name = "state"
    column = "state"
    options = JoinProposal.State.choices


class KindFilter(ChoicesFilter):
    title = _("kind")
    parameter_name = "kind"
    column = "kind"
    options = Redirect.Kind.choices


class ProposalList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        """With the names of both sides: a query per kind."""
        super().get_results(request)
        wanted: dict[str, set[int]] = defaultdict(set)
        for proposal in self.result_list:
            wanted[proposal.kind] |= {proposal.first_id, proposal.second_id}
        found = {kind: MODELS[kind].objects.in_bulk(ids) for kind, ids in wanted.items()}
        for proposal in self.result_list:
            proposal.sides = [found[proposal.kind].get(pk) for pk in (proposal.first_id, proposal.second_id)]


@admin.register(JoinProposal)
class JoinProposalAdmin(RecordAdmin):
    list_display = ("kind", "first", "second", "evidence_shown", "state", "run")
    list_display_links = None
    list_filter = (StateFilter, KindFilter)
    list_select_related = ("run",)
    ordering = ("-state", "id")  # open ones before joined and dismissed ones
    sortable_by = ()
    actions = ("join", "dismiss")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ProposalList

    def has_join_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["films.delete_film", "people.delete_person"])

    @admin.display(description=_("first"))
    def first(self, proposal: Any) -> str:
        return _link(proposal.kind, proposal.first_id, proposal.sides[0])

    @admin.display(description=_("second"))
    def second(self, proposal: Any) -> str:
        return _link(proposal.kind, proposal.second_id, proposal.sides[1])

    @admin.display(description=_("evidence"))
    def evidence_shown(self, proposal: JoinProposal) -> str:
        return "; ".join(f"{name}: {_words(value)}" for name, value in proposal.evidence.items())

    @admin.action(description=_("Join the selected pairs"), permissions=["join"])
    def join(self, request: HttpRequest, queryset: QuerySet[JoinProposal]) -> None:
        proposals = list(queryset.filter(state=JoinProposal.State.OPEN))
        there = {
            kind: set(model.objects.filter(pk__in=[i for p in proposals for i in (p.first_id, p.second_id)])
                      .values_list("pk", flat=True))
            for kind, model in MODELS.items()
        }  # fmt: skip
        proposals = [p for p in proposals if {p.first_id, p.second_id} <= there[p.kind]]
        if not proposals:
            self.message_user(request, gettext("None of these is still to decide."), messages.ERROR)
            return
        try:
            done = join_chosen(proposals, request.user.get_username())
        except SourceError as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        text = gettext("%(count)d pairs were joined. Undoing the last join run takes it back.")
        self.message_user(request, text % {"count": done.films + done.people}, messages.SUCCESS)

    @admin.action(description=_("These are two, do not propose them again"), permissions=["join"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[JoinProposal]) -> None:
        number = queryset.filter(state=JoinProposal.State.OPEN).update(state=JoinProposal.State.DISMISSED)
        self.message_user(request, gettext("%(count)d pairs were dismissed.") % {"count": number}, messages.SUCCESS)


def _link(kind: str, pk: int, record: Any) -> str:
    if record is None:
        return str(pk)
    address = reverse(f"admin:{record._meta.app_label}_{kind}_change", args=[pk])
    return format_html('<a href="{}">{} #{}</a>', address, record, pk)


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
