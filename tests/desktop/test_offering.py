"""The panel: cards answer to one key or one touch, keep their place, never take the focus, never fool the cashier."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.search_box import SHORTEST_CODE
from pos_assist.desktop.shared import offer_card, painting
from tests.desktop.hands import CHEESEBURGER, Clock, click, decline, press_item, rung_up, scan, strike

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
SOON, LATER = 0.29, 0.31  # seconds after a card has appeared


def units(window: CounterWindow) -> int:
    return sum(qty for _, qty in rung_up(window))


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_one_key_accepts_a_card(window: CounterWindow, clock: Clock, place: int) -> None:
    press_item(window, "cheeseburger", "cola-m", "nuggets-5", "apple-pie")
    offer = window.offers.offer(place)
    assert offer is not None
    clock.now += LATER
    strike(window, (Key.Key_F1, Key.Key_F2, Key.Key_F3, Key.Key_F4)[place])
    accepted = [line for line in window.till.view.order.lines if line.offer == offer.id]
    assert {line.item.code for line in accepted} == set(offer.items)


@pytest.mark.parametrize("place", [0, 1])
def test_one_touch_accepts_a_card(window: CounterWindow, clock: Clock, place: int) -> None:
    press_item(window, "cheeseburger")
    offer = window.offers.offer(place)
    assert offer is not None
    before = window.till.view.priced.total
    clock.now += LATER
    click(window.offers.cards[place])
    assert window.till.view.priced.total == before + offer.adds


def test_one_key_declines_a_card_and_it_does_not_come_back(window: CounterWindow, clock: Clock) -> None:
    press_item(window, "cheeseburger")
    offer = window.offers.offer(1)
    assert offer is not None
    clock.now += LATER
    strike(window, Key.Key_F2, Shift)
    press_item(window, "cola-m", "apple-pie")
    assert offer.refusal not in {shown.refusal for shown in window.till.view.panel.offers()}
    assert units(window) == 3


def test_a_touch_on_its_right_edge_declines_a_card(window: CounterWindow, clock: Clock) -> None:
    press_item(window, "cheeseburger")
    offer = window.offers.offer(1)
    assert offer is not None
    clock.now += LATER
    decline(window.offers.cards[1])
    assert rung_up(window) == [("cheeseburger", 1)]
    assert offer.refusal in window.till.view.order.refused


def test_a_tap_within_300_ms_of_a_cards_appearing_does_not_count(window: CounterWindow, clock: Clock) -> None:
    press_item(window, "cheeseburger")
    clock.now += SOON
    click(window.offers.cards[1])
    strike(window, Key.Key_F1, after=0)
    decline(window.offers.cards[1])
    assert rung_up(window) == [("cheeseburger", 1)]
    assert not window.till.view.order.refused
    clock.now += 0.02
    click(window.offers.cards[1])
    assert units(window) == 2


def test_a_card_is_never_painted_as_pressed(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    card = window.offers.cards[1]
    before = card.grab().toImage()
    card.setDown(True)
    assert card.grab().toImage() == before
    card.setDown(False)


def test_a_card_that_stays_valid_keeps_its_place(window: CounterWindow) -> None:
    press_item(window, "cheeseburger", "nuggets-5")
    before = {offer.refusal: i for i in range(1, 4) if (offer := window.offers.offer(i))}
    places = [card.geometry() for card in window.offers.cards]
    press_item(window, "apple-pie")
    after = {offer.refusal: i for i in range(1, 4) if (offer := window.offers.offer(i))}
    stayed = before.keys() & after.keys()
    assert stayed
    assert all(before[refusal] == after[refusal] for refusal in stayed)
    assert places == [card.geometry() for card in window.offers.cards]


def test_the_focus_never_moves_when_cards_appear(window: CounterWindow) -> None:
    window.search.setFocus()
    scan(window.search, CHEESEBURGER)
    assert window.offers.offer(0)
    assert QApplication.focusWidget() is window.search


def test_scanning_is_never_blocked_by_cards(window: CounterWindow) -> None:
    for _ in range(SHORTEST_CODE):
        scan(window, CHEESEBURGER)
    assert rung_up(window) == [("cheeseburger", SHORTEST_CODE)]


def test_no_more_offers_empties_the_panel_for_this_order_alone(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    assert window.till.view.panel.offers()
    strike(window, Key.Key_F8)
    press_item(window, "nuggets-5")
    assert not any(window.offers.offer(i) for i in range(4))
    strike(window, Key.Key_F12)
    strike(window, Key.Key_Return)
    press_item(window, "cheeseburger")
    assert any(window.offers.offer(i) for i in range(4))


def test_rush_is_switched_by_key_and_by_touch(window: CounterWindow) -> None:
    strike(window, Key.Key_F11)
    assert window.till.view.rush
    assert window.bar.rush.isChecked()
    click(window.bar.rush)
    assert not window.till.view.rush
    assert not window.bar.rush.isChecked()


def test_a_card_says_what_it_adds_to_this_order_and_what_it_saves(window: CounterWindow, clock: Clock) -> None:
    press_item(window, "cheeseburger", "cola-m")
    for place in range(4):
        if offer := window.offers.offer(place):
            before = window.till.view.priced.total
            clock.now += LATER
            window.actions_.answer(offer.id, yes=True)
            assert window.till.view.priced.total - before == offer.adds
            strike(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_the_large_figure_of_a_card_is_what_it_adds_and_the_list_price_is_struck_through(
    window: CounterWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: dict[str, int] = {}
    draw = painting.draw_text

    def note(p: object, rect: object, text: str, px: int, *rest: object, **more: object) -> None:
        sizes[text] = max(px, sizes.get(text, 0))
        draw(p, rect, text, px, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(offer_card, "draw_text", note)
    press_item(window, "cheeseburger", "cola-m")
    offers = [x for place in range(4) if (x := window.offers.offer(place)) and x.adds != x.list_price]
    assert offers  # else this shows nothing
    for place in range(4):
        if (offer := window.offers.offer(place)) in offers:
            assert offer
            sizes.clear()
            window.offers.cards[place].grab()
            assert sizes[painting.plus_money(offer.adds)] >= 19
            assert painting.plus_money(offer.list_price) not in sizes
