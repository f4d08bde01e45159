import pytest
from django.http import HttpResponse
from django.urls import set_script_prefix
from django.utils import translation

from moviedb.lib import per_page
from moviedb.lib.links import film_url, site_url
from moviedb.lib.per_language import gettext
from moviedb.middleware import one_page


@pytest.fixture
def below_a_folder():
    set_script_prefix("/catalogue/")
    yield
    set_script_prefix("/")


def test_middleware_settles_language_and_prefix(rf, below_a_folder):
    seen = []

    def view(request):
        with translation.override("de"):
            seen.append((per_page.language(), per_page.prefix(), film_url(1, "Up"), site_url("about"), gettext("Yes")))
        return HttpResponse()

    with translation.override("fr"):
        one_page(view)(rf.get("/"))
    assert seen == [("fr", "/catalogue/", "/catalogue/films/1-up/", "/catalogue/about/", "Oui")]


def test_request_that_failed_settles_nothing_for_the_next(rf):
    def view(request):
        raise ValueError

    with translation.override("fr"), pytest.raises(ValueError):  # noqa: PT011
        one_page(view)(rf.get("/"))
    assert (per_page.language(), per_page.prefix()) == ("en", "/")


def test_outside_a_page_they_are_looked_up():
    with translation.override("de"):
        assert (per_page.language(), gettext("Yes")) == ("de", "Ja")
    assert (per_page.language(), gettext("Yes")) == ("en", "Yes")


def test_single_pages_follow_the_prefix(below_a_folder):
    assert site_url("home") == "/catalogue/"
    set_script_prefix("/")
    assert site_url("home") == "/"
