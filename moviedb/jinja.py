"""The Jinja2 environment of the public pages."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from moviedb.lib import display, posters


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
        draw_poster=posters.draw,
        draw_posters=posters.draw_strip,
    )
    env.filters.update(display.FILTERS)
    return env
