"""The Jinja2 environment of the public pages."""

import functools
from collections.abc import Iterable
from typing import Any, Protocol

from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from moviedb.lib import display, per_page, posters
from moviedb.lib.jinja_compiler import PageEnvironment
from moviedb.lib.links import site_url
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


def motif_symbols(drawings: Iterable[posters.Drawing]) -> Markup:
    """Each motif of these drawings once, to be used by reference."""
    return Markup("").join(map(_motif, dict.fromkeys(drawing.motif for drawing in drawings)))


@functools.cache
def _motif(name: str) -> Markup:
    return Markup(get_template(f"motifs/{name}.svg", using="jinja2").render())


def text_direction() -> str:
    return "rtl" if translation.get_language_bidi() else "ltr"


@per_language
def _text(message: str) -> Markup:
    return Markup(translation.gettext(message))


@per_language
def _without_values(message: str) -> Markup:
    return _text(message) % {}


def gettext(message: str, **values: Any) -> Markup:
    """Jinja2's newstyle gettext, which looks each text up again."""
    return _text(message) % values if values else _without_values(message)


@per_language
def _plural(forms: tuple[str, str, int]) -> Markup:
    return Markup(translation.ngettext(*forms))


def ngettext(singular: str, plural: str, number: int, **values: Any) -> Markup:
    return _plural((singular, plural, number)) % {"num": number, **values}


def pgettext(context: str, message: str, **values: Any) -> Markup:
    return Markup(translation.pgettext(context, message)) % {"context": context, **values}


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    env = PageEnvironment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.globals.update(
        _=gettext,
        gettext=gettext,
        ngettext=ngettext,
        pgettext=pgettext,
        static=functools.cache(static),
        url=site_url,
        site_name=settings.SITE_NAME,
        language=per_page.language,
        direction=text_direction,
        draw_poster=posters.draw,
        draw_posters=draw_posters,
        draw_strips=draw_strips,
        motif_symbols=motif_symbols,
        page_hue=posters.page_hue,
    )
    env.filters.update(display.FILTERS, draw_posters=draw_posters)
    return env
