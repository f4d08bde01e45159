from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BTreeIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from films.models.collection import Collection
from films.models.name import FilmName
from films.models.place import Language
from moviedb.lib.columns import folded
from moviedb.lib.dates import PartialDateField, partial_date_check
from moviedb.lib.images.models import Image
from moviedb.lib.text import slug, sort_title

# Fields that several sources may state and an editor may lock.
SOURCED_FIELDS = (
    "title", "original_title", "original_language", "sort_title", "tagline", "overview", "release_date", "status",
    "runtime", "budget", "revenue", "homepage", "popularity", "adult", "poster_path", "backdrop_path", "collection",
)  # fmt: skip


class FilmQuerySet(models.QuerySet["Film"]):
    def in_title_order(self) -> Self:
        return self.order_by("sort_key", "id")

    def newest_first(self) -> Self:
        return self.order_by(F("release_date").desc(nulls_last=True), "-id")

    def most_popular(self) -> Self:
        return self.order_by(F("popularity").desc(nulls_last=True), "id")


class Film(models.Model):
    class Status(models.TextChoices):
        RUMORED = "Rumored", _("rumoured")
        PLANNED = "Planned", _("planned")
        IN_PRODUCTION = "In Production", _("in production")
        POST_PRODUCTION = "Post Production", _("in post-production")
        RELEASED = "Released", _("released")
        CANCELED = "Canceled", _("cancelled")

    title = models.CharField(_("title"), max_length=1000)
    original_title = models.CharField(_("original title"), max_length=1000, blank=True)
    original_language = models.ForeignKey(
        Language,
        models.PROTECT,
        verbose_name=_("original language"),
        null=True,
        blank=True,
        related_name="originals",
        db_index=False,
    )
    # As it is filed: "Concert, The". Filled from the title where left empty.
    sort_title = models.CharField(_("sort title"), max_length=1000, blank=True)
    sort_key = folded("sort_title")
    tagline = models.CharField(_("tagline"), max_length=1000, blank=True)
    overview = models.TextField(_("overview"), blank=True)
    # The primary release date. Release dates per country are in ReleaseDate.
    release_date = PartialDateField(_("release date"), null=True, blank=True)
    release_year = models.GeneratedField(
        expression=Cast(Left("release_date", 4), models.SmallIntegerField()),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, blank=True)
    runtime = models.PositiveIntegerField(_("runtime in minutes"), null=True, blank=True)
    budget = models.BigIntegerField(_("budget in US dollars"), null=True, blank=True)
    revenue = models.BigIntegerField(_("revenue in US dollars"), null=True, blank=True)
    homepage = models.CharField(_("homepage"), max_length=2000, blank=True)
    popularity = models.FloatField(_("popularity"), null=True, blank=True)
    adult = models.BooleanField(_("adult"), default=False)
    # Paths as the source gives them ("/abc.jpg"); the files are not fetched.
    poster_path = models.CharField(_("poster path"), max_length=500, blank=True)
    backdrop_path = models.CharField(_("backdrop path"), max_length=500, blank=True)
    # What pages show: of our own library, chosen by editors. No source states them.
    poster = models.ForeignKey(
        Image, models.PROTECT, verbose_name=_("poster"), null=True, blank=True, related_name="+", db_index=False
    )
    backdrop = models.ForeignKey(
        Image, models.PROTECT, verbose_name=_("backdrop"), null=True, blank=True, related_name="+", db_index=False
    )
    collection = models.ForeignKey(
        Collection,
        models.SET_NULL,
        verbose_name=_("collection"),
        null=True,
        blank=True,
        related_name="films",
        db_index=False,
    )
    genres = models.ManyToManyField("films.Genre", through="films.FilmGenre", related_name="films")
    keywords = models.ManyToManyField("films.Keyword", through="films.FilmKeyword", related_name="films")
    companies = models.ManyToManyField("films.Company", through="films.FilmCompany", related_name="films")
    countries = models.ManyToManyField("films.Country", through="films.FilmCountry", related_name="films")
    languages = models.ManyToManyField("films.Language", through="films.FilmLanguage", related_name="films")
    locked_fields = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name=_("locked fields")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = FilmQuerySet.as_manager()

    class Meta:
        verbose_name = _("film")
        verbose_name_plural = _("films")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="film_has_title"),
            models.CheckConstraint(
                condition=Q(status__in=["", "Rumored", "Planned", "In Production", "Post Production", "Released",
                                        "Canceled"]),
                name="film_status",
            ),
            # Unknown is null: no source's 0 gets in.
            models.CheckConstraint(condition=Q(runtime__isnull=True) | Q(runtime__gt=0), name="film_runtime"),
            models.CheckConstraint(condition=Q(budget__isnull=True) | Q(budget__gt=0), name="film_budget"),
            models.CheckConstraint(condition=Q(revenue__isnull=True) | Q(revenue__gt=0), name="film_revenue"),
            models.CheckConstraint(
                condition=Q(popularity__isnull=True) | Q(popularity__gte=0), name="film_popularity"
            ),
            models.CheckConstraint(
                condition=Q(locked_fields__contained_by=list(SOURCED_FIELDS)), name="film_locked_fields"
            ),
            partial_date_check("release_date", "film_release_date"),
        ]  # fmt: skip
        # No two entries of an index that ends in the id are alike: to look for such takes a sixth of building it.
        indexes = [
            # films/ by title
            BTreeIndex(fields=["sort_key", "id"], name="film_sort_key", deduplicate_items=False),
            # the newest films
            BTreeIndex(
                F("release_date").desc(nulls_last=True), F("id").desc(), name="film_newest", deduplicate_items=False
            ),
            # the home page: most popular first
            BTreeIndex(F("popularity").desc(nulls_last=True), "id", name="film_popular", deduplicate_items=False),
            # films/ in some language, and a collection's films: many films have neither
            models.Index(
                fields=["original_language"], condition=Q(original_language__isnull=False), name="film_language_of"
            ),
            models.Index(fields=["collection"], condition=Q(collection__isnull=False), name="film_collection_of"),
            # where an image is used: few films have any
            models.Index(fields=["poster"], condition=Q(poster__isnull=False), name="film_poster"),
            models.Index(fields=["backdrop"], condition=Q(backdrop__isnull=False), name="film_backdrop"),
            # films/ of some length
            models.Index(fields=["runtime"], name="film_runtime_range"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.release_date.year})" if self.release_date else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Files the film under its title unless somebody chose otherwise. One query more for a known film."""
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if not self.sort_title or (before and self.sort_title == before.derived_sort_title):
            self.sort_title = self.derived_sort_title
        super().save(*args, **kwargs)
        FilmName.objects.mirror([self.pk])

    def get_absolute_url(self) -> str:
        return reverse("films:detail", args=[self.pk, self.slug])

    @property
    def derived_sort_title(self) -> str:
        return sort_title(self.title, self.original_language_id or "")

    @property
    def slug(self) -> str:
        return slug(self.title, "film")
