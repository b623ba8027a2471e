"""Discounts, options, typed prices and notes at the real window, by touch and by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.discount_panel import DiscountPanel
from pos_assist.desktop.counter_window.discounting import discount_by_hand
from pos_assist.desktop.counter_window.giving_back import take_back
from pos_assist.desktop.counter_window.host import Host
from pos_assist.desktop.counter_window.note_panel import NotePanel
from pos_assist.desktop.counter_window.options_panel import OptionsPanel
from pos_assist.domain.discounts import By, Discount
from pos_assist.domain.items import Item
from pos_assist.domain.options import parse_groups
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.rights import Right
from pos_assist.shop import Shop
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import click, item_key, press_item, strike, type_slowly

Key, CONTROL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def cafe(open_window: OpenWindow, shop: Shop) -> CounterWindow:
    department = shop.catalog.departments()[0].code
    latte = Item("latte", "ラテ", 400, department, options=parse_groups("ミルク[1]: 牛乳 | 豆乳 +50; 氷: 氷なし"))
    ice = Item("ice", "アイス", 200, department, options=parse_groups("味: バニラ | 抹茶"))
    odd = Item("odd", "雑貨", 0, department, open_price=True)
    shop.storage.catalog.put_items([latte, ice, odd])
    shop.manage("店長").set_settings({"order_field": "guests_table", "discounts": "10%, 半額 50%, ¥30"})
    return open_window(shop)


def touch_line(window: CounterWindow, place: int) -> None:
    view = window.order.list
    middle: QPoint = view.visualRect(view.order_model.index(place)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    QApplication.processEvents()


def test_what_must_be_chosen_is_offered_with_the_item_and_stops_nothing(cafe: CounterWindow) -> None:
    press_item(cafe, "latte")
    panel = cafe.side.views["options"]
    assert isinstance(panel, OptionsPanel)
    assert cafe.side.shown == "options"
    click(panel.choices.buttons[1])
    assert cafe.till.view.priced.total == 450
    assert "豆乳" in cafe.order.list.order_model.data(cafe.order.list.order_model.index(0))  # type: ignore[operator]
    press_item(cafe, "cheeseburger")  # the next item closes it
    assert cafe.side.shown is None
    assert cafe.till.view.priced.total == 690


def test_options_are_chosen_by_figures_once_their_key_was_pressed(cafe: CounterWindow) -> None:
    press_item(cafe, "latte")
    strike(cafe, Key.Key_I, CONTROL)
    strike(cafe, Key.Key_2)
    strike(cafe, Key.Key_3)
    strike(cafe, Key.Key_Return)
    [line] = cafe.till.view.order.lines
    assert [x.name for x in line.options] == ["豆乳", "氷なし"]
    assert cafe.side.shown is None


def test_without_that_key_figures_are_still_a_quantity(cafe: CounterWindow) -> None:
    press_item(cafe, "latte")
    type_slowly(cafe, "2")
    press_item(cafe, "latte")
    assert [x.qty for x in cafe.till.view.order.lines] == [3]


def test_a_line_touched_twice_shows_its_options_or_its_price(cafe: CounterWindow) -> None:
    press_item(cafe, "ice", "cheeseburger")
    touch_line(cafe, 0)
    assert cafe.side.shown is None  # chosen
    touch_line(cafe, 0)
    assert cafe.side.shown == "options"
    strike(cafe, Key.Key_Escape)
    touch_line(cafe, 1)
    touch_line(cafe, 1)
    assert cafe.side.shown == "discount"


def test_a_discount_key_takes_it_off_the_line_with_its_reason(cafe: CounterWindow) -> None:
    press_item(cafe, "cheeseburger")
    strike(cafe, Key.Key_J, CONTROL)
    panel = cafe.side.views["discount"]
    assert isinstance(panel, DiscountPanel)
    click(panel.reasons[1])
    click(panel.quick_buttons[0])
    [line] = cafe.till.view.order.lines
    assert line.hand is not None
    assert (line.price, line.hand.by, line.hand.value, line.hand.reason) == (216, By.PERCENT, 10, "傷・汚れ")
    click(panel.undo)
    assert cafe.till.view.priced.total == 240


@pytest.mark.parametrize(
    ("typed", "key", "price"), [("40", Key.Key_Minus, 200), ("25", Key.Key_Percent, 180), ("99", Key.Key_Equal, 99)]
)
def test_figures_and_one_key_are_a_discount(cafe: CounterWindow, typed: str, key: Qt.Key, price: int) -> None:
    press_item(cafe, "cheeseburger")
    strike(cafe, Key.Key_J, CONTROL)
    type_slowly(cafe, typed)
    strike(cafe, key)
    assert [x.price for x in cafe.till.view.order.lines] == [price]
    assert cafe.actions_.entry == ""


def test_something_off_the_whole_order_by_touch(cafe: CounterWindow) -> None:
    press_item(cafe, "cheeseburger", "apple-pie")
    strike(cafe, Key.Key_J, CONTROL)
    panel = cafe.side.views["discount"]
    assert isinstance(panel, DiscountPanel)
    click(panel.for_order)
    click(panel.quick_buttons[1])
    assert cafe.till.view.priced.total == 200
    assert not panel.ways[By.PRICE].isEnabled()


def test_more_than_it_costs_is_refused_aloud(cafe: CounterWindow) -> None:
    press_item(cafe, "cheeseburger")
    strike(cafe, Key.Key_J, CONTROL)
    type_slowly(cafe, "999")
    strike(cafe, Key.Key_Minus)
    assert cafe.foot.alarm
    assert cafe.till.view.priced.total == 240


def test_the_price_of_odd_goods_is_typed_before_their_key(cafe: CounterWindow) -> None:
    press_item(cafe, "odd")
    assert cafe.foot.alarm
    type_slowly(cafe, "350")
    press_item(cafe, "odd")
    assert [(x.qty, x.price) for x in cafe.till.view.order.lines] == [(1, 350)]


def test_a_quantity_before_the_key_of_odd_goods_is_never_their_price(cafe: CounterWindow) -> None:
    type_slowly(cafe, "3")
    strike(cafe, Key.Key_Asterisk)
    press_item(cafe, "odd")
    assert cafe.foot.alarm  # it has no price of its own, and none was typed
    assert cafe.till.view.order.lines == ()


def test_guests_and_table_are_noted(cafe: CounterWindow) -> None:
    press_item(cafe, "cheeseburger")
    strike(cafe, Key.Key_N, CONTROL)
    panel = cafe.side.views["note"]
    assert isinstance(panel, NotePanel)
    click(panel.more)
    click(panel.more)
    panel.table.setText("B3")
    click(panel.done)
    assert (cafe.till.view.order.guests, cafe.till.view.order.table) == (2, "B3")
    assert cafe.side.shown is None


def test_a_mode_changed_reprices_what_costs_more_eaten_in(cafe: CounterWindow, shop: Shop) -> None:
    department = shop.catalog.departments()[0].code
    shop.storage.catalog.put_items([Item("bun", "丸パン", 300, department, eat_in_price=330)])
    cafe.grid.reload()
    cafe.actions_.press_item("bun")
    assert cafe.till.view.priced.total == 300
    strike(cafe, Key.Key_F9)
    assert cafe.till.view.order.mode is ServiceMode.EAT_IN
    assert cafe.till.view.priced.total == 330
    assert item_key(cafe, "bun").accessibleName().endswith("¥330")  # the key says it, too


class Strict(Host):
    """A shop in which nobody says yes; it remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Right, int]] = []

    def permit(self, right: Right, percent: int = 100) -> str | None:
        self.asked.append((right, percent))
        return None


def test_without_a_yes_nothing_is_taken_off_or_given_back(cafe: CounterWindow) -> None:
    strict = cafe.host = Strict()
    press_item(cafe, "cheeseburger")
    line = cafe.till.view.order.lines[0].id
    assert not discount_by_hand(cafe, Discount(By.AMOUNT, 60), line)
    assert not discount_by_hand(cafe, Discount(By.PRICE, 10), line)
    assert cafe.till.view.priced.total == 240
    cafe.till.pay()
    receipt = cafe.till.tender(TenderKind.CASH, 240).last_receipt
    assert receipt is not None
    assert not take_back(cafe, receipt, {1: 1}, "x")
    assert not take_back(cafe, receipt, None, "x")
    assert cafe.till.past.paid_back(receipt) == 0
    assert strict.asked == [(Right.DISCOUNT, 25), (Right.PRICE, 96), (Right.REFUND, 100), (Right.VOID, 100)]
