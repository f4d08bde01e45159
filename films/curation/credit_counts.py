"""Numbers of credits after an editor's change; imports count with their own statement."""

from collections.abc import Collection

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from films.models import Credit
from people.models import Person, PersonName


def recount(people: Collection[int]) -> None:
    """Counts the credits of these people anew; their rank in searches follows."""
    credits = Credit.objects.present().filter(person=OuterRef("pk")).order_by().values("person")
    number = Subquery(credits.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    Person.objects.filter(pk__in=people).update(credit_count=Coalesce(number, 0))
    PersonName.objects.mirror(list(people))
