"""Partial dates: a year, a year and month, or a full date; never a made-up 1 January.

Stored as the known prefix of an ISO 8601 date ("1994", "1994-05", "1994-05-17"): what is written is what is
known, and the text order under COLLATE "C" is the order in time, the vaguer date first.
"""

import calendar
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FORMAT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise ValueError(f"{self.year} is not a year between 1 and 9999")
        if self.month is None:
            if self.day is not None:
                raise ValueError("a day without a month")
        elif not 1 <= self.month <= 12:
            raise ValueError(f"{self.month} is not a month")
        elif self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise ValueError(f"{self.year}-{self.month:02} has no day {self.day}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads YYYY, YYYY-MM or YYYY-MM-DD; raises ValueError for anything else."""
        match = FORMAT.fullmatch(text.strip())
        if not match:
            raise ValueError(f"{text!r} is not a date: write 1994, 1994-05 or 1994-05-17")
        return cls(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]

    def __str__(self) -> str:
        text = f"{self.year:04}"
        if self.month:
            text += f"-{self.month:02}"
        if self.day:
            text += f"-{self.day:02}"
        return text


if TYPE_CHECKING:
    _CharField = models.CharField[PartialDate | str | None, PartialDate | None]
else:
    _CharField = models.CharField


class PartialDateField(_CharField):
    """A nullable column of a partial date; see the module's docstring for how it is stored."""

    description = _("A year, a year and month, or a date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        kwargs["db_collation"] = "C"
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"], kwargs["db_collation"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *args: object) -> PartialDate | None:
        return None if value is None else PartialDate.parse(value)

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or isinstance(value, PartialDate):
            return value
        try:
            return PartialDate.parse(str(value)) if str(value).strip() else None
        except ValueError as error:
            raise ValidationError(_("Write 1994, 1994-05 or 1994-05-17."), code="invalid") from error

    def get_prep_value(self, value: Any) -> str | None:
        date = self.to_python(value)
        return None if date is None else str(date)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"empty_value": None, **kwargs})

    def run_validators(self, value: Any) -> None:
        super().run_validators(None if value is None else str(value))


def partial_date_check(field: str, name: str) -> models.CheckConstraint:
    """The database's own word on a partial date: its shape, the month and the day of the month.

    Most dates that come by the million are years, and of these no more is asked.
    """
    year = r"^[0-9]{4}$"
    shape = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
    short_months = r"^[0-9]{4}-(02-(30|31)|(04|06|09|11)-31)$"
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True})
        | Q(**{f"{field}__regex": year})
        | (Q(**{f"{field}__regex": shape}) & ~Q(**{f"{field}__regex": short_months})),
        name=name,
    )
