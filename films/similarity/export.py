"""Our lists with other sites' ids, for tools that score such lists."""

from collections.abc import Iterator

from django.db import connection, transaction

SITES = ("tmdb", "movielens", "imdb")
FETCHED = 10_000  # rows at a time from the server's cursor

# Of several ids that a site has for one film, the lowest; films that it does not know are left out, and the ranks
# closed up behind them.
_SQL = """
    WITH known AS (
        SELECT DISTINCT ON (film_id) film_id, value FROM films_filmexternalid WHERE source = %s
        ORDER BY film_id, length(value), value
    )
    SELECT seed.value, row_number() OVER (PARTITION BY s.film_id ORDER BY s.rank), other.value
    FROM films_similarfilm AS s
    JOIN known AS seed ON seed.film_id = s.film_id
    JOIN known AS other ON other.film_id = s.other_id
    ORDER BY length(seed.value), seed.value, s.rank
"""


def export(site: str) -> Iterator[tuple[str, int, str]]:
    """(film, rank, similar film) by their ids at this site, films in the order of their ids."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_SQL, [site])
        while rows := cursor.fetchmany(FETCHED):
            yield from rows
