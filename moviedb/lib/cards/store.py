"""Cards that were drawn are kept as files, named by what they show. The folder may be emptied at any time."""

import logging
from pathlib import Path

from django.conf import settings

from moviedb.lib.cards.card import Card, draw
from moviedb.lib.whole_file import whole_file

logger = logging.getLogger("moviedb")


def card_path(card: Card) -> Path:
    path: Path = settings.STATE_DIR / "cards" / f"{card.digest}.png"
    return path


def card_png(card: Card) -> bytes:
    """The card's file, drawn now if nobody asked for it before; a full disk costs the file, not the answer."""
    path = card_path(card)
    if path.exists():
        return path.read_bytes()
    png = draw(card)
    try:
        with whole_file(path) as file:
            file.write(png)
    except OSError as fault:
        logger.warning("cannot keep the card %s: %s", card.digest, fault)
    return png
