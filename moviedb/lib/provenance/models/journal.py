"""What an import run did to each row: enough to undo it, and written by the database itself (see journal.py)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from moviedb.lib.provenance.models.import_run import ImportRun


class RowsMade(models.Model):
    """Rows with ids from `first` to `last` that a run put into a table: one row here per unbroken stretch."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows_made", db_index=False)
    table_name = models.CharField(max_length=63)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        verbose_name = _("rows made")
        verbose_name_plural = _("rows made")
        indexes = [models.Index(fields=["run", "table_name", "first"], name="rows_made_of_run")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.first}–{self.last}"


class RowBefore(models.Model):
    """A row as it was before a statement of a run, and as it was after it; null where the run deleted it."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows_before", db_index=False)
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("row before")
        verbose_name_plural = _("rows before")
        indexes = [models.Index(fields=["run", "table_name", "row_id"], name="row_before_of_run")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id}"
