"""Paying, the receipt, holding and recalling, voiding, and what survives a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos_assist.domain.offers import Moment
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Tender, TenderKind
from pos_assist.i18n.translate import sentence, set_language
from pos_assist.services.till.close_sale import largest_note, quick_amounts
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop
from tests.services.till.conftest import Clock, OpenShop


def test_cash_gives_change_and_the_next_order_can_begin(till: Till) -> None:
    till.ring("cheeseburger")
    till.pay()
    view = till.tender(TenderKind.CASH, 1000)
    assert view.last_receipt is not None
    assert view.last_receipt.change == 760
    assert view.order.lines == ()
    after = till.ring("cola-m")
    assert after.last_receipt is None
    assert after.order.number == view.last_receipt.number + 1


def test_a_tender_may_be_split(till: Till) -> None:
    till.ring("cheeseburger")
    till.ring("potato-m")
    total = till.pay().due
    view = till.tender(TenderKind.QR, 300)
    assert view.due == total - 300
    receipt = till.tender(TenderKind.CASH, 1000).last_receipt
    assert receipt is not None
    assert receipt.tenders == (Tender(TenderKind.QR, 300), Tender(TenderKind.CASH, 1000))
    assert receipt.change == 1300 - total


def test_a_tender_that_the_shop_does_not_take_is_refused_in_words(shop: Shop, till: Till) -> None:
    set_language("ja")
    shop.manage("店長").set_settings({"tenders": "card, 社員証 <Staff card>"})
    till.ring("cheeseburger")
    till.pay()
    for kind, name in ((TenderKind.OWN, "ギフト"), (TenderKind.OWN, ""), (TenderKind.QR, ""), (TenderKind.OWN, "社員")):
        with pytest.raises(Refused, match="tender_not_taken") as refused:
            till.tender(kind, 100, name)
        assert "この店の支払方法" in sentence(refused.value)
    assert not till.view.tenders
    assert till.tender(TenderKind.OWN, 100, "Staff card").tenders == (
        Tender(TenderKind.OWN, 100, "社員証 <Staff card>"),
    )
    assert till.tender(TenderKind.OWN, 40, "社員証").tenders[-1].name == "社員証 <Staff card>"


def test_a_card_gives_no_change(till: Till) -> None:
    till.ring("cheeseburger")
    till.pay()
    with pytest.raises(Refused, match="no_change_from_card"):
        till.tender(TenderKind.CARD, 300)


def test_nothing_is_rung_up_once_money_was_taken(till: Till) -> None:
    till.ring("cheeseburger")
    till.pay()
    till.tender(TenderKind.CASH, 100)
    with pytest.raises(Refused, match="being_paid"):
        till.ring("cola-m")
    with pytest.raises(Refused, match="being_paid"):
        till.undo()
    with pytest.raises(Refused, match="being_paid"):
        till.hold()
    assert till.back().moment is Moment.CHOSEN
    assert till.ring("cola-m").order.units() == {"cheeseburger": 1, "cola-m": 1}


def test_an_empty_order_is_neither_paid_nor_held(till: Till) -> None:
    with pytest.raises(Refused, match="nothing_to_pay"):
        till.pay()
    with pytest.raises(Refused, match="nothing_to_hold"):
        till.hold()


@pytest.mark.parametrize(
    ("due", "amounts"), [(1170, (1170, 1200, 1500, 2000, 5000, 10000)), (500, (500, 1000, 5000, 10000)), (0, (0,))]
)
def test_quick_amounts_are_what_a_wallet_holds(due: int, amounts: tuple[int, ...]) -> None:
    assert quick_amounts(due, "JPY") == amounts


@pytest.mark.parametrize(
    ("due", "amounts"), [(1010, (1010, 1100, 1500, 2000, 5000, 10000)), (730, (730, 800, 1000, 5000, 10000))]
)
def test_a_thousand_yen_note_is_a_quick_amount(due: int, amounts: tuple[int, ...]) -> None:
    assert quick_amounts(due, "JPY") == amounts


def test_dollars_have_other_notes_than_yen() -> None:
    assert quick_amounts(730, "USD") == (730, 800, 1000, 2000, 5000)
    assert (largest_note("JPY"), largest_note("USD")) == (10_000, 5_000)


def test_one_large_note_more_than_is_due_is_usual_and_more_is_a_slip(till: Till) -> None:
    till.ring("cheeseburger")
    due = till.view.due
    assert not till.is_unusual_cash(due + 10_000)
    assert till.is_unusual_cash(due + 10_001)


def test_the_receipt_adds_up_and_is_found_after_a_restart(open_burger: OpenShop) -> None:
    till = open_burger().till
    for code in ("cheeseburger", "cola-m", "potato-m", "toy"):
        till.ring(code)
    till.pay()
    receipt = till.tender(TenderKind.CASH, 2000).last_receipt
    assert receipt is not None
    assert sum(line.net for line in receipt.lines) == receipt.total
    assert sum(tax.gross for tax in receipt.taxes) == receipt.total
    assert receipt.list_total - sum(deal.saving for deal in receipt.deals) == receipt.total
    again = open_burger()
    assert again.till.past.find()[0] == receipt
    assert again.till.past.find(text=str(receipt.number))[0] == receipt
    assert again.storage.sales.whole(receipt)


def test_an_open_order_comes_back_after_a_restart_with_its_prices(open_burger: OpenShop) -> None:
    shop = open_burger()
    order = shop.till.ring("cheeseburger").order
    item = order.lines[0].item
    shop.storage.catalog.put_items([replace(item, price=999)])
    shop = open_burger()
    assert shop.till.view.order == order
    assert shop.till.view.priced.total == 240
    assert [(x.qty, x.price) for x in shop.till.ring("cheeseburger").order.lines] == [
        (2, 240)
    ]  # an order has one clock


def test_money_taken_for_an_order_is_known_after_a_restart_and_its_price_stands(
    open_burger: OpenShop, clock: Clock
) -> None:
    shop = open_burger()
    shop.till.ring("cheeseburger")
    shop.till.pay()
    before = shop.till.tender(TenderKind.CARD, 100)
    clock.pass_by(3_600)  # beyond any grace of its prices
    shop.storage.catalog.put_items([replace(before.order.lines[0].item, price=999)])
    shop = open_burger()
    view = shop.till.view
    assert (view.order, view.tenders, view.moment) == (before.order, before.tenders, Moment.PAYING)
    assert view.due == 140
    with pytest.raises(Refused, match="being_paid"):
        shop.till.hold()
    receipt = shop.till.tender(TenderKind.CASH, 140).last_receipt
    assert receipt is not None
    assert receipt.tenders == (Tender(TenderKind.CARD, 100), Tender(TenderKind.CASH, 140))
    assert open_burger().till.view.tenders == ()


def test_money_given_back_is_not_taken_again_after_a_restart(open_burger: OpenShop) -> None:
    shop = open_burger()
    order = shop.till.ring("cheeseburger").order
    shop.till.pay()
    shop.till.tender(TenderKind.CARD, 100)
    shop.till.back()
    view = open_burger().till.view
    assert (view.order, view.tenders, view.moment) == (order, (), Moment.CHOOSING)


def test_money_given_back_is_not_taken_again_after_a_cut_either(till: Till, shop: Shop) -> None:
    till.ring("cheeseburger")
    till.no_more_offers()  # a card that is shown is written down, and the order with it
    till.pay()
    till.tender(TenderKind.CARD, 100)
    till.back()
    assert [x.tenders for x in shop.storage.sales.open_orders()] == [()]


def test_who_may_refuse_that_money_is_taken_is_asked_also_where_it_is_taken_at_once(shop: Shop) -> None:
    def nobody_sells() -> None:
        raise Refused("cashier_missing")

    till = Till(shop.storage, before_payment=nobody_sells)
    till.ring("cheeseburger")
    sold = shop.storage.sales.count()
    with pytest.raises(Refused, match="cashier_missing"):
        till.pay()
    with pytest.raises(Refused, match="cashier_missing"):
        till.tender(TenderKind.CASH, till.view.due)
    assert (shop.storage.sales.count(), till.view.tenders) == (sold, ())


def test_what_follows_a_sale_is_called_once_it_is_on_disk(shop: Shop) -> None:
    counts: list[int] = []
    till = Till(shop.storage, after_sale=lambda: counts.append(shop.storage.sales.count()))
    till.ring("cheeseburger")
    before = shop.storage.sales.count()
    till.tender(TenderKind.CASH, till.view.due)
    assert counts == [before + 1]


def test_several_orders_are_held_and_recalled(till: Till) -> None:
    first = till.ring("cheeseburger").order
    till.hold()
    second = till.ring("cola-m").order
    till.hold()
    assert [held.key for held in till.view.held] == [first.key, second.key]
    till.ring("milk")
    view = till.recall(first.key)  # the order under way is put aside first
    assert view.order == first
    assert [tuple(x.title for x in held.first_items) for held in view.held] == [("コーラ M",), ("ミルク",)]
    with pytest.raises(Refused, match="no_such_order"):
        till.recall(first.key)


def test_a_voided_receipt_is_unlearned(shop: Shop) -> None:
    learned, till = shop.storage.learned, shop.till
    before = learned.pair("cheeseburger", "milk"), learned.count("milk")
    till.ring("cheeseburger")
    till.ring("milk")
    till.pay()
    receipt = till.tender(TenderKind.CASH, 1000).last_receipt
    assert receipt is not None
    assert learned.pair("cheeseburger", "milk")[0] == before[0][0] + 1
    till.past.void(receipt.key, "wrong order")
    assert (learned.pair("cheeseburger", "milk"), learned.count("milk")) == before
    assert till.past.find()[0].voided
    with pytest.raises(Refused, match="already_voided"):
        till.past.void(receipt.key, "again")


@pytest.mark.parametrize(
    ("back", "held"), [(timedelta(minutes=5), True), (timedelta(hours=1), True), (timedelta(hours=3), False)]
)
def test_time_set_back_does_not_put_a_receipt_before_the_last_one(
    shop: Shop, clock: Clock, back: timedelta, *, held: bool
) -> None:
    """By the hour at the end of summer time; a clock that was wrong by more is believed once it is put right, and the lists
    keep the order of the sales all the same."""
    till = shop.till
    sold = []
    for step in (timedelta(0), back):
        clock.at -= step
        till.ring("milk")
        till.pay()
        receipt = till.tender(TenderKind.CASH, 1000).last_receipt
        assert receipt is not None
        sold.append(receipt)
    assert (sold[1].sold_at >= sold[0].sold_at) is held
    assert [x.key for x in till.past.find(limit=2)] == [sold[1].key, sold[0].key]


def test_practice_writes_nothing(shop: Shop) -> None:
    trainee = Till(shop.storage, practice=True, ticks=lambda: 0.0)
    receipts, learned = shop.storage.sales.count(), shop.storage.learned.count("cheeseburger")
    assert trainee.ring("cheeseburger").panel.offers()
    trainee.hold()
    trainee.ring("milk")
    trainee.pay()
    assert trainee.tender(TenderKind.CASH, 1000).last_receipt is not None
    assert shop.storage.sales.count() == receipts
    assert shop.storage.learned.count("cheeseburger") == learned
    assert shop.storage.sales.open_orders() == []


def test_a_voucher_of_exactly_what_is_due_is_worth_its_face(till: Till) -> None:
    till.ring("cheeseburger")
    till.pay()
    receipt = till.tender(TenderKind.VOUCHER, till.view.due).last_receipt
    assert receipt
    assert [(x.amount, x.face) for x in receipt.tenders] == [(receipt.total, None)]
