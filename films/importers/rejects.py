"""The reject file: rows that an import left out, for their owner to mend."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from films.importers.records import Reject

HEADER = ("file", "line", "reason", "row")
# A spreadsheet takes a cell that starts so for a formula.
FORMULA = ("=", "+", "-", "@")
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
    | {chr(code): f"\\x{code:02x}" for code in (*range(9), 11, 12, *range(14, 32), 127)}
)


def write_rejects(path: Path, rejects: Sequence[Reject]) -> bool:
    """Writes a TSV file, whole or not at all; without rejects none, and whatever lies there stays."""
    if not rejects:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
            stream.write("\t".join(HEADER) + "\n")
            for reject in rejects:
                cells = (reject.file, str(reject.line), reject.reason, reject.row)
                stream.write("\t".join(map(_cell, cells)) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def _cell(text: str) -> str:
    text = text.translate(_ESCAPES)
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text
