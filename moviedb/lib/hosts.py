"""Other sites: what they are called and how they address a film, a person or a video."""

from urllib.parse import quote, urlsplit

SITE_NAMES = {
    "tmdb": "TMDB",
    "imdb": "IMDb",
    "tmdb5000": "TMDB 5000",
    "movies_dataset": "The Movies Dataset",
    "wikidata": "Wikidata",
    "movielens": "MovieLens",
    "csv": "CSV",
    "json": "JSON",
    "demo": "Demo",
}
# What a site asks to be said on every page that shows its data: in its words, and so in English everywhere.
COURTESIES = {"imdb": "Information courtesy of IMDb (https://www.imdb.com). Used with permission."}
RECORDS = {
    ("film", "tmdb"): "https://www.themoviedb.org/movie/{}",
    ("film", "imdb"): "https://www.imdb.com/title/{}/",
    ("film", "wikidata"): "https://www.wikidata.org/wiki/{}",
    ("film", "movielens"): "https://movielens.org/movies/{}",
    ("person", "tmdb"): "https://www.themoviedb.org/person/{}",
    ("person", "imdb"): "https://www.imdb.com/name/{}/",
    ("person", "wikidata"): "https://www.wikidata.org/wiki/{}",
}
VIDEOS = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}"}


def site_name(source: str) -> str:
    return SITE_NAMES.get(source, source)


def record_link(kind: str, source: str, value: str) -> str:
    """The record's page on the other site; "" where we know none."""
    return RECORDS.get((kind, source), "").format(quote(value, safe=""))


def video_link(site: str, key: str) -> str:
    return VIDEOS.get(site.casefold(), "").format(quote(key, safe=""))


def web_address(text: str) -> str:
    """The text if it is an http(s) address with a host; "" for anything that must not become a link."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and host else ""
