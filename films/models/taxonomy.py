from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moviedb.lib.columns import folded
from moviedb.lib.text import slug


class Genre(models.Model):
    name = models.CharField(_("name"), max_length=100)
    fold = folded("name")

    class Meta:
        verbose_name = _("genre")
        verbose_name_plural = _("genres")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["fold"], name="genre_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="genre_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        return slug(self.name, "genre")


class Keyword(models.Model):
    """What a film is about. One keyword per folded name, whatever ids a source gives its doubles."""

    name = models.CharField(_("name"), max_length=200)
    fold = folded("name")

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["fold"], name="keyword_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="keyword_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
