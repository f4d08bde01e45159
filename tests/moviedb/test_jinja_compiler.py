"""Templates compiled our way give what Jinja2 gives."""

import pytest
from hypothesis import given
from hypothesis.strategies import text
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError, pass_context
from markupsafe import Markup, escape

from moviedb.lib.jinja_compiler import PageEnvironment, to_html

SOURCES = [
    "{% macro m(a, b='x') %}{{ a }}-{{ b }}{% endmacro %}{{ m('<') }}{{ m('<', '>') }}{{ m(b=1, a=2) }}",
    "{% macro m(a, class='') %}{{ a }} {{ class }}{% endmacro %}{{ m('&', class='c') }}",
    "{% macro m() %}<{{ caller() if caller is defined }}>{% endmacro %}{{ m() }}{% call m() %}{{ value }}{% endcall %}",
    "{% macro m(a) %}{{ caller(a) }}{% endmacro %}{% call(b) m('<') %}[{{ b }}]{% endcall %}",
    "{% macro m() %}{{ varargs|join(',') }} {{ kwargs|length }}{% endmacro %}{{ m(1, '<', k=2) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{% set kept = m('<') %}{{ kept ~ '&' }}{{ kept|upper }}{{ kept|length }}",
    "{{ 'a' if value }}{{ 'b' if not value }}{{ value ~ ('c' if not value) }}",
    "{{ value.upper() }}{{ cycle(*[1, 2]) }}{{ cycle(**{'a': 1}) }}",
    "{% for n in [1, 2] recursive %}{{ n }}{{ loop.last }}{% endfor %}",
    "{{ whole(1) }}",
]


PAGES = {
    "base": "<{% block head %}h{{ value }}{% endblock %}|{% block body required %}{% endblock %}|{{ 'z' if value }}>",
    "frame": "{% extends 'base' %}{% block body %}[{% include 'part' %}{% block inner %}i{% endblock %}]{% endblock %}",
    "part": "{% from 'macros' import m %}{% for n in [1, 2] %}{{ m(n) }}{{ whole(n) }}{% endfor %}",
    "macros": "{% macro m(a) %}({{ a }}{{ cycle(1)|length }}){% endmacro %}",
    "page": "{% extends 'frame' %}{% block head %}{% set kept %}{{ value }}!{% endset %}{{ super() }}"
    "{{ kept }}{% endblock %}"
    "{% block inner %}{% for n in [1, 2] %}{% include 'part' %}{% endfor %}{{ self.head() }}{% endblock %}",
    "either": "{% if value %}{% extends 'base' %}{% endif %}{% block body %}{{ value }}{% endblock %}",
    "bare": "",
}


def cycle(*values, **named):
    return [*values, *named]


@pass_context
def whole(context, number):
    return f"{context['value']} {number}"


def made(environment):
    env = environment(autoescape=True, undefined=StrictUndefined, loader=DictLoader(PAGES))
    env.globals.update(cycle=cycle, whole=whole)
    return env


def render(environment, source):
    return made(environment).from_string(source).render(value="<v>")


@pytest.mark.parametrize("source", SOURCES)
def test_output_is_that_of_jinja2(source):
    assert render(PageEnvironment, source) == render(Environment, source)


@pytest.mark.parametrize("name", ["frame", "page", "either", "bare"])
def test_page_of_blocks_and_parts_is_that_of_jinja2(name):
    ours, theirs = (made(environment).get_template(name) for environment in (PageEnvironment, Environment))
    assert ours.render(value="<v>") == theirs.render(value="<v>")


def test_globals_of_one_template_are_no_other_templates():
    env = made(PageEnvironment)
    assert env.from_string("{{ own }}{{ cycle(1)|length }}", globals={"own": "o"}).render() == "o1"
    with pytest.raises(UndefinedError):
        env.from_string("{{ own }}").render()


@pytest.mark.parametrize("call", ["m(1, 2)", "m(other=1)", "m()", "missing()"])
def test_mistaken_call_fails_as_in_jinja2(call):
    source = "{% macro m(a) %}{{ a }}{% endmacro %}{{ " + call + " }}"
    said = []
    for environment in (PageEnvironment, Environment):
        with pytest.raises((TypeError, UndefinedError)) as fault:
            render(environment, source)
        said.append(str(fault.value))
    assert said[0] == said[1]


def test_text_of_a_macro_is_escaped_once_wherever_it_goes():
    source = "{% macro m(a) %}{{ a }}{% endmacro %}{% macro n(a) %}{{ m(a) }}{{ a }}{% endmacro %}{{ n(value) }}"
    assert render(PageEnvironment, source) == "&lt;v&gt;&lt;v&gt;"


@given(text())
def test_values_are_escaped_as_markupsafe_does(value):
    assert to_html(value) == escape(value)
    assert to_html(Markup(value)) == value
