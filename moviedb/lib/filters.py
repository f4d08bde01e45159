"""Lists that visitors narrow: what a form asks for, and a list with its statements for each set of conditions."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar
from urllib.parse import unquote

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from moviedb.lib.json_rows import Row
from moviedb.lib.keyset import Address, KeysetList, ListPage, Order
from moviedb.lib.statements import KeyValue
from moviedb.lib.theme import chosen_theme

# Sets of conditions whose statements are kept: some hundred bytes to a few kilobytes each.
KEPT = 500

R = TypeVar("R", bound=Row)


class Condition(NamedTuple):
    """One way to narrow a list: the type of its key, and what it does to the records."""

    kind: type
    narrow: Callable[[QuerySet[Any], Any], QuerySet[Any]]


class Chosen(NamedTuple):
    """A condition that a visitor chose, and its key."""

    condition: str
    key: KeyValue


class Chip(NamedTuple):
    """A condition in words, and the address of the list without it."""

    label: str
    url: str


class FilteredList(Generic[R]):
    """A list whose statements are compiled when somebody first asks for a set of conditions.

    How many rows a condition leaves depends on its key, so Postgres plans these statements with the keys in view.
    The whole list has no keys and stays prepared.
    """

    def __init__(
        self,
        name: str,
        row: type[R],
        records: Callable[[], QuerySet[Any]],
        orders: Sequence[Order],
        conditions: Mapping[str, Condition],
        **expressions: Any,
    ) -> None:
        self.whole = KeysetList(name, row, records, orders, **expressions)
        self.conditions = conditions
        self.narrowed = lru_cache(KEPT)(self._narrowed)

    def page(self, request: HttpRequest, address: Address, chosen: Sequence[Chosen]) -> ListPage[R]:
        names = tuple(name for name, _ in chosen)
        records = self.narrowed(names) if names else self.whole
        return records.page(request, address, *(key for _, key in chosen))

    def _narrowed(self, names: tuple[str, ...]) -> KeysetList[R]:
        conditions = [self.conditions[name] for name in names]

        def records(*keys: Any) -> QuerySet[Any]:
            found = self.whole.records()
            for condition, key in zip(conditions, keys, strict=True):
                found = condition.narrow(found, key)
            return found

        whole = self.whole
        return KeysetList(
            whole.name,
            whole.row,
            records,
            whole.orders.values(),
            keys=[condition.kind for condition in conditions],
            prepared=False,
            per_page=whole.per_page,
            **whole.expressions,
        )


class Part(NamedTuple):
    """One condition as the address and as the visitor has it."""

    pairs: tuple[tuple[str, str], ...]
    label: str
    # What a list of nothing but this is called.
    title: str = ""


class FilterForm(forms.Form):
    """Reads what narrows a list and says of each value that it cannot use what is wrong with it.

    A valid form knows the one address of its list, whatever way it was asked in.
    """

    # The parameters of an address, in their order.
    names: ClassVar[Sequence[str]]
    # A list narrowed by one of these alone is for search engines; other sets are too many.
    subjects: ClassVar[Sequence[str]]

    def parts(self) -> list[Part]:
        raise NotImplementedError

    def address_of(self, parts: Sequence[Part]) -> Address:
        raise NotImplementedError

    @property
    def address(self) -> Address:
        return self.address_of(self.parts())

    @property
    def chips(self) -> list[Chip]:
        parts = self.parts()
        return [Chip(part.label, self.address_of([one for one in parts if one is not part]).url()) for part in parts]

    @property
    def title(self) -> str:
        """What the list is of; "" for all."""
        return ", ".join(part.title or part.label for part in self.parts())

    @property
    def is_subject(self) -> bool:
        parts = self.parts()
        return not parts or (len(parts) == 1 and parts[0].pairs[0][0] in self.subjects)

    def shown(self, name: str) -> Any:
        """What stands in a field."""
        return self[name].value() or ""

    def refuse(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        """The page of a list that cannot be made: the form, with what is wrong beside each field."""
        response = render(request, template, context | {"page": None, "theme": chosen_theme(request)}, status=400)
        response["Cache-Control"] = "no-store"
        return response

    def redirect(self, request: HttpRequest) -> HttpResponse | None:
        """To the list's own address where it was asked for by another: a form sends its empty fields too."""
        address = self.address
        asked = [(name, text) for name, texts in request.GET.lists() if name in self.names for text in texts]
        if request.path == unquote(address.path) and asked == list(address.pairs):
            return None
        place = {name: request.GET.get(name, "") for name in ("sort", "after")}
        return HttpResponsePermanentRedirect(address.url(**place))
