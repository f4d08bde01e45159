import pytest

from films.views.about import NOTICES, SOURCES, AboutPage
from moviedb.lib.provenance.models import ImportRun
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
