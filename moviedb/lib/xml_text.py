"""Text for XML 1.0, which has no way to write control characters; imported texts have some."""

import re

_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    return _IMPOSSIBLE.sub("", text)
