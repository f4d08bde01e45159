"""Writes the lists of similar films."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from films.models import Film, SimilarFilm
from films.similarity.ranking import Pick

# Two runs at once would insert the same rank twice: one writes at a time. Any number that nothing else locks.
WRITERS_LOCK = 5_025_205

# A list as it stands in the table: (rank, other, score, reasons).
Row = tuple[int, int, float, list[dict[str, Any]]]


def write_lists(lists: dict[int, list[Pick]]) -> int:
    """Replaces the lists of these films in one transaction; returns how many lists were other than before.

    Lists that stay as they are are not touched, so that a second run writes nothing.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])
        # Films that were deleted since their facts were read drop out.
        ids = set(lists) | {pick.film for picks in lists.values() for pick in picks}
        present = set(Film.objects.filter(pk__in=ids).values_list("pk", flat=True))
        before = _stored(lists)
        new = {film: _rows(picks, present) for film, picks in lists.items() if film in present}
        changed = [film for film, rows in new.items() if rows != before.get(film, [])]
        SimilarFilm.objects.filter(film__in=changed).delete()
        SimilarFilm.objects.bulk_create(
            SimilarFilm(film_id=film, rank=rank, other_id=other, score=score, reasons=reasons)
            for film in changed
            for rank, other, score, reasons in new[film]
        )
    return len(changed)


def _stored(films: Iterable[int]) -> dict[int, list[Row]]:
    stored: defaultdict[int, list[Row]] = defaultdict(list)
    for film, *row in (
        SimilarFilm.objects.filter(film__in=films)
        .order_by("film", "rank")
        .values_list("film_id", "rank", "other_id", "score", "reasons")
    ):
        stored[film].append(tuple(row))
    return stored


def _rows(picks: list[Pick], present: set[int]) -> list[Row]:
    kept = [pick for pick in picks if pick.film in present]
    return [
        (rank, pick.film, pick.score, [reason.as_json() for reason in pick.reasons])
        for rank, pick in enumerate(kept, start=1)
    ]
