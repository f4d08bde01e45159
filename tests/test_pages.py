"""Every public page of a full catalogue: what all of them have, and that their links lead somewhere."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from moviedb.lib.provenance.models import Redirect
from moviedb.middleware import HEADERS
from tests.browser.catalogue import PAGES, make_catalogue
from tests.html import Document

# Named addresses of what is no page, which their own tests visit.
NO_PAGES = {
    "films:card",
    "people:card",
    "media",
    "film-feed",
    "robots",
    "sitemap",
    "sitemap-part",
    "opensearch",
    "manifest",
    "theme",
}
STATUS = {"films refused": 400, "not found": 404, "gone": 410}
NAMES = [
    *PAGES,
    "films by title",
    "newest films",
    "people by name",
    "search form",
    "gone",
]
PLAIN_STATIC_FILES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(scope="module")
def visitor(django_db_setup, django_db_blocker) -> Iterator[tuple[Client, dict[str, str]]]:
    """A visitor of one catalogue, which serves all tests of this module: making it takes a second."""
    with django_db_blocker.unblock(), override_settings(STORAGES=PLAIN_STATIC_FILES), transaction.atomic():
        Redirect.objects.record("film", 1_000_000, None)
        yield (
            Client(),
            make_catalogue().pages
            | {
                "films by title": "/films/?sort=title",
                "newest films": "/films/?sort=newest",
                "people by name": "/people/?sort=name",
                "search form": "/search/",
                "gone": "/films/1000000-gone/",
            },
        )
        transaction.set_rollback(True)


@pytest.fixture(params=NAMES)
def page(request, visitor) -> tuple[str, HttpResponseBase, Document]:
    client, urls = visitor
    response = client.get(urls[request.param])
    return request.param, response, Document(response.content.decode())


def test_status(page):
    name, response, _ = page
    assert response.status_code == STATUS.get(name, 200)


def test_head_of_the_page(page):
    name, _, document = page
    [title] = document.all("title")
    [heading] = document.all("h1")
    assert heading.text != ""
    assert title.text == settings.SITE_NAME or title.text.endswith(f" · {settings.SITE_NAME}")
    assert (title.text == settings.SITE_NAME) == (name == "home")


def test_canonical_address(page, visitor):
    name, response, document = page
    expected = [] if name in STATUS else [f"http://testserver{response.request['PATH_INFO']}"]
    canonical = [url.partition("?")[0] for url in document.canonical()]
    assert canonical == [url.encode("latin-1").decode() for url in expected]
    assert [visitor[0].get(url).status_code for url in document.canonical()] == [200] * len(expected)


def test_description(page):
    name, _, document = page
    descriptions = [
        meta.attributes["content"] for meta in document.all("meta") if meta.attributes.get("name") == "description"
    ]
    assert [0 < len(text) <= 160 or len(text) for text in descriptions] == ([] if name in STATUS else [True])


def test_headers(page):
    _, response, _ = page
    assert {name: response[name] for name in HEADERS} == HEADERS
    assert response["Content-Type"] == "text/html; charset=utf-8"


def test_anonymous_visitors_get_no_cookie(page):
    name, response, _ = page
    assert (dict(response.cookies), "Cookie" in response.get("Vary", "")) == ({}, name not in STATUS)


def test_policy_finds_nothing_to_forbid(page):
    _, _, document = page
    broken = [
        (element.tag, name)
        for element in document.elements
        for name in element.attributes
        if name == "style" or name.startswith("on")
    ]
    assert broken == []
    inline = [script.attributes for script in document.all("script") if "src" not in script.attributes]
    assert [attributes for attributes in inline if attributes != {"type": "application/ld+json"}] == []
    loading = document.all("script", "img", "link")
    loaded = [e.attributes[name] for e in loading for name in ("src", "href") if name in e.attributes]
    assert [url for url in loaded if not re.match(r"/|data:|http://testserver/", url)] == []


def test_ids_are_unique(page):
    _, _, document = page
    ids = [element.attributes["id"] for element in document.elements if "id" in element.attributes]
    assert sorted(ids) == sorted(set(ids))


def test_headings_and_links_have_text(page):
    _, _, document = page
    empty = [
        (element.tag, element.attributes)
        for element in document.all("h1", "h2", "h3", "h4", "a", "dt", "dd", "th", "summary")
        if not element.text and not element.attributes.get("aria-label")
    ]
    assert empty == []


def test_links_lead_to_pages_in_one_step(visitor):
    client, urls = visitor
    links: dict[str, str] = {}
    for name in NAMES:
        for link in Document(client.get(urls[name]).content.decode()).own_links():
            links.setdefault(link, name)
    assert len(links) > 100
    status = {link: client.get(link).status_code for link in links}
    assert {link: (links[link], code) for link, code in status.items() if code != 200} == {}


def test_links_within_a_page_have_their_target(page):
    _, _, document = page
    ids = {element.attributes.get("id") for element in document.elements}
    anchors = [link.attributes["href"][1:] for link in document.all("a") if link.attributes["href"].startswith("#")]
    assert [anchor for anchor in anchors if anchor not in ids] == []


def test_every_public_address_is_among_them(visitor):
    """A page that is added to the URLconf must be added here."""
    client, urls = visitor
    visited = {client.get(url).resolver_match.view_name for name, url in urls.items() if name != "not found"}
    named = {
        f"{prefix}{pattern.name}"
        for prefix, patterns in public_patterns()
        for pattern in patterns
        if pattern.name is not None
    }
    assert visited == named - NO_PAGES


def public_patterns():
    resolver = get_resolver()
    yield "", [pattern for pattern in resolver.url_patterns if isinstance(pattern, URLPattern)]
    for included in resolver.url_patterns:
        if isinstance(included, URLResolver) and included.app_name != "admin":
            yield f"{included.namespace}:", included.url_patterns
