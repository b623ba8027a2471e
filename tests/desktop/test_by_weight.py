"""What is sold by weight, and labels with a price of their own, at the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.domain.codes import check_digit, value_check_digit
from pos_assist.domain.items import Item
from pos_assist.shop import Shop
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import item_key, press_item, scan, strike, type_slowly

LABEL = f"0212345{value_check_digit('0398')}0398"


@pytest.fixture
def butcher(open_window: OpenWindow, shop: Shop) -> CounterWindow:
    department = shop.catalog.departments()[0].code
    pork = Item("pork", "豚ロース", 198, department, by_weight=True, barcodes=("0212345000007",))
    shop.storage.catalog.put_items([pork])
    return open_window(shop)


def test_its_key_says_what_100_g_cost(butcher: CounterWindow) -> None:
    assert item_key(butcher, "pork").accessibleName() == "豚ロース ¥198/100g"


def test_the_grams_are_typed_before_its_key(butcher: CounterWindow) -> None:
    type_slowly(butcher, "1250")
    press_item(butcher, "pork")
    (line,) = butcher.till.view.order.lines
    assert (line.qty, line.grams, line.price) == (1, 1_250, 2_475)
    assert butcher.foot.text == ""


def test_a_quantity_before_its_key_is_no_weight(butcher: CounterWindow) -> None:
    type_slowly(butcher, "300")
    strike(butcher, Qt.Key.Key_Asterisk)
    press_item(butcher, "pork")
    assert not butcher.till.view.order.lines
    assert "量り売り" in butcher.foot.text


def test_cash_typed_before_its_key_is_no_weight(butcher: CounterWindow) -> None:
    press_item(butcher, "cheeseburger")
    strike(butcher, Qt.Key.Key_F12)
    type_slowly(butcher, "1000")
    press_item(butcher, "pork")
    assert [line.item.code for line in butcher.till.view.order.lines] == ["cheeseburger"]
    assert "量り売り" in butcher.foot.text


def test_without_a_weight_its_key_asks_for_one(butcher: CounterWindow) -> None:
    press_item(butcher, "pork")
    assert not butcher.till.view.order.lines
    assert "量り売り" in butcher.foot.text


def test_a_label_with_a_price_is_rung_up_at_it(butcher: CounterWindow) -> None:
    scan(butcher, LABEL + check_digit(LABEL))
    assert butcher.till.view.priced.total == 398


def test_five_digits_are_no_quantity(butcher: CounterWindow) -> None:
    type_slowly(butcher, "29010")
    press_item(butcher, "cheeseburger")
    assert not butcher.till.view.order.lines
    assert butcher.foot.alarm
