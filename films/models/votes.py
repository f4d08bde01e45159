from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BTreeIndex
from django.db import connection, models
from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

# A few votes say little: as many more as these are counted as if they had said this. Where a site does not say how
# many voted, it is taken for as many.
DOUBT_VOTES, DOUBT_AVERAGE = 200, 6.0


def _voters() -> Coalesce:
    return Coalesce(Cast(F("count"), FloatField()), Value(float(DOUBT_VOTES)))


# A comparison first: what is right already is not written again.
COUNT_SQL = f"""
    UPDATE films_filmvotes AS v SET distribution = counted.ratings FROM (
        SELECT film_id, ARRAY[{", ".join(f"count(*) FILTER (WHERE half_stars = {n})" for n in range(1, 11))}]::int[]
            AS ratings
        FROM films_outsiderating WHERE site = %(number)s GROUP BY film_id
    ) AS counted
    WHERE v.film_id = counted.film_id AND v.site = %(site)s AND v.distribution IS DISTINCT FROM counted.ratings
"""


class FilmVotesQuerySet(models.QuerySet["FilmVotes"]):
    def count_ratings(self, site: str, number: int) -> int:
        """How many gave 1, 2 … 10, for the votes of this site; `number` is what its ratings carry. Rows changed."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT_SQL, {"site": site, "number": number})
            changed: int = cursor.rowcount
        return changed


class FilmVotes(models.Model):
    """What the users of one site think of a film. Our own visitors' ratings will be another table."""

    film = models.ForeignKey("films.Film", models.CASCADE, verbose_name=_("film"), related_name="votes", db_index=False)
    # Who voted: "tmdb", "imdb".
    site = models.CharField(_("site"), max_length=30)
    average = models.DecimalField(_("average of 10"), max_digits=5, decimal_places=3)
    count = models.PositiveIntegerField(_("votes"), null=True, blank=True)
    # How many gave 1, 2 … 10, where we know each rating.
    distribution = ArrayField(
        models.PositiveIntegerField(), verbose_name=_("ratings from 1 to 10"), null=True, blank=True
    )
    # Which source told us: "tmdb5000" carries TMDB's votes.
    origin = models.CharField(_("origin"), max_length=30)
    # What "best rated" sorts by: 10 from three people is less than 8 from ten thousand.
    weighted = models.GeneratedField(
        expression=(Cast(F("average"), FloatField()) * _voters() + Value(DOUBT_VOTES * DOUBT_AVERAGE))
        / (_voters() + Value(float(DOUBT_VOTES))),
        output_field=FloatField(),
        db_persist=True,
    )

    objects = FilmVotesQuerySet.as_manager()

    class Meta:
        verbose_name = _("votes")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["film", "site"], name="film_votes_unique"),
            models.CheckConstraint(condition=Q(average__gte=0, average__lte=10), name="film_votes_average"),
            # No votes is no row.
            models.CheckConstraint(condition=Q(count__isnull=True) | Q(count__gt=0), name="film_votes_count"),
            models.CheckConstraint(
                condition=Q(distribution__isnull=True) | Q(distribution__len=10), name="film_votes_distribution"
            ),
        ]
        indexes = [
            # films/ with the best rated first
            BTreeIndex(F("weighted").desc(), "film", name="film_votes_weighted", deduplicate_items=False),
            # each film's votes of the site where most voted: twenty times on a film page, from the index alone
            models.Index(
                F("film"), F("count").desc(nulls_last=True), F("site"), include=["average"], name="film_votes_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.average}"
