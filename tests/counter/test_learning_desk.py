"""Weights are solved again once enough sales have come in, and the counter goes on selling meanwhile."""

from __future__ import annotations

from pos_assist.counter.learning_desk import SHARE, SOME
from pos_assist.domain.receipts import TenderKind
from pos_assist.learning.ranking import VERSION
from pos_assist.shop import Shop
from pos_assist.storage.relearning import solved_at


def sell_one(shop: Shop) -> None:
    shop.counter.ring("cheeseburger")
    shop.counter.ring("milk")
    shop.counter.pay()
    shop.counter.tender(TenderKind.CASH, 10_000)


def test_a_sample_shop_suggests_from_its_first_order_on(shop: Shop) -> None:
    assert solved_at(shop.storage) == shop.storage.sales.count()
    assert any(x.reason.code == "together" for x in shop.counter.ring("latte-s").panel.offers())


def test_weights_are_solved_again_after_enough_sales(shop: Shop) -> None:
    before, known = shop.storage.learned.row(VERSION), solved_at(shop.storage)
    enough = max(SOME, known // SHARE)
    for _ in range(enough - 1):
        sell_one(shop)
    shop.learning.wait()
    assert shop.storage.learned.row(VERSION) == before
    sell_one(shop)
    shop.learning.wait()
    assert shop.storage.learned.row(VERSION) != before
    assert solved_at(shop.storage) == known + enough
