"""Everything in the wrong order at the wrong moment: no total, tender or receipt that the orders rung do not explain."""

from __future__ import annotations

import pytest

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.shop import Shop
from tests.desktop.hands import Clock
from tests.desktop.monkey import Monkey


@pytest.mark.parametrize("seed", range(4))
def test_a_cashier_who_does_everything_wrong_never_sees_money_that_the_orders_do_not_explain(
    window: CounterWindow, shop: Shop, clock: Clock, seed: int
) -> None:
    monkey = Monkey(window, shop, clock, seed)
    for _ in range(250):
        monkey.act()
    assert monkey.sold > 0
