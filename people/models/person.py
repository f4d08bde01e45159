from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BTreeIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moviedb.lib.columns import folded
from moviedb.lib.dates import PartialDateField, partial_date_check
from moviedb.lib.images.models import Image
from moviedb.lib.text import slug
from people.models.name import PersonName

# Fields that several sources may state and an editor may lock.
SOURCED_FIELDS = (
    "kind", "name", "sort_name", "biography", "birth_date", "death_date", "birth_place", "gender",
    "known_for_department", "homepage", "portrait_path", "popularity", "adult",
)  # fmt: skip


class PersonQuerySet(models.QuerySet["Person"]):
    def in_name_order(self) -> Self:
        return self.order_by("sort_key", "id")

    def credited(self) -> Self:
        """Whom lists show. Imports bring people, too, who only have credits in what is not in the catalogue."""
        return self.filter(credit_count__gt=0)

    def best_known(self) -> Self:
        """The order of lists: those with the most credits first."""
        return self.order_by("-credit_count", "id")


class Person(models.Model):
    """Somebody with credits: a person, or a group such as an orchestra, a choir, a band or a studio."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        GROUP = "group", _("group")

    class Gender(models.IntegerChoices):
        FEMALE = 1, _("female")
        MALE = 2, _("male")
        NON_BINARY = 3, _("non-binary")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=1000)
    # As it is filed, "Laurent, Mélanie". Where nobody knows which part is the family name: the name itself.
    sort_name = models.CharField(_("sort name"), max_length=1000, blank=True)
    sort_key = folded("sort_name")
    biography = models.TextField(_("biography"), blank=True)
    birth_date = PartialDateField(_("born"), null=True, blank=True)
    death_date = PartialDateField(_("died"), null=True, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=300, blank=True)
    gender = models.PositiveSmallIntegerField(_("gender"), choices=Gender, null=True, blank=True)
    known_for_department = models.CharField(_("known for"), max_length=20, blank=True)
    homepage = models.CharField(_("homepage"), max_length=2000, blank=True)
    portrait_path = models.CharField(_("portrait path"), max_length=500, blank=True)
    # What pages show: of our own library, chosen by editors. No source states it.
    portrait = models.ForeignKey(
        Image, models.PROTECT, verbose_name=_("portrait"), null=True, blank=True, related_name="+", db_index=False
    )
    popularity = models.FloatField(_("popularity"), null=True, blank=True)
    adult = models.BooleanField(_("adult"), default=False)
    # Derived from the credits by the loader; the order of lists and of search results.
    credit_count = models.PositiveIntegerField(_("credits"), default=0, editable=False)
    locked_fields = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name=_("locked fields")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
            models.CheckConstraint(condition=Q(kind__in=["person", "group"]), name="person_kind"),
            models.CheckConstraint(condition=Q(gender__isnull=True) | Q(gender__in=[1, 2, 3]), name="person_gender"),
            models.CheckConstraint(
                condition=Q(popularity__isnull=True) | Q(popularity__gte=0), name="person_popularity"
            ),
            models.CheckConstraint(
                condition=Q(locked_fields__contained_by=list(SOURCED_FIELDS)), name="person_locked_fields"
            ),
            partial_date_check("birth_date", "person_birth_date"),
            partial_date_check("death_date", "person_death_date"),
        ]
        # No two entries of an index that ends in the id are alike: to look for such takes a sixth of building it.
        indexes = [
            # people/ as a list: best known first
            BTreeIndex(F("credit_count").desc(), "id", name="person_best_known", deduplicate_items=False),
            BTreeIndex(fields=["sort_key", "id"], name="person_sort_key", deduplicate_items=False),
            # where an image is used: few people have one
            models.Index(fields=["portrait"], condition=Q(portrait__isnull=False), name="person_portrait"),
            # people/ known for one department, with a credit: in IMDb's dumps most have none but in series; and the
            # groups, of which there are few
            BTreeIndex(
                "known_for_department",
                F("credit_count").desc(),
                "id",
                condition=~Q(known_for_department="") & Q(credit_count__gt=0),
                name="person_known_for",
                deduplicate_items=False,
            ),
            models.Index(F("credit_count").desc(), "id", name="person_groups", condition=Q(kind="group")),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Files the person under the name unless somebody chose otherwise. One query more for a known person."""
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if not self.sort_name or (before and self.sort_name == before.name):
            self.sort_name = self.name
        super().save(*args, **kwargs)
        PersonName.objects.mirror([self.pk])

    def get_absolute_url(self) -> str:
        return reverse("people:detail", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        return slug(self.name, "person")
