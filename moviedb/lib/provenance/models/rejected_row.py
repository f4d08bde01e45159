from collections.abc import Iterable
from itertools import islice

from django.db import models
from django.utils.translation import gettext_lazy as _

from moviedb.lib.provenance.models.import_run import ImportRun
from moviedb.lib.text import storable

# Of one run; the reject file has all of them.
MOST_KEPT = 10_000
LONGEST = 2_000


class RejectedRowQuerySet(models.QuerySet["RejectedRow"]):
    def keep(self, run: ImportRun, rows: Iterable[tuple[str, int, str, str]]) -> None:
        """The first of the rows (file, line, reason, row) that a run left out, as far as text can be stored."""
        self.bulk_create(
            RejectedRow(run=run, file=_kept(file), line=line, reason=_kept(reason), row=_kept(row))
            for file, line, reason, row in islice(rows, MOST_KEPT)
        )


class RejectedRow(models.Model):
    """A row of the input that an import left out, for the admin to show."""

    run = models.ForeignKey(ImportRun, models.CASCADE, verbose_name=_("import run"), related_name="rejected_rows")
    file = models.CharField(_("file"), max_length=LONGEST)
    line = models.BigIntegerField(_("line"))
    reason = models.CharField(_("reason"), max_length=LONGEST)
    row = models.CharField(_("row"), max_length=LONGEST, blank=True)

    objects = RejectedRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def _kept(text: str) -> str:
    return storable(text[:LONGEST])
