"""Locks: fields of a film or person that an editor has settled and no import changes."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Protocol, cast

from django.conf import settings
from django.db.models import Q

from moviedb.lib.folding import fold
from moviedb.lib.provenance.models import SourceValues
from moviedb.lib.provenance.precedence import effective

# Fields that a record fills from another one when they are empty: an empty one cannot be locked.
DERIVED_FROM = {"sort_title": "title", "sort_name": "name"}


class Lockable(Protocol):
    """A film or person."""

    pk: Any
    locked_fields: list[str]
    _meta: ClassVar[Any]

    @property
    def source_values(self) -> Any: ...


def lock_changes(
    record: Lockable, *, changed: Collection[str], before: Collection[str], sourced: Iterable[str]
) -> None:
    """Settles the locks when an editor saves; the caller saves the record.

    `record.locked_fields` holds what the editor ticked, `before` what was locked. Every changed field becomes
    locked, also one that the editor unlocked in the same step: what somebody just wrote is meant. A field that
    was only unlocked takes the value of its sources.
    """
    ticked = set(record.locked_fields)
    unlocked = set(before) - ticked - set(changed)
    derived = {name for name in DERIVED_FROM if name in changed and not getattr(record, name)}
    record.locked_fields = [name for name in sourced if name in (ticked | set(changed)) - derived]
    if unlocked:
        bring_back(record, unlocked)
    refile(record, {*changed, *unlocked})


def bring_back(record: Lockable, names: Collection[str]) -> None:
    """Sets fields to what the sources say. Where none says anything the value stays: it contradicts nobody."""
    rows = record.source_values.all() if record.pk else ()
    said: dict[str, dict[str, Any]] = {row.source: row.values for row in rows}
    for name in names:
        value = effective(said, name, settings.SOURCE_PRECEDENCE)
        field = record._meta.get_field(name)
        if isinstance(value, list):
            value = _term_id(field.related_model, *value[:3])
        if value is not None:
            setattr(record, field.attname, field.to_python(value))
        elif name in DERIVED_FROM:
            setattr(record, name, "")


def refile(record: Lockable, changed: Collection[str]) -> None:
    """A new title is filed anew, unless an editor or a source said how."""
    for name, origin in DERIVED_FROM.items():
        if origin in changed and name not in record.locked_fields:
            setattr(record, name, "")
            bring_back(record, [name])


def _term_id(model: Any, name: str, source: str, key: str) -> int | None:
    """The collection that a source names: by its id there, else by its name."""
    known = Q(external_ids__source=source, external_ids__value=key) if source else Q(fold=fold(name))
    return cast("int | None", model.objects.filter(known).values_list("pk", flat=True).first())


def runs_of(rows: Iterable[SourceValues]) -> set[int]:
    return {run for row in rows for run in (row.first_run_id, *row.runs.values())}
