"""What customers of an option buy is learned: with the sale, taken back with a void, and the same when counted anew."""

from __future__ import annotations

import pytest

from pos_assist.domain.items import Item
from pos_assist.domain.options import parse_groups
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.learning.ranking import Ranked
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop

SOY = "@option:豆乳"


@pytest.fixture
def cafe(shop: Shop) -> Shop:
    latte = Item("latte", "ラテ", 400, "drinks", options=parse_groups("ミルク[1]: 牛乳 | 豆乳 +50"))
    shop.storage.catalog.put_items([latte])
    return shop


def sold(till: Till, milk: str, *codes: str) -> Receipt:
    till.ring("latte")
    till.choose(till.view.order.lines[0].id, "ミルク", milk)
    for code in codes:
        till.ring(code)
    till.pay()
    receipt = till.tender(TenderKind.CARD, till.view.due).last_receipt
    assert receipt is not None
    return receipt


def counts(shop: Shop) -> list[tuple[str, str, int, int]]:
    return shop.storage._reader.rows("SELECT a, b, n, w FROM counts ORDER BY a, b")


def test_a_sale_counts_what_goes_with_an_option_and_a_void_takes_it_back(cafe: Shop) -> None:
    sold(cafe.till, "豆乳", "apple-pie")
    receipt = sold(cafe.till, "豆乳", "apple-pie", "potato-m")
    assert cafe.storage.learned.pair(SOY, "apple-pie")[0] == 2
    cafe.till.past.void(receipt.key, "mistake")
    assert cafe.storage.learned.pair(SOY, "apple-pie")[0] == 1
    assert cafe.storage.learned.pair(SOY, SOY)[0] == 1


def test_counted_anew_they_are_the_same(cafe: Shop) -> None:
    for milk in ("豆乳", "牛乳", "豆乳"):
        sold(cafe.till, milk, "apple-pie")
    before = counts(cafe)
    cafe.background.learn_anew()
    assert counts(cafe) == before


def test_who_takes_soy_milk_is_offered_what_soy_milk_customers_take(cafe: Shop) -> None:
    for _ in range(12):
        sold(cafe.till, "豆乳", "apple-pie")
        sold(cafe.till, "牛乳", "potato-m")
    model = [Ranked("potato-m", 0.0, 0.2), Ranked("apple-pie", 0.0, 0.1)]
    gatherer = cafe.till._panels._gatherer
    plain = cafe.till.ring("cheeseburger").order
    assert gatherer._by_options(plain, model) == model
    cafe.till.ring("latte")
    soy = cafe.till.choose(cafe.till.view.order.lines[1].id, "ミルク", "豆乳").order
    first, second = gatherer._by_options(soy, model)
    assert (first.item, second.item) == ("apple-pie", "potato-m")
    assert first.chance == pytest.approx((12 + 30 * 0.1) / 42)


def test_no_option_is_ever_offered(cafe: Shop) -> None:
    for _ in range(5):
        sold(cafe.till, "豆乳", "apple-pie")
    cafe.background.learn_anew()
    view = cafe.till.ring("apple-pie")
    assert not [x for x in view.panel.offers() if any(code.startswith("@") for code in x.items)]
