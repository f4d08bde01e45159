"""What narrows the list of people: what they are known for, people or groups, a letter."""

from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

from django import forms
from django.db.models import CharField, Q, QuerySet, Value
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moviedb.lib.filters import Chosen, Condition, FilterForm, Part
from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.keyset import Address, SortLink
from moviedb.lib.statements import Statement
from people.models import Person
from people.views.filmography import department_label, departments

# Every sort key under a Latin letter is below this.
AFTER_Z = "{"
OTHER = "other"

CONDITIONS = {
    "known_for": Condition(str, lambda people, department: people.filter(known_for_department=department)),
    "kind": Condition(str, lambda people, kind: people.filter(kind=kind)),
    "from_letter": Condition(str, lambda people, letter: people.filter(sort_key__gte=letter)),
    "before_letter": Condition(str, lambda people, letter: people.filter(sort_key__lt=letter)),
    "no_letter": Condition(str, lambda people, a: people.filter(Q(sort_key__lt=a) | Q(sort_key__gte=AFTER_Z))),
}


class Choice(Row, frozen=True):
    """A department or kind that somebody has."""

    field: str
    value: str


def choices_there_are() -> QuerySet[Any, str]:
    """Looks for one person of each, by an index: a list of all values would read everybody."""
    kinds = [("kind", kind) for kind in Person.Kind.values]
    known_for = [("known_for_department", department) for department in departments()]
    rows = [
        as_json(
            Person.objects.credited().filter(**{field: value}).order_by(),
            Choice,
            field=Value("kind" if field == "kind" else "known_for", CharField()),
            value=Value(value, CharField()),
        )[:1]
        for field, value in kinds + known_for
    ]
    return rows[0].union(*rows[1:], all=True)


CHOICES = Statement(Choice, [], choices_there_are)


class PersonFilters(FilterForm):
    names = ("known_for", "kind", "letter")
    subjects = names

    known_for = forms.ChoiceField(label=_("Known for"), required=False)
    kind = forms.ChoiceField(label=_("People or groups"), required=False)
    letter = forms.ChoiceField(label=_("First letter"), required=False)

    def __init__(self, data: QueryDict, choices: Sequence[Choice]) -> None:
        super().__init__(data)
        groups: Any = {Person.Kind.PERSON: _("People"), Person.Kind.GROUP: _("Groups")}
        there = {name: {choice.value for choice in choices if choice.field == name} for name in self.names}
        offered: dict[str, list[tuple[str, str]]] = {
            "known_for": [(one, _trade(one)) for one in departments() if one in there["known_for"]],
            "kind": [(one, str(label)) for one, label in groups.items() if one in there["kind"]],
            "letter": [*((letter, letter.upper()) for letter in ascii_lowercase), (OTHER, gettext("Others"))],
        }
        for name, of in offered.items():
            self.fields[name].choices = of  # type: ignore[attr-defined]
        self.labels = {name: dict(of) for name, of in offered.items()}

    @property
    def chosen(self) -> list[Chosen]:
        values = self.cleaned_data
        found = [Chosen(name, values[name]) for name in ("known_for", "kind") if values[name]]
        letter = values["letter"]
        if letter == OTHER:
            found.append(Chosen("no_letter", "a"))
        elif letter:
            below = AFTER_Z if letter == "z" else chr(ord(letter) + 1)
            found += [Chosen("from_letter", letter), Chosen("before_letter", below)]
        return found

    def parts(self) -> list[Part]:
        titles = {
            "known_for": gettext("People known for %(what)s"),
            "kind": "%(what)s",
            "letter": gettext("People: %(what)s"),
        }
        return [
            Part(((name, value),), self.labels[name][value], titles[name] % {"what": self.labels[name][value]})
            for name in self.names
            if (value := self.cleaned_data[name])
        ]

    def address_of(self, parts: Sequence[Part]) -> Address:
        return Address(reverse("people:list"), tuple(pair for part in parts for pair in part.pairs))

    @property
    def letters(self) -> list[SortLink]:
        """The letters, each with the address of the list under it, by name."""
        others = [part for part in self.parts() if part.pairs[0][0] != "letter"]
        now = self.cleaned_data["letter"]
        return [
            SortLink(
                label,
                self.address_of([*others, Part((("letter", value),), label)]).url(sort="name"),
                value == now,
            )
            for value, label in self.labels["letter"].items()
        ]

    @property
    def offers(self) -> list[str]:
        """The fields with something to choose: many a source knows neither groups nor what people are known for."""
        return [name for name, least in (("known_for", 1), ("kind", 2)) if len(self.labels[name]) >= least]


def _trade(department: str) -> str:
    """The cast of a film is a department; what its people are known for is acting."""
    return gettext("Acting") if department == "Acting" else department_label(department)
