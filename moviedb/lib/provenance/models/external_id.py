from django.db import models
from django.utils.translation import gettext_lazy as _


class ExternalId(models.Model):
    """How a source calls a record: (source, value) names one record; a record may have several."""

    source = models.CharField(_("source"), max_length=30)
    value = models.CharField(_("id there"), max_length=200)

    class Meta:
        abstract = True
        verbose_name = _("external id")
        verbose_name_plural = _("external ids")

    def __str__(self) -> str:
        return f"{self.source}:{self.value}"
