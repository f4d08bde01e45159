"""The Jinja2 environment of the public pages."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from moviedb.lib import display, posters


class Titled(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...


def draw_posters(films: Iterable[Titled]) -> list[posters.Drawing]:
    """Of films that stand side by side: none looks like its neighbours."""
    return posters.draw_strip([(film.id, film.title) for film in films])


def text_direction() -> str:
    return "rtl" if translation.get_language_bidi() else "ltr"


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    env = Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(
        static=static,
        url=reverse,
        site_name=settings.SITE_NAME,
        language=translation.get_language,
        direction=text_direction,
        draw_poster=posters.draw,
        draw_posters=draw_posters,
        page_hue=posters.page_hue,
    )
    env.filters.update(display.FILTERS, draw_posters=draw_posters)
    return env
