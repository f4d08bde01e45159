"""What axe cannot decide by itself ("incomplete") and why each of it is right: anything else is a fault."""

import re
from typing import NamedTuple


class Explained(NamedTuple):
    rule: str
    # All of the last selector that axe names.
    selector: str
    reason: str


EXPLAINED: tuple[Explained, ...] = ()


def is_explained(rule: str, selector: str) -> str:
    """The reason, "" where there is none."""
    for explained in EXPLAINED:
        if explained.rule == rule and re.fullmatch(explained.selector, selector):
            return explained.reason
    return ""
