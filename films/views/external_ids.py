"""How other sites call a film."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from films.models import FilmExternalId
from moviedb.lib.hosts import record_link, site_name
from moviedb.lib.json_rows import Row, json_list


class ExternalIdRow(Row, frozen=True):
    source: str
    value: str

    @property
    def site(self) -> str:
        return site_name(self.source)

    @property
    def url(self) -> str:
        """ "" where we know no page of that source."""
        return record_link("film", self.source, self.value)


def external_ids_of_film() -> ArraySubquery:
    return json_list(FilmExternalId.objects.filter(film=OuterRef("pk")).order_by("source", "value"), ExternalIdRow)
