"""What a run changes of ratings and tags, noted while it does, so that the run can be undone.

A run that seems to change more than was there keeps all that was there: a first one, or another release of the data,
in which the same users have other numbers. Any other keeps the rows that it changes, as they were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from films.models import OutsideJournal, OutsideSite
from moviedb.lib.provenance.journal import KEPT_JOURNALS

NUMBER = int(OutsideSite.MOVIELENS)


@dataclass(frozen=True)
class Kept:
    """A table, where its former rows go, what tells them apart and what is said of them."""

    table: str
    before: str
    key: tuple[str, str]
    values: tuple[str, ...]

    def columns(self, alias: str = "") -> str:
        return ", ".join(f'{alias}"{column}"' for column in (*self.key, *self.values))

    def same(self, one: str, other: str) -> str:
        return " AND ".join(f'{one}."{column}" = {other}."{column}"' for column in self.key)


RATINGS = Kept("films_outsiderating", "films_outsideratingbefore", ("user", "film_id"), ("rated_on", "half_stars"))
TAGS = Kept("films_outsidetag", "films_outsidetagbefore", ("film_id", "text"), ("users",))


class Notes:
    """The journal of one run. Statements call the table that they change `r`."""

    def __init__(self, cursor: CursorWrapper, run: int, expected: int) -> None:
        """`expected`: about how many ratings the run will bring, change and remove."""
        self.cursor = cursor
        cursor.execute(f"SELECT count(*) FROM {RATINGS.table} WHERE site = {NUMBER}")
        whole = cursor.fetchone()[0] <= expected
        ways = OutsideJournal.Way
        self.journal = OutsideJournal.objects.create(run_id=run, way=ways.WHOLE if whole else ways.DIFFERENCE)
        if whole:
            for kept in (RATINGS, TAGS):
                cursor.execute(
                    f"INSERT INTO {kept.before} (journal_id, {kept.columns()}) "
                    f"SELECT {self.journal.pk}, {kept.columns()} FROM {kept.table} WHERE site = {NUMBER}"
                )

    def added(self, kept: Kept, statement: str, limits: Mapping[str, int] | None = None) -> int:
        """How many rows the statement added; as the others to be used inside a transaction."""
        return self._note(kept, statement, limits, "NULL", "")

    def removed(self, kept: Kept, statement: str, limits: Mapping[str, int] | None = None) -> int:
        return self._note(kept, statement, limits, "r", "")

    def changed(self, kept: Kept, statement: str, limits: Mapping[str, int] | None = None) -> int:
        """The statement and the table that is joined to it see the rows as they were before both."""
        within = ' AND old."user" > %(after)s AND old."user" <= %(until)s' if limits else ""
        join = f"JOIN {kept.table} AS old ON old.site = {NUMBER} AND {kept.same('old', 'r')}{within}"
        return self._note(kept, statement, limits, "old", join)

    def _note(self, kept: Kept, statement: str, limits: Mapping[str, int] | None, before: str, join: str) -> int:
        if self.journal.way != OutsideJournal.Way.DIFFERENCE:
            self.cursor.execute(statement, limits)
            return int(self.cursor.rowcount)
        key = ", ".join(f'r."{column}"' for column in kept.key)
        values = ", ".join("NULL" if before == "NULL" else f'{before}."{column}"' for column in kept.values)
        self.cursor.execute(
            f"WITH changed AS ({statement} RETURNING {kept.columns('r.')}) "
            f"INSERT INTO {kept.before} (journal_id, {kept.columns()}) "
            f"SELECT {self.journal.pk}, {key}, {values} FROM changed AS r {join}",
            limits,
        )
        return int(self.cursor.rowcount)

    def finish(self, changed: bool) -> None:
        """A run that changed nothing leaves nothing to undo."""
        if not changed:
            self.journal.delete()
        old = OutsideJournal.objects.order_by("-pk").values_list("pk", flat=True)[KEPT_JOURNALS:]
        OutsideJournal.objects.filter(pk__in=list(old)).delete()


@dataclass
class GivenBack:
    """Rows that went, and rows that are again as they were."""

    removed: int = 0
    restored: int = 0


def give_back(cursor: CursorWrapper, runs: Sequence[int]) -> dict[str, GivenBack]:
    """Ratings and tags as they were before the first of these runs."""
    done = {"ratings": GivenBack(), "tags": GivenBack()}
    for journal in OutsideJournal.objects.filter(pk__in=runs).order_by("-pk"):
        for counts, kept in zip(done.values(), (RATINGS, TAGS), strict=True):
            # A film that another took in since is that film now.
            columns = kept.columns("b.").replace('b."film_id"', "f.id AS film_id")
            was = (
                f"SELECT {columns} FROM {kept.before} AS b "
                "LEFT JOIN provenance_redirect AS d ON d.kind = 'film' AND d.old_id = b.film_id "
                f"JOIN films_film AS f ON f.id = coalesce(d.new_id, b.film_id) WHERE b.journal_id = {journal.pk}"
            )
            former = f'b."{kept.values[0]}" IS NOT NULL'
            delete = f"DELETE FROM {kept.table} AS r WHERE r.site = {NUMBER}"
            if journal.way == OutsideJournal.Way.DIFFERENCE:
                delete += f" AND EXISTS (SELECT FROM ({was}) AS b WHERE {kept.same('b', 'r')} AND "
                cursor.execute(f"{delete} NOT {former})")
                counts.removed += cursor.rowcount
                delete += f"{former})"
            cursor.execute(delete)
            gone = cursor.rowcount
            cursor.execute(
                f"INSERT INTO {kept.table} ({kept.columns()}, site) SELECT {kept.columns('b.')}, {NUMBER} "
                f"FROM ({was}) AS b WHERE {former} ON CONFLICT DO NOTHING"
            )
            counts.restored += cursor.rowcount
            counts.removed += max(gone - cursor.rowcount, 0)
        journal.delete()
    return done
