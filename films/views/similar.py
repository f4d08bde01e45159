"""More like this, with all reasons, and narrowed by a visitor's questions."""

from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from films.models import Film, FilmCountry
from films.views.cards import SimilarCard, similar_films
from films.views.head import FilmHead, film_head
from films.views.page import film_response
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.statements import Statement

# More than a rebuild writes for a film.
REASONS = 8


class SimilarListed(SimilarCard, frozen=True):
    same_country: bool
    collection: int | None


class SimilarPage(Row, frozen=True):
    film: FilmHead
    collection: int | None
    similar: list[SimilarListed]

    @property
    def exists(self) -> bool:
        return bool(self.similar)

    @property
    def meta_title(self) -> str:
        return gettext("Films like %(film)s") % {"film": self.film.full_title}

    @property
    def description(self) -> str:
        return gettext("Films like %(film)s, and what each has in common with it.") % {"film": self.film.full_title}

    def of_series(self, other: SimilarListed) -> bool:
        return self.collection is not None and other.collection == self.collection

    def narrowed(self, by: "Narrowing") -> list[SimilarListed]:
        """Those that are all of what is asked, the other parts of the same series first."""
        kept = [other for other in self.similar if by.keeps(self.film, other)]
        return sorted(kept, key=lambda other: not self.of_series(other))


class Narrowing(forms.Form):
    """Ticked or not: whatever stands in the address is one of the two."""

    decade = forms.BooleanField(label=_("Same decade"), required=False)
    country = forms.BooleanField(label=_("Same country"), required=False)
    lesser = forms.BooleanField(label=_("Lesser-known only"), required=False)

    @property
    def asked(self) -> list[str]:
        return [name for name, value in self.cleaned_data.items() if value] if self.is_valid() else []

    def keeps(self, film: FilmHead, other: SimilarListed) -> bool:
        is_so = {
            "decade": bool(film.year and other.year) and (film.year or 0) // 10 == (other.year or 0) // 10,
            "country": other.same_country,
            "lesser": _votes(other) < _votes(film),
        }
        return all(is_so[name] for name in self.asked)


def _votes(film: FilmHead | SimilarListed) -> int:
    return (film.votes.count if film.votes else None) or 0


def similar_to(film_id: int) -> QuerySet[Film, str]:
    here = FilmCountry.objects.present().filter(film=OuterRef(OuterRef("film")))
    there = FilmCountry.objects.present().filter(film=OuterRef("other"), country__in=here.values("country"))
    similar = similar_films(
        row=SimilarListed, reasons=REASONS, same_country=Exists(there), collection=F("other__collection")
    )
    return as_json(
        Film.objects.filter(pk=film_id), SimilarPage, film=film_head(), collection=F("collection"), similar=similar
    )


SIMILAR = Statement(SimilarPage, [int], similar_to)


@require_safe
def similar(request: HttpRequest, film_id: int, slug: str = "") -> HttpResponse:
    form = Narrowing(request.GET)

    def more(row: SimilarPage) -> dict[str, Any]:
        return {"form": form, "others": row.narrowed(form)}

    return film_response(request, film_id, SIMILAR, "films/similar.html", "similar", more, *form.asked)
