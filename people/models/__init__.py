from people.models.external_id import PersonExternalId
from people.models.name import PersonName
from people.models.person import Person, PersonQuerySet
from people.models.source_values import PersonSourceValues

__all__ = ["Person", "PersonExternalId", "PersonName", "PersonQuerySet", "PersonSourceValues"]
