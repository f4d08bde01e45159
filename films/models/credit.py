from typing import Self

from django.contrib.postgres.indexes import BTreeIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from films.models.film import Film
from moviedb.lib.provenance.models import EDITOR, SourcedRow, SourcedRowQuerySet
from people.models import Person


class Department(models.TextChoices):
    """TMDB's twelve, in the order in which a page shows them."""

    DIRECTING = "Directing", _("Directing")
    WRITING = "Writing", _("Writing")
    ACTING = "Acting", _("Cast")
    PRODUCTION = "Production", _("Production")
    CAMERA = "Camera", _("Camera")
    EDITING = "Editing", _("Editing")
    SOUND = "Sound", _("Sound")
    ART = "Art", _("Art")
    COSTUME = "Costume & Make-Up", _("Costume & make-up")
    LIGHTING = "Lighting", _("Lighting")
    VISUAL_EFFECTS = "Visual Effects", _("Visual effects")
    CREW = "Crew", _("Crew")


DEPARTMENTS = [
    "Directing", "Writing", "Acting", "Production", "Camera", "Editing", "Sound", "Art", "Costume & Make-Up",
    "Lighting", "Visual Effects", "Crew",
]  # fmt: skip


class Job(models.Model):
    """The vocabulary of jobs: what the admin offers. Credits keep their job as text."""

    department = models.CharField(_("department"), max_length=20, choices=Department)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["department", "name"]
        constraints = [
            models.UniqueConstraint(fields=["department", "name"], name="job_unique"),
            models.CheckConstraint(condition=Q(department__in=DEPARTMENTS), name="job_department"),
            models.CheckConstraint(condition=~Q(name=""), name="job_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CreditQuerySet(SourcedRowQuerySet["Credit"]):
    def cast(self) -> Self:
        return self.filter(department=Department.ACTING).in_billing_order()

    def crew(self) -> Self:
        return self.exclude(department=Department.ACTING)

    def directors(self) -> Self:
        return self.filter(department=Department.DIRECTING, job="Director").in_billing_order()

    def writers(self) -> Self:
        return self.filter(department=Department.WRITING).in_billing_order()

    def in_billing_order(self) -> Self:
        return self.order_by(F("billing_order").asc(nulls_last=True), "id")

    def off_screen(self) -> Self:
        """Performers whom nobody sees: singers, instrumentalists, dubbing voices, hand doubles."""
        return self.filter(performed_for__isnull=False, performed_for__removed=False)

    def newest_first(self) -> Self:
        return self.order_by(F("film__release_date").desc(nulls_last=True), "film_id", "id")


class Credit(SourcedRow):
    """One part or one job of one person in one film: a person may have several of each."""

    film = models.ForeignKey(Film, models.CASCADE, verbose_name=_("film"), related_name="credits", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="credits", db_index=False)
    department = models.CharField(_("department"), max_length=20, choices=Department)
    job = models.CharField(_("job"), max_length=200)
    character = models.CharField(_("character"), max_length=1000, blank=True)
    billing_order = models.IntegerField(_("billing order"), null=True, blank=True)
    credited_as = models.CharField(_("credited as"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    uncredited = models.BooleanField(_("uncredited"), default=False)
    voice = models.BooleanField(_("voice only"), default=False)
    on_screen = models.BooleanField(_("on screen"), default=False)
    performed_for = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("performed for"),
        null=True,
        blank=True,
        related_name="performers",
        db_index=False,
    )
    # The piece that is performed, with its composer.
    work = models.CharField(_("work performed"), max_length=300, blank=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        constraints = [
            models.CheckConstraint(condition=Q(department__in=DEPARTMENTS), name="credit_department"),
            models.CheckConstraint(condition=~Q(job=""), name="credit_has_job"),
            models.CheckConstraint(
                condition=Q(performed_for__isnull=True) | ~Q(performed_for=F("id")),
                name="credit_not_for_itself",
            ),
        ]
        indexes = [
            # a film's page: its credits, department by department
            models.Index(fields=["film", "department", "billing_order"], name="credit_of_film"),
            # a person's page: the filmography
            BTreeIndex(fields=["person", "film"], name="credit_of_person", deduplicate_items=False),
            # who plays or sings for whom: few credits have it
            models.Index(
                fields=["performed_for"], condition=Q(performed_for__isnull=False), name="credit_performed_for"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.character or self.job}"

    def has_source(self) -> bool:
        """Whether a source has a key for this credit and may bring it again. Causes a query."""
        return self.origin != EDITOR or self.keys.exists()


class CreditKey(models.Model):
    """How a source calls a credit. A credit that several sources have holds a key of each."""

    credit = models.ForeignKey(Credit, models.CASCADE, verbose_name=_("credit"), related_name="keys", db_index=False)
    source = models.CharField(_("source"), max_length=30)
    # Compared byte by byte, and first in the index: sources give millions of keys, in this order.
    value = models.CharField(_("key there"), max_length=300, db_collation="C")

    class Meta:
        verbose_name = _("credit key")
        verbose_name_plural = _("credit keys")
        constraints = [models.UniqueConstraint(fields=["value", "source"], name="credit_key_unique")]
        # Hardly two entries are alike.
        indexes = [BTreeIndex(fields=["credit"], name="credit_key_of", deduplicate_items=False)]

    def __str__(self) -> str:
        return f"{self.source}:{self.value}"
