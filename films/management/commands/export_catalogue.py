import gzip
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from films.exchange.export import counted, lines
from moviedb.lib.provenance.models import ImportRun
from moviedb.lib.whole_file import whole_file

# Lines between two words about progress.
SAY_EVERY = 5.0


class Command(BaseCommand):
    help = (
        "Writes the catalogue as lines of JSON: people and films with their names, credits, ids and all that belongs "
        "to them, what each source said, locks, removals and redirects. import_json reads the file into an empty "
        "database. Not in it: ratings and tags of MovieLens' users (import_movielens brings them again), accounts, "
        "the files of pictures (copy their folder), and what is worked out from the rest (rebuild_similar)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="where it goes, packed if the name ends in .gz; - is standard output")
        parser.add_argument(
            "--without",
            action="append",
            default=[],
            metavar="SOURCE",
            help="leave out what only this source says, with films and people that only it has: --without imdb, "
            "whose licence forbids passing its data on (ids stay, as addresses of the same films elsewhere)",
        )

    def handle(self, *args: Any, file: str, without: list[str], **options: Any) -> None:
        known = set(ImportRun.objects.values_list("source", flat=True)) | {"imdb"}
        if unknown := sorted(set(without) - known):
            raise CommandError(f"--without {unknown[0]}: nothing came from there. Sources: {', '.join(sorted(known))}.")
        started = last = time.monotonic()
        counts: dict[str, int] = {}
        try:
            with _output(file) as stream:
                for line in counted(lines(without), counts):
                    stream.write(line.encode())
                    if time.monotonic() - last > SAY_EVERY:
                        last = time.monotonic()
                        done = sum(counts.values())
                        self.stderr.write(f"{done:,} lines, {done / (last - started):,.0f} a second")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror or error}.") from error
        except DatabaseError as error:
            raise CommandError(f"The database stopped the export: {str(error).strip()}", returncode=5) from error
        said = ", ".join(f"{counts.get(kind, 0):,} {word}" for kind, word in (("film", "films"), ("person", "people")))
        self.stderr.write(f"{said} in {time.monotonic() - started:.1f} s.")


@contextmanager
def _output(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with whole_file(Path(file)) as stream:
        if file.endswith(".gz"):
            # Without a time in it, so that the same catalogue gives the same file.
            with gzip.GzipFile(filename="", fileobj=stream, mode="wb", compresslevel=6, mtime=0) as packed:
                yield cast(BinaryIO, packed)
        else:
            yield stream
