from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from moviedb.lib.provenance.models.import_run import ImportRun


class SaidField(models.JSONField):
    """JSON as the text that it came as: it comes by the million and is read record by record."""

    def db_type(self, connection: Any) -> str:
        return "json"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """psycopg has read it."""
        return value


class SourceValues(models.Model):
    """What one source last said of one record: field → value, for every field it states.

    One row per record and source instead of one per field, which keeps an import of millions of records
    lean. `runs` names the run of each value that changed after `first_run`.
    """

    source = models.CharField(_("source"), max_length=30)
    values = SaidField(_("values"))
    first_run = models.ForeignKey(
        ImportRun, models.PROTECT, verbose_name=_("first run"), related_name="+", db_index=False
    )
    runs = models.JSONField(_("runs of later changes"), default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.source

    def run_of(self, field: str) -> int:
        """The id of the run in which the source last changed this field."""
        return int(self.runs.get(field, self.first_run_id))
