"""Which of several sources' values holds where nobody edited (decision 14)."""

from collections.abc import Mapping, Sequence
from typing import Any


def rank(source: str, precedence: Sequence[str]) -> int:
    """The source's place: 0 is best. "csv:mine", a list with a name of its own, stands where "csv" does."""
    for name in (source, source.partition(":")[0]):
        if name in precedence:
            return precedence.index(name)
    return len(precedence)


def ranked(sources: Mapping[str, Any], precedence: Sequence[str]) -> list[str]:
    """The sources, best first. Those that the setting does not name come last, by name."""
    return sorted(sources, key=lambda source: (rank(source, precedence), source))


def effective(values_by_source: Mapping[str, Mapping[str, Any]], field: str, precedence: Sequence[str]) -> Any | None:
    """The value of the best source that states one. None and "" mean that a source says nothing."""
    for source in ranked(values_by_source, precedence):
        value = values_by_source[source].get(field)
        if value is not None and value != "":
            return value
    return None
