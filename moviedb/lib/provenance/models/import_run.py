import json
from typing import Any, Self

from django.db import models
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from moviedb.lib.text import storable


def storable_json(value: Any) -> Any:
    """What comes back from a column of a run: its texts made storable, tuples as lists."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list | tuple):
        return [storable_json(item) for item in value]
    if isinstance(value, dict):
        return {storable_json(name): storable_json(item) for name, item in value.items()}
    return value


class StorableEncoder(json.JSONEncoder):
    """Names of files and words out of them are kept as well as text can be: an import must not fail for its record."""

    def encode(self, o: Any) -> str:
        return super().encode(storable_json(o))


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def of_imports(self) -> Self:
        """Runs that brought something in: neither joins nor undoings."""
        return self.filter(writer__in=[ImportRun.Writer.FIRST_LOAD, ImportRun.Writer.REFRESH])

    def left_unfinished(self) -> bool:
        """Whether since the last import that came to its end one died that had brought something in."""
        runs = self.of_imports().order_by("-pk")
        last = runs.filter(state=ImportRun.State.FINISHED).values("pk")[:1]
        died = runs.filter(state=ImportRun.State.FAILED, checkpoint__gt=0)
        return died.filter(pk__gt=Coalesce(Subquery(last), 0)).exists()


class ImportRun(models.Model):
    """One run of an import command, kept as the record of what it did."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")
        UNDONE = "undone", _("undone")

    class Writer(models.TextChoices):
        FIRST_LOAD = "first_load", _("first load")
        REFRESH = "refresh", _("refresh")
        JOIN = "join", _("join")
        UNDO = "undo", _("undo")

    source = models.CharField(_("source"), max_length=30)
    writer = models.CharField(_("writer"), max_length=12, choices=Writer, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    files = models.JSONField(_("files"), encoder=StorableEncoder, default=list)
    options = models.JSONField(_("options"), encoder=StorableEncoder, default=dict)
    # Who holds the import lock: what a second import tells its user.
    host = models.CharField(_("host"), max_length=255, blank=True)
    pid = models.IntegerField(_("process"), null=True)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    # Records of the source that are committed; moves in the same transaction as the batch it counts.
    checkpoint = models.PositiveIntegerField(_("records done"), default=0)
    counts = models.JSONField(_("counts"), encoder=StorableEncoder, default=dict)
    # Rows that the source no longer has and what became of them; the error of a failed run.
    report = models.JSONField(_("report"), encoder=StorableEncoder, default=dict)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["running", "finished", "failed", "undone"]), name="import_run_state"
            ),
            models.CheckConstraint(
                condition=Q(state="running") | Q(finished_at__isnull=False), name="import_run_ended_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} #{self.pk}"
