"""Names that match all words of a query, and how well: the same for films and people.

The query is folded by the database, with the function that folded the names.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Func, IntegerField, Q, QuerySet, TextField, Value, When

from films.search.query import Way

Q_ = TypeVar("Q_", bound=QuerySet[Any])


def fold(text: str) -> Func:
    return Func(Value(text), function="moviedb_fold", output_field=TextField())


def _pairs(text: str) -> Func:
    return Func(fold(text), function="moviedb_bigrams", output_field=ArrayField(TextField()))


def _matches(column: str, way: Way, word: str) -> Q:
    if way is Way.BY_PAIRS:
        # All pairs occur somewhere: the index's answer; then side by side, as typed.
        return Q(bigrams__contains=_pairs(word), **{f"{column}__contains": fold(word)})
    lookup = "startswith" if way is Way.AT_START else "contains"
    return Q(**{f"{column}__{lookup}": fold(word)})


def matching(ways: Sequence[Way], words: Sequence[str]) -> Q:
    """All words in the name as it is written, or all in its Latin spelling."""
    in_fold, in_latin = Q(), Q()
    for way, word in zip(ways, words, strict=True):
        in_fold &= _matches("fold", way, word)
        in_latin &= _matches("latin", way, word)
    return in_fold | in_latin


def rank(text: str) -> Case:
    """0: written exactly so; 1: the same but for case and marks; 2: begins with it; 3: has the words."""
    return Case(
        When(text=text, then=0),
        When(Q(fold=fold(text)) | Q(latin=fold(text)), then=1),
        When(Q(fold__startswith=fold(text)) | Q(latin__startswith=fold(text)), then=2),
        default=3,
        output_field=IntegerField(),
    )
