import pytest

from films.models import Collection, Country, FilmCountry, FilmVotes, Language, SimilarFilm
from films.views.similar import SIMILAR
from tests.factories import make_film, make_genre, make_person
from tests.html import Document

pytestmark = pytest.mark.django_db


def test_all_reasons_with_links_to_people():
    film, other = make_film(), make_film("Other")
    first, second = make_person("First"), make_person("Second")
    genre = make_genre(film, "Drama").genre
    SimilarFilm.objects.create(
        film=film,
        other=other,
        rank=1,
        score=1,
        reasons=[{"code": "actor", "ids": [second.pk, first.pk]}, {"code": "genre", "ids": [genre.pk]}],
    )
    [page] = SIMILAR.rows(film.pk)
    [card] = page.similar
    assert [(reason.code, reason.names, reason.links) for reason in card.reasons] == [
        (
            "actor",
            ["Second", "First"],
            [("Second", second.get_absolute_url()), ("First", first.get_absolute_url())],
        ),
        ("genre", ["Drama"], [("Drama", "")]),
    ]


def test_page_is_not_there_without_similar_films(client):
    assert client.get(f"{make_film().get_absolute_url()}similar/").status_code == 404


def shown(client, address):
    """The titles that the page shows, in order."""
    return [heading.text for heading in Document(client.get(address).content.decode()).all("h3")]


@pytest.fixture
def concert():
    """A film with similar ones of other years, countries and fame, the other part of its series last."""
    collection = Collection.objects.create(name="Concerts")
    film = make_film("The Concert", release_date="2009", collection=collection)
    FilmVotes.objects.create(film=film, site="tmdb", average=7, count=400, origin="test")
    france = Country.objects.create(code="FR", name="France")
    FilmCountry.objects.create(film=film, country=france, origin="test")
    others = [
        make_film("Same decade", release_date="2001-01-01"),
        make_film("No year"),
        make_film("French", release_date="1994"),
        make_film("Lesser known", release_date="2010"),
        make_film("Second part", release_date="2012", collection=collection),
    ]
    FilmCountry.objects.create(film=others[2], country=france, origin="test")
    for rank, other in enumerate(others, 1):
        votes = 3 if other.title == "Lesser known" else 900
        FilmVotes.objects.create(film=other, site="tmdb", average=7, count=votes, origin="test")
        SimilarFilm.objects.create(film=film, other=other, rank=rank, score=1)
    return f"{film.get_absolute_url()}similar/"


@pytest.mark.parametrize(("query", "titles"), [
    ("", ["Second part", "Same decade", "No year", "French", "Lesser known"]),
    ("?decade=1", ["Same decade"]),
    ("?country=1", ["French"]),
    ("?lesser=1", ["Lesser known"]),
    ("?lesser=1&country=1", []),
    ("?decade=&other=x", ["Second part", "Same decade", "No year", "French", "Lesser known"]),
])  # fmt: skip
def test_similar_films_narrowed(client, concert, query, titles):
    assert shown(client, concert + query) == titles


def test_similar_films_narrowed_are_for_people_alone(client, concert):
    whole, narrowed = (client.get(concert + query) for query in ("", "?lesser=1"))
    assert ("noindex" in whole.content.decode(), "noindex" in narrowed.content.decode()) == (False, True)
    assert whole["ETag"] != narrowed["ETag"]
    assert f'rel="canonical" href="http://testserver{concert}"' in narrowed.content.decode()
    assert "None of the similar films is all of that" in client.get(f"{concert}?lesser=1&country=1").content.decode()


def test_reasons_that_spell_out_what_they_name():
    film, other = make_film(), make_film("Other")
    reasons = [
        {"code": "title", "ids": [], "words": ["concert", "violin"]},
        {"code": "liked", "ids": [12, 25]},
        {"code": "years", "ids": [1990, 1992]},
        {"code": "kind", "ids": [], "words": [str(make_genre(film, "Drama").genre_id), "FR"]},
        {"code": "language", "ids": [], "words": ["fr"]},
        {"code": "before", "ids": [1950]},
        {"code": "renown", "ids": [1]},
    ]
    Country.objects.create(code="FR", name="France")
    Language.objects.create(code="fr", name="French")
    SimilarFilm.objects.create(film=film, other=other, rank=1, score=1, reasons=reasons)
    [page] = SIMILAR.rows(film.pk)
    assert [reason.line for reason in page.similar[0].reasons] == [
        "Both titles say concert, violin",
        "Liked by the same people",
        "From the same time: 1990, 1992",
        "Same genre and country: Drama, France",
        "Both in French",
        "Both from before 1950",
        "About as well known",
    ]
