"""Reads what films have in common from the tables, and writes their lists."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from films.models import Credit, Film, FilmGenre, FilmKeyword, FilmVotes, Genre, SimilarFilm
from films.similarity.features import BILLED, FilmFacts
from films.similarity.ranking import Pick

# Keywords that sources use for a film's make and release, not for what it is about: no likeness at all.
NO_SUBJECT = (
    "3d", "imax", "cgi", "aftercreditsstinger", "duringcreditsstinger", "number in title", "subtitled scene",
    "sequel", "prequel", "remake", "reboot", "spin off",
)  # fmt: skip
# Jobs of the writing department that do not make somebody an author of the film.
NOT_AUTHORS = ("Storyboard", "Script Editor", "Script Consultant", "Story Editor", "Creative Producer", "Other")
# Two runs at once would insert the same rank twice: one writes at a time. Any number that nothing else locks.
WRITERS_LOCK = 5_025_205

Pairs = Iterable[tuple[int, int]]
# A list as it stands in the table: (rank, other, score, reasons).
Row = tuple[int, int, float, list[dict[str, Any]]]


def read_facts() -> list[FilmFacts]:
    """The facts of every film, in the order of their ids: seven statements whatever the catalogue's size."""
    genres = _grouped(FilmGenre.objects.present().order_by("genre_id").values_list("film_id", "genre_id"))
    keywords = _grouped(
        FilmKeyword.objects.present()
        .exclude(keyword__fold__in=NO_SUBJECT)
        # A keyword that repeats a genre's name would be found as if it were something special.
        .exclude(keyword__fold__in=Genre.objects.values("fold"))
        .order_by("keyword_id")
        .values_list("film_id", "keyword_id")
    )
    credits = Credit.objects.present()
    directors = _grouped(credits.directors().values_list("film_id", "person_id"))
    writers = _grouped(credits.writers().exclude(job__in=NOT_AUTHORS).values_list("film_id", "person_id"))
    actors = _grouped(_billed_cast())
    votes = _votes()
    return [
        FilmFacts(
            id=film,
            adult=adult,
            year=year,
            language=language,
            votes=votes.get(film, 0),
            collection=collection,
            genres=genres[film],
            keywords=keywords[film],
            directors=directors[film],
            writers=writers[film],
            actors=actors[film],
        )
        for film, adult, year, language, collection in Film.objects.order_by("id").values_list(
            "id", "adult", "release_year", "original_language", "collection"
        )
    ]


def _grouped(pairs: Pairs) -> defaultdict[int, tuple[int, ...]]:
    """Ids by film, in the order given, each once."""
    found: defaultdict[int, dict[int, None]] = defaultdict(dict)
    for film, value in pairs:
        found[film][value] = None
    return defaultdict(tuple, {film: tuple(values) for film, values in found.items()})


def _billed_cast() -> Pairs:
    """The head of each film's cast; uncredited parts and performers whom nobody sees are not billed."""
    place = Window(
        RowNumber(), partition_by=F("film_id"), order_by=[F("billing_order").asc(nulls_last=True), F("id").asc()]
    )
    # Somebody with two parts takes two places, hence some more than are needed.
    return (
        Credit.objects.present()
        .cast()
        .filter(uncredited=False, performed_for=None)
        .annotate(place=place)
        .filter(place__lte=2 * BILLED)
        .order_by("place")
        .values_list("film_id", "person_id")
    )


def _votes() -> dict[int, int]:
    """Votes by film of the site that knows the most films: counts of several sites do not compare."""
    sites: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for film, site, count in FilmVotes.objects.filter(count__isnull=False).values_list("film_id", "site", "count"):
        sites[site][film] = count or 0
    return max(sites.values(), key=lambda votes: (len(votes), sum(votes.values())), default={})


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
