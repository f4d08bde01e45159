"""Lists page by page: the next page starts after the last row's sort value and id, however far in it lies.

An OFFSET would count through all earlier rows. What follows a row is asked for in up to three steps, until the page
is full: rows of the same value, rows of a later value, rows without a value, which come last. Each step is one
range of the index; a single condition for all of them would walk through what was shown before.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import Promise

from moviedb.lib.json_rows import Row, as_json
from moviedb.lib.statements import KeyValue, Statement

PER_PAGE = 60


SortValue = str | float | int | None
R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Order:
    code: str
    label: str | Promise
    column: str
    kind: type
    descending: bool = False
    id_descending: bool = False
    nullable: bool = False
    # What brings the column, where it is none of the record's own.
    of: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda records: records

    def has_value(self, value: object) -> bool:
        """Whether a row of the list can have this value, as JSON, in the column sorted by."""
        if value is None:
            return self.nullable
        if self.kind is int:
            return _is_integer(value)
        if self.kind is float:
            return isinstance(value, int | float) and math.isfinite(value)
        return isinstance(value, str) and "\0" not in value


class Cursor(NamedTuple):
    value: Any
    id: int


class Address(NamedTuple):
    """Where a list is, without its order and place: a path and the parameters that narrow it."""

    path: str
    pairs: tuple[tuple[str, str], ...] = ()

    def url(self, **more: str) -> str:
        query = urlencode([*self.pairs, *((name, value) for name, value in more.items() if value)])
        return f"{self.path}?{query}" if query else self.path


class SortLink(NamedTuple):
    label: str
    url: str
    current: bool


class ListPage(NamedTuple, Generic[R]):
    """A page of a list with the addresses of what is beside it; "" where there is none."""

    rows: list[R]
    texts: list[str]
    url: str
    first_url: str
    next_url: str
    sorts: list[SortLink]


class KeysetList(Generic[R]):
    """A list with its orders, the first of which is the default. `name` keeps cursors of lists apart.

    A row class has the fields `id` and `sort_value`, which a cursor is made of. `records` is called with `keys`,
    values of the types named here, by which a list is narrowed.
    """

    def __init__(
        self,
        name: str,
        row: type[R],
        records: Callable[..., QuerySet[Any]],
        orders: Iterable[Order],
        *,
        keys: Sequence[type] = (),
        prepared: bool = True,
        per_page: int = PER_PAGE,
        **expressions: Any,
    ) -> None:
        self.name = name
        self.signer = signing.Signer(salt=f"moviedb.keyset.{name}")
        self.row, self.records, self.expressions = row, records, expressions
        self.keys, self.prepared, self.per_page = tuple(keys), prepared, per_page
        self.orders = {order.code: order for order in orders}
        self.default = next(iter(self.orders))
        self.from_start = {code: self._statement(order) for code, order in self.orders.items()}
        self.same_value = {code: self._same_value(order) for code, order in self.orders.items()}
        self.later_value = {code: self._later_value(order) for code, order in self.orders.items()}
        self.no_value = {code: self._no_value(order) for code, order in self.orders.items() if order.nullable}

    def page(self, request: HttpRequest, address: Address | None = None, *keys: KeyValue) -> ListPage[R]:
        """The page that `?sort=` and `?after=` ask for: an unknown order is the default, a broken cursor 404."""
        address = address or Address(request.path)
        code = request.GET.get("sort", self.default)
        order = self.orders.get(code, self.orders[self.default])
        cursor = self._read_cursor(order, request.GET.get("after", ""))
        texts = self._texts(order, keys, cursor)
        rows = [self.from_start[order.code].decode(text) for text in texts[: self.per_page]]
        more = len(texts) > self.per_page
        return ListPage(
            rows=rows,
            texts=texts,
            url=self._url(address, order, request.GET.get("after", "")),
            first_url=self._url(address, order) if cursor else "",
            next_url=self._url(address, order, self._write_cursor(order, rows[-1])) if more else "",
            sorts=[
                SortLink(str(other.label), self._url(address, other), other is order) for other in self.orders.values()
            ],
        )

    def _texts(self, order: Order, keys: tuple[KeyValue, ...], cursor: Cursor | None) -> list[str]:
        if cursor is None:
            return self.from_start[order.code].raw(*keys)
        if cursor.value is None:
            return self.no_value[order.code].raw(*keys, cursor.id)
        texts = self.same_value[order.code].raw(*keys, cursor.value, cursor.id)
        if len(texts) <= self.per_page:
            texts += self.later_value[order.code].raw(*keys, cursor.value)
        if order.nullable and len(texts) <= self.per_page:
            texts += self.no_value[order.code].raw(*keys, 2**31 - 1 if order.id_descending else 0)
        return texts[: self.per_page + 1]

    def _records(self, order: Order, keys: Sequence[Any]) -> QuerySet[Any]:
        return order.of(self.records(*keys))

    def _ordered(self, order: Order, records: QuerySet[Any]) -> QuerySet[Any, str]:
        column = F(order.column)
        if order.nullable:
            by_value = column.desc(nulls_last=True) if order.descending else column.asc(nulls_last=True)
        else:
            by_value = column.desc() if order.descending else column.asc()
        ordered = records.order_by(by_value, "-id" if order.id_descending else "id")
        return as_json(ordered, self.row, sort_value=column, **self.expressions)[: self.per_page + 1]

    def _made(self, order: Order, kinds: Sequence[type], build: Callable[..., QuerySet[Any]]) -> Statement[R]:
        """`build(records, *values)`: the list's own keys come first, values of these kinds behind them."""
        own = len(self.keys)

        def build_ordered(*values: Any) -> QuerySet[Any, str]:
            return self._ordered(order, build(self._records(order, values[:own]), *values[own:]))

        return Statement(self.row, [*self.keys, *kinds], build_ordered, prepared=self.prepared)

    def _statement(self, order: Order) -> Statement[R]:
        return self._made(order, [], lambda records: records)

    def _same_value(self, order: Order) -> Statement[R]:
        return self._made(
            order,
            [order.kind, int],
            lambda records, value, record_id: records.filter(_later_id(order, record_id), **{order.column: value}),
        )

    def _later_value(self, order: Order) -> Statement[R]:
        later = f"{order.column}__{'lt' if order.descending else 'gt'}"
        return self._made(order, [order.kind], lambda records, value: records.filter(**{later: value}))

    def _no_value(self, order: Order) -> Statement[R]:
        return self._made(
            order,
            [int],
            lambda records, record_id: records.filter(_later_id(order, record_id), **{f"{order.column}__isnull": True}),
        )

    def _read_cursor(self, order: Order, text: str) -> Cursor | None:
        if not text:
            return None
        try:
            code, value, record_id = self.signer.unsign_object(text)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise Http404 from error
        # An earlier release may have signed a list's cursor otherwise.
        if code != order.code or not order.has_value(value) or not _is_integer(record_id):
            raise Http404
        return Cursor(value, record_id)

    def _write_cursor(self, order: Order, row: R) -> str:
        return self.signer.sign_object([order.code, row.sort_value, row.id])  # type: ignore[attr-defined]

    def _url(self, address: Address, order: Order, after: str = "") -> str:
        return address.url(sort="" if order.code == self.default else order.code, after=after)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _later_id(order: Order, record_id: int) -> Q:
    return Q(id__lt=record_id) if order.id_descending else Q(id__gt=record_id)
