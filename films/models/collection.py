from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moviedb.lib.columns import folded
from moviedb.lib.provenance.models import ExternalId


class Collection(models.Model):
    """A series of films that belong together: "Three Colours"."""

    name = models.CharField(_("name"), max_length=300)
    fold = folded("name")
    overview = models.TextField(_("overview"), blank=True)

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="collection_has_name")]
        indexes = [models.Index(fields=["fold"], name="collection_fold")]

    def __str__(self) -> str:
        return self.name


class CollectionExternalId(ExternalId):
    collection = models.ForeignKey(
        Collection, models.CASCADE, verbose_name=_("collection"), related_name="external_ids"
    )

    class Meta(ExternalId.Meta):
        constraints = [models.UniqueConstraint(fields=["source", "value"], name="collection_external_id_unique")]
