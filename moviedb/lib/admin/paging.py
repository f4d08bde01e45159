"""Pages of long lists without counting the whole table."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext

if TYPE_CHECKING:
    _Paginator = Paginator[models.Model]
else:
    _Paginator = Paginator


class CappedPaginator(_Paginator):
    """Counts no further than `LIMIT` rows: who looks that far searches instead of turning pages."""

    LIMIT = 10_000

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.LIMIT + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.LIMIT)

    @property
    def count_text(self) -> str:
        """What the page shows: "312", or "10,000+" where counting stopped."""
        if self._counted <= self.LIMIT:
            return str(self._counted)
        return gettext("%(count)s+") % {"count": f"{self.LIMIT:,}"}
