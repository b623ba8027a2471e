"""What a cashier changes by hand at the till: prices, options, stickers, guests; kept on the receipt, undone with one key."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from pos_assist.devices.receipt_slip import ShopSign, kitchen_slip, receipt_slip
from pos_assist.devices.slip import slip_text
from pos_assist.domain.deals import SetPrice, Slot
from pos_assist.domain.discounts import By, Discount
from pos_assist.domain.items import Item
from pos_assist.domain.offers import OfferKind
from pos_assist.domain.options import Chosen, parse_groups
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.services.management.deal_replay import replay as replayed
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop
from pos_assist.storage.browse import SalesOfDays
from tests.services.till.conftest import OpenShop, found_again

LATTE = Item("latte", "ラテ", 400, "drinks", options=parse_groups("ミルク[1]: 牛乳 | 豆乳 +50; 氷: 氷なし"))
ODD = Item("odd", "雑貨", 0, "drinks", open_price=True)
BUN = Item("bun", "丸パン", 300, "drinks", eat_in_price=330)
TWENTY = Discount(By.PERCENT, 20, "見切り")


@pytest.fixture
def cafe(shop: Shop) -> Till:
    shop.storage.catalog.put_items([LATTE, ODD, BUN])
    return shop.till


def paid(till: Till) -> Receipt:
    till.pay()
    receipt = till.tender(TenderKind.CASH, till.view.due).last_receipt
    assert receipt is not None
    stored = till.past.find()[0]
    assert stored == receipt
    return stored


def test_a_line_discounted_by_hand_leaves_its_set_and_comes_back_with_undo(cafe: Till) -> None:
    for code in ("cheeseburger", "potato-m", "cola-m"):
        cafe.ring(code)
    before = cafe.view.priced.total
    assert cafe.view.priced.uses
    view = cafe.discount(TWENTY, cafe.view.order.lines[0].id)
    assert cafe.view.order.lines[0].id not in [line for use in view.priced.uses for line, _ in use.units]
    assert cafe.undo().priced.total == before


def test_the_shop_may_let_it_into_sets_at_its_new_price(shop: Shop, cafe: Till) -> None:
    shop.manage("店長").set_settings({"hand_in_sets": "1"})
    for code in ("cheeseburger", "potato-m", "cola-m"):
        cafe.ring(code)
    before = cafe.view.priced.total
    view = cafe.discount(Discount(By.AMOUNT, 10), cafe.view.order.lines[0].id)
    assert view.priced.total == before  # the set's price is what it is
    assert view.priced.uses


def test_a_sticker_is_for_the_one_unit_scanned_last(shop: Shop, cafe: Till) -> None:
    shop.manage("店長").set_settings({"discounts": "見切り=2090000000201: 20%"})
    cafe.ring("apple-pie", 3)
    view = cafe.scan("2090000000201")
    assert [(x.qty, x.price, x.hand and x.hand.reason) for x in view.order.lines] == [
        (2, 160, None),
        (1, 128, "見切り"),
    ]
    with pytest.raises(Refused, match="nothing_to_discount"):
        cafe.scan("2090000000201")  # that unit has its sticker


def test_a_receipt_keeps_and_prints_what_was_taken_off_and_why(cafe: Till) -> None:
    cafe.ring("apple-pie")
    cafe.discount(TWENTY, cafe.view.order.lines[0].id)
    cafe.ring("cheeseburger")
    cafe.discount(Discount(By.AMOUNT, 100, "お得意様"))
    receipt = paid(cafe)
    assert receipt.total == 128 + 240 - 100
    assert (receipt.lines[0].hand, receipt.lines[0].full_price, receipt.lines[0].list_price) == (TWENTY, 160, 128)
    text = slip_text(receipt_slip(receipt, ShopSign("店")))
    for said in ("¥160", "20%引 見切り", "-¥32", "値引 お得意様", "-¥100", "¥268"):
        assert said in text, said


def test_the_day_tells_hand_discounts_from_sets(shop: Shop, cafe: Till) -> None:
    cafe.ring("apple-pie")
    cafe.discount(TWENTY, cafe.view.order.lines[0].id)
    cafe.discount(Discount(By.AMOUNT, 28))
    paid(cafe)
    figures = shop.day.figures()
    assert (figures.gross, figures.hand_discounts, figures.order_discounts, figures.sold) == (160, 60, 0, 100)


@pytest.mark.parametrize(
    "discount", [Discount(By.AMOUNT, 161), Discount(By.AMOUNT, 0), Discount(By.PERCENT, 101), Discount(By.PRICE, 5)]
)
def test_nothing_is_taken_off_that_is_not_there(cafe: Till, discount: Discount) -> None:
    cafe.ring("apple-pie")
    line = None if discount.by is By.PRICE else cafe.view.order.lines[0].id  # a whole order has no price of its own
    with pytest.raises(Refused, match="bad_discount"):
        cafe.discount(discount, line)


def test_what_is_not_in_the_order_is_not_changed_by_hand(cafe: Till) -> None:
    with pytest.raises(Refused, match="nothing_to_pay"):
        cafe.discount(TWENTY)
    cafe.ring("latte")
    changes: list[Callable[[], object]] = [
        lambda: cafe.discount(TWENTY, 99),
        lambda: cafe.set_options(99, []),
        lambda: cafe.choose(99, "氷", "氷なし"),
    ]
    for change in changes:
        with pytest.raises(Refused, match="no_such_line"):
            change()


def test_a_price_by_hand_has_a_limit(cafe: Till) -> None:
    line = cafe.ring_at("odd", 10).order.lines[0].id
    assert cafe.discount(Discount(By.PRICE, 9_999_999), line).priced.list_total == 9_999_999
    with pytest.raises(Refused, match="bad_discount"):
        cafe.discount(Discount(By.PRICE, 10_000_000), line)


def test_a_discount_is_told_in_percent_rounded_up_so_that_a_limit_holds(cafe: Till) -> None:
    line = cafe.ring("bun", 2).order.lines[0].id
    assert cafe.percent_off(Discount(By.AMOUNT, 30), line) == 10
    assert cafe.percent_off(Discount(By.AMOUNT, 31), line) == 11
    assert cafe.percent_off(Discount(By.AMOUNT, 60), None) == 10
    cafe.discount(Discount(By.AMOUNT, 100))
    assert cafe.percent_off(Discount(By.AMOUNT, 61), None) == 11, "of the price before the discount that is there"
    cafe.discount(None)
    cafe.discount(Discount(By.PRICE, 0), line)
    assert cafe.percent_off(Discount(By.PERCENT, 10), None) == 0, "nothing of nothing"


def test_an_open_price_is_typed_and_counts(cafe: Till) -> None:
    with pytest.raises(Refused, match="needs_price"):
        cafe.ring("odd")
    cafe.ring_at("odd", 350)
    view = cafe.ring_at("odd", 120)
    assert [(x.qty, x.price) for x in view.order.lines] == [(1, 350), (1, 120)]
    assert paid(cafe).total == 470


def test_options_are_chosen_kept_and_printed_below_their_line(cafe: Till) -> None:
    cafe.ring("latte")
    line = cafe.view.order.lines[0].id
    assert cafe.view.order.lines[0].options == (Chosen("ミルク", "牛乳"),)  # what must be chosen is the first
    cafe.choose(line, "ミルク", "豆乳")
    assert cafe.choose(line, "氷", "氷なし").priced.total == 450
    cafe.ring("latte")
    assert len(cafe.view.order.lines) == 2  # another latte is another line
    receipt = paid(cafe)
    assert [x.name for x in receipt.lines[0].options] == ["豆乳", "氷なし"]
    for text in (slip_text(x(receipt, ShopSign("店"))) for x in (receipt_slip, kitchen_slip)):
        assert "豆乳" in text
        assert "氷なし" in text


def test_eaten_in_it_costs_its_other_price_whenever_that_is_said(cafe: Till) -> None:
    cafe.ring("bun")
    assert cafe.view.priced.total == 300
    assert cafe.set_mode(ServiceMode.EAT_IN).priced.total == 330
    cafe.ring("bun")
    assert [(x.qty, x.price) for x in cafe.view.order.lines] == [(2, 330)]
    assert cafe.set_line_mode(cafe.view.order.lines[0].id, ServiceMode.TAKEOUT).priced.total == 600


def test_guests_and_table_stand_on_the_receipt_and_in_the_kitchen(cafe: Till) -> None:
    cafe.ring("latte")
    cafe.note(guests=3)
    cafe.note(table=" A12 ")
    receipt = paid(cafe)
    assert (receipt.guests, receipt.table) == (3, "A12")
    for text in (slip_text(x(receipt, ShopSign("店"))) for x in (receipt_slip, kitchen_slip)):
        assert "A12" in text
    with pytest.raises(Refused, match="bad_table"):
        cafe.note(table="x" * 13)
    with pytest.raises(Refused, match="bad_guests"):
        cafe.note(guests=1_000)


def test_void_and_ring_again_brings_discounts_options_and_notes_back(cafe: Till) -> None:
    cafe.ring("latte")
    cafe.choose(cafe.view.order.lines[0].id, "ミルク", "豆乳")
    cafe.discount(TWENTY, cafe.view.order.lines[0].id)
    cafe.discount(Discount(By.PERCENT, 50, "友"))
    cafe.note(table="7")
    receipt = paid(cafe)
    cafe.ring_again(receipt.key, "wrong")
    order = cafe.view.order
    assert cafe.view.priced.total == receipt.total == 180
    assert (order.table, order.discount, order.lines[0].hand) == ("7", Discount(By.PERCENT, 50, "友"), TWENTY)


def test_a_change_of_size_keeps_the_options_it_shares(cafe: Till) -> None:
    cafe.ring("latte")
    cafe.choose(cafe.view.order.lines[0].id, "ミルク", "豆乳")
    large = replace(LATTE, code="latte-l", size="L", price=450, options=parse_groups("ミルク[1]: 牛乳 | 豆乳 +70"))
    order = cafe.view.order.exchange(cafe.view.order.lines[0].id, large, "")
    assert (order.lines[0].price, order.lines[0].options) == (520, (Chosen("ミルク", "豆乳", 70),))


def test_trying_a_set_on_past_sales_leaves_hands_and_options_as_they_were(shop: Shop, cafe: Till) -> None:
    for discount in (None, TWENTY):
        cafe.ring("latte")
        cafe.choose(cafe.view.order.lines[0].id, "ミルク", "豆乳")
        cafe.ring("bun")
        if discount:
            cafe.discount(discount, cafe.view.order.lines[0].id)
        paid(cafe)
    new = SetPrice(id="new", price=600, slots=(Slot(1, frozenset({"latte"})), Slot(1, frozenset({"bun"}))))
    with closing(shop.storage.reader()) as connection:
        found = replayed(SalesOfDays(connection, date(2026, 11, 21)), shop.storage.catalog, (), (new,))
    assert (found.before, found.after, found.touched) == (
        750,
        650,
        1,
    )  # soy milk on top; the discounted latte in no set


def test_all_of_it_comes_back_from_the_journal_and_with_an_open_order_after_a_cut(open_burger: OpenShop) -> None:
    shop = open_burger()
    shop.storage.catalog.put_items([LATTE])
    till = shop.till
    till.ring("latte")
    till.choose(1, "ミルク", "豆乳")
    till.discount(TWENTY, 1)
    till.discount(Discount(By.AMOUNT, 50, "友"))
    till.note(guests=2, table="B1")
    held = till.view.order
    shop = open_burger()  # after a cut the order is as it was
    assert shop.till.view.order == held
    shop.till.pay()
    receipt = shop.till.tender(TenderKind.VOUCHER, 500).last_receipt
    assert receipt is not None
    shop.till.past.refund(receipt.key, {1: 1}, "cold")
    [refund] = shop.storage.sales.refunds(receipt.key)
    with found_again(shop) as found:
        assert found.storage.sales.receipt(receipt.key) == receipt
        assert found.storage.sales.refunds(receipt.key) == [refund]
        assert [(x.kind, x.amount) for x in refund.tenders] == [(TenderKind.VOUCHER, receipt.total)]


@pytest.mark.parametrize("reason", ["x" * 41, "見切り\x1b[2J", "\u202e見切り"])
def test_a_reason_that_is_too_long_or_acts_on_paper_is_refused(cafe: Till, reason: str) -> None:
    before = cafe.ring("cheeseburger")
    line = before.order.lines[0].id
    for place in (line, None):
        with pytest.raises(Refused, match="bad_discount"):
            cafe.discount(Discount(By.AMOUNT, 10, reason), place)
    assert cafe.view.order == before.order
    assert cafe.discount(Discount(By.AMOUNT, 10, "x" * 40), line).priced.total == before.priced.total - 10


def test_a_card_compares_with_what_would_be_rung_up_options_included(shop: Shop, cafe: Till) -> None:
    """Beside the exact change stands what it would be without a set: a choice that costs something is in both."""
    catalog = shop.storage.catalog
    sauce = parse_groups("ソース[1]: 塩 +15 | チーズ +40")
    catalog.put_items([replace(x, options=sauce) for code in ("potato-m", "potato-l") if (x := catalog.item(code))])
    cafe.ring("potato-m")
    cafe.choose(cafe.view.order.lines[0].id, "ソース", "チーズ")
    offer = cafe.view.panel.upgrade
    assert offer is not None
    assert offer.items == ("potato-l",)
    assert (offer.list_price, offer.saving) == (offer.adds, 0)
    cafe.void(cafe.view.order.lines[0].id)
    cafe.ring("cheeseburger")
    offer = cafe.view.panel.upgrade
    assert offer is not None
    assert offer.kind is OfferKind.MAKE_SET
    items = [catalog.item(code) for code in offer.items]
    assert offer.list_price == sum(x.usual_price for x in items if x)
    assert offer.saving == offer.list_price - offer.adds > 0
