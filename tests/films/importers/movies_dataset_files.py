"""The files of The Movies Dataset in small: invented films, and each fault that the real ones have."""

from films.importers.movielens import LINKS
from films.importers.movies_dataset import COLUMNS, CREDITS, KEYWORDS, MOVIES
from tests.films.importers.tmdb5000_files import write_csv


def movie(number=1, **cells):
    row = dict.fromkeys(COLUMNS, "") | {
        "id": str(number), "title": f"Film {number}", "adult": "False", "imdb_id": f"tt000000{number}",
        "genres": "[]", "status": "Released",
    }  # fmt: skip
    return [cell if isinstance(cell, str) else repr(cell) for cell in (row | cells).values()]


def credits_row(number=1, cast=(), crew=()):
    return [repr(list(cast)), repr(list(crew)), str(number)]


def write(directory, movies, credits=(), keywords=(), links=()):
    write_csv(directory / MOVIES, COLUMNS, movies)
    write_csv(directory / CREDITS, ("cast", "crew", "id"), credits)
    write_csv(directory / KEYWORDS, ("id", "keywords"), keywords)
    write_csv(directory / LINKS, ("movieId", "imdbId", "tmdbId"), links)
    return directory


def broken_in_overview(row):
    """The row as two lines of the file, cut in the middle of a quoted overview."""
    place = COLUMNS.index("overview")
    first, second = row[place].split("\n")
    return [*row[:place], first], [second, *row[place + 1 :]]
