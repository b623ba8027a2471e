"""What time has changed of the price stands in the message line before any money is taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.domain.offers import Moment
from pos_assist.services.management.management import Management
from pos_assist.shop import Shop
from tests.clocks import WallClock
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import press_item, strike


@pytest.fixture
def at_noon(open_window: OpenWindow, noon_shop: Shop) -> CounterWindow:
    return open_window(noon_shop)


def test_a_price_that_has_changed_is_said_when_the_customer_comes_to_pay(
    at_noon: CounterWindow, noon_shop: Shop, wall: WallClock
) -> None:
    press_item(at_noon, "cheeseburger")
    Management(noon_shop.storage, "佐藤", wall).set_price("cheeseburger", 300)
    wall.at += timedelta(minutes=5)
    press_item(at_noon, "apple-pie")
    assert at_noon.foot.text == ""
    wall.at += timedelta(minutes=11)
    strike(at_noon, Qt.Key.Key_F12)
    assert at_noon.till.view.moment is Moment.PAYING
    assert at_noon.foot.text == "合計が¥400から¥460に変わりました。チーズバーガーは¥300になりました。"
    assert at_noon.foot.alarm


def test_it_is_said_too_when_another_item_is_rung_up(at_noon: CounterWindow, noon_shop: Shop, wall: WallClock) -> None:
    press_item(at_noon, "cheeseburger")
    Management(noon_shop.storage, "佐藤", wall).set_price("cheeseburger", 300)
    wall.at += timedelta(minutes=16)
    press_item(at_noon, "apple-pie")
    assert "チーズバーガーは¥300になりました。" in at_noon.foot.text
    press_item(at_noon, "apple-pie")
    assert at_noon.foot.text == ""
