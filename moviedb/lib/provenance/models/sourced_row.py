from collections.abc import Collection
from copy import copy
from typing import Any, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

# The origin of rows that a person entered or changed: no import touches them.
EDITOR = "editor"

Row = TypeVar("Row", bound="SourcedRow", covariant=True)


class SourcedRowQuerySet(models.QuerySet[Row]):
    def present(self) -> Self:
        """Rows to show: without those that an editor removed."""
        return self.filter(removed=False)


class SourcedRow(models.Model):
    """A row of a film or person that an import may write and an editor may change or remove.

    A tombstone (`removed`) stays, invisible, so that the next import does not bring the row back. `gone`
    marks a row that its source no longer has but an editor had touched.
    """

    origin = models.CharField(_("origin"), max_length=30, default=EDITOR)
    removed = models.BooleanField(_("removed by an editor"), default=False)
    gone = models.BooleanField(_("gone from its source"), default=False)

    class Meta:
        abstract = True

    def has_source(self) -> bool:
        """Whether an import may bring this row again.

        A row without a key of its source says yes: once an editor changed it in place nobody can tell any more.
        """
        return True

    def remove_by_editor(self) -> None:
        """What an editor's "delete" means: a tombstone, unless no import can ever bring the row again."""
        if self.has_source():
            self.removed = True
            self.save(update_fields=["removed"])
        else:
            self.delete()

    def restore_by_editor(self) -> None:
        """Takes a removal back. The origin stays: imports go on to care for an imported row."""
        self.removed = False
        self.save(update_fields=["removed"])

    def save_by_editor(self) -> None:
        """Saves what an editor entered or changed, so that no import undoes it or brings the old row beside it.

        A row is told by its unique values. Where these changed, the row as the source has it becomes a tombstone
        and the new one is the editor's own; where they did not, the row is changed in place. A tombstone that
        already has the new values is revived instead.
        """
        stored = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        tombstone = self.twin(removed=True)
        if tombstone:
            if stored:
                stored.remove_by_editor()
            self._take_place_of(tombstone.pk)
        elif stored and stored.origin != EDITOR and stored.unique_values() != self.unique_values():
            stored.remove_by_editor()
            self._take_place_of(None)
        self.origin, self.removed, self.gone = EDITOR, False, False
        self.save()

    def twin(self, *, removed: bool) -> Self | None:
        """Another row with the same unique values: a tombstone, or one that is present."""
        values = self.unique_values()
        if not values:
            return None
        twins = type(self)._default_manager.filter(removed=removed, **values).exclude(pk=self.pk)
        return twins.first()

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """A tombstone with the same values is no obstacle: saving revives it."""
        row = copy(self)
        tombstone = self.twin(removed=True)
        if tombstone:
            row._state = copy(self._state)
            row._take_place_of(tombstone.pk)
        super(SourcedRow, row).validate_constraints(exclude)

    def unique_values(self) -> dict[str, Any]:
        """What tells this row from others of its film or person; empty for credits, which have keys."""
        names = {name for constraint in self._meta.total_unique_constraints for name in constraint.fields}
        fields = [field for field in self._meta.concrete_fields if field.name in names]
        return {field.attname: getattr(self, field.attname) for field in fields}

    def _take_place_of(self, pk: int | None) -> None:
        self.pk = pk
        self._state.adding = pk is None
