"""From the facts of films to weighted tokens: what two films may have in common, and how much each thing counts.

Plain data, no ORM. A token is a field and the id of what stands in it: ("director", 12). Each field of a film is
a vector of its own, weighted by how rare its tokens are and brought to length 1, so that the product of two
films' fields is their cosine; `WEIGHTS` says what a perfect match in a field is worth.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

Token = tuple[str, int]

WEIGHTS = {
    # A series is the strongest relation there is: its other parts, even a little known one, come before anything else.
    "collection": 8.0,
    "keyword": 1.0,
    "director": 1.0,
    "actor": 1.0,
    # Adaptations name authors of novels and characters too, who say less than the one who wrote this film.
    "writer": 0.5,
    # Never finds a film, but tells which of those with the same keyword is in the same mood.
    "genre": 1.0,
    # Same time and same language: taste more than likeness, hence small. Neither finds a film by itself.
    "year": 1.0,
    "language": 0.5,
}
SPECIFIC_FIELDS = ("collection", "director", "writer", "actor", "keyword")

# Evidence (the product of two films' telling tokens) that a pick must have for its genres, time and language to
# count in full. Without this a guitar in both or the ninth name on both bills brings up any well-known film of the
# same genre and year. It costs a tenth of what likes measure and buys lists whose picks visibly belong.
FIRM_EVIDENCE = 0.1
# What genres, time and language count for where there is nothing telling at all.
LEAST_TRUST = 0.1
# Where two films have genres and not one in common, their score counts half: after a director's concert film come
# other concert films before his gangster films.
OTHER_GENRES = 0.5

# Stars are why people want another film; the tenth name on the bill is not.
BILLED = 10
# Years after which nearness in time has shrunk to a third.
YEAR_SCALE = 10
# How well known a film is: (votes + 50) ** 0.15. A film with 10,000 votes counts twice one with 50, so that of
# two equally similar films the one that a visitor may have heard of comes first, and no more than that.
RENOWN_OFFSET = 50
RENOWN_POWER = 0.15

# A token of more films than this finds none, but still counts: keeps the work per film bounded.
MOST_FILMS_OF_A_TOKEN = 2_000
# A keyword carried by more than this share of the films says nothing about any of them. In a small catalogue a
# share so small is less than one film.
TELLING_SHARE = 0.02
SMALL_CATALOGUE = 200
SMALL_TELLING_SHARE = 0.2
SMALL_TELLING_FILMS = 3


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What is known of one film. People are in billing order; nobody and nothing is named twice."""

    id: int
    adult: bool = False
    year: int | None = None
    language: str | None = None
    votes: int = 0
    collection: int | None = None
    genres: tuple[int, ...] = ()
    keywords: tuple[int, ...] = ()
    directors: tuple[int, ...] = ()
    writers: tuple[int, ...] = ()
    actors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Vector:
    """A film as it is compared. Two films' score is the product of their terms, plus year and language."""

    id: int
    adult: bool
    year: int | None
    language: str | None
    renown: float
    # Tokens that are telling: they find films, and each is a reason that can be shown.
    telling: dict[Token, float]
    # Genres and keywords of many films: they only add to the score.
    common: dict[Token, float]
    genres: frozenset[int]


@dataclass(frozen=True, slots=True)
class Features:
    vectors: dict[int, Vector]
    # In how many films each token occurs.
    frequency: Counter[Token]


def build(films: Sequence[FilmFacts]) -> Features:
    fields = {film.id: list(_fields(film)) for film in films}
    frequency = Counter(token for parts in fields.values() for part in parts for token in part)
    vectors = {film.id: _vector(film, fields[film.id], frequency, len(films)) for film in films}
    return Features(vectors, frequency)


def _fields(film: FilmFacts) -> Iterable[dict[Token, float]]:
    """Each field's tokens with their importance in this film, before rarity."""
    if film.collection is not None:
        yield {("collection", film.collection): 1.0}
    yield {("genre", genre): 1.0 for genre in film.genres}
    yield {("keyword", keyword): 1.0 for keyword in film.keywords}
    yield {("director", person): 1.0 for person in film.directors}
    yield {("writer", person): 1.0 for person in film.writers}
    yield {("actor", person): 1 / sqrt(place) for place, person in enumerate(film.actors[:BILLED], start=1)}


def _vector(film: FilmFacts, fields: list[dict[Token, float]], frequency: Counter[Token], films: int) -> Vector:
    telling: dict[Token, float] = {}
    common: dict[Token, float] = {}
    for importance in fields:
        terms = {token: weight * log(1 + films / frequency[token]) for token, weight in importance.items()}
        length = sqrt(sum(weight * weight for weight in terms.values()))
        for token, weight in terms.items():
            # Each of two films brings the root of the field's weight: their product has the whole.
            term = sqrt(WEIGHTS[token[0]]) * weight / length
            (telling if is_telling(token, frequency[token], films) else common)[token] = term
    renown = (film.votes + RENOWN_OFFSET) ** RENOWN_POWER
    return Vector(film.id, film.adult, film.year, film.language, renown, telling, common, frozenset(film.genres))


def is_telling(token: Token, frequency: int, films: int) -> bool:
    """Whether a token that this many of the films carry finds films and may be shown as a reason."""
    field = token[0]
    if field not in SPECIFIC_FIELDS or frequency > MOST_FILMS_OF_A_TOKEN:
        return False
    if field != "keyword":
        return True
    if films < SMALL_CATALOGUE:
        return frequency <= max(SMALL_TELLING_FILMS, films * SMALL_TELLING_SHARE)
    return frequency <= films * TELLING_SHARE
