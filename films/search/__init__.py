"""Search by name; the door is `find_films` and `find_people`."""

from films.search.found import Found, FoundFilm, FoundPerson, find_films, find_people
from films.search.query import Query

__all__ = ["Found", "FoundFilm", "FoundPerson", "Query", "find_films", "find_people"]
