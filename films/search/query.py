"""What a visitor typed, taken apart."""

import re
from enum import Enum
from typing import NamedTuple

LONGEST = 100  # letters
MOST_WORDS = 8
# A trigram index needs three letters of a word.
TRIGRAM = 3
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


class Way(Enum):
    """How a word is looked for, each by its own index."""

    INSIDE = "inside"
    AT_START = "at start"
    BY_PAIRS = "by pairs"  # of Chinese, Japanese or Korean characters


class Query(NamedTuple):
    text: str
    words: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Query":
        words = text[:LONGEST].split()[:MOST_WORDS]
        return cls(" ".join(words), tuple(words))

    @property
    def ways(self) -> tuple[Way, ...]:
        """Where no word is long enough for an index, names must begin with the first one."""
        ways = [_way(word) for word in self.words]
        if ways and not any(
            way is Way.BY_PAIRS or len(word) >= TRIGRAM for way, word in zip(ways, self.words, strict=True)
        ):
            ways[0] = Way.AT_START
        return tuple(ways)


def _way(word: str) -> Way:
    return Way.BY_PAIRS if CJK.search(word) and len(word) > 1 else Way.INSIDE
