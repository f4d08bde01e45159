"""Which way IMDb's dumps take into the catalogue."""

from typing import Any

from films.importers import imdb_added, imdb_load, imdb_refresh
from films.importers.imdb import ImdbSource
from films.importers.records import Result
from moviedb.lib.provenance.models import ImportRun


def of_imdb(job: Any, source: ImdbSource, dry_run: bool) -> Result:
    """By tables into an empty catalogue, by differences after an earlier dump; into one of other films those that are
    new by tables, else by records."""
    first = job.run.writer == ImportRun.Writer.FIRST_LOAD
    if not first and imdb_refresh.is_known(source):
        return imdb_refresh.unchanged(job.run)
    if first and imdb_load.is_possible(source):
        result = imdb_load.load(source, job.run, job.progress, job.max_rejects)
    elif not first and (found := imdb_refresh.delta(source)) is not None:
        result = imdb_refresh.refresh(source, job.run, found, job.result_of)
    elif not first and imdb_added.is_possible(source):
        result = imdb_added.load(source, job)
    else:
        result = job.result()
    if not dry_run:
        try:
            imdb_refresh.keep(source)
        except OSError as error:
            result.notes.append(
                f"The dumps could not be kept ({error.filename}: {error.strerror}), so that the next import will "
                "compare every record, which takes longer."
            )
    return result
