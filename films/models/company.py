from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from films.models.place import Country
from moviedb.lib.columns import folded
from moviedb.lib.provenance.models import ExternalId


class Company(models.Model):
    """A production company. Several companies share a name: 41 pairs in the TMDB 5000 data alone."""

    name = models.CharField(_("name"), max_length=300)
    fold = folded("name")
    country = models.ForeignKey(
        Country, models.PROTECT, verbose_name=_("country"), null=True, blank=True, related_name="companies"
    )

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="company_has_name")]
        indexes = [models.Index(fields=["fold"], name="company_fold")]

    def __str__(self) -> str:
        return self.name


class CompanyExternalId(ExternalId):
    company = models.ForeignKey(Company, models.CASCADE, verbose_name=_("company"), related_name="external_ids")

    class Meta(ExternalId.Meta):
        constraints = [models.UniqueConstraint(fields=["source", "value"], name="company_external_id_unique")]
