from django.contrib.postgres.indexes import BTreeIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moviedb.lib.provenance.models import ExternalId


class PersonExternalId(ExternalId):
    person = models.ForeignKey(
        "people.Person", models.CASCADE, verbose_name=_("person"), related_name="external_ids", db_index=False
    )

    class Meta(ExternalId.Meta):
        constraints = [
            models.UniqueConstraint(fields=["source", "value"], name="person_external_id_unique"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(value=""), name="person_external_id_not_empty"),
        ]
        # Hardly two entries are alike.
        indexes = [BTreeIndex(fields=["person"], name="person_external_id_of", deduplicate_items=False)]
