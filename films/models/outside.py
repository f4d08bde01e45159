"""What the users of other sites did, anonymously: apart from our own visitors' ratings."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Four of five stars: what counts as having liked a film.
LIKED = 8


class OutsideSite(models.IntegerChoices):
    """A number instead of a name: 32 million rows carry it."""

    MOVIELENS = 1, "MovieLens"


class OutsideRatingQuerySet(models.QuerySet["OutsideRating"]):
    def likes(self) -> Self:
        """Ratings of four stars of five or more."""
        return self.filter(half_stars__gte=LIKED)

    def pairs(self) -> models.QuerySet["OutsideRating", tuple[int, int]]:
        """(user, film), user by user in the order of the primary key: read it with `iterator()`."""
        return self.order_by("site", "user", "film_id").values_list("user", "film_id")


class OutsideRating(models.Model):
    """What one anonymous user of another site gave a film. Lean: 40 bytes a row, and no key of its own."""

    pk = models.CompositePrimaryKey("site", "user", "film")
    user = models.IntegerField(_("user there"))
    film = models.ForeignKey("films.Film", models.CASCADE, verbose_name=_("film"), related_name="outside_ratings")
    rated_on = models.DateField(_("rated on"))
    site = models.PositiveSmallIntegerField(_("site"), choices=OutsideSite)
    half_stars = models.PositiveSmallIntegerField(_("half stars"))

    objects = OutsideRatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating on another site")
        verbose_name_plural = _("ratings on other sites")
        constraints = [
            models.CheckConstraint(condition=Q(half_stars__range=(1, 10)), name="outside_rating_half_stars"),
            models.CheckConstraint(condition=Q(site__in=OutsideSite.values), name="outside_rating_site"),
        ]

    def __str__(self) -> str:
        return f"{self.half_stars / 2} of 5"


class OutsideTag(models.Model):
    """A word that users of another site put to a film, and how many of them did."""

    pk = models.CompositePrimaryKey("film", "site", "text")
    film = models.ForeignKey(
        "films.Film", models.CASCADE, verbose_name=_("film"), related_name="outside_tags", db_index=False
    )
    users = models.PositiveIntegerField(_("users"))
    site = models.PositiveSmallIntegerField(_("site"), choices=OutsideSite)
    # Folded: "Film Noir" and "film noir" are one tag.
    text = models.CharField(_("tag"), max_length=200)

    class Meta:
        verbose_name = _("tag on another site")
        verbose_name_plural = _("tags on other sites")
        constraints = [
            models.CheckConstraint(condition=Q(users__gte=1), name="outside_tag_users"),
            models.CheckConstraint(condition=~Q(text=""), name="outside_tag_has_text"),
            models.CheckConstraint(condition=Q(site__in=OutsideSite.values), name="outside_tag_site"),
        ]

    def __str__(self) -> str:
        return self.text
