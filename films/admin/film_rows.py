"""What a film has beside its credits, as rows of its form."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from films.models import (
    FilmCompany,
    FilmCountry,
    FilmExternalId,
    FilmGenre,
    FilmKeyword,
    FilmLanguage,
    FilmName,
    FilmText,
    FilmVotes,
    ReleaseDate,
    SimilarChoice,
    Video,
)
from moviedb.lib.admin.rows import RowInline, SourcedFormSet, SourcedInline

if TYPE_CHECKING:
    _Inline = admin.TabularInline[Any, Any]
else:
    _Inline = admin.TabularInline


class TermFormSet(SourcedFormSet):
    """Rows that only point at a term: they are called by its name."""

    def label_of(self, row: Any) -> str:
        term, *_ = (f for f in row._meta.fields if f.is_relation and f.name != self.fk.name)
        return str(getattr(row, term.name))


class TermInline(SourcedInline):
    formset = TermFormSet
    classes = ("terms", "collapse")


class GenreInline(TermInline):
    model = FilmGenre
    autocomplete_fields = ("genre",)


class KeywordInline(TermInline):
    model = FilmKeyword
    autocomplete_fields = ("keyword",)


class CompanyInline(TermInline):
    model = FilmCompany
    autocomplete_fields = ("company",)


class CountryInline(TermInline):
    model = FilmCountry
    autocomplete_fields = ("country",)


class LanguageInline(TermInline):
    model = FilmLanguage
    autocomplete_fields = ("language",)


class NameInline(SourcedInline):
    """Every title but the main and the original one, which follow the film's own fields."""

    model = FilmName
    fields = ("text", "kind", "language", "region", "note")
    classes = ("collapse",)
    OWN = (FilmName.Kind.TITLE, FilmName.Kind.ORIGINAL)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).exclude(kind__in=self.OWN)

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        kwargs["choices"] = [choice for choice in FilmName.Kind.choices if choice[0] not in self.OWN]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class TextInline(SourcedInline):
    model = FilmText
    fields = ("language", "region", "tagline", "overview")
    classes = ("collapse",)


class ReleaseInline(SourcedInline):
    model = ReleaseDate
    autocomplete_fields = ("country",)
    classes = ("collapse",)


class VideoInline(SourcedInline):
    model = Video
    classes = ("collapse",)


class ExternalIdInline(RowInline):
    model = FilmExternalId
    classes = ("collapse",)


class VotesInline(_Inline):
    """What other sites count cannot be corrected here, only read."""

    model = FilmVotes
    extra = 0
    classes = ("collapse",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SimilarInline(RowInline):
    """Films that "more like this" always shows, or never; a rebuild keeps both."""

    model = SimilarChoice
    fk_name = "film"
    fields = ("other", "verdict")
    autocomplete_fields = ("other",)
    classes = ("collapse",)


INLINES = (
    GenreInline, KeywordInline, CompanyInline, CountryInline, LanguageInline, NameInline, TextInline, ReleaseInline,
    VideoInline, ExternalIdInline, VotesInline, SimilarInline,
)  # fmt: skip
