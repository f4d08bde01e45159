"""Which films to ask for: TMDB's lists, searches and change lists as ids."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import count

from films.importers.cells import BadValue
from films.importers.records import SourceError
from films.importers.tmdb.answers import Answers, Body, Unanswered
from films.importers.tmdb.fields import entries, identifier, number, text

LISTS = ("popular", "top_rated", "now_playing", "upcoming")
# TMDB shows no list beyond this page, whatever it says of `total_pages`.
LAST_PAGE = 500
# Its change lists span at most this many days.
CHANGE_DAYS = 14


def listed(answers: Answers, name: str, pages: int) -> Iterator[int]:
    return _paged(answers, f"movie/{name}", {}, pages)


def searched(answers: Answers, title: str, year: int | None, pages: int, adult: bool) -> Iterator[int]:
    params = {"query": title, "include_adult": "true" if adult else "false"}
    return _paged(answers, "search/movie", params | ({"year": str(year)} if year else {}), pages)


def discovered(answers: Answers, pages: int, year: int | None, company: int | None) -> Iterator[int]:
    """Films of a year, of a company, or of both, the best known first."""
    params = {"sort_by": "popularity.desc", "include_adult": "false"}
    if year:
        params["primary_release_year"] = str(year)
    if company:
        params["with_companies"] = str(company)
    return _paged(answers, "discover/movie", params, pages)


def of_person(answers: Answers, person: int) -> Iterator[int]:
    body = _asked(answers, f"person/{person}/movie_credits", {})
    yield from dict.fromkeys(_film_ids([*entries(body, "cast"), *entries(body, "crew")]))


def found(answers: Answers, imdb_id: str) -> int | None:
    """The film that TMDB has under this IMDb id; None where it has none."""
    body = answers.get(f"find/{imdb_id}", {"external_source": "imdb_id"}) or {}
    return next(_film_ids(entries(body, "movie_results")), None)


def changed(answers: Answers, kind: str, since: date, until: date) -> Iterator[int]:
    """Ids of films ("movie") or people ("person") that changed in these days, in windows as long as TMDB allows.

    The list is to be trusted: what a film's own list of changes says may be empty all the same.
    """
    start = since
    while start <= until:
        end = min(start + timedelta(days=CHANGE_DAYS - 1), until)
        params = {"start_date": str(start), "end_date": str(end)}
        for body in _pages(answers, f"{kind}/changes", params, LAST_PAGE):
            yield from _ids(entries(body, "results"))
        start = end + timedelta(days=1)


def _paged(answers: Answers, path: str, params: Mapping[str, str], pages: int) -> Iterator[int]:
    """A film may move to the next page while we read; it counts once."""
    bodies = _pages(answers, path, params, pages)
    yield from dict.fromkeys(film for body in bodies for film in _film_ids(entries(body, "results")))


def _pages(answers: Answers, path: str, params: Mapping[str, str], most: int) -> Iterator[Body]:
    for page in count(1):
        body = _asked(answers, path, {**params, "page": str(page)})
        yield body
        if page >= min(number(body, "total_pages") or 1, most, LAST_PAGE):
            return


def _asked(answers: Answers, path: str, params: Mapping[str, str]) -> Body:
    try:
        body = answers.get(path, params)
    except Unanswered as error:
        raise SourceError(f"TMDB gave no list of films: {error}. Nothing was imported; try again later.") from error
    if body is None:
        raise SourceError(f"TMDB has nothing at {path}: is the id right?")
    return body


def _film_ids(rows: Iterable[Body]) -> Iterator[int]:
    """Lists of a person's work hold television too, which has a `name` and no `title`."""
    for row in rows:
        if text(row, "media_type") in ("", "movie") and "title" in row:
            yield identifier(row)


def _ids(rows: Iterable[Body]) -> Iterator[int]:
    for row in rows:
        try:
            yield identifier(row)
        except BadValue:
            continue  # an id that is none changes nothing here
