""" "More like this" at the end of an import: worked out at once where that takes seconds, else left to its command."""

from collections.abc import Callable

from django.db import DatabaseError

from films import similarity
from films.importers.records import Progress, Result
from films.models import SimilarQueue
from films.similarity.processes import ProcessDiedError

# Lists that an import waits for: half a minute of them.
MOST_OF_ALL = 10_000
MOST_CHANGED = 50
LATER = "More like this: lists of {} films are out of date; `rebuild_similar{}` works them out."


def follow(result: Result, progress: Progress, say: Callable[[str], None]) -> None:
    # Ratings concern every list, and learning from them may take minutes.
    if any(counts.new or counts.changed or counts.removed for counts in result.others.values()):
        SimilarQueue.objects.add_all()
    ahead = similarity.outlook()
    number = ahead.films if ahead.full else len(ahead.changed)
    if not number:
        return
    later = LATER.format(f"{number:,}", "" if ahead.full else " --changed")
    if ahead.stale or number > (MOST_OF_ALL if ahead.full else MOST_CHANGED):
        say(later)
        return
    try:
        done = similarity.rebuild_changed(progress)
    except (DatabaseError, ProcessDiedError) as error:
        say(f"{str(error).strip()} {later}")
    except KeyboardInterrupt:
        say(f"Stopped; the import is done. {later}")
    else:
        say(f"similar  {done.written:,} lists written, {done.unchanged:,} unchanged")
