"""What import runs did to ratings and tags of other sites: enough to undo them, and lean, for there are millions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moviedb.lib.provenance.models import ImportRun


class OutsideJournal(models.Model):
    """How what was there before a run can be had back."""

    class Way(models.TextChoices):
        WHOLE = "whole", _("all that was there before")
        DIFFERENCE = "difference", _("what was there before of what it changed")

    run = models.OneToOneField(ImportRun, models.CASCADE, primary_key=True, verbose_name=_("import run"))
    way = models.CharField(_("way"), max_length=10, choices=Way)

    class Meta:
        verbose_name = _("journal of ratings on other sites")
        verbose_name_plural = _("journals of ratings on other sites")
        constraints = [models.CheckConstraint(condition=Q(way__in=["whole", "difference"]), name="outside_journal_way")]

    def __str__(self) -> str:
        return f"{self.run}: {self.way}"


class OutsideRatingBefore(models.Model):
    """A rating as it was before a run; null where the run brought it. The film may be gone since."""

    pk = models.CompositePrimaryKey("journal", "user", "film_id")
    journal = models.ForeignKey(OutsideJournal, models.CASCADE, db_index=False, related_name="ratings")
    user = models.IntegerField(_("user there"))
    film_id = models.IntegerField(_("film"))
    rated_on = models.DateField(_("rated on"), null=True)
    half_stars = models.PositiveSmallIntegerField(_("half stars"), null=True)

    class Meta:
        verbose_name = _("rating before a run")
        verbose_name_plural = _("ratings before a run")

    def __str__(self) -> str:
        return f"{self.user}, {self.film_id}"


class OutsideTagBefore(models.Model):
    """A tag as it was before a run; null where the run brought it."""

    pk = models.CompositePrimaryKey("journal", "film_id", "text")
    journal = models.ForeignKey(OutsideJournal, models.CASCADE, db_index=False, related_name="tags")
    film_id = models.IntegerField(_("film"))
    users = models.PositiveIntegerField(_("users"), null=True)
    text = models.CharField(_("tag"), max_length=200)

    class Meta:
        verbose_name = _("tag before a run")
        verbose_name_plural = _("tags before a run")

    def __str__(self) -> str:
        return self.text
