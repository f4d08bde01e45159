"""What a film is tagged with: explicit through-models, each row with its origin and an editor's tombstone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from films.models.company import Company
from films.models.film import Film
from films.models.place import Country, Language
from films.models.taxonomy import Genre, Keyword
from moviedb.lib.provenance.models import SourcedRow, SourcedRowQuerySet


class FilmGenreQuerySet(SourcedRowQuerySet["FilmGenre"]):
    pass


class FilmGenre(SourcedRow):
    film = models.ForeignKey(Film, models.CASCADE, verbose_name=_("film"), related_name="film_genres", db_index=False)
    genre = models.ForeignKey(
        Genre, models.PROTECT, verbose_name=_("genre"), related_name="film_genres", db_index=False
    )
    # The source's own order, most telling first.
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = FilmGenreQuerySet.as_manager()

    class Meta:
        verbose_name = _("genre")
        verbose_name_plural = _("genres")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["film", "genre"], name="film_genre_unique")]
        # all films that have it, in their order, so that two such lists are merged: without a look at the rows
        indexes = [models.Index(fields=["genre", "film"], include=["removed"], name="films_of_genre")]

    def __str__(self) -> str:
        return str(self.genre_id)


class FilmKeywordQuerySet(SourcedRowQuerySet["FilmKeyword"]):
    pass


class FilmKeyword(SourcedRow):
    film = models.ForeignKey(Film, models.CASCADE, verbose_name=_("film"), related_name="film_keywords", db_index=False)
    keyword = models.ForeignKey(Keyword, models.PROTECT, verbose_name=_("keyword"), related_name="film_keywords")
    # The source's own order, most telling first.
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = FilmKeywordQuerySet.as_manager()

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["film", "keyword"], name="film_keyword_unique")]

    def __str__(self) -> str:
        return str(self.keyword_id)


class FilmCompanyQuerySet(SourcedRowQuerySet["FilmCompany"]):
    pass


class FilmCompany(SourcedRow):
    film = models.ForeignKey(
        Film, models.CASCADE, verbose_name=_("film"), related_name="film_companies", db_index=False
    )
    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"), related_name="film_companies")
    # The source's own order, most telling first.
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = FilmCompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["film", "company"], name="film_company_unique")]

    def __str__(self) -> str:
        return str(self.company_id)


class FilmCountryQuerySet(SourcedRowQuerySet["FilmCountry"]):
    pass


class FilmCountry(SourcedRow):
    film = models.ForeignKey(
        Film, models.CASCADE, verbose_name=_("film"), related_name="film_countries", db_index=False
    )
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        verbose_name=_("production country"),
        related_name="film_countries",
        db_index=False,
    )
    # The source's own order, most telling first.
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = FilmCountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("production country")
        verbose_name_plural = _("production countries")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["film", "country"], name="film_country_unique")]
        # all films that have it, in their order, so that two such lists are merged: without a look at the rows
        indexes = [models.Index(fields=["country", "film"], include=["removed"], name="films_of_country")]

    def __str__(self) -> str:
        return str(self.country_id)


class FilmLanguageQuerySet(SourcedRowQuerySet["FilmLanguage"]):
    pass


class FilmLanguage(SourcedRow):
    film = models.ForeignKey(
        Film, models.CASCADE, verbose_name=_("film"), related_name="film_languages", db_index=False
    )
    language = models.ForeignKey(
        Language, models.PROTECT, verbose_name=_("spoken language"), related_name="film_languages"
    )
    # The source's own order, most telling first.
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = FilmLanguageQuerySet.as_manager()

    class Meta:
        verbose_name = _("spoken language")
        verbose_name_plural = _("spoken languages")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["film", "language"], name="film_language_unique")]

    def __str__(self) -> str:
        return str(self.language_id)
