from collections.abc import Iterable
from typing import Any

import pytest

from films.models import Collection, Film, FilmGenre, FilmKeyword, Keyword, SimilarFilm
from films.similarity import rebuild
from tests.factories import make_credit, make_film, make_genre, make_keyword, make_person
from tests.films.similarity.credits import direct, write

pytestmark = pytest.mark.django_db


def test_every_reason_is_true_of_both_films():
    """Recomputed from the tables, on a catalogue of forty films that share many things by turns."""
    people = [make_person() for _ in range(15)]
    series = [Collection.objects.create(name=f"Series {i}") for i in range(3)]
    films = [
        make_film(
            f"{'Violin' if i % 19 else 'Concert'} {i}",
            release_date=f"{1950 + i}",
            adult=i % 13 == 0,
            collection=series[i % 10] if i % 10 < 3 else None,
        )
        for i in range(40)
    ]
    for i, film in enumerate(films):
        direct(film, people[i % 7], removed=i % 5 == 0)
        write(film, people[i % 11], "Screenplay")
        for order in range(3):
            make_credit(film, people[(i * (order + 2)) % 15], billing_order=order)
        for step in (3, 4):
            make_genre(film, f"Genre {step}{i % step}")
        for step in (9, 19, 2):
            make_keyword(film, f"keyword {step} {i % step}", removed=i % 6 == 0)
    rebuild()
    codes = set()
    for row in SimilarFilm.objects.select_related("film", "other"):
        assert len(row.reasons) <= 4
        assert row.film.adult or not row.other.adult
        for reason in row.reasons:
            codes.add(reason["code"])
            if reason["code"] == "years":
                assert set(reason["ids"]) == {int(str(film.release_date)[:4]) for film in (row.film, row.other)}
                continue
            for film in (row.film, row.other):
                assert set(reason.get("words", reason["ids"])) <= carried(film, reason["code"])
            if reason["code"] == "keyword":
                assert all(carriers(keyword) <= 8 for keyword in reason["ids"])
    assert codes == {"collection", "director", "writer", "actor", "keyword", "title", "genre", "years"}
    assert not Film.objects.filter(similar=None).exists()


def carried(film: Film, code: str) -> set[Any]:
    credits = film.credits.filter(removed=False)
    found: dict[str, Iterable[Any]] = {
        "title": film.title.lower().split(),
        "collection": [film.collection_id],
        "director": credits.filter(job="Director").values_list("person", flat=True),
        "writer": credits.filter(department="Writing").values_list("person", flat=True),
        "actor": credits.filter(department="Acting").values_list("person", flat=True),
        "keyword": FilmKeyword.objects.filter(film=film, removed=False).values_list("keyword", flat=True),
        "genre": FilmGenre.objects.filter(film=film, removed=False).values_list("genre", flat=True),
    }
    return set(found[code])


def carriers(keyword: int) -> int:
    return Keyword.objects.get(pk=keyword).film_keywords.filter(removed=False).count()
