"""The program does not forget money that was taken, and messages go when their cause is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.pay_panel import PayPanel
from pos_assist.domain.offers import Moment
from pos_assist.shop import Shop
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import UNKNOWN, a_moment_later, click, item_key, press_item, scan, strike


def closes(window: CounterWindow) -> bool:
    event = QCloseEvent()
    window.closeEvent(event)
    return event.isAccepted()


def take_part(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    strike(window, Qt.Key.Key_F12)
    strike(window, Qt.Key.Key_1)
    strike(window, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert window.till.view.tenders


def test_with_part_of_the_money_taken_the_window_asks_before_it_closes(window: CounterWindow) -> None:
    take_part(window)
    assert not closes(window)
    assert window.question.question is not None
    assert "¥1" in window.question.question.text
    strike(window, Qt.Key.Key_Escape)
    assert window.till.view.tenders  # no: nothing has happened
    assert not closes(window)
    a_moment_later(window)
    click(window.question.yes_button)
    assert not window.isVisible()
    assert window.till.view.tenders == ()
    assert [line.item.code for line in window.till.view.order.lines] == ["cheeseburger"]  # the order is kept


def test_without_money_taken_the_window_closes_at_once(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    assert closes(window)


def test_a_refusal_is_gone_once_the_order_has_changed(window: CounterWindow) -> None:
    acts: tuple[Callable[[], None], ...] = (
        lambda: press_item(window, "cheeseburger"),
        lambda: strike(window, Qt.Key.Key_Delete),
        lambda: strike(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
        lambda: strike(window, Qt.Key.Key_F12),
        lambda: strike(window, Qt.Key.Key_Escape),
        lambda: strike(window, Qt.Key.Key_F6),
    )
    for act in acts:
        scan(window, UNKNOWN)
        assert window.foot.alarm
        act()
        assert not window.foot.alarm, window.foot.text


def test_the_hint_of_sold_out_marking_goes_with_it(window: CounterWindow) -> None:
    strike(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert window.foot.text
    strike(window, Qt.Key.Key_Escape)
    assert window.foot.text == ""


def test_while_sold_out_is_marked_every_key_says_what_a_touch_does(window: CounterWindow) -> None:
    key = item_key(window, "cheeseburger")
    before = key.accessibleName()
    strike(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    window.grid.turn_department(1)
    assert all(x.marking for x in window.grid.keys if x.isVisible())
    key = item_key(window, "cheeseburger")
    assert key.accessibleName() == "チーズバーガー 売り切れにする"
    click(key)
    assert key.accessibleName() == "チーズバーガー 売り切れ"
    strike(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert key.accessibleName() == "チーズバーガー 販売を再開"
    click(key)
    assert key.accessibleName() == before


def test_nothing_to_undo_is_said_calmly(window: CounterWindow) -> None:
    strike(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.foot.text
    assert not window.foot.alarm


@pytest.mark.parametrize("height", [600, 634, 652, 685, 700, 720, 749, 768])
@pytest.mark.parametrize("width", [1024, 1366])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_keypad_of_the_payment_is_a_finger_high_in_every_window(
    open_window: OpenWindow, shop: Shop, width: int, height: int, language: str
) -> None:
    window = open_window(shop, (width, height), language)
    press_item(window, "cheeseburger")
    strike(window, Qt.Key.Key_F12)
    assert window.till.view.moment is Moment.PAYING
    pay = window.side.views["pay"]
    assert isinstance(pay, PayPanel)
    for key in pay.pad.keys:
        assert key.height() >= 40
        assert key.width() >= 40
    shown = [x for x in pay.children() if isinstance(x, QWidget) and x.isVisible()]
    for i, one in enumerate(shown):
        assert pay.rect().contains(one.geometry())
        for other in shown[i + 1 :]:
            assert not one.geometry().intersects(other.geometry())
    if height >= 640:
        assert window.side.shows_last_offer()
