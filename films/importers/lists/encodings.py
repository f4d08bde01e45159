"""In which encoding and with which separator a program saved a list."""

import codecs
import gzip
import re
from pathlib import Path

from films.importers.csvfile import ALWAYS_UNPACKED, MOST_PACKED_TIMES, is_gzip, usable
from films.importers.records import SourceError

# One's own list, not a dump: it is read whole.
MOST_BYTES = 256 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BEYOND_ASCII = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
SEPARATORS = (",", ";", "\t", "|")


def read_bytes(path: Path) -> bytes:
    """The file, unpacked."""
    with usable(path):
        packed = is_gzip(path)
        most = MOST_BYTES
        if packed:
            most = min(most, max(ALWAYS_UNPACKED, MOST_PACKED_TIMES * path.stat().st_size))
        with gzip.open(path, "rb") if packed else path.open("rb") as stream:
            content: bytes = stream.read(most + 1)
    if len(content) > most:
        raise SourceError(f"{path} has more than {most:,} bytes unpacked: that is no list of one's own.")
    if not content.strip():
        raise SourceError(f"{path} is empty: get it again.")
    return content


def encoding_of(content: bytes) -> str:
    """A file that has letters in UTF-8 is UTF-8, with bad rows perhaps; else what is no UTF-8 is Windows-1252."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return encoding
    sample = content[:4000]
    if sample[1::2].count(0) > len(sample) // 3:
        return "utf-16-le"
    if sample[::2].count(0) > len(sample) // 3:
        return "utf-16-be"
    try:
        content.decode()
    except UnicodeDecodeError:
        return "utf-8-sig" if _BEYOND_ASCII.search(content) else "cp1252"
    return "utf-8-sig"


def separator_of(header: str) -> str:
    """The one that stands most often in the header, outside quotation marks."""
    plain = _QUOTED.sub("", header)
    return max(SEPARATORS, key=lambda each: (plain.count(each), -SEPARATORS.index(each)))
