"""Photographs on the pages of films and people: where there are any, and where there are none."""

import pytest

from tests.factories import make_credit, make_film, make_image, make_person
from tests.html import Document

pytestmark = pytest.mark.django_db


def pictures(client, url):
    return Document(client.get(url).content.decode()).all("img")


def classes(page: Document) -> list[str]:
    return [element.attributes.get("class", "") for element in page.elements]


@pytest.fixture
def film():
    film = make_film(
        "The Concert",
        poster=make_image("#0000ff", caption="P", credit="A. Person", focus_x=20),
        backdrop=make_image("#ff0000", (1280, 600), alt="A stage", caption="B", licence="CC0"),
    )
    make_credit(film, make_person("Ann Lee", portrait=make_image("#00ff00")), character="Zoe")
    make_credit(film, make_person("Bo"), character="Al")
    return film


def test_overview(client, film):
    page = Document(client.get(film.get_absolute_url()).content.decode())
    backdrop, poster, portrait = page.all("img")
    assert (backdrop.attributes["alt"], backdrop.attributes["fetchpriority"]) == ("A stage", "high")
    assert "loading" not in backdrop.attributes
    assert (poster.attributes["alt"], poster.attributes["class"]) == ("Poster for The Concert", "poster focus-x-20")
    assert "fetchpriority" not in poster.attributes
    assert "loading" not in poster.attributes
    assert (portrait.attributes["alt"], portrait.attributes["loading"]) == ("", "lazy")
    assert [(image.attributes["width"], image.attributes["height"]) for image in page.all("img")] == [
        ("1280", "600"),
        ("300", "450"),
        ("300", "450"),
    ]
    assert [element.text for element in page.all("p", "figcaption") if element.attributes.get("class") == "credit"] == [
        "P A. Person",
        "B CC0",
    ]
    assert page.all("html")[0].attributes["class"] == "hue-260"
    assert "people portraits" in classes(page)


def test_overview_without_a_backdrop_loads_the_poster_first(client, film):
    film.backdrop = None
    film.save()
    poster, _portrait = pictures(client, film.get_absolute_url())
    assert poster.attributes["fetchpriority"] == "high"


def test_overview_with_few_portraits_has_rows(client, film):
    make_credit(film, make_person("Cy"), character="Di")
    page = Document(client.get(film.get_absolute_url()).content.decode())
    assert "people" in classes(page)
    assert "people portraits" not in classes(page)


def test_grey_poster_leaves_the_drawing_its_hue(client, film):
    hue = Document(client.get(film.get_absolute_url()).content.decode()).all("html")[0].attributes["class"]
    film.poster = make_image("#777777")
    film.save()
    grey = Document(client.get(film.get_absolute_url()).content.decode()).all("html")[0].attributes["class"]
    film.poster = None
    film.save()
    drawn = Document(client.get(film.get_absolute_url()).content.decode()).all("html")[0].attributes["class"]
    assert hue != grey == drawn


def test_person(client, film):
    person = film.credits.get(person__name="Ann Lee").person
    portrait, thumb = pictures(client, person.get_absolute_url())
    assert (portrait.attributes["alt"], portrait.attributes["fetchpriority"]) == ("Ann Lee", "high")
    assert thumb.attributes["class"] == "poster thumb focus-x-20"


@pytest.mark.parametrize("address", ["/", "/films/", "/people/", "/search/?q=concert", "/search/?q=ann"])
def test_lists(client, film, address):
    film.popularity = 1
    film.save()
    assert {image.attributes["loading"] for image in pictures(client, address)} == {"lazy"}


def test_pages_without_photographs_have_no_picture(client):
    film = make_film("Bare", popularity=1)
    make_credit(film, make_person("Ann"))
    addresses = [film.get_absolute_url(), f"{film.get_absolute_url()}cast/", "/", "/films/", "/people/"]
    assert [pictures(client, address) for address in addresses] == [[]] * len(addresses)
