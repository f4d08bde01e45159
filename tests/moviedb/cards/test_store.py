import logging

import pytest

from moviedb.lib.cards import store
from moviedb.lib.cards.card import Card

CARD = Card(1, ("The Concert",), 2009, (), "moviedb")


@pytest.fixture(autouse=True)
def state(settings, tmp_path):
    settings.STATE_DIR = tmp_path / "state"
    return settings.STATE_DIR


@pytest.fixture
def drawn(monkeypatch):
    drawn = []

    def draw(card):
        drawn.append(card)
        return b"png"

    monkeypatch.setattr(store, "draw", draw)
    return drawn


def test_card_is_drawn_once(drawn, state):
    assert [store.card_png(CARD), store.card_png(CARD)] == [b"png", b"png"]
    assert drawn == [CARD]
    assert [path.name for path in (state / "cards").iterdir()] == [f"{CARD.digest}.png"]


def test_card_that_cannot_be_kept_is_shown(drawn, state, caplog):
    state.mkdir()
    (state / "cards").write_text("in the way")
    with caplog.at_level(logging.WARNING, "moviedb"):
        assert store.card_png(CARD) == b"png"
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [f"cannot keep the card {CARD.digest}"]
