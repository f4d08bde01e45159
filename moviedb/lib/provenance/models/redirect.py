from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RedirectQuerySet(models.QuerySet["Redirect"]):
    def of(self, kind: str, old_id: int) -> Self:
        return self.filter(kind=kind, old_id=old_id)

    def record(self, kind: str, old_id: int, new_id: int | None, external_ids: list[str] | None = None) -> None:
        """Notes where a record went and flattens chains: what led to it leads on to its new place."""
        self.filter(kind=kind, new_id=old_id).update(new_id=new_id)
        self.update_or_create(kind=kind, old_id=old_id, defaults={"new_id": new_id, "external_ids": external_ids or []})


class Redirect(models.Model):
    """A film or person that was merged into another (301) or deleted (new_id null: 410)."""

    class Kind(models.TextChoices):
        FILM = "film", _("film")
        PERSON = "person", _("person")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    old_id = models.IntegerField(_("old id"))
    new_id = models.IntegerField(_("new id"), null=True, blank=True)
    # "tmdb:25205": ids that imports must not bring back, since an editor deleted the record.
    external_ids = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name=_("ids"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        constraints = [
            models.UniqueConstraint(fields=["kind", "old_id"], name="redirect_unique"),
            models.CheckConstraint(condition=Q(kind__in=["film", "person"]), name="redirect_kind"),
            models.CheckConstraint(
                condition=Q(new_id__isnull=True) | ~Q(new_id=F("old_id")), name="redirect_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.old_id} → {self.new_id or 'gone'}"
