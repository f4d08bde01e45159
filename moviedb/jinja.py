"""The Jinja2 environment of the public pages."""

import functools
from collections.abc import Iterable
from typing import Any, Protocol

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from moviedb.lib import display, posters
from moviedb.lib.per_language import per_language


class Titled(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...


class StripOfFilms(Protocol):
    @property
    def films(self) -> Iterable[Titled]: ...


def draw_posters(films: Iterable[Titled]) -> list[posters.Drawing]:
    """Of films that stand side by side: none looks like its neighbours."""
    return posters.draw_strip([(film.id, film.title) for film in films])


def draw_strips(strips: Iterable[StripOfFilms]) -> list[list[posters.Drawing]]:
    return [draw_posters(strip.films) for strip in strips]


def text_direction() -> str:
    return "rtl" if translation.get_language_bidi() else "ltr"


@per_language
def _without_values(message: str) -> Markup:
    return Markup(translation.gettext(message)) % {}


def gettext(message: str, **values: Any) -> Markup:
    """Jinja2's newstyle gettext, which looks each text up again."""
    return Markup(translation.gettext(message)) % values if values else _without_values(message)


def to_html(value: object) -> str:
    """What `escape` gives, as a plain str: a page has a thousand values, and is joined from plain ones anyway."""
    if type(value) is str:
        text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return text.replace('"', "&#34;").replace("'", "&#39;")
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int or type(value) is float else escape(value)


class PageGenerator(CodeGenerator):
    """Compiles `{{ value }}` to a call of `to_html`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.to_html(")
        else:
            super()._output_child_pre(node, frame, finalize)


class PageEnvironment(Environment):
    code_generator_class = PageGenerator
    to_html = staticmethod(to_html)


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    env = PageEnvironment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(
        _=gettext,
        gettext=gettext,
        static=functools.cache(static),
        url=reverse,
        site_name=settings.SITE_NAME,
        language=translation.get_language,
        direction=text_direction,
        draw_poster=posters.draw,
        draw_posters=draw_posters,
        draw_strips=draw_strips,
        page_hue=posters.page_hue,
    )
    env.filters.update(display.FILTERS, draw_posters=draw_posters)
    return env
