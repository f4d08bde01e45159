import json
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from moviedb.discovery import sitemaps
from tests.factories import make_film

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def state(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    settings.CATALOGUE = ""


def content_of(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def test_robots(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert content_of(response).splitlines() == [
        "User-agent: *",
        "Disallow: /search/?",
        "Disallow: /admin/",
        "Disallow: /*?sort=",
        "Disallow: /*&sort=",
    ]


def test_robots_name_sitemaps_that_exist(client):
    sitemaps.build("https://films.example")
    last = content_of(client.get("/robots.txt")).splitlines()[-1]
    assert last == "Sitemap: http://testserver/sitemap.xml"
    assert "<sitemapindex" in content_of(client.get(last.removeprefix("Sitemap: ")))


def test_sitemaps_are_served(client, django_assert_num_queries):
    make_film("The Concert")
    sitemaps.build("http://testserver")
    with django_assert_num_queries(0):
        index = client.get("/sitemap.xml")
        content = content_of(index)
    assert (index.status_code, index["Content-Type"]) == (200, "application/xml")
    parts = [element.text or "" for element in ElementTree.fromstring(content).iter() if element.tag.endswith("loc")]
    assert [part.rpartition("/")[2] for part in parts] == ["pages-1.xml", "films-1.xml"]
    urls = [
        element.text
        for part in parts
        for element in ElementTree.fromstring(content_of(client.get(part))).iter()
        if element.tag.endswith("loc")
    ]
    assert [client.get(url).status_code for url in urls] == [200] * 8


def test_sitemap_that_is_known(client):
    sitemaps.build("https://films.example")
    response = client.get("/sitemap.xml")
    content_of(response)
    again = client.get("/sitemap.xml", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, response["ETag"])


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemaps/films-1.xml", "/sitemaps/lock.xml"])
def test_sitemap_that_is_not_there(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert "build_sitemaps" in content_of(response)


def test_opensearch(client, settings):
    settings.SITE_NAME = "Films & people of <all> times"
    response = client.get("/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    found = {element.tag.rpartition("}")[2]: element for element in ElementTree.fromstring(content_of(response)).iter()}
    assert found["ShortName"].text == "Films & people o"
    assert found["Url"].attrib == {"type": "text/html", "template": "http://testserver/search/?q={searchTerms}"}


def test_manifest(client):
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = json.loads(content_of(response))
    assert (manifest["name"], manifest["start_url"], manifest["lang"]) == ("moviedb", "/", "en")
    for icon in manifest["icons"]:
        with Image.open(str(finders.find(icon["src"].removeprefix("/static/")))) as image:
            assert "{}x{}".format(*image.size) == icon["sizes"]


def test_pages_name_them(client):
    html = client.get("/").content.decode()
    for part in (
        'rel="manifest" href="/manifest.webmanifest"',
        'rel="search" href="/opensearch.xml"',
        'rel="alternate" href="/feeds/films.atom"',
        'rel="apple-touch-icon" href="/static/icons/apple-180.png"',
    ):
        assert part in html
