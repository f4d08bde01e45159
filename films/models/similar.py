from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SimilarFilm(models.Model):
    """Derived data: written by `rebuild_similar` only, which may replace every row.

    `reasons` is a list of {"code": …, "ids": […]}, most telling first; the template finds the words. Codes:
    "director", "writer", "actor" (ids of people), "keyword", "collection", "genre" (ids of those), "title" (no ids,
    but "words"), "years" (one or two years), "liked" (by how many people, and ten times the lift). For want of
    better: "kind" (as "words" a genre's id and a country's code), "language" (its code, a word), "before" and
    "since" (a year), "renown".
    """

    # A million films have twenty million rows, and each full run may write all of them anew.
    id = models.BigAutoField(primary_key=True)
    film = models.ForeignKey(
        "films.Film", models.CASCADE, verbose_name=_("film"), related_name="similar", db_index=False
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    other = models.ForeignKey("films.Film", models.CASCADE, verbose_name=_("similar film"), related_name="+")
    score = models.FloatField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)

    class Meta:
        verbose_name = _("similar film")
        verbose_name_plural = _("similar films")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["film", "rank"], name="similar_film_rank"),
            models.UniqueConstraint(fields=["film", "other"], name="similar_film_other"),
            models.CheckConstraint(condition=~Q(film=F("other")), name="similar_film_not_itself"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="similar_film_rank_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.film_id} → {self.other_id}"
