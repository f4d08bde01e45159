from collections.abc import Sequence

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moviedb.lib.columns import bigrams, folded, latin, name_indexes
from moviedb.lib.provenance.models import SourcedRow, SourcedRowQuerySet

# Rows of kind "title" and "original" follow the film's own fields; the rank follows the film in every row.
# What the own names are. Compared first: ON CONFLICT would lock, and so write, every row that is right already.
_OWN = """
    SELECT id AS film_id, 'title' AS kind, '' AS language, title AS text, coalesce(popularity, 0) AS popularity
    FROM films_film WHERE id = ANY(%(films)s)
    UNION ALL
    SELECT id, 'original', coalesce(original_language_id, ''), original_title, coalesce(popularity, 0)
    FROM films_film WHERE id = ANY(%(films)s) AND original_title NOT IN ('', title)
"""
RENAME_SQL = f"""
    UPDATE films_filmname AS n SET text = own.text, language = own.language FROM ({_OWN}) AS own
    WHERE n.film_id = own.film_id AND n.kind = own.kind AND (n.text, n.language) <> (own.text, own.language)
"""
INSERT_SQL = f"""
    INSERT INTO films_filmname (film_id, kind, language, region, text, note, popularity, origin, removed, gone)
    SELECT film_id, kind, language, '', text, '', popularity, 'film', false, false FROM ({_OWN}) AS own
    WHERE NOT EXISTS (SELECT FROM films_filmname AS n WHERE n.film_id = own.film_id AND n.kind = own.kind)
"""
NO_ORIGINAL_SQL = """
    DELETE FROM films_filmname AS n USING films_film AS f
    WHERE f.id = n.film_id AND f.id = ANY(%(films)s) AND n.kind = 'original' AND f.original_title IN ('', f.title)
"""
RANK_SQL = """
    UPDATE films_filmname AS n SET popularity = coalesce(f.popularity, 0)
    FROM films_film AS f
    WHERE f.id = n.film_id AND f.id = ANY(%(films)s) AND n.popularity <> coalesce(f.popularity, 0)
"""


class FilmNameQuerySet(SourcedRowQuerySet["FilmName"]):
    def mirror(self, films: Sequence[int]) -> None:
        """Brings the search rows of these films in line with the films themselves."""
        with connection.cursor() as cursor:
            for statement in (NO_ORIGINAL_SQL, RENAME_SQL, INSERT_SQL, RANK_SQL):
                cursor.execute(statement, {"films": list(films)})


class FilmName(SourcedRow):
    """One title that a film is found by: a row per title, the main and the original one among them."""

    class Kind(models.TextChoices):
        TITLE = "title", _("title")
        ORIGINAL = "original", _("original title")
        TRANSLATED = "translated", _("translated title")
        ALTERNATIVE = "alternative", _("alternative title")
        WORKING = "working", _("working title")

    film = models.ForeignKey("films.Film", models.CASCADE, verbose_name=_("film"), related_name="names", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ALTERNATIVE)
    language = models.CharField(_("language"), max_length=10, blank=True)
    region = models.CharField(_("region"), max_length=10, blank=True)
    text = models.CharField(_("title"), max_length=1000)
    note = models.CharField(_("note"), max_length=200, blank=True)
    fold = folded("text")
    latin = latin("text")
    bigrams = bigrams("text")
    # Copied from the film: search ranks without a join.
    popularity = models.FloatField(default=0, editable=False)

    objects = FilmNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("title")
        verbose_name_plural = _("titles")
        constraints = [
            models.UniqueConstraint(fields=["film", "kind", "language", "region", "text"], name="film_name_unique"),
            models.UniqueConstraint(
                fields=["film", "kind"], condition=Q(kind="title") | Q(kind="original"), name="film_name_own"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="film_name_has_text"),
        ]
        indexes = name_indexes("film_name")

    def __str__(self) -> str:
        return self.text


class FilmTextQuerySet(SourcedRowQuerySet["FilmText"]):
    pass


class FilmText(SourcedRow):
    """The overview and tagline of a film in one language, as spoken in one region or anywhere."""

    film = models.ForeignKey("films.Film", models.CASCADE, verbose_name=_("film"), related_name="texts", db_index=False)
    language = models.CharField(_("language"), max_length=10)
    region = models.CharField(_("region"), max_length=10, blank=True)
    overview = models.TextField(_("overview"), blank=True)
    tagline = models.CharField(_("tagline"), max_length=1000, blank=True)

    objects = FilmTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text in another language")
        verbose_name_plural = _("texts in other languages")
        constraints = [
            models.UniqueConstraint(fields=["film", "language", "region"], name="film_text_unique"),
            models.CheckConstraint(condition=~Q(language=""), name="film_text_has_language"),
        ]

    def __str__(self) -> str:
        return f"{self.language}-{self.region}" if self.region else self.language
