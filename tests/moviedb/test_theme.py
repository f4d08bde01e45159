import pytest

from moviedb.lib.theme import ONE_YEAR
from tests.factories import make_film
from tests.html import Document

pytestmark = pytest.mark.django_db


def choose(client, theme, back="/films/"):
    return client.post("/theme/", {"theme": theme, "back": back})


def html_of(client, url="/films/"):
    return Document(client.get(url).content.decode()).all("html")[0].attributes.get("data-theme")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_is_kept_for_a_year_and_rendered_by_the_server(client, theme):
    response = choose(client, theme)
    cookie = response.cookies["theme"]
    assert (response.status_code, response["Location"]) == (303, "/films/")
    assert (cookie.value, cookie["max-age"], cookie["samesite"], cookie["httponly"]) == (theme, ONE_YEAR, "Lax", True)
    assert html_of(client) == theme


def test_theme_of_the_device_takes_the_cookie_away(client):
    choose(client, "dark")
    response = choose(client, "")
    assert (response.cookies["theme"].value, response.cookies["theme"]["max-age"]) == ("", 0)
    assert html_of(client) is None


def test_pressed_button_says_which_theme_holds(client):
    def pressed():
        buttons = Document(client.get("/").content.decode()).all("button")
        return [button.text for button in buttons if button.attributes.get("aria-pressed") == "true"]

    assert pressed() == ["As the device"]
    choose(client, "dark")
    assert pressed() == ["Dark"]


def test_page_has_another_tag_in_another_theme(client):
    url = make_film().get_absolute_url()
    tags = set()
    for theme in ("", "light", "dark"):
        choose(client, theme)
        tags.add(client.get(url)["ETag"])
    assert len(tags) == 3


@pytest.mark.parametrize("cookie", ["pink", "", "dark\u00e9", "<script>"])
def test_cookie_that_names_no_theme_counts_as_none(client, cookie):
    client.cookies["theme"] = cookie
    assert html_of(client) is None


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "films/"])
def test_theme_leads_nowhere_else(client, back):
    assert choose(client, "dark", back)["Location"] == "/"


def test_theme_is_not_changed_by_reading(client):
    assert client.get("/theme/").status_code == 405


def test_theme_needs_no_token(client):
    client.handler.enforce_csrf_checks = True
    assert choose(client, "dark").status_code == 303
