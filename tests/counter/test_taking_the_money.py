"""Paying, the receipt, holding and recalling, voiding, and what survives a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos_assist.counter.counter import Counter
from pos_assist.counter.sale import quick_amounts
from pos_assist.domain.offers import Moment
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Tender, TenderKind
from pos_assist.shop import Shop
from tests.counter.conftest import Clock, OpenShop


def test_cash_gives_change_and_the_next_order_can_begin(counter: Counter) -> None:
    counter.ring("cheeseburger")
    counter.pay()
    view = counter.tender(TenderKind.CASH, 1000)
    assert view.last_receipt is not None
    assert view.last_receipt.change == 760
    assert view.order.lines == ()
    after = counter.ring("cola-m")
    assert after.last_receipt is None
    assert after.order.number == view.last_receipt.number + 1


def test_a_tender_may_be_split(counter: Counter) -> None:
    counter.ring("cheeseburger")
    counter.ring("potato-m")
    total = counter.pay().due
    view = counter.tender(TenderKind.QR, 300)
    assert view.due == total - 300
    receipt = counter.tender(TenderKind.CASH, 1000).last_receipt
    assert receipt is not None
    assert receipt.tenders == (Tender(TenderKind.QR, 300), Tender(TenderKind.CASH, 1000))
    assert receipt.change == 1300 - total


def test_a_card_gives_no_change(counter: Counter) -> None:
    counter.ring("cheeseburger")
    counter.pay()
    with pytest.raises(Refused, match="no_change_from_card"):
        counter.tender(TenderKind.CARD, 300)


def test_nothing_is_rung_up_once_money_was_taken(counter: Counter) -> None:
    counter.ring("cheeseburger")
    counter.pay()
    counter.tender(TenderKind.CASH, 100)
    with pytest.raises(Refused, match="being_paid"):
        counter.ring("cola-m")
    with pytest.raises(Refused, match="being_paid"):
        counter.undo()
    with pytest.raises(Refused, match="being_paid"):
        counter.hold()
    assert counter.back().moment is Moment.CHOSEN
    assert counter.ring("cola-m").order.units() == {"cheeseburger": 1, "cola-m": 1}


def test_an_empty_order_is_neither_paid_nor_held(counter: Counter) -> None:
    with pytest.raises(Refused, match="nothing_to_pay"):
        counter.pay()
    with pytest.raises(Refused, match="nothing_to_hold"):
        counter.hold()


@pytest.mark.parametrize(
    ("due", "amounts"), [(1170, (1170, 1200, 1500, 2000, 5000, 10000)), (500, (500, 1000, 5000, 10000)), (0, (0,))]
)
def test_quick_amounts_are_what_a_wallet_holds(due: int, amounts: tuple[int, ...]) -> None:
    assert quick_amounts(due, "JPY") == amounts


def test_the_receipt_adds_up_and_is_found_after_a_restart(open_burger: OpenShop) -> None:
    counter = open_burger().counter
    for code in ("cheeseburger", "cola-m", "potato-m", "toy"):
        counter.ring(code)
    counter.pay()
    receipt = counter.tender(TenderKind.CASH, 2000).last_receipt
    assert receipt is not None
    assert sum(line.net for line in receipt.lines) == receipt.total
    assert sum(tax.gross for tax in receipt.taxes) == receipt.total
    assert receipt.list_total - sum(deal.saving for deal in receipt.deals) == receipt.total
    again = open_burger()
    assert again.counter.past.find()[0] == receipt
    assert again.counter.past.find(text=str(receipt.number))[0] == receipt
    assert again.storage.sales.whole(receipt)


def test_an_open_order_comes_back_after_a_restart_with_its_prices(open_burger: OpenShop) -> None:
    shop = open_burger()
    order = shop.counter.ring("cheeseburger").order
    item = order.lines[0].item
    shop.storage.catalog.put_items([replace(item, price=999)])
    shop = open_burger()
    assert shop.counter.view.order == order
    assert shop.counter.view.priced.total == 240
    assert shop.counter.ring("cheeseburger").order.lines[-1].item.price == 999


def test_several_orders_are_held_and_recalled(counter: Counter) -> None:
    first = counter.ring("cheeseburger").order
    counter.hold()
    second = counter.ring("cola-m").order
    counter.hold()
    assert [held.key for held in counter.view.held] == [first.key, second.key]
    counter.ring("milk")
    view = counter.recall(first.key)  # the order under way is put aside first
    assert view.order == first
    assert [held.first_items for held in view.held] == [("コーラ M",), ("ミルク",)]
    with pytest.raises(Refused, match="no_such_order"):
        counter.recall(first.key)


def test_a_voided_receipt_is_unlearned(shop: Shop) -> None:
    learned, counter = shop.storage.learned, shop.counter
    before = learned.pair("cheeseburger", "milk"), learned.count("milk")
    counter.ring("cheeseburger")
    counter.ring("milk")
    counter.pay()
    receipt = counter.tender(TenderKind.CASH, 1000).last_receipt
    assert receipt is not None
    assert learned.pair("cheeseburger", "milk")[0] == before[0][0] + 1
    counter.past.void(receipt.key, "wrong order")
    assert (learned.pair("cheeseburger", "milk"), learned.count("milk")) == before
    assert counter.past.find()[0].voided
    with pytest.raises(Refused, match="already_voided"):
        counter.past.void(receipt.key, "again")


def test_time_set_back_does_not_put_a_receipt_before_the_last_one(shop: Shop, clock: Clock) -> None:
    counter = shop.counter
    sold = []
    for back in (timedelta(0), timedelta(hours=3)):
        clock.at -= back
        counter.ring("milk")
        counter.pay()
        receipt = counter.tender(TenderKind.CASH, 1000).last_receipt
        assert receipt is not None
        sold.append(receipt.sold_at)
    assert sold[1] >= sold[0]


def test_practice_writes_nothing(shop: Shop) -> None:
    trainee = Counter(shop.storage, practice=True, ticks=lambda: 0.0)
    receipts, learned = shop.storage.sales.count(), shop.storage.learned.count("cheeseburger")
    assert trainee.ring("cheeseburger").panel.offers()
    trainee.hold()
    trainee.ring("milk")
    trainee.pay()
    assert trainee.tender(TenderKind.CASH, 1000).last_receipt is not None
    assert shop.storage.sales.count() == receipts
    assert shop.storage.learned.count("cheeseburger") == learned
    assert shop.storage.sales.open_orders() == []
