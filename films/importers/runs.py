"""The row that an import leaves in the list of runs: begun, continued, finished, failed."""

import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from films.importers.records import CannotResumeError, Reject, Result, Source
from moviedb.lib.provenance.journal import forget_old
from moviedb.lib.provenance.models import ImportRun, RejectedRow
from moviedb.lib.provenance.models.import_run import storable_json

# Rows named in a run's report; the counts are exact whatever their number.
REPORTED = 1_000


@dataclass(frozen=True)
class Wishes:
    """What the user of an import asks for."""

    dry_run: bool = False
    resume: bool = False
    max_rejects: int | None = None
    join: bool = False
    # What else was asked, for the run's row: --limit and the source's own options.
    options: Mapping[str, Any] = field(default_factory=dict)


def begin(source: Source, writer: ImportRun.Writer, options: Mapping[str, Any], done: int = 0) -> ImportRun:
    """`done` records were committed by the run that this one continues."""
    return ImportRun.objects.create(
        source=source.name,
        writer=writer,
        files=source.files,
        options=_options(source, options),
        host=socket.gethostname(),
        pid=os.getpid(),
        checkpoint=done,
    )


def to_continue(source: Source, options: Mapping[str, Any]) -> int:
    """How many records the last run of this source committed before it failed; none when it finished."""
    last = ImportRun.objects.of_imports().filter(source=source.name).first()
    if last is None or last.state != ImportRun.State.FAILED or not last.checkpoint:
        return 0
    if [last.files, last.options] != storable_json([source.files, _options(source, options)]):
        raise CannotResumeError(
            f"The run of {timezone.localtime(last.started_at):%Y-%m-%d %H:%M} that failed read other files or had "
            "other options. Run the command without --resume, which does everything from the start."
        )
    return last.checkpoint


def _options(source: Source, options: Mapping[str, Any]) -> dict[str, Any]:
    """With the digests of the files where the source has them: a name alone does not say what was read."""
    digests = getattr(source, "digests", None)
    return {**options, **({"digests": digests} if digests else {})}


def finish(run: ImportRun, result: Result) -> None:
    _close(run, ImportRun.State.FINISHED, _counts(result), {**result.gone, "notes": result.notes}, result.rejects)
    forget_old(run.source)


def fail(run: ImportRun, error: BaseException, rejects: Sequence[Reject]) -> None:
    """The checkpoint stays what the database has: that of the last batch that was committed."""
    reason = str(error).strip() or type(error).__name__
    _close(run, ImportRun.State.FAILED, {"rejected": len(rejects)}, {"error": reason}, rejects)


def _close(
    run: ImportRun, state: str, counts: dict[str, Any], report: Mapping[str, Any], rejects: Sequence[Reject]
) -> None:
    run.state = state
    run.counts = counts
    run.report = {
        name: value[:REPORTED] if isinstance(value, list) else value for name, value in report.items() if value
    }
    run.finished_at = timezone.now()
    run.save(update_fields=["state", "counts", "report", "finished_at"])
    RejectedRow.objects.keep(run, ((reject.file, reject.line, reject.reason, reject.row) for reject in rejects))


def _counts(result: Result) -> dict[str, Any]:
    return {
        **{
            name: {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged}
            | ({"removed": counts.removed} if counts.removed else {})
            for name, counts in (
                ("films", result.films),
                ("people", result.people),
                ("credits", result.credits),
                *result.others.items(),
            )
        },
        "rejected": len(result.rejects),
    }
