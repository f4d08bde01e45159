"""A film in the words of schema.org. Without a rating: others' votes are theirs to publish."""

from collections.abc import Iterable

from django.conf import settings

from films.views.credits import PersonLink
from films.views.head import FilmHead
from moviedb.lib.display import iso_duration
from moviedb.lib.json_ld import Thing, breadcrumbs, thing
from moviedb.lib.links import site_url
from moviedb.lib.per_language import gettext


def movie(
    film: FilmHead,
    site: str,
    *,
    release_date: str | None,
    cast: Iterable[PersonLink],
    countries: Iterable[str],
    languages: Iterable[str],
    same_as: Iterable[str],
) -> Thing:
    return thing(
        "Movie",
        name=film.title,
        alternateName=film.other_title,
        url=site + film.url,
        image=site + film.card_url,
        datePublished=release_date,
        duration=iso_duration(film.runtime) if film.runtime else None,
        genre=film.genres,
        inLanguage=[code for code in languages if code],
        countryOfOrigin=[thing("Country", name=name) for name in countries],
        director=_people(film.directors, site),
        actor=_people(cast, site),
        sameAs=[url for url in same_as if url],
    )


def website(site: str) -> Thing:
    """The site, and where its search is."""
    search = thing("EntryPoint", urlTemplate=f"{site}{site_url('search')}?q={{search_term_string}}")
    return thing(
        "WebSite",
        name=settings.SITE_NAME,
        url=site + site_url("home"),
        potentialAction=thing("SearchAction", target=search, **{"query-input": "required name=search_term_string"}),
    )


def film_trail(film: FilmHead, site: str, name: str) -> Thing:
    """Films, the film, and its page of that name; "" is the film's own."""
    trail = [(gettext("Films"), site_url("films:list")), (film.title, film.url)]
    if name:
        trail += [(tab.label, tab.url) for tab in film.tabs(name) if tab.current]
    return breadcrumbs(site, trail)


def _people(people: Iterable[PersonLink], site: str) -> list[Thing]:
    return [thing("Person", name=person.name, url=site + person.url) for person in people]
