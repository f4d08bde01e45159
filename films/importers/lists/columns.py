"""Which column of a list is which field: by its header, in several spellings, or as the user says."""

import re
from collections.abc import Iterable, Mapping, Sequence

from films.importers.records import SourceError, WrongArgumentsError
from moviedb.lib.folding import fold

# Compared folded, letters and digits only: "Runtime (mins)" is "runtimemins".
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "key": ("key", "id", "no", "nr", "number"),
    "tmdb_id": ("tmdb_id", "tmdb", "TMDB URL"),
    "imdb_id": ("imdb_id", "imdb", "const", "tconst", "IMDb URL"),
    "movielens_id": ("movielens_id", "movielens", "movieId"),
    "wikidata_id": ("wikidata_id", "wikidata"),
    "title": ("title", "name", "film", "movie", "film title", "movie title", "titel", "titre", "titulo", "titolo"),
    "original_title": ("original_title", "originaltitel", "titre original"),
    "sort_title": ("sort_title",),
    "year": ("year", "release year", "jahr", "annee", "ano", "anno"),
    "release_date": ("release_date", "released", "date", "datum"),
    "runtime": ("runtime", "runtime (mins)", "runtime (min)", "minutes", "duration", "length", "dauer", "duree"),
    "tagline": ("tagline",),
    "overview": ("overview", "plot", "description", "summary", "synopsis", "inhalt"),
    "status": ("status",),
    "original_language": ("original_language", "language", "sprache", "langue"),
    "budget": ("budget",),
    "revenue": ("revenue", "box office", "gross"),
    "homepage": ("homepage", "website"),
    "popularity": ("popularity",),
    "adult": ("adult",),
    "poster_path": ("poster_path",),
    "backdrop_path": ("backdrop_path",),
    "collection": ("collection", "series", "belongs to collection"),
    "genres": ("genres", "genre"),
    "keywords": ("keywords", "keyword", "tags"),
    "companies": ("companies", "company", "production companies", "studio", "studios"),
    "countries": ("countries", "country", "production countries", "land", "pays"),
    "languages": ("languages", "spoken languages"),
    "directors": ("directors", "director", "directed by", "regie", "realisateur", "regista"),
    "cast": ("cast", "actors", "starring", "stars", "darsteller", "acteurs"),
}
# What a film is recognised by where no id leads to it.
NAMES = ("directors", "cast")
IDS = ("key", "tmdb_id", "imdb_id", "movielens_id", "wikidata_id")
_NOT_ALNUM = re.compile(r"[^\w]|_")


def _squeezed(text: str) -> str:
    return _NOT_ALNUM.sub("", fold(text))


_FIELDS = {_squeezed(spelling): field for field, spellings in SPELLINGS.items() for spelling in spellings}


def read_map(pairs: Iterable[str]) -> dict[str, str]:
    """What the user says: "My column=title" each; "column=" leaves a column out."""
    chosen: dict[str, str] = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if not equals or not column.strip():
            raise WrongArgumentsError(f"--map {pair}: write COLUMN=FIELD.")
        if field and field not in SPELLINGS:
            raise WrongArgumentsError(f"--map {pair}: {field!r} is no field. The fields are {', '.join(SPELLINGS)}.")
        chosen[_squeezed(column)] = field
    return chosen


def fields_of(header: Sequence[str], chosen: Mapping[str, str], where: str) -> dict[str, str]:
    """Column → field, for the columns that are used; a column that the user names wins over one found by itself."""
    names = {_squeezed(name) for name in header}
    if missing := [name for name in chosen if name not in names]:
        raise SourceError(f"{where} has no column {', '.join(missing)}; its columns are {', '.join(header)}.")
    fields: dict[str, str] = {}
    for name in header:
        squeezed = _squeezed(name)
        field = chosen.get(squeezed, _FIELDS.get(squeezed, ""))
        if field and (squeezed in chosen or field not in chosen.values()):
            if other := next((column for column, taken in fields.items() if taken == field), None):
                raise SourceError(f"{where}: the columns {other!r} and {name!r} are both {field}; see --map.")
            fields[name] = field
    used = set(fields.values())
    if not used & set(IDS) and not ("title" in used and used & {"year", "release_date"} and used & set(NAMES)):
        raise SourceError(
            f"{where} has no column that tells films apart: name one of {', '.join(IDS)}, or title, year and directors "
            f"(or cast) together, or say with --map which it is. Its columns are {', '.join(header)}."
        )
    return fields


def documented() -> str:
    """For --help."""
    return "; ".join(" = ".join((field, *(s for s in SPELLINGS[field] if s != field))) for field in SPELLINGS)
