"""Which source said what of a film, and when."""

from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Func, OuterRef
from django.db.models.fields.json import JSONField

from films.models import Film, FilmSourceValues
from moviedb.lib.hosts import site_name
from moviedb.lib.json_rows import Row, json_list
from moviedb.lib.provenance.models import ImportRun


class StatedField(Row, frozen=True):
    field: str
    date: str


class StatedOn(NamedTuple):
    date: str
    fields: list[str]


class SourceRow(Row, frozen=True):
    """What one source said, and when."""

    source: str
    stated: list[StatedField]

    @property
    def site(self) -> str:
        return site_name(self.source)

    @property
    def by_date(self) -> list[StatedOn]:
        """The newest first; fields by the names that the admin gives them."""
        dates: dict[str, list[str]] = {}
        for stated in self.stated:
            dates.setdefault(stated.date, []).append(_field_name(stated.field))
        return [StatedOn(date, sorted(dates[date])) for date in sorted(dates, reverse=True)]


def _field_name(field: str) -> str:
    try:
        return str(Film._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    except (FieldDoesNotExist, AttributeError):
        return field.replace("_", " ")


class StatedFields(Func):
    """The fields of `SourceValues` with the day of the run that brought each."""

    output_field = JSONField()
    template = (
        "ARRAY(SELECT json_build_object('field', k.field,"
        " 'date', to_char(coalesce(run.finished_at, run.started_at), 'YYYY-MM-DD'))"
        " FROM (SELECT %(expressions)s) AS s(said, runs, first_run)"
        " CROSS JOIN LATERAL jsonb_object_keys(s.said) AS k(field)"
        f" JOIN {ImportRun._meta.db_table} AS run ON run.id = coalesce((s.runs->>k.field)::int, s.first_run)"
        " ORDER BY k.field)"
    )


def sources_of_film() -> ArraySubquery:
    return json_list(
        FilmSourceValues.objects.filter(film=OuterRef("pk")).order_by("source"),
        SourceRow,
        stated=StatedFields("values", "runs", "first_run_id"),
    )
