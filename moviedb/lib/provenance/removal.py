"""Removing a film or person for good, so that its address says so and imports do not bring it back."""

from typing import Any

from django.db import models, transaction

from moviedb.lib.provenance.models import Redirect


@transaction.atomic
def remove_for_good(kind: Redirect.Kind, record: models.Model) -> None:
    """Deletes a record that has `external_ids` and leaves the mark of it: 410 for visitors, a stop for imports."""
    ids: models.Manager[Any] = record.external_ids  # type: ignore[attr-defined]
    external_ids = [f"{row.source}:{row.value}" for row in ids.order_by("source", "value")]
    Redirect.objects.record(kind, record.pk, None, external_ids)
    record.delete()
