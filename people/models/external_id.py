from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PersonExternalId(models.Model):
    """How a source calls a person: (source, value) names one person; a person may have several."""

    person = models.ForeignKey("people.Person", models.CASCADE, verbose_name=_("person"), related_name="external_ids")
    source = models.CharField(_("source"), max_length=30)
    value = models.CharField(_("id there"), max_length=200)

    class Meta:
        verbose_name = _("external id")
        verbose_name_plural = _("external ids")
        constraints = [
            models.UniqueConstraint(fields=["source", "value"], name="person_external_id_unique"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(value=""), name="person_external_id_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.value}"
