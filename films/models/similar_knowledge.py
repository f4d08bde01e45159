from collections.abc import Mapping, Sequence

from django.db import connection, models

from moviedb.lib.copying import copying

# The name of an array, and the first key of this part of it.
Part = tuple[str, int]


# Other at each time that every list became outdated.
STALE = "stale"


class SimilarKnowledgeQuerySet(models.QuerySet["SimilarKnowledge"]):
    def keep(self, parts: Mapping[Part, bytes]) -> None:
        """These and no others; rows that are right already are not written."""
        old = {(row.name, row.start): row for row in self.all()}
        new = [
            SimilarKnowledge(name=name, start=start, content=content)
            for (name, start), content in parts.items()
            if (name, start) not in old
        ]
        changed = []
        for part, row in old.items():
            if part in parts and bytes(row.content) != parts[part]:
                row.content = parts[part]
                changed.append(row)
        self.filter(pk__in=[row.pk for part, row in old.items() if part not in parts]).delete()
        self.bulk_update(changed, ["content"], batch_size=20)
        self.bulk_create(new, batch_size=20)

    def contents(self, names: Sequence[str]) -> dict[str, bytes]:
        """The whole array of each name that is there. By COPY: as text, megabytes of bytes take thrice the time."""
        rows = self.filter(name__in=names).order_by("name", "start").values_list("name", "content")
        found: dict[str, list[bytes]] = {}
        with connection.cursor() as cursor:
            composed = cursor.mogrify(*rows.query.sql_with_params())
            with copying(cursor, f"COPY ({composed}) TO STDOUT (FORMAT BINARY)") as copy:
                copy.set_types(["varchar", "bytea"])
                for name, content in copy.rows():
                    found.setdefault(name, []).append(bytes(content))
        return {name: b"".join(parts) for name, parts in found.items()}


class SimilarKnowledge(models.Model):
    """What the last full run of "more like this" learned of the catalogue as a whole: arrays, in parts.

    Derived data: with it the list of one changed film is made without reading all films (`films.similarity.knowledge`
    says what is in it).
    """

    name = models.CharField(max_length=40)
    start = models.BigIntegerField()
    content = models.BinaryField()

    objects = SimilarKnowledgeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "start"], name="similar_knowledge_unique")]

    def __str__(self) -> str:
        return f"{self.name} {self.start}"


class SimilarLikes(models.Model):
    """What people's likes say of one film and its list, learned by the last full run: arrays.

    Derived data: written with the lists. With it the list of one changed film needs no full run
    (`films.similarity.learned` says what is in it). Films of which likes say nothing have none.
    """

    film = models.OneToOneField("films.Film", models.CASCADE, primary_key=True, related_name="+")
    likes = models.PositiveIntegerField()
    others = models.BinaryField()
    lenders = models.BinaryField()
    in_choice = models.FloatField()
    in_front = models.FloatField()

    def __str__(self) -> str:
        return str(self.film_id)
