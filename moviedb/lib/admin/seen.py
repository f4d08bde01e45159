"""What an editor saw: a page may be open for an hour while an import or somebody else changes its rows.

A form sends all its rows back. Only those that differ from what the page showed are the editor's changes; the
others are left as they are by now. For this the page carries a digest of each row.
"""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from django import forms


def row_digest(form: forms.BaseForm, names: list[str], *, posted: bool) -> str:
    """Of the fields as the page shows them, or as they were sent back."""
    parts = []
    for name in names:
        bound = form[name]
        value = bound.data if posted else bound.field.prepare_value(bound.initial)
        parts.append(_plain(value))
    return blake2b("\0".join(parts).encode(), digest_size=6).hexdigest()


def _plain(value: Any) -> str:
    """As text, whatever a browser does to it: line ends, spaces around, an unticked box."""
    return "" if value is None or value is False else str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def write_seen(digests: Mapping[str, str]) -> str:
    return json.dumps(digests, separators=(",", ":"))


def read_seen(text: str) -> dict[str, str]:
    """Row id → digest. Nothing where a script sends a form without them: then the database is compared with."""
    try:
        digests = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in digests.items()} if isinstance(digests, dict) else {}
