from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from films.models.place import Country
from moviedb.lib.dates import PartialDateField, partial_date_check
from moviedb.lib.provenance.models import SourcedRow, SourcedRowQuerySet


class ReleaseDateQuerySet(SourcedRowQuerySet["ReleaseDate"]):
    pass


class ReleaseDate(SourcedRow):
    class Type(models.IntegerChoices):
        """TMDB's numbers."""

        PREMIERE = 1, _("Premiere")
        LIMITED = 2, _("Cinema, limited")
        THEATRICAL = 3, _("Cinema")
        DIGITAL = 4, _("Digital")
        PHYSICAL = 5, _("Physical")
        TV = 6, _("Television")

    film = models.ForeignKey(
        "films.Film", models.CASCADE, verbose_name=_("film"), related_name="release_dates", db_index=False
    )
    country = models.ForeignKey(Country, models.PROTECT, verbose_name=_("country"), related_name="release_dates")
    date = PartialDateField(_("date"))
    type = models.PositiveSmallIntegerField(_("type"), choices=Type, null=True, blank=True)
    certification = models.CharField(_("certification"), max_length=50, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ReleaseDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("release date")
        verbose_name_plural = _("release dates")
        ordering = ["date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["film", "country", "date", "type", "certification", "note"],
                nulls_distinct=False,
                name="release_date_unique",
            ),
            models.CheckConstraint(condition=Q(type__isnull=True) | Q(type__range=(1, 6)), name="release_date_type"),
            partial_date_check("date", "release_date_date"),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.date}"
