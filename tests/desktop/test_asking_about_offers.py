"""A card answers more than yes and no: what else could be in its set, why it is shown, and its line for a guest."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.why_offers_panel import explanation
from pos_assist.desktop.shared.offer_card import Card
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.offers import OfferKind
from pos_assist.shop import Shop
from tests.desktop.hands import Clock, press_item, rung_up, strike

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
LATER = 0.31  # seconds after a card has appeared


def touch(card: Card, place: QRect) -> None:
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place.center())
    QApplication.processEvents()


def set_card(window: CounterWindow, clock: Clock) -> Card:
    """A card that makes a set of a cheeseburger, old enough to be touched."""
    press_item(window, "cheeseburger")
    card = window.offers.cards[0]
    assert card.offer is not None
    assert card.offer.kind is OfferKind.MAKE_SET
    clock.now += LATER
    return card


def test_a_part_of_a_set_is_changed_by_one_touch(window: CounterWindow, clock: Clock) -> None:
    card = set_card(window, clock)
    assert card.offer is not None
    before, id_ = card.offer.items, card.offer.id
    touch(card, card.cells()["swap"])
    assert len(card.chips()) == len(card.parts) > 1
    touch(card, card.chips()[1])
    assert card.offer.id == id_
    assert card.offer.items[0] == before[0]
    assert card.offer.items[1] != before[1]
    assert rung_up(window) == [("cheeseburger", 1)]


def test_the_changed_set_is_what_is_rung_up(window: CounterWindow, clock: Clock) -> None:
    card = set_card(window, clock)
    assert card.offer is not None
    before = card.offer.items
    total = window.till.view.priced.total
    strike(window, Key.Key_2, Ctrl)
    changed = card.offer
    assert changed.items != before
    touch(card, QRect(QPoint(20, 30), QPoint(60, 50)))
    assert [code for code, _ in rung_up(window)] == ["cheeseburger", *changed.items]
    assert window.till.view.priced.total == total + changed.adds


def test_a_part_goes_round_to_where_it_began(window: CounterWindow, clock: Clock) -> None:
    card = set_card(window, clock)
    assert card.offer is not None
    before = card.offer.items
    for _ in card.offer.choices[0]:
        strike(window, Key.Key_1, Ctrl)
    assert card.offer.items == before


def test_every_place_on_a_card_is_a_finger_wide(window: CounterWindow, clock: Clock) -> None:
    card = set_card(window, clock)
    touch(card, card.cells()["swap"])
    places = [*card.chips(), *card.cells().values()]
    for addon in window.offers.cards[1:]:
        places += addon.cells().values()
    assert all(place.width() >= TOUCH and place.height() >= TOUCH for place in places)


def test_the_parts_are_closed_when_another_card_comes(window: CounterWindow, clock: Clock) -> None:
    card = set_card(window, clock)
    touch(card, card.cells()["swap"])
    assert card.parts_open
    strike(window, Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert not card.parts_open


def test_a_card_tells_why_it_is_shown(window: CounterWindow, shop: Shop, clock: Clock) -> None:
    shop.storage.catalog.put_setting("figures_at_counter", "1")
    press_item(window, "cheeseburger")
    card = window.offers.cards[1]
    assert card.offer is not None
    assert card.offer.why is not None
    touch(card, card.cells()["why"])
    side_view = window.side.views["why_offers"]
    assert side_view.isVisible()
    lines = side_view.explained.lines
    assert lines[0].words == card.offer.title
    assert any(f"{card.offer.why.chance:.0%}" in line.words for line in lines)
    assert rung_up(window) == [("cheeseburger", 1)]
    strike(window, Key.Key_Escape)
    assert window.offers.isVisible()
    strike(window, Key.Key_O, Ctrl)
    assert side_view.isVisible()


def test_a_guest_reads_the_line_in_the_second_language_until_the_order_ends(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    card = window.offers.cards[1]
    assert card.offer is not None
    assert card.offer.guest_line
    strike(window, Key.Key_G, Ctrl)
    assert card.line == card.offer.guest_line
    strike(window, Key.Key_F12)
    strike(window, Key.Key_Return)
    press_item(window, "cheeseburger")
    assert card.line == card.offer.line


def test_a_shop_without_prices_is_told_no_amounts(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    panel = window.till.view.panel
    offer = panel.addons[0]
    assert offer is not None
    assert offer.why is not None
    bare = replace(offer, adds=0, list_price=0, why=replace(offer.why, margin=1, cost_known=False))
    lines = explanation(replace(panel, upgrade=None, addons=(bare, None, None)))
    words = [word for line in lines for word in astuple(line)]
    assert not any("¥" in x for x in words)


@pytest.mark.parametrize("allowed", [False, True])
def test_profit_and_odds_are_in_the_customers_sight_only_where_the_shop_says_so(
    window: CounterWindow, shop: Shop, clock: Clock, allowed: bool
) -> None:
    if allowed:
        shop.storage.catalog.put_setting("figures_at_counter", "1")
    set_card(window, clock)
    strike(window, Key.Key_O, Ctrl)
    view = window.side.views["why_offers"]
    words = " ".join(line.words for line in view.explained.lines)
    assert words
    assert ("値引き後の利益" in words) == allowed
