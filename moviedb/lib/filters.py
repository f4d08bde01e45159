"""Lists that visitors narrow: what a form asks for, and a list with its statements for each set of conditions."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from moviedb.lib.json_rows import Row
from moviedb.lib.keyset import Address, KeysetList, ListPage, Order
from moviedb.lib.statements import KeyValue

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


def asked(data: QueryDict, names: Sequence[str]) -> list[tuple[str, str]]:
    """The parameters with one of these names, as they stand in the address."""
    return [(name, value) for name, values in data.lists() if name in names for value in values]
