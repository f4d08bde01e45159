"""The admin of the catalogue; one file per idea."""

from django.conf import settings
from django.contrib import admin
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from films.admin.credit import CreditAdmin
from films.admin.film import FilmAdmin
from films.admin.join_proposal import JoinProposalAdmin
from films.admin.runs import UndoableRunAdmin
from films.admin.terms import (
    CollectionAdmin,
    CompanyAdmin,
    CountryAdmin,
    GenreAdmin,
    JobAdmin,
    KeywordAdmin,
    LanguageAdmin,
)

__all__ = [
    "CollectionAdmin",
    "CompanyAdmin",
    "CountryAdmin",
    "CreditAdmin",
    "FilmAdmin",
    "GenreAdmin",
    "JobAdmin",
    "JoinProposalAdmin",
    "KeywordAdmin",
    "LanguageAdmin",
    "UndoableRunAdmin",
]

admin.site.site_header = format_lazy("{} · {}", settings.SITE_NAME, _("editing"))
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = _("Catalogue")
