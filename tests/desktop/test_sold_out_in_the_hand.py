"""What is marked sold out, yet in the customer's hand, is sold when the cashier says so; no scan says it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.domain.problems import Refused
from tests.desktop.hands import CHEESEBURGER, POTATO_M, a_moment_later, click, press_item, rung_up, scan, strike


@pytest.fixture
def sold_out(window: CounterWindow) -> CounterWindow:
    window.till.set_sold_out("cheeseburger", True)
    window.grid.reload()
    return window


def test_a_scan_asks_and_ctrl_enter_sells_it_with_its_quantity(sold_out: CounterWindow) -> None:
    strike(sold_out, Qt.Key.Key_2)
    strike(sold_out, Qt.Key.Key_Asterisk)
    scan(sold_out, CHEESEBURGER)
    assert rung_up(sold_out) == []
    assert sold_out.question.question is not None
    assert "チーズバーガー" in sold_out.question.question.text
    strike(sold_out, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert rung_up(sold_out) == [("cheeseburger", 2)]
    assert sold_out.till.item("cheeseburger").sold_out  # type: ignore[union-attr]  # it stays marked: there are no more


def test_its_key_asks_too_and_a_touch_on_the_answer_sells_it(sold_out: CounterWindow) -> None:
    press_item(sold_out, "cheeseburger")
    a_moment_later(sold_out)
    click(sold_out.question.yes_button)
    assert rung_up(sold_out) == [("cheeseburger", 1)]


@pytest.mark.parametrize("code", [CHEESEBURGER, POTATO_M])
def test_no_further_scan_answers(sold_out: CounterWindow, code: str) -> None:
    scan(sold_out, CHEESEBURGER)
    scan(sold_out, code)
    scan(sold_out, code)
    assert ("cheeseburger", 1) not in rung_up(sold_out)
    strike(sold_out, Qt.Key.Key_Return)
    assert "cheeseburger" not in dict(rung_up(sold_out))


def test_while_paying_with_money_taken_it_is_refused_as_anything_else(sold_out: CounterWindow) -> None:
    scan(sold_out, POTATO_M)
    strike(sold_out, Qt.Key.Key_F12)
    strike(sold_out, Qt.Key.Key_1)
    strike(sold_out, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    scan(sold_out, CHEESEBURGER)
    strike(sold_out, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert rung_up(sold_out) == [("potato-m", 1)]


def test_the_till_itself_sells_it_only_when_told_so(window: CounterWindow) -> None:
    window.till.set_sold_out("cheeseburger", True)
    with pytest.raises(Refused, match="sold_out"):
        window.till.ring("cheeseburger")
    window.till.ring("cheeseburger", sold_out=True)
    assert rung_up(window) == [("cheeseburger", 1)]
