"""QuerySets as JSON: the fields of a row class are the keys of the JSON object that a statement returns."""

from typing import Any

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet, Subquery
from django.db.models.functions import JSONObject


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows of one record, as the database gave it."""


def json_object(row: type[Row], prefix: str = "", **expressions: Any) -> JSONObject:
    """The row's fields by their names (behind `prefix`), or by the expression given for them."""
    return JSONObject(**{name: expressions.get(name, F(prefix + name)) for name in row.__struct_fields__})


def as_json(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> QuerySet[Any, Any]:
    """One JSON column, an object of `row` a record."""
    return queryset.values_list(json_object(row, **expressions), flat=True)


def json_list(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> ArraySubquery:
    """All records of a subquery, in its order, as one JSON array; [] where there is none."""
    return ArraySubquery(as_json(queryset, row, **expressions))


def json_first(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> Subquery:
    """The first record of a subquery, or null."""
    return Subquery(as_json(queryset, row, **expressions)[:1])
