"""While the customer pays: one last offer and what is missing to a perk, in sight, one key or touch away, never in the way."""

from __future__ import annotations

from contextlib import closing

import pytest
from PySide6.QtCore import QPoint, Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.pay_panel import PayPanel
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.offers import Moment, Outcome
from pos_assist.shop import Shop
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import Clock, a_moment_later, click, press_item, rung_up, strike, type_slowly
from tests.desktop.test_every_screen import SCREENS

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier


def to_payment(window: CounterWindow, *codes: str) -> PayPanel:
    press_item(window, *codes)
    strike(window, Key.Key_F12)
    a_moment_later(window)
    pay = window.side.views["pay"]
    assert isinstance(pay, PayPanel)
    return pay


def outcomes(shop: Shop, moment: Moment) -> list[str]:
    with closing(shop.storage.reader()) as db:
        return [x for (x,) in db.execute("SELECT outcome FROM offers WHERE moment = ?", [moment])]


@pytest.mark.parametrize("size", [(1366, 737), (1366, 689), (1024, 768)])
def test_the_last_offer_and_the_way_to_a_perk_are_in_sight(
    open_window: OpenWindow, shop: Shop, size: tuple[int, int]
) -> None:
    window = open_window(shop, size)
    pay = to_payment(window, "double-cheeseburger")
    [offer] = window.till.view.panel.offers()
    assert window.till.view.panel.threshold
    assert pay.last.isVisible()
    assert pay.last.offer == offer
    middle = pay.last.mapTo(window, pay.last.rect().center())
    assert window.childAt(middle) is pay.last
    assert pay.last.mapTo(window, QPoint(0, 0)).y() > pay.quick_buttons[2].mapTo(window, QPoint(0, 0)).y()


def test_one_key_takes_it_and_the_sum_is_the_new_one(window: CounterWindow, shop: Shop) -> None:
    pay = to_payment(window, "cheeseburger")
    [offer] = window.till.view.panel.offers()
    due = window.till.view.due
    strike(window, Key.Key_F2)
    assert window.till.view.moment is Moment.PAYING
    assert window.till.view.due == due + offer.adds
    assert not pay.shows_offer
    a_moment_later(window)
    strike(window, Key.Key_Return)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert receipt.total == due + offer.adds


def test_one_touch_takes_it(window: CounterWindow) -> None:
    pay = to_payment(window, "cheeseburger")
    [offer] = window.till.view.panel.offers()
    click(pay.last)
    assert {x.item.code for x in window.till.view.order.lines} == {"cheeseburger", *offer.items}


def test_a_touch_that_was_meant_for_what_was_there_before_takes_nothing(window: CounterWindow, clock: Clock) -> None:
    press_item(window, "cheeseburger")
    clock.now += 5
    strike(window, Key.Key_F12)
    click(window.side.views["pay"].last)
    assert rung_up(window) == [("cheeseburger", 1)]


def test_its_key_without_an_offer_is_refused_aloud(window: CounterWindow) -> None:
    to_payment(window, "cheeseburger")
    strike(window, Key.Key_F2, Shift)
    assert not window.foot.alarm
    strike(window, Key.Key_F2)
    assert window.foot.alarm
    assert rung_up(window) == [("cheeseburger", 1)]


def test_no_key_of_the_payment_moves_when_the_offer_is_taken_or_goes(window: CounterWindow) -> None:
    pay = to_payment(window, "cheeseburger")
    places = [x.geometry() for x in (*pay.quick_buttons, *pay.kinds.values(), pay.pad, pay.back)]
    strike(window, Key.Key_F2)
    assert [x.geometry() for x in (*pay.quick_buttons, *pay.kinds.values(), pay.pad, pay.back)] == places


def test_once_money_was_taken_nothing_is_offered(window: CounterWindow) -> None:
    pay = to_payment(window, "cheeseburger")
    type_slowly(window, "100")
    strike(window, Key.Key_Return)
    assert window.till.view.tenders
    assert not pay.last.isVisible()
    before = rung_up(window)
    strike(window, Key.Key_F2)
    assert rung_up(window) == before


@pytest.mark.parametrize(("seconds", "written"), [(0.4, []), (1.5, [Outcome.IGNORED])])
def test_it_is_written_down_as_shown_only_where_it_could_be_read(
    window: CounterWindow, shop: Shop, clock: Clock, seconds: float, written: list[str]
) -> None:
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12, after=0)
    clock.now += seconds
    strike(window, Key.Key_Return, after=0)
    assert window.till.view.last_receipt
    assert outcomes(shop, Moment.PAYING) == written
    assert outcomes(shop, Moment.CHOOSING) == []


@pytest.mark.parametrize("screen", SCREENS)
def test_where_it_has_no_place_it_is_not_counted(
    open_window: OpenWindow, shop: Shop, clock: Clock, screen: str
) -> None:
    window = open_window(shop, SCREENS[screen])
    pay = to_payment(window, "cheeseburger")
    seen = pay.last.isVisible()
    clock.now += 5
    strike(window, Key.Key_Return)
    assert bool(outcomes(shop, Moment.PAYING)) == seen


def test_what_lies_under_another_panel_is_not_counted(window: CounterWindow, shop: Shop, clock: Clock) -> None:
    press_item(window, "cheeseburger")
    clock.now += 0.5
    strike(window, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    clock.now += 60
    strike(window, Key.Key_Escape)
    strike(window, Key.Key_F12)
    clock.now += 0.4
    strike(window, Key.Key_Return)
    assert outcomes(shop, Moment.CHOOSING) == []


@pytest.mark.parametrize("size", [(1366, 749), (1366, 689), (1024, 768), (1920, 1030)])
def test_no_digit_of_the_keypad_changes_its_place_with_the_order(
    open_window: OpenWindow, shop: Shop, size: tuple[int, int]
) -> None:
    def arrangement(pay: PayPanel) -> list[str]:
        return [x.label for x in sorted(pay.pad.keys, key=lambda x: (x.y(), x.x()))]

    window = open_window(shop, size)
    press_item(window, "double-cheeseburger")
    strike(window, Key.Key_F8)
    pay = to_payment(window)
    assert not pay.shows_offer
    without = arrangement(pay)
    assert min(x.height() for x in pay.pad.keys) >= TOUCH
    strike(window, Key.Key_Return)
    pay = to_payment(window, "double-cheeseburger")
    assert pay.shows_offer
    assert arrangement(pay) == without
    assert min(x.height() for x in pay.pad.keys) >= TOUCH
