"""What TMDB writes in brackets after a character: "Puss in Boots (voice) (uncredited)".

Notes that we keep as facts of their own are split off; any other ("archive footage", "1932") stays in the
text.
"""

import re
from dataclasses import dataclass

_TRAILING_NOTES = re.compile(r"(?:\s*\([^()]*\))+$")
_NOTE = re.compile(r"\(([^()]*)\)")
_SEPARATOR = re.compile(r"\s*[,;/]\s*")
# "as Joe Billingiere" is a name on the screen, "as a child" is not.
_CREDITED_AS = re.compile(r"[Aa]s\s+(?=[^\W\d_a-z]|[\"'“‘])(.+)")
_VOICE = re.compile(r"\bvoices?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Character:
    text: str
    voice: bool = False
    uncredited: bool = False
    credited_as: str = ""

    def notes(self) -> tuple[bool, bool, str]:
        return self.voice, self.uncredited, self.credited_as


def read_character(text: str) -> Character:
    """Expects normalised white space. The note of one part among several ("A (voice) / B") stays in the text."""
    if "(" not in text:
        return Character(text)
    parts = [_read_part(part) for part in text.split(" / ")]
    if any(part.notes() != Character("").notes() for part in parts[:-1]):
        alike = all(part.notes() == parts[0].notes() for part in parts)
        return Character(" / ".join(part.text for part in parts), *parts[0].notes()) if alike else Character(text)
    return _read_part(text)


def _read_part(text: str) -> Character:
    match = _TRAILING_NOTES.search(text)
    if not match:
        return Character(text)
    voice = uncredited = False
    credited_as = ""
    kept = [text[: match.start()].rstrip()]
    for note in _NOTE.findall(match.group()):
        if name := _CREDITED_AS.fullmatch(note.strip()):
            credited_as = name.group(1).strip()
            continue
        items = _SEPARATOR.split(note.strip())
        facts = [item for item in items if item.lower() in ("voice", "uncredited")]
        others = [item for item in items if item not in facts]
        # "singing voice" and "voice: English" say more than our mark: it is set, and they stay.
        voice = voice or any(_VOICE.search(item) for item in items)
        uncredited = uncredited or any(item.lower() == "uncredited" for item in facts)
        if not facts:
            kept.append(f"({note})")
        elif others:
            kept.append(f"({', '.join(others)})")
    return Character(" ".join(part for part in kept if part), voice, uncredited, credited_as)
