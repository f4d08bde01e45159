"""Where values come from: import runs, what each source last said, and where records went."""

from moviedb.lib.provenance.models.external_id import ExternalId
from moviedb.lib.provenance.models.import_run import ImportRun
from moviedb.lib.provenance.models.journal import RowBefore, RowsMade
from moviedb.lib.provenance.models.redirect import Redirect
from moviedb.lib.provenance.models.rejected_row import RejectedRow
from moviedb.lib.provenance.models.source_values import SourceValues
from moviedb.lib.provenance.models.sourced_row import EDITOR, SourcedRow, SourcedRowQuerySet

__all__ = [
    "EDITOR",
    "ExternalId",
    "ImportRun",
    "Redirect",
    "RejectedRow",
    "RowBefore",
    "RowsMade",
    "SourceValues",
    "SourcedRow",
    "SourcedRowQuerySet",
]
