"""Lists that visitors narrow: what a form asks for, and a list with its statements for each set of conditions."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar
from urllib.parse import unquote

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.keyset import Address, KeysetList, ListPage, Order
from moviedb.lib.statements import KeyValue, Statement
from moviedb.lib.theme import chosen_theme

# Sets of conditions whose statements are kept: some hundred bytes to a few kilobytes each.
KEPT = 500
# As many records are looked up and sorted in some tens of milliseconds.
FEW = 10_000

R = TypeVar("R", bound=Row)


class Condition(NamedTuple):
    """One way to narrow a list: the type of its key, and what it does to the records."""

    kind: type
    narrow: Callable[[QuerySet[Any], Any], QuerySet[Any]]
    # Where a table of its own says which records have it: that table's rows, and their column of records' ids.
    links: Callable[[Any], QuerySet[Any]] | None = None
    record: str = ""


class Chosen(NamedTuple):
    """A condition that a visitor chose, and its key."""

    condition: str
    key: KeyValue


class Chip(NamedTuple):
    """A condition in words, and the address of the list without it."""

    label: str
    url: str


class Shared(Row, frozen=True):
    """A record that has all of several conditions."""

    id: int


class IsOneOf(Func):
    """Whether a value is in an array. From an array Postgres expects few records and looks each up by its id."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class FilteredList(Generic[R]):
    """A list whose statements are compiled when somebody first asks for a set of conditions.

    How many rows a condition leaves depends on its key, so Postgres plans these statements with the keys in view.
    The whole list has no keys and stays prepared.

    What Postgres cannot know is how many records have both of two genres: it takes them for independent, and goes
    through the list from its start to find the first page soon. Where no film has both, that is all films. So it is
    asked first whether more than a few have all of them; a few are looked up instead.
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
        self.beyond_few = lru_cache(KEPT)(self._beyond_few)

    def page(self, request: HttpRequest, address: Address, chosen: Sequence[Chosen]) -> ListPage[R]:
        names = tuple(name for name, _ in chosen)
        if not names:
            return self.whole.page(request, address)
        linked = [one for one in chosen if self.conditions[one.condition].links]
        few = len(linked) > 1 and not self._are_many(linked)
        return self.narrowed(names, few).page(request, address, *(key for _, key in chosen))

    def _are_many(self, linked: Sequence[Chosen]) -> bool:
        statement = self.beyond_few(tuple(name for name, _ in linked))
        return bool(statement.raw(*(key for _, key in linked)))

    def _beyond_few(self, names: tuple[str, ...]) -> Statement[Shared]:
        """Whether there is one more than a few."""
        conditions = [self.conditions[name] for name in names]

        def build(*keys: Any) -> QuerySet[Any, str]:
            return as_json(_have_all(conditions, keys), Shared, id=F(conditions[0].record))[FEW : FEW + 1]

        return Statement(Shared, [condition.kind for condition in conditions], build, prepared=False)

    def _narrowed(self, names: tuple[str, ...], few: bool) -> KeysetList[R]:
        conditions = [self.conditions[name] for name in names]

        def records(*keys: Any) -> QuerySet[Any]:
            found = self.whole.records()
            asked = list(zip(conditions, keys, strict=True))
            if few:
                linked = [(condition, key) for condition, key in asked if condition.links]
                ids = _have_all(*zip(*linked, strict=True)).values(linked[0][0].record)
                found = found.filter(IsOneOf(F("pk"), ArraySubquery(ids)))
            for condition, key in asked:
                if not (few and condition.links):
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


def _have_all(conditions: Sequence[Condition], keys: Sequence[Any]) -> QuerySet[Any]:
    """The links of the first condition to records that have the others too."""
    first, *others = [
        (condition.links(key), condition.record)
        for condition, key in zip(conditions, keys, strict=True)
        if condition.links
    ]
    found, record = first
    for links, other_record in others:
        found = found.filter(**{f"{record}__in": links.values(other_record)})
    return found.order_by()


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
