"""The image library: one for films, people and whatever else shows pictures."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

HUES = list(range(0, 360, 10))
PER_CENT = [MaxValueValidator(100)]


class Image(models.Model):
    """One picture: what is known of it, and the widths in which its files lie ready.

    Films and people point at it (`Film.poster`, `Film.backdrop`, `Person.portrait`), so that one picture may be
    used in several places and its caption is written once. An image in use cannot be deleted.
    """

    # The digest of its pixels, and the name of its files: another picture has another address.
    name = models.CharField(_("name"), max_length=24, unique=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    # Of the files, each as AVIF and as JPEG; the narrowest first.
    widths = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("widths"), editable=False)
    # The one that dominates, as the page's colour; null where the picture has none.
    hue = models.PositiveSmallIntegerField(_("hue"), null=True, blank=True)
    # What must stay in view when the picture is cut: per cent from the left and from the top.
    focus_x = models.PositiveSmallIntegerField(_("focus, per cent from the left"), default=50, validators=PER_CENT)
    focus_y = models.PositiveSmallIntegerField(_("focus, per cent from the top"), default=50, validators=PER_CENT)
    alt = models.CharField(_("text for those who do not see it"), max_length=500, blank=True)
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    source_url = models.CharField(_("address of the source"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        constraints = [
            models.CheckConstraint(condition=Q(name__regex="^[0-9a-f]{24}$"), name="image_name"),
            models.CheckConstraint(condition=Q(width__gt=0) & Q(height__gt=0), name="image_size"),
            models.CheckConstraint(condition=Q(widths__len__gt=0) & ~Q(widths__contains=[0]), name="image_widths"),
            models.CheckConstraint(condition=Q(hue__isnull=True) | Q(hue__in=HUES), name="image_hue"),
            models.CheckConstraint(condition=Q(focus_x__lte=100) & Q(focus_y__lte=100), name="image_focus"),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or self.name
