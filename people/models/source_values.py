from django.db import models
from django.utils.translation import gettext_lazy as _

from moviedb.lib.provenance.models import SourceValues


class PersonSourceValues(SourceValues):
    person = models.ForeignKey(
        "people.Person",
        models.CASCADE,
        verbose_name=_("person"),
        related_name="source_values",
        db_index=False,
    )

    class Meta:
        verbose_name = _("source values")
        verbose_name_plural = _("source values")
        constraints = [models.UniqueConstraint(fields=["person", "source"], name="person_source_values_unique")]
