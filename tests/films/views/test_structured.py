import json
import re

import pytest

from films.models import Country, Department, FilmCountry, FilmExternalId, FilmLanguage, Language, SimilarFilm
from tests.factories import make_credit, make_film, make_genre, make_person

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
META = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">')


def things_of(response):
    [text] = SCRIPT.findall(response.content.decode())
    return {thing["@type"]: thing for thing in json.loads(text)["@graph"]}


def names_of(things):
    return [(item["name"], item["item"]) for item in things["BreadcrumbList"]["itemListElement"]]


def meta_of(response):
    return dict(META.findall(response.content.decode()))


@pytest.fixture
def film():
    french = Language.objects.create(code="fr", name="French")
    silent = Language.objects.create(code="xx", name="No language")
    film = make_film(
        "The Concert", original_title="Le Concert", original_language=french, release_date="2009-11", runtime=119,
        overview="Thirty years later.",
    )  # fmt: skip
    make_genre(film, "Comedy")
    for language in (french, silent):
        FilmLanguage.objects.create(film=film, language=language)
    FilmCountry.objects.create(film=film, country=Country.objects.create(code="FR", name="France"))
    FilmExternalId.objects.create(film=film, source="imdb", value="tt1320082")
    FilmExternalId.objects.create(film=film, source="own", value="7")
    return film


def test_movie(client, film):
    radu, melanie = make_person("Radu Mihăileanu"), make_person("Mélanie Laurent")
    make_credit(film, radu, department=Department.DIRECTING, job="Director")
    make_credit(film, melanie, character="Anne-Marie")
    site = "http://testserver"
    movie = things_of(client.get(film.get_absolute_url()))["Movie"]
    image = movie.pop("image")
    assert re.fullmatch(rf"{site}{film.get_absolute_url()}card\.png\?v=[0-9a-f]{{8}}", image)
    assert movie == {
        "@type": "Movie",
        "name": "The Concert",
        "alternateName": "Le Concert",
        "url": f"{site}{film.get_absolute_url()}",
        "datePublished": "2009-11",
        "duration": "PT119M",
        "genre": ["Comedy"],
        "inLanguage": ["fr"],
        "countryOfOrigin": [{"@type": "Country", "name": "France"}],
        "director": [{"@type": "Person", "name": "Radu Mihăileanu", "url": f"{site}{radu.get_absolute_url()}"}],
        "actor": [{"@type": "Person", "name": "Mélanie Laurent", "url": f"{site}{melanie.get_absolute_url()}"}],
        "sameAs": ["https://www.imdb.com/title/tt1320082/"],
    }


def test_movie_of_which_nothing_is_known(client):
    film = make_film("Bare")
    movie = things_of(client.get(film.get_absolute_url()))["Movie"]
    assert sorted(movie) == ["@type", "image", "name", "url"]


def test_trails(client, film):
    make_credit(film)
    SimilarFilm.objects.create(film=film, other=make_film(), rank=1, score=1)
    url = f"http://testserver{film.get_absolute_url()}"
    own = [("Films", "http://testserver/films/"), ("The Concert", url)]
    trails = {page: names_of(things_of(client.get(f"{url}{page}"))) for page in ("", "cast/", "info/", "similar/")}
    assert trails == {
        "": own,
        "cast/": [*own, ("Cast & crew", f"{url}cast/")],
        "info/": [*own, ("Info", f"{url}info/")],
        "similar/": [*own, ("More like this", f"{url}similar/")],
    }


def test_title_that_would_end_the_script_is_inert(client):
    title = "</script><script>alert(1)"
    response = client.get(make_film(title).get_absolute_url())
    assert things_of(response)["Movie"]["name"] == title
    assert "<script>" not in response.content.decode()


def test_site_and_its_search(client):
    assert things_of(client.get("/")) == {
        "WebSite": {
            "@type": "WebSite",
            "name": "moviedb",
            "url": "http://testserver/",
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": "http://testserver/search/?q={search_term_string}",
                },
                "query-input": "required name=search_term_string",
            },
        }
    }


def test_social_card_of_a_film(client, film, settings, tmp_path):
    settings.STATE_DIR = tmp_path
    url = f"http://testserver{film.get_absolute_url()}"
    meta = meta_of(client.get(url))
    image = meta.pop("og:image")
    assert meta == {
        "og:site_name": "moviedb",
        "og:type": "video.movie",
        "og:title": "The Concert (2009)",
        "og:description": "Thirty years later.",
        "og:url": url,
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "The Concert (2009)",
        "twitter:card": "summary_large_image",
    }
    assert client.get(image)["Content-Type"] == "image/png"


def test_social_card_changes_with_the_film(client, film):
    before = meta_of(client.get(film.get_absolute_url()))["og:image"]
    film.release_date = "2010"
    film.save()
    assert meta_of(client.get(film.get_absolute_url()))["og:image"] != before


@pytest.mark.parametrize(("path", "title"), [("/", "moviedb"), ("/films/", "Films"), ("/people/", "People")])
def test_social_words_of_other_pages(client, path, title):
    meta = meta_of(client.get(path))
    assert (meta["og:type"], meta["og:title"], meta["og:url"]) == ("website", title, f"http://testserver{path}")
    assert meta["twitter:card"] == "summary"


def test_error_page_says_nothing_to_other_sites(client):
    assert meta_of(client.get("/films/99-nobody/")) == {}
