"""The Jinja2 environment: escaping, translation, and error pages that need nothing."""

import pytest
from django.template import engines
from django.template.loader import get_template
from django.utils import translation
from jinja2 import UndefinedError

jinja = engines["jinja2"]


def render(source, **context):
    return jinja.from_string(source).render(context)


def test_text_is_escaped():
    assert render("{{ title }}", title="<b>&") == "&lt;b&gt;&amp;"


def test_unknown_name_is_an_error():
    with pytest.raises(UndefinedError):
        render("{{ nothing }}")


def test_direction_follows_the_language():
    with translation.override("ar"):
        assert render("{{ language() }} {{ direction() }}") == "ar rtl"
    assert render("{{ language() }} {{ direction() }}") == "en ltr"


def test_plural_forms():
    source = "{{ ngettext('%(n)s film', '%(n)s films', count, n=count) }}"
    assert [render(source, count=count) for count in (1, 2)] == ["1 film", "2 films"]


@pytest.mark.parametrize("status", [400, 403, 404, 410, 500, 503])
def test_error_page_needs_no_context_and_no_database(status):
    html = get_template(f"{status}.html").render()
    assert html.count("<h1") == html.count("</h1>") == html.count("<main") == 1
    assert 'class="skip"' in html


@pytest.mark.parametrize(("busy", "reason"), [(True, "busy or being filled"), (False, "cannot be reached")])
def test_503_says_why(busy, reason):
    assert reason in get_template("503.html").render({"busy": busy})


def test_poster_macro_draws_title_and_motif():
    source = """
        {% from "components/poster.html" import motifs, poster %}
        {% set drawing = draw_poster(1, title) %}
        {{ motifs([drawing, drawing]) }}{{ poster(drawing) }}"""
    html = render(source, title="<Up>")
    assert html.count("<symbol") == 1
    assert html.count("<use ") == 1
    assert "&lt;UP&gt;" in html
    assert "style=" not in html
