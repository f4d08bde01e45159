"""Ratings and tags of MovieLens' users into the database: set-wise, by statements, in batches of whole users.

The lines of the file are staged in tables of the import's own, which no reader sees and which need no log; there
they are joined to films, and of two ratings of one film by one user the later is kept. Only then does the catalogue
change, batch by batch, each a transaction: a rating that is right already is not written again.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from films.importers import outside_fresh
from films.importers.cells import BadValue, Cells, one_line
from films.importers.csvfile import CsvFile, find_csv
from films.importers.identities import film_ids
from films.importers.movielens import SITE, Movie, MovieLensSource, movie_id_of
from films.importers.outside_journal import NUMBER, RATINGS, TAGS, Notes
from films.importers.outside_sql import (
    COLUMNS,
    CREATE_SQL,
    DELETE_SQL,
    DELETE_TAGS_SQL,
    DIFFERS_SQL,
    INDEX_SQL,
    INSERT_SQL,
    INSERT_TAGS_SQL,
    JOIN_SQL,
    NOT_TAKEN_SQL,
    ORDER,
    ROWS,
    SAMPLE_SQL,
    STAGED,
    TAGS_STATED,
    UPDATE_SQL,
    UPDATE_TAGS_SQL,
    USERS_SQL,
    VOTES_SQL,
)
from films.importers.ratingsfile import RatingsFile
from films.importers.records import Counts, Progress, Reject, SourceError, VotesRecord
from films.importers.tables import copy_rows
from films.models import FilmVotes, OutsideTag
from moviedb.lib.copying import copying
from moviedb.lib.folding import fold

RATINGS_FILE, TAGS_FILE = "ratings.csv", "tags.csv"
# Ratings that make one batch: a second's work.
BATCH = 500_000
# Users who show how much of the file is new.
SAMPLE = 1000
LONGEST_TAG = OutsideTag._meta.get_field("text").max_length or 0

FIRST_USER, LAST_USER = -1, 2_147_483_647


class MovieLensRatings:
    """`add_films` takes films that the catalogue does not have; else these and their ratings are left out."""

    def __init__(self, source: MovieLensSource, directory: Path, add_films: bool) -> None:
        self.source = source
        self.add_films = add_films
        self.notes: list[str] = []
        self.report: dict[str, list[str]] = {}
        self.run = 0
        self.ratings = RatingsFile(find_csv(directory, RATINGS_FILE), source.rejects)
        source.files.append(self.ratings.name)
        self.tags: CsvFile | None = None
        with suppress(SourceError):
            self.tags = CsvFile(find_csv(directory, TAGS_FILE), ("userId", "movieId", "tag"), source.rejects)
            source.files.append(self.tags.name)

    def before(self, progress: Progress) -> None:
        self.source.read()
        self._drop()
        with connection.cursor() as cursor:
            for statement in CREATE_SQL:
                cursor.execute(statement)
        self._choose_films()
        self._stage_ratings(progress)
        self._stage_tags()

    def after(self, progress: Progress, dry_run: bool) -> dict[str, Counts]:
        ids = film_ids(complete=False)
        records = {movie.ids[0]: movie.record.keys[0] for movie in self.source.movies}
        with connection.cursor() as cursor:
            ids.learn(cursor, records.values())
            rows = [(record, ids.known[key]) for record, key in records.items() if key in ids.known]
            copy_rows(cursor, "import_films", ("record", "film_id"), rows)
            cursor.execute("ANALYZE import_films")
            cursor.execute(USERS_SQL)
            users = cursor.fetchall()
            with transaction.atomic():
                notes = Notes(cursor, self.run, _expected_changes(cursor, users))
            counts = {"ratings": self._write_ratings(users, notes, progress, dry_run)}
            if self.tags:
                counts["tags"] = self._write_tags(notes, dry_run)
            notes.finish(any(each.new or each.changed or each.removed for each in counts.values()))
        return counts

    def close(self) -> None:
        with suppress(DatabaseError):
            self._drop()

    def _drop(self) -> None:
        """Also what an import left that was killed."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {', '.join(STAGED)}")
            outside_fresh.drop(cursor)

    def _choose_films(self) -> None:
        """Movies that the catalogue knows to be one film become one; the rest is taken or not."""
        source = self.source
        every = [number for movie in source.movies for number in movie.ids]
        ids = film_ids(complete=False)
        by_film: dict[int, Movie] = {}
        taken: list[Movie] = []
        with connection.cursor() as cursor:
            ids.learn(cursor, (key for movie in source.movies for key in movie.record.keys))
            for movie in source.movies:
                films = ids.find(movie.record.keys)
                if films and films[0] in by_film:
                    by_film[films[0]].absorb(movie)
                elif films or self.add_films:
                    by_film.update(dict.fromkeys(films[:1], movie))
                    taken.append(movie)
            source.movies = taken[: source.limit]
            record_of = {number: movie.ids[0] for movie in source.movies for number in movie.ids}
            rows = ((number, record_of.get(number), number in record_of) for number in every)
            copy_rows(cursor, "import_movies", ("movie_id", "record", "taken"), rows)
            cursor.execute("ANALYZE import_movies")

    def _stage_ratings(self, progress: Progress) -> None:
        file = self.ratings
        with transaction.atomic(), connection.cursor() as cursor:
            with copying(cursor, "COPY import_lines FROM STDIN (FORMAT csv)") as copy:
                for block in file.blocks():
                    copy.write(block)
                    progress(file.done, 3 * file.size)
            # Sorting 32 million ratings in memory would be better still, but need not be.
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute(JOIN_SQL)
            cursor.execute(INDEX_SQL)
            cursor.execute(NOT_TAKEN_SQL)
            self._report_not_taken(cursor.fetchall())
            cursor.execute("TRUNCATE import_lines")
            cursor.execute("ANALYZE import_ratings")
            cursor.execute(VOTES_SQL)
            self.source.votes = {record: VotesRecord(SITE, average, count) for record, average, count in cursor}
        progress(2 * file.size, 3 * file.size)

    def _report_not_taken(self, rows: list[tuple[int, bool, int]]) -> None:
        others = [(movie, count) for movie, unknown, count in rows if not unknown]
        if others:
            self.notes.append(
                f"{len(others):,} films with {sum(count for _, count in others):,} ratings are not in this import"
                + ("" if self.add_films else ", since the catalogue does not have them (--add-films takes them too)")
            )
        for movie, unknown, count in rows:
            if unknown:
                reason = f"movieId: movies.csv has no sound movie {movie}, which has {count:,} ratings"
                self.source.rejects.append(Reject(self.ratings.name, 0, reason))

    def _stage_tags(self) -> None:
        if not self.tags:
            return
        with connection.cursor() as cursor:
            copy_rows(cursor, "import_tags", ("user_id", "movie_id", "text"), self._tag_rows(self.tags))
            cursor.execute("ANALYZE import_tags")

    def _tag_rows(self, tags: CsvFile) -> Iterator[tuple[int, int, str]]:
        for row in tags.rows():
            try:
                movie = movie_id_of(row.cells, "movieId")
                yield movie_id_of(row.cells, "userId"), movie, read_tag(row.cells)
            except BadValue as error:
                tags.reject(row.line, str(error), row.raw)

    def _write_ratings(self, users: list[tuple[int, int]], notes: Notes, progress: Progress, dry_run: bool) -> Counts:
        if outside_fresh.is_possible():
            return self._fill_empty(users, notes, progress)
        counts = Counts()
        size = self.ratings.size
        total = sum(count for _, count in users)
        done = 0
        # A plan made without knowing how many there are takes minutes for a batch.
        notes.cursor.execute("ANALYZE films_outsiderating")
        for after, until, number in _ranges(users):
            limits = {"after": after, "until": until}
            with transaction.atomic():
                notes.cursor.execute(DIFFERS_SQL, limits)
                if notes.cursor.fetchone()[0]:
                    if self.source.limit is None:
                        counts.removed += notes.removed(RATINGS, DELETE_SQL, limits)
                    counts.changed += notes.changed(RATINGS, UPDATE_SQL, limits)
                    counts.new += notes.added(RATINGS, INSERT_SQL, limits)
                if dry_run:
                    transaction.set_rollback(True)
            done += number
            progress(2 * size + size * done // max(total, 1), 3 * size)
        if not dry_run:
            FilmVotes.objects.count_ratings(SITE, NUMBER)
        counts.unchanged = total - counts.new - counts.changed
        return counts

    def _fill_empty(self, users: list[tuple[int, int]], notes: Notes, progress: Progress) -> Counts:
        size = self.ratings.size
        total = sum(count for _, count in users)

        def batches() -> Iterator[str]:
            done = 0
            for after, until, number in _ranges(users):
                yield f"{COLUMNS} {ROWS} {ORDER}" % {"after": after, "until": until}
                done += number
                progress(2 * size + size * done // max(total, 1), 3 * size)

        new = outside_fresh.fill(notes.cursor, batches())
        FilmVotes.objects.count_ratings(SITE, NUMBER)
        return Counts(new)

    def _write_tags(self, notes: Notes, dry_run: bool) -> Counts:
        counts = Counts()
        with transaction.atomic():
            notes.cursor.execute(f"{TAGS_STATED} SELECT count(*) FROM stated")
            total = notes.cursor.fetchone()[0]
            if self.source.limit is None:
                counts.removed = notes.removed(TAGS, DELETE_TAGS_SQL)
            counts.changed = notes.changed(TAGS, UPDATE_TAGS_SQL)
            counts.new = notes.added(TAGS, INSERT_TAGS_SQL)
            if dry_run:
                transaction.set_rollback(True)
        counts.unchanged = total - counts.new - counts.changed
        return counts


def read_tag(cells: Cells) -> str:
    text = fold(one_line(cells["tag"]))
    if not text:
        raise BadValue("tag: is empty")
    if len(text) > LONGEST_TAG:
        raise BadValue(f"tag: has {len(text)} letters, at most {LONGEST_TAG} are possible")
    return text


def _expected_changes(cursor: CursorWrapper, users: list[tuple[int, int]]) -> int:
    """Ratings that are not as the file states them, as far as a sample of its users tells."""
    chosen = users[:: max(len(users) // SAMPLE, 1)]
    cursor.execute(SAMPLE_SQL, {"users": [user for user, _ in chosen]})
    stated, differing = cursor.fetchone()
    return sum(count for _, count in users) * int(differing) // max(int(stated), 1)


def _ranges(users: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Users after the first and up to the second number, with their ratings; together they are all possible users."""
    after, gathered = FIRST_USER, 0
    for user, number in users:
        gathered += number
        if gathered >= BATCH:
            yield after, user, gathered
            after, gathered = user, 0
    yield after, LAST_USER, gathered
