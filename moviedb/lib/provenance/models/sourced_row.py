from typing import Self, TypeVar

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
        """Whether an import may bring this row again. Credits look at their keys (one query)."""
        return self.origin != EDITOR

    def remove_by_editor(self) -> None:
        """What an editor's "delete" means: an imported row leaves a tombstone, an own one goes."""
        if self.has_source():
            self.removed = True
            self.save(update_fields=["removed"])
        else:
            self.delete()

    def save_by_editor(self) -> None:
        """Saves an editor's change of a row that has no key of its source, only its values.

        The row as the source has it becomes a tombstone and the changed one is saved as the editor's own;
        otherwise the next import would bring the old values back beside the new ones.
        """
        if self.pk and self.has_source():
            type(self)._default_manager.filter(pk=self.pk).update(removed=True)
            self.pk = None
            self._state.adding = True
        self.origin = EDITOR
        self.save()
