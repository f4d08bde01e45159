from collections.abc import Callable

from films.demo.pictures import files_are_there, place, read_pictures
from films.demo.source import DemoSource
from films.importers.loading import load
from films.models import SimilarFilm
from films.similarity import rebuild
from moviedb.lib.provenance.models import ImportRun


def load_demo(report: Callable[[str], None]) -> None:
    """Brings the demo's files into the catalogue; at once where they are in it as they stand.

    Raises SourceError for a mistake in a file, before anything is written.
    """
    source = DemoSource()
    pictures = read_pictures(source.folder)
    if _is_loaded(source):
        if not files_are_there():
            place(pictures)
        return
    report(f"Loading {len(source.film_files)} films into the demo.")
    result = load(source)
    for reject in result.rejects:
        report(f"Left out {reject.row}: {reject.reason}")
    place(pictures)
    rebuild()


def _is_loaded(source: DemoSource) -> bool:
    """Whether the last run read these very files, and what follows a run was done too."""
    last = ImportRun.objects.filter(source=source.name).order_by("-id").first()
    return (
        last is not None
        and last.state == ImportRun.State.FINISHED
        and last.files == source.files
        and SimilarFilm.objects.exists()
    )
