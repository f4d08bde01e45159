"""QuerySets as JSON: the fields of a row class are the keys of the JSON object that a statement returns."""

from typing import Any

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows of one record, as the database gave it."""


class JSONText(JSONObject):
    """An object of Postgres' type `json`, which is text.

    Django's own is `jsonb`: made to be searched, it is built, copied and written out at a fifth of a page's query.
    """

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_BUILD_OBJECT", **context)


def json_object(row: type[Row], prefix: str = "", **expressions: Any) -> JSONObject:
    """The row's fields by their names (behind `prefix`), or by the expression given for them."""
    return JSONText(**{name: expressions.get(name, F(prefix + name)) for name in row.__struct_fields__})


def as_json(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> QuerySet[Any, Any]:
    """One column of JSON texts, an object of `row` a record."""
    return queryset.values_list(Cast(json_object(row, **expressions), TextField()), flat=True)


def json_list(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> ArraySubquery:
    """All records of a subquery, in its order, as one JSON array; [] where there is none."""
    return ArraySubquery(_objects(queryset, row, **expressions))


def json_first(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> Subquery:
    """The first record of a subquery, or null."""
    return Subquery(_objects(queryset, row, **expressions)[:1])


def _objects(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> QuerySet[Any, Any]:
    return queryset.values_list(json_object(row, **expressions), flat=True)
