"""QuerySets as JSON: a statement returns a row class's fields as a JSON array, in the order of the class."""

from typing import Any

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, JSONField, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject


class Row(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What a page shows of one record, as the database gave it.

    Without the names of its fields: Postgres would write, send and hash them for each of a page's hundred records.
    """


class JSONText(JSONObject):
    """An object of Postgres' type `json`, which is text.

    Django's own is `jsonb`: made to be searched, it is built, copied and written out at a fifth of a page's query.
    """

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_BUILD_OBJECT", **context)


class JSONArray(Func):
    """An array of Postgres' type `json`, for the same reason."""

    function = "JSON_BUILD_ARRAY"
    output_field = JSONField()


def json_row(row: type[Row], prefix: str = "", **expressions: Any) -> JSONArray:
    """The row's fields, each read from the column of its name (behind `prefix`) or from the expression given."""
    return JSONArray(*[expressions.get(name, F(prefix + name)) for name in row.__struct_fields__])


def as_json(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> QuerySet[Any, Any]:
    """One column of JSON texts, one `row` a record."""
    return queryset.values_list(Cast(json_row(row, **expressions), TextField()), flat=True)


def json_list(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> ArraySubquery:
    """All records of a subquery, in its order, as one JSON array; [] where there is none."""
    return ArraySubquery(_objects(queryset, row, **expressions))


def json_first(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> Subquery:
    """The first record of a subquery, or null."""
    return Subquery(_objects(queryset, row, **expressions)[:1])


def _objects(queryset: QuerySet[Any], row: type[Row], **expressions: Any) -> QuerySet[Any, Any]:
    return queryset.values_list(json_row(row, **expressions), flat=True)
