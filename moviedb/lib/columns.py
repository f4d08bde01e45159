"""Generated columns and their indexes that films and people share."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.db.models.functions import Length
from django.db.models.lookups import Exact

# Characters whose folded form may be Greek or Cyrillic, and Chinese, Japanese or Korean. Asking for them first, and
# only texts that are not ASCII, spares most of an import's millions of names from being folded twice more.
GREEK_OR_CYRILLIC = (
    r"[\u00B5\u0370-\u04FF\u1D5D-\u1DBF\u1F00-\u1FFF\u2126\u213C-\u213F\u3380-\u33FF\uA69C\uA69D\U0001D6A8-\U0001D7CB]"
)
CJK = r"[\u1100-\u11FF\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\uFF65-\uFFDC\U0001F200-\U0001F2FF\U0002F800-\U0002FA1F]"


def folded(column: str) -> models.GeneratedField:
    """moviedb_fold(column), compared byte by byte: sorts alike on every server."""
    return models.GeneratedField(
        expression=Func(F(column), function="moviedb_fold", output_field=models.TextField()),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


def latin(column: str) -> models.GeneratedField:
    """Latin spelling of a Cyrillic or Greek name, null for any other."""
    return models.GeneratedField(
        expression=_of_folded(column, GREEK_OR_CYRILLIC, "moviedb_latin", models.TextField()),
        output_field=models.TextField(db_collation="C", null=True),
        db_persist=True,
    )


def bigrams(column: str) -> models.GeneratedField:
    """Pairs of neighbouring characters of a name with Chinese, Japanese or Korean in it, else null."""
    return models.GeneratedField(
        expression=_of_folded(column, CJK, "moviedb_bigrams", ArrayField(models.TextField())),
        output_field=ArrayField(models.TextField(), null=True),
        db_persist=True,
    )


def _of_folded(column: str, regex: str, function: str, output: "models.Field[Any, Any]") -> Case:
    folded = Func(F(column), function="moviedb_fold", output_field=models.TextField())
    then = Func(folded, function=function, output_field=output)
    is_ascii = Exact(Func(F(column), function="octet_length", output_field=models.IntegerField()), Length(column))
    return Case(When(~Q(is_ascii) & Q(**{f"{column}__regex": regex}), then=then), output_field=output)


def name_indexes(prefix: str) -> list[models.Index]:
    """Indexes of a name table, each for one way of searching (see films/search)."""
    return [
        # fold LIKE '%word%' and similarity
        GinIndex(OpClass("fold", "gin_trgm_ops"), name=f"{prefix}_fold_trgm"),
        # fold LIKE 'prefix%' of one or two letters, and equality
        models.Index(fields=["fold"], name=f"{prefix}_fold"),
        GinIndex(
            OpClass("latin", "gin_trgm_ops"),
            name=f"{prefix}_latin_trgm",
            condition=models.Q(latin__isnull=False),
        ),
        GinIndex(fields=["bigrams"], name=f"{prefix}_bigrams", condition=models.Q(bigrams__isnull=False)),
    ]
