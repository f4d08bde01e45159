from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from films.models.similar_knowledge import STALE, SimilarKnowledge

Waiting = tuple[int, datetime]


class SimilarChoice(models.Model):
    """An editor's word on "more like this" of one film: another film always shown first, or never shown.

    Rebuilds keep both.
    """

    class Verdict(models.TextChoices):
        PIN = "pin", _("always show, first")
        BAN = "ban", _("never show")

    film = models.ForeignKey(
        "films.Film", models.CASCADE, verbose_name=_("film"), related_name="similar_choices", db_index=False
    )
    other = models.ForeignKey("films.Film", models.CASCADE, verbose_name=_("similar film"), related_name="+")
    verdict = models.CharField(_("verdict"), max_length=3, choices=Verdict, default=Verdict.PIN)

    class Meta:
        verbose_name = _("choice of a similar film")
        verbose_name_plural = _("choices of similar films")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["film", "other"], name="similar_choice_unique"),
            models.CheckConstraint(
                condition=~Q(film=F("other")),
                name="similar_choice_not_itself",
                violation_error_message=_("A film is not similar to itself: choose another one."),
            ),
            models.CheckConstraint(condition=Q(verdict__in=["pin", "ban"]), name="similar_choice_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.film_id} {self.verdict} {self.other_id}"


class SimilarQueueQuerySet(models.QuerySet["SimilarQueue"]):
    def add(self, films: Iterable[int]) -> None:
        """Inside the transaction that changes the films: they wait if, and only if, the change is there."""
        self._insert("SELECT id FROM films_film WHERE id = ANY(%s)", [sorted(set(films))])

    def add_all(self) -> None:
        """Marks every list as outdated: one row, however many films there are."""
        SimilarKnowledge.objects.update_or_create(name=STALE, start=0, defaults={"content": uuid4().bytes})

    def waiting(self, at_most: int | None = None) -> list[Waiting]:
        """Every film, or the last that came, and since when; what is read of them after this knows of the changes."""
        rows = self.order_by("film_id") if at_most is None else self.order_by("-since", "film_id")[:at_most]
        return sorted(rows.values_list("film_id", "since"))

    def done(self, waiting: Sequence[Waiting]) -> None:
        """Takes these films out, but for those that have changed again since."""
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM films_similarqueue AS q USING unnest(%s::int[], %s::timestamptz[]) AS d(film_id, since) "
                "WHERE q.film_id = d.film_id AND q.since = d.since",
                [[film for film, _ in waiting], [since for _, since in waiting]],
            )

    @staticmethod
    def _insert(films: str, params: Sequence[list[int]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO films_similarqueue (film_id, since) SELECT id, now() FROM ({films}) AS f "
                "ON CONFLICT (film_id) DO UPDATE SET since = excluded.since",
                params,
            )


class SimilarQueue(models.Model):
    """Films whose facts changed since "more like this" was last worked out for them."""

    film = models.OneToOneField("films.Film", models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    objects = SimilarQueueQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.film_id)
