from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Country(models.Model):
    """A country by its ISO 3166-1 code, also former ones (SU, YU, CS) as sources use them."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex="^[A-Z]{2}$"), name="country_code"),
            models.CheckConstraint(condition=~Q(name=""), name="country_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


# Codes that are others in `lang=` attributes: TMDB's "cn" is Cantonese, and "xx" names no language.
HTML_CODES = {"cn": "yue", "xx": "", "mo": "ro", "sh": "sr-Latn"}


class Language(models.Model):
    """A language by its code: ISO 639, and TMDB's own "cn" (Cantonese) and "xx" (no language)."""

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex="^[a-z]{2,3}(-[A-Za-z]+)?$"), name="language_code"),
            models.CheckConstraint(condition=~Q(name=""), name="language_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def html_code(self) -> str:
        return HTML_CODES.get(self.code, self.code)
