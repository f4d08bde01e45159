"""Joining as a run of its own, in the list of runs under the source "join"."""

import os
import socket

from django.db import transaction
from django.utils import timezone

from films.importers.lock import import_lock
from films.joining.join import Joined, counts_of, join_certain, join_proposed
from films.models import JoinProposal
from moviedb.lib.provenance.journal import forget_old
from moviedb.lib.provenance.models import ImportRun

SOURCE = "join"


def join_records(*, dry_run: bool = False) -> Joined:
    """Joins what is certain in the catalogue as it is."""
    with import_lock(), transaction.atomic():
        run = _begin()
        done = join_certain(run)
        _finish(run, done)
        if dry_run:
            transaction.set_rollback(True)
    return done


def join_chosen(proposals: list[JoinProposal], editor: str) -> Joined:
    """Joins what an editor chose from the review list."""
    with import_lock(), transaction.atomic():
        run = _begin(editor=editor)
        done = join_proposed(run, proposals)
        _finish(run, done)
    return done


def _begin(**options: str) -> ImportRun:
    return ImportRun.objects.create(
        source=SOURCE, writer=ImportRun.Writer.JOIN, options=options, host=socket.gethostname(), pid=os.getpid()
    )


def _finish(run: ImportRun, done: Joined) -> None:
    run.state = ImportRun.State.FINISHED
    run.counts = counts_of(done)
    run.report = {"joined": done.report} if done.report else {}
    run.finished_at = timezone.now()
    run.save(update_fields=["state", "counts", "report", "finished_at"])
    forget_old(SOURCE)
