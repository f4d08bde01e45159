"""What the film page is measured against: a page without any work, and the page as Django projects usually have it."""

import functools
from typing import Any

from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.test import RequestFactory
from django.utils.text import Truncator

from films.models import (
    Collection,
    Film,
    FilmCountry,
    FilmGenre,
    FilmLanguage,
    FilmVotes,
    Genre,
    Keyword,
    SimilarFilm,
)
from films.views.credits import COMPOSES, ON_SCREEN, PERFORMS
from films.views.overview import SIMILAR, STARRING, TOP_CAST, TOP_CAST_ROWS, overview
from moviedb.lib import posters
from moviedb.lib.display import title_size
from moviedb.lib.hosts import site_name
from people.models import Person

WORDS = {
    "director": "Also directed by",
    "writer": "Also written by",
    "actor": "Also with",
    "keyword": "Also about",
    "collection": "Same series:",
    "genre": "Same genres:",
    "title": "Both titles say",
    "years": "From the same time:",
    "liked": "Liked by the same people",
    "pinned": "Chosen by the editors",
}
MOST_VOTES_FIRST = FilmVotes.objects.order_by(F("count").desc(nulls_last=True), "site")
VOTES, VOTES_OF_OTHER = Prefetch("votes", MOST_VOTES_FIRST), Prefetch("other__votes", MOST_VOTES_FIRST)


@functools.cache
def constant_bytes(film_id: int, length: int) -> bytes:
    """A film's page cut or filled to a length: it compresses as well as any of them."""
    film = Film.objects.get(pk=film_id)
    request = RequestFactory().get(film.get_absolute_url(), headers={"host": "localhost"})
    return overview(request, film_id, film.slug).content[:length].ljust(length)


def constant(request: HttpRequest, film_id: int, length: int) -> HttpResponse:
    return HttpResponse(constant_bytes(film_id, length))


def film(request: HttpRequest, film_id: int) -> HttpResponse:
    """Model instances, related rows prefetched, a Django template."""
    film = get_object_or_404(
        Film.objects.select_related("original_language").prefetch_related(
            VOTES,
            Prefetch("film_genres", FilmGenre.objects.present().select_related("genre")),
            Prefetch("film_countries", FilmCountry.objects.present().select_related("country")),
            Prefetch("film_languages", FilmLanguage.objects.present().select_related("language")),
        ),
        pk=film_id,
    )
    similar = list(film.similar.select_related("other").prefetch_related(VOTES_OF_OTHER)[:SIMILAR])
    drawing = posters.draw(film.pk, film.title)
    strip = posters.draw_strip([(row.other_id, row.other.title) for row in similar])
    names = names_of_reasons(similar)
    top_cast = cast_of(film)
    context = {
        "film": film,
        "full_title": f"{film.title} ({film.release_year})" if film.release_year else film.title,
        "description": Truncator(film.overview).chars(160),
        "canonical": request.build_absolute_uri(film.get_absolute_url()),
        "drawing": drawing,
        "motifs": [f"motifs/{motif}.svg" for motif in dict.fromkeys(d.motif for d in [drawing, *strip])],
        "title_size": title_size(film.title),
        "votes": voted(film),
        "top_cast": top_cast,
        "similar": [
            (row.other, voted(row.other), drawn, reason_of(row, names))
            for row, drawn in zip(similar, strip, strict=True)
        ],
        **crew_of(film, [person for person, _ in top_cast[:STARRING]]),
    }
    return render(request, "usual_way/film.html", context, using="django")


def voted(film: Film) -> dict[str, Any] | None:
    votes = next(iter(film.votes.all()), None)
    return {"average": votes.average, "count": votes.count, "site": site_name(votes.site)} if votes else None


def cast_of(film: Film) -> list[tuple[Person, str]]:
    parts: dict[Person, list[str]] = {}
    for credit in film.credits.present().cast().filter(ON_SCREEN).select_related("person")[:TOP_CAST_ROWS]:
        parts.setdefault(credit.person, []).append(credit.character)
    return [(person, " / ".join(filter(None, characters))) for person, characters in list(parts.items())[:TOP_CAST]]


def crew_of(film: Film, starring: list[Person]) -> dict[str, Any]:
    credits = film.credits.present().select_related("person")
    directors = list(dict.fromkeys(credit.person for credit in credits.directors()))
    writers: dict[Person, list[str]] = {}
    for credit in credits.writers():
        writers.setdefault(credit.person, []).append(credit.job.lower())
    composers = [credit.person for credit in credits.filter(COMPOSES).in_billing_order()]
    performers: dict[str, list[Person]] = {}
    for credit in credits.filter(PERFORMS).in_billing_order():
        label = "music played by" if credit.person.kind == "group" else f"{credit.job.lower()} by"
        performers.setdefault(label, []).append(credit.person)
    lines = [("directed by", directors), ("written by", list(writers)), ("starring", starring), ("music by", composers)]
    return {
        "directors": directors,
        "writers": [(person, "" if set(jobs) == {"writer"} else ", ".join(dict.fromkeys(jobs))) for person, jobs in
                    writers.items()],
        "billing": [(label, list(dict.fromkeys(people))) for label, people in [*lines, *performers.items()] if people],
    }  # fmt: skip


def names_of_reasons(similar: list[SimilarFilm]) -> dict[str, dict[int, Any]]:
    """One query a kind."""
    ids: dict[str, set[int]] = {}
    for row in similar:
        for reason in row.reasons[:1]:
            ids.setdefault(reason["code"], set()).update(reason["ids"])
    people = Person.objects.in_bulk({key for code in ("director", "writer", "actor") for key in ids.get(code, ())})
    return {
        **dict.fromkeys(("director", "writer", "actor"), people),
        "keyword": Keyword.objects.in_bulk(ids.get("keyword", set())),
        "collection": Collection.objects.in_bulk(ids.get("collection", set())),
        "genre": Genre.objects.in_bulk(ids.get("genre", set())),
    }


def reason_of(row: SimilarFilm, names: dict[str, dict[int, Any]]) -> tuple[str, str] | None:
    if not row.reasons:
        return None
    code, ids = row.reasons[0]["code"], row.reasons[0]["ids"][:5]
    if code not in names:
        spelled_out = row.reasons[0].get("words") or (map(str, ids) if code == "years" else ())
        return WORDS[code], ", ".join(spelled_out)
    return WORDS[code], ", ".join(names[code][key].name for key in ids if key in names[code])
