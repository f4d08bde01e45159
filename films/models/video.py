from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moviedb.lib.dates import PartialDateField, partial_date_check
from moviedb.lib.provenance.models import SourcedRow, SourcedRowQuerySet


class VideoQuerySet(SourcedRowQuerySet["Video"]):
    pass


class Video(SourcedRow):
    """A trailer, clip or interview on another site: shown as a plain link, never embedded."""

    film = models.ForeignKey(
        "films.Film", models.CASCADE, verbose_name=_("film"), related_name="videos", db_index=False
    )
    site = models.CharField(_("site"), max_length=50)
    key = models.CharField(_("key there"), max_length=200)
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=50, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    region = models.CharField(_("region"), max_length=10, blank=True)
    official = models.BooleanField(_("official"), default=False)
    published = PartialDateField(_("published"), null=True, blank=True)

    objects = VideoQuerySet.as_manager()

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        constraints = [
            models.UniqueConstraint(fields=["film", "site", "key"], name="video_unique"),
            models.CheckConstraint(condition=~Q(site="") & ~Q(key="") & ~Q(name=""), name="video_not_empty"),
            partial_date_check("published", "video_published"),
        ]

    def __str__(self) -> str:
        return self.name
