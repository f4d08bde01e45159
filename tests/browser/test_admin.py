"""The admin in a browser: under the site's Content-Security-Policy Django's own scripts must work."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from films.models import Credit
from tests.admin_forms import log_in
from tests.browser.catalogue import Catalogue
from tests.factories import make_person

pytestmark = pytest.mark.browser


@pytest.fixture
def edit(visit, catalogue):
    """Opens a page of the admin as an editor."""
    session = log_in(Client()).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}
    state: dict[str, Any] = {"cookies": [cookie], "origins": []}

    def open_page(path: str) -> Any:
        opened = visit(path, storage_state=state)
        opened.page.wait_for_load_state("networkidle")
        return opened

    return open_page


@pytest.mark.parametrize(
    "path",
    [
        "",
        "films/film/",
        "films/film/?q=concert&decade=2000",
        "films/film/add/",
        "films/credit/?removed=all",
        "people/person/",
        "people/person/add/",
        "provenance/importrun/",
        "nothing/",
    ],
)
def test_page_runs_under_the_policy(path, edit):
    complaints = edit(f"/admin/{path}").complaints
    assert [text for text in complaints if "404 (Not Found)" not in text] == []


def test_editor_adds_a_credit_and_removes_a_genre(edit, catalogue: Catalogue):
    film = catalogue.full
    zoe = make_person("Zoë Lund")
    genres = film.film_genres.order_by("pk")
    opened = edit(f"/admin/films/film/{film.pk}/change/")
    page = opened.page
    page.locator("#film_genres-group summary").first.click()
    page.locator("#film_genres-0 input[name$=DELETE]").check()
    page.locator("#credits-group .add-row a").click()
    row = page.locator("#credits-group tr.dynamic-credits").last
    row.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill("zoe")
    page.get_by_role("option", name="Zoë Lund").click()
    row.locator("select[name$=department]").select_option("Sound")
    row.locator("input[name$=job]").fill("Oboe")
    with page.expect_navigation():
        page.locator("input[name=_continue]").first.click()
    assert opened.complaints == []
    assert list(Credit.objects.filter(person=zoe).values_list("film", "department", "job")) == [
        (film.pk, "Sound", "Oboe")
    ]
    assert [genre.removed for genre in genres] == [True, False]
    page.locator("#film_genres-group summary").first.click()
    page.locator(".removed-rows summary").first.click()
    page.locator(".removed-rows input").check()
    with page.expect_navigation():
        page.locator("input[name=_continue]").first.click()
    assert [genre.removed for genre in genres.all()] == [False, False]


def test_visitors_get_no_cookie_before_the_login(visit, catalogue: Catalogue):
    opened = visit(catalogue.pages["overview"])
    assert opened.page.context.cookies() == []
