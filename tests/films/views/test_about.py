import pytest

from films.models import FilmSourceValues, FilmVotes
from films.views.about import NOTICES, SOURCES, AboutPage
from moviedb.lib.provenance.models import ImportRun
from people.models import PersonSourceValues
from tests.factories import make_film, make_person, make_run
from tests.html import Document

pytestmark = pytest.mark.django_db


def seen(*sources: str) -> AboutPage:
    for source in sources:
        ImportRun.objects.create(source=source, checkpoint=10)
    return AboutPage(SOURCES.rows())


def test_nothing_imported(client):
    ImportRun.objects.create(source="imdb", checkpoint=0)
    assert seen() == AboutPage([])
    document = Document(client.get("/about/").content.decode())
    assert [heading.text for heading in document.all("h2")] == ["The posters", "What is kept about you"]


def test_each_source_once():
    page = seen("tmdb5000", "demo", "tmdb5000", "csv")
    assert [row.source for row in page.sources] == ["csv", "demo", "tmdb5000"]
    assert [row.name for row in page.others] == ["TMDB 5000"]
    assert page.own_words == ["The example films are described in words of our own."]


@pytest.mark.parametrize("source", NOTICES)
def test_notice_where_such_data_is_only(client, source):
    notice, url = NOTICES[source]
    assert notice not in client.get("/about/").content.decode()
    seen(source)
    document = Document(client.get("/about/").content.decode())
    assert [term.text for term in document.all("dd")] == [notice]
    assert url in [link.attributes["href"] for link in document.all("a")]


def test_every_page_leads_there(client):
    document = Document(client.get("/").content.decode())
    assert "/about/" in document.own_links()


IMDB_LINE = "Information courtesy of IMDb (https://www.imdb.com). Used with permission."


def test_courtesy_on_every_page_that_shows_imdbs_data_and_no_other(client):
    """A film with IMDb's votes, one of whom IMDb said something, a person; and a film and a person without."""
    voted, told, other = make_film("Voted"), make_film("Told"), make_film("Other")
    person, nobody = make_person("Ann Lee"), make_person("Nobody")
    FilmVotes.objects.create(film=voted, site="imdb", average=7, count=3, origin="imdb")
    FilmVotes.objects.create(film=other, site="tmdb", average=7, count=3, origin="tmdb")
    run = make_run("imdb")
    FilmSourceValues.objects.create(film=told, source="imdb", values={}, first_run=run)
    FilmSourceValues.objects.create(film=other, source="tmdb", values={}, first_run=run)
    PersonSourceValues.objects.create(person=person, source="imdb", values={}, first_run=run)
    pages = {
        "/": 1,
        "/films/": 1,
        "/films/?sort=rating": 1,
        voted.get_absolute_url(): 1,
        f"{voted.get_absolute_url()}info/": 1,
        told.get_absolute_url(): 1,
        person.get_absolute_url(): 1,
        other.get_absolute_url(): 0,
        nobody.get_absolute_url(): 0,
        "/people/": 0,
    }
    assert {url: client.get(url).content.decode().count(IMDB_LINE) for url in pages} == pages
    voted.delete()
    assert client.get("/films/").content.decode().count(IMDB_LINE) == 0
