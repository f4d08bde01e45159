"""A row of tmdb_5000_movies.csv as a record. In it 0 minutes, dollars or votes mean that nobody knows."""

from collections.abc import Iterator

from films.importers.cells import (
    MOST_DOLLARS,
    BadValue,
    Cells,
    date,
    decimal,
    json_list,
    number,
    one_line,
    paragraphs,
    texts,
    whole,
)
from films.importers.records import FilmRecord, Key, TermRecord, VotesRecord

# Whose ids these are, and whose users voted.
SITE = "tmdb"
COLUMNS = (
    "budget", "genres", "homepage", "id", "keywords", "original_language", "original_title", "overview",
    "popularity", "production_companies", "production_countries", "release_date", "revenue", "runtime",
    "spoken_languages", "status", "tagline", "title", "vote_average", "vote_count",
)  # fmt: skip
MOST_MINUTES = 100_000
MOST_POPULARITY = 1e9


def read_film_id(cells: Cells, column: str) -> int:
    film_id = whole(cells, column, least=1)
    if film_id is None:
        raise BadValue(f"{column}: is empty")
    return film_id


def read_film(cells: Cells) -> FilmRecord:
    """The film without its credits."""
    return FilmRecord(
        keys=(Key(SITE, str(read_film_id(cells, "id"))),),
        title=one_line(cells["title"]),
        original_title=one_line(cells["original_title"]),
        original_language=cells["original_language"].strip(),
        tagline=one_line(cells["tagline"]),
        overview=paragraphs(cells["overview"]),
        release_date=date(cells, "release_date"),
        status=cells["status"].strip(),
        runtime=whole(cells, "runtime", most=MOST_MINUTES) or None,
        budget=whole(cells, "budget", most=MOST_DOLLARS) or None,
        revenue=whole(cells, "revenue", most=MOST_DOLLARS) or None,
        homepage=cells["homepage"].strip(),
        popularity=decimal(cells, "popularity", MOST_POPULARITY),
        genres=tuple(filter(None, _members(cells, "genres", "name"))),
        keywords=tuple(_terms(cells, "keywords")),
        companies=tuple(_terms(cells, "production_companies")),
        countries=tuple(_members(cells, "production_countries", "iso_3166_1")),
        # Some come without a name, which is why the names are not taken from here.
        languages=tuple(_members(cells, "spoken_languages", "iso_639_1")),
        votes=tuple(_votes(cells)),
    )


def _members(cells: Cells, column: str, name: str) -> Iterator[str]:
    for i, entry in enumerate(json_list(cells, column), 1):
        try:
            yield texts(entry, name)[0]
        except BadValue as error:
            raise BadValue(f"{column}: entry {i}: {error}") from error


def _terms(cells: Cells, column: str) -> Iterator[TermRecord]:
    for i, entry in enumerate(json_list(cells, column), 1):
        try:
            name, key = texts(entry, "name")[0], Key(SITE, str(number(entry, "id", least=1)))
        except BadValue as error:
            raise BadValue(f"{column}: entry {i}: {error}") from error
        # TMDB has keywords of nothing but a no-break space.
        if name:
            yield TermRecord(name, key)


def _votes(cells: Cells) -> Iterator[VotesRecord]:
    average = decimal(cells, "vote_average", most=10)
    count = whole(cells, "vote_count")
    if count and average is not None:
        yield VotesRecord(SITE, average, count)
