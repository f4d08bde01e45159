"""The Jinja2 environment: escaping, translation, and error pages that need nothing."""

import pytest
from django.template import engines
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from jinja2 import UndefinedError
from markupsafe import Markup

from moviedb.lib.jinja_compiler import to_html

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


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (Markup("<b>"), "<b>"),
        (mark_safe("<b>"), "<b>"),
        (gettext_lazy("<i>"), "&lt;i&gt;"),
        (7, "7"),
        (0.5, "0.5"),
        (True, "True"),
        (None, "None"),
        (["<"], "[&#39;&lt;&#39;]"),
    ],
)
def test_values_that_are_no_plain_text(value, html):
    assert to_html(value) == html == render("{{ value }}", value=value)


def test_text_with_values_escapes_them_and_keeps_html():
    source = "{% trans name=name %}<b>{{ name }}</b> at 100%{% endtrans %}"
    assert render(source, name="<Up>") == "<b>&lt;Up&gt;</b> at 100%"
    assert render(source, name=Markup("<i>Up</i>")) == "<b><i>Up</i></b> at 100%"
    assert render("{% trans %}All <b>100%</b>{% endtrans %}") == "All <b>100%</b>"


def test_text_follows_the_language_of_the_request():
    said = []
    for language in ("en", "fr", "en"):
        with translation.override(language):
            said.append(render("{{ _('Yes') }}"))
    assert said == ["Yes", "Oui", "Yes"]
