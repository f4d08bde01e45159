from collections.abc import Sequence

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moviedb.lib.columns import bigrams, folded, latin, name_indexes
from moviedb.lib.provenance.models import SourcedRow, SourcedRowQuerySet

# The row of kind "name" follows the person's own name; the rank follows the person in every row.
# Compared first: ON CONFLICT would lock, and so write, every row that is right already.
RENAME_SQL = """
    UPDATE people_personname AS n SET text = p.name FROM people_person AS p
    WHERE p.id = n.person_id AND n.person_id = ANY(%(people)s) AND n.kind = 'name' AND n.text <> p.name
"""
INSERT_SQL = """
    INSERT INTO people_personname (person_id, kind, language, text, popularity, origin, removed, gone)
    SELECT id, 'name', '', name, coalesce(popularity, credit_count), 'person', false, false
    FROM people_person AS p WHERE id = ANY(%(people)s)
      AND NOT EXISTS (SELECT FROM people_personname AS n WHERE n.person_id = p.id AND n.kind = 'name')
"""
RANK_SQL = """
    UPDATE people_personname AS n SET popularity = coalesce(p.popularity, p.credit_count)
    FROM people_person AS p
    WHERE p.id = n.person_id AND p.id = ANY(%(people)s)
      AND n.popularity <> coalesce(p.popularity, p.credit_count)
"""


class PersonNameQuerySet(SourcedRowQuerySet["PersonName"]):
    def mirror(self, people: Sequence[int]) -> None:
        """Brings the search rows of these people in line with the people themselves."""
        with connection.cursor() as cursor:
            for statement in (RENAME_SQL, INSERT_SQL, RANK_SQL):
                cursor.execute(statement, {"people": list(people)})


class PersonName(SourcedRow):
    """One name that a person is found by: a row per name, the main one among them."""

    class Kind(models.TextChoices):
        NAME = "name", _("name")
        BIRTH = "birth", _("birth name")
        ALIAS = "alias", _("also known as")
        NATIVE = "native", _("in the original script")

    person = models.ForeignKey(
        "people.Person", models.CASCADE, verbose_name=_("person"), related_name="names", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ALIAS)
    language = models.CharField(_("language"), max_length=10, blank=True)
    text = models.CharField(_("name"), max_length=1000)
    fold = folded("text")
    latin = latin("text")
    bigrams = bigrams("text")
    # Copied from the person (popularity, else the number of credits): search ranks without a join.
    popularity = models.FloatField(default=0, editable=False)

    objects = PersonNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "language", "text"], name="person_name_unique"),
            models.UniqueConstraint(fields=["person"], condition=Q(kind="name"), name="person_name_main"),
            models.CheckConstraint(condition=~Q(text=""), name="person_name_has_text"),
        ]
        indexes = name_indexes("person_name")

    def __str__(self) -> str:
        return self.text
