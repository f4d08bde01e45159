from collections.abc import Iterable, Sequence
from itertools import combinations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moviedb.lib.provenance.models import ImportRun, Redirect


class JoinProposalQuerySet(models.QuerySet["JoinProposal"]):
    def propose(self, run: ImportRun, found: Iterable[tuple[str, Sequence[int], list[str]]]) -> None:
        """Records that an import shows to be one, by their external ids; what is known already stays as it is."""
        self.bulk_create(
            (
                JoinProposal(
                    kind=kind, first_id=first, second_id=second, run=run, evidence={"said by": run.source, "ids": ids}
                )
                for kind, records, ids in found
                for first, second in combinations(sorted(set(records)), 2)
            ),
            ignore_conflicts=True,
        )


class JoinProposal(models.Model):
    """Two films or two people that may be one, with what speaks for it.

    The joining pass leaves what it joined here too, as the record of its reasons. Numbers, not foreign keys: of
    two that were joined one is gone.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to decide")
        JOINED = "joined", _("joined")
        DISMISSED = "dismissed", _("two, not one")

    kind = models.CharField(_("kind"), max_length=10, choices=Redirect.Kind)
    # The one with the lower number, whose address stays.
    first_id = models.IntegerField(_("first"))
    second_id = models.IntegerField(_("second"))
    evidence = models.JSONField(_("evidence"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    run = models.ForeignKey(
        ImportRun, models.SET_NULL, verbose_name=_("import run"), null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = JoinProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed join")
        verbose_name_plural = _("proposed joins")
        constraints = [
            models.UniqueConstraint(fields=["kind", "first_id", "second_id"], name="join_proposal_unique"),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="join_proposal_lower_first"),
            models.CheckConstraint(condition=Q(kind__in=["film", "person"]), name="join_proposal_kind"),
            models.CheckConstraint(condition=Q(state__in=["open", "joined", "dismissed"]), name="join_proposal_state"),
        ]
        indexes = [models.Index(fields=["state", "id"], name="join_proposal_list")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} = {self.second_id}"
