"""More like this of films that an editor just changed."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils.module_loading import import_string

from films.models import SimilarQueue

# By name: numpy and scipy take half a second to start with, which no other page and no command should wait for.
REBUILD = "films.similarity.rebuild_latest"
# An editor waits for so many films; a list action on more leaves the others to the next `rebuild_similar --changed`.
AT_MOST = 3
TIMEOUT = "3s"


def refresh_similar(films: Iterable[int]) -> None:
    """Puts the films into the queue, and takes the last of them out of it as soon as the change is committed."""
    SimilarQueue.objects.add(films)
    if not any(callback is _rebuild for _, callback, *_ in connection.run_on_commit):
        # Robust: the editor's change is saved, whatever happens to the lists, which wait then.
        transaction.on_commit(_rebuild, robust=True)


def _rebuild() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [TIMEOUT])
        import_string(REBUILD)(AT_MOST)
