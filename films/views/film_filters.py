"""The form that narrows a list of films, and the address of every list it makes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from films.views.film_conditions import Choice
from moviedb.lib.display import number, rating
from moviedb.lib.filters import Chosen, FilterForm, Part
from moviedb.lib.keyset import Address
from moviedb.lib.links import genre_url

DECADE = 10
# The first films are of the 1870s.
FIRST_YEAR, LAST_YEAR = 1870, 2199
LONGEST_RUNTIME = 100_000
MOST_VOTES = 2_000_000_000
# Years that are a decade are one parameter.
NAMES = ("genre", "decade", "since", "until", "country", "language", "longer", "shorter", "rating", "votes")


class FilmFilters(FilterForm):
    names = NAMES
    subjects = ("genre", "decade", "country", "language")

    genre = forms.MultipleChoiceField(label=_("Genres"), required=False)
    since = forms.IntegerField(label=_("From year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    until = forms.IntegerField(label=_("To year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Original language"), required=False)
    longer = forms.IntegerField(label=_("From minutes"), required=False, min_value=1, max_value=LONGEST_RUNTIME)
    shorter = forms.IntegerField(label=_("To minutes"), required=False, min_value=1, max_value=LONGEST_RUNTIME)
    rating = forms.FloatField(label=_("Rated at least"), required=False, min_value=1, max_value=10)
    votes = forms.IntegerField(label=_("Votes at least"), required=False, min_value=1, max_value=MOST_VOTES)

    def __init__(self, data: QueryDict, choices: Sequence[Choice]) -> None:
        super().__init__(_with_years_of_decade(data))
        self.labels = {(choice.field, choice.value): choice.label for choice in choices}
        for name in ("genre", "country", "language"):
            of = [(choice.value, choice.label) for choice in choices if choice.field == name]
            self.fields[name].choices = sorted(of, key=lambda choice: choice[1])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        for low, high, text in (
            ("since", "until", _("The last year is before the first.")),
            ("longer", "shorter", _("The most minutes are fewer than the least.")),
        ):
            least, most = self.cleaned_data.get(low), self.cleaned_data.get(high)
            if least and most and least > most:
                self.add_error(high, text)
        return self.cleaned_data

    @property
    def chosen(self) -> list[Chosen]:
        """The conditions of a valid form, always in the same order: their statement is kept."""
        values = self.cleaned_data
        found = [Chosen("genre", int(genre)) for genre in self.genres]
        if values["since"]:
            found.append(Chosen("since", str(values["since"])))
        if values["until"]:
            found.append(Chosen("before", str(values["until"] + 1)))
        others = ("country", "language", "longer", "shorter", "rating", "votes")
        return found + [Chosen(name, values[name]) for name in others if values[name]]

    @property
    def genres(self) -> list[str]:
        return sorted(set(self.cleaned_data["genre"]), key=int)

    def address_of(self, parts: Sequence[Part]) -> Address:
        """A genre alone has a page of its own."""
        pairs = tuple(pair for part in parts for pair in part.pairs)
        if len(pairs) == 1 and pairs[0][0] == "genre":
            return Address(genre_url(int(pairs[0][1]), self.labels[pairs[0]]))
        return Address(reverse("films:list"), pairs)

    def parts(self) -> list[Part]:
        values = self.cleaned_data
        parts = [Part((("genre", pk),), self.labels["genre", pk]) for pk in self.genres]
        parts += self._years(values["since"], values["until"])
        if code := values["country"]:
            country = self.labels["country", code]
            parts.append(Part((("country", code),), country, gettext("Films from %(place)s") % {"place": country}))
        if code := values["language"]:
            spoken = {"language": self.labels["language", code]}
            label = gettext("in %(language)s") % spoken
            parts.append(Part((("language", code),), label, gettext("Films in %(language)s") % spoken))
        for field, text in (
            ("longer", gettext("%(n)s minutes or more")),
            ("shorter", gettext("%(n)s minutes or less")),
            ("votes", gettext("%(n)s votes or more")),
        ):
            if value := values[field]:
                parts.append(Part(((field, str(value)),), text % {"n": number(value)}))
        if value := values["rating"]:
            parts.append(Part((("rating", f"{value:g}"),), gettext("rated %(n)s or more") % {"n": rating(value)}))
        return sorted(parts, key=lambda part: NAMES.index(part.pairs[0][0]))

    def _years(self, since: int | None, until: int | None) -> list[Part]:
        if since and until and since % DECADE == 0 and until == since + DECADE - 1:
            label = gettext("%(decade)ss") % {"decade": since}
            title = gettext("Films of the %(decade)ss") % {"decade": since}
            return [Part((("decade", str(since)),), label, title)]
        pairs = tuple((name, str(year)) for name, year in (("since", since), ("until", until)) if year)
        if since and until:
            return [Part(pairs, f"{since}–{until}" if since < until else str(since))]
        if since:
            return [Part(pairs, gettext("since %(year)s") % {"year": since})]
        return [Part(pairs, gettext("until %(year)s") % {"year": until})] if until else []


def _with_years_of_decade(data: QueryDict) -> QueryDict:
    """A decade is ten years from the first; what is no number is refused as a year."""
    decade = data.get("decade", "")
    if not decade:
        return data
    years = data.copy()
    first = int(decade) // DECADE * DECADE if decade.isascii() and decade.isdigit() and len(decade) == 4 else 0
    years["since"] = str(first) if first >= FIRST_YEAR else decade
    years["until"] = str(first + DECADE - 1) if first >= FIRST_YEAR else ""
    return years
