"""A shop whose prices are without tax: one total for an order, on the screen, on paper, in the drawer, on disk and in the day's figures."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from pos_assist.devices.receipt_slip import ShopSign, receipt_slip
from pos_assist.devices.slip import Slip
from pos_assist.domain.deals import SetPrice, Slot
from pos_assist.domain.discounts import By, Discount
from pos_assist.domain.items import Item, Rounding, TaxClass
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.receipts import Receipt, TaxPart, TenderKind
from pos_assist.domain.settings import PRICES, TAX_ROUNDING
from pos_assist.domain.tax import Prices
from pos_assist.i18n.translate import set_language
from pos_assist.services.customer_display import customer_view, pole_lines
from pos_assist.services.day.business_day import loads_slip
from pos_assist.services.day.daily_figures import write_daily_figures
from pos_assist.services.management.pack_exchange import shop_from_pack
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop
from pos_assist.storage import Storage, rebuild
from pos_assist.storage.own_records import own_records

from .conftest import NOON, Clock, OpenShop

ONIGIRI = Item("onigiri", "おにぎり", 99, tax=TaxClass.REDUCED)
TOWEL = Item("towel", "タオル", 333, tax=TaxClass.STANDARD)


@pytest.fixture
def shop(open_burger: OpenShop) -> Shop:
    shop = open_burger()
    shop.storage.catalog.put_items([ONIGIRI, TOWEL])
    shop.manage("店長").set_settings({PRICES.name: Prices.ADDED})
    return shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return shop.till


def paid(till: Till) -> Receipt:
    till.pay()
    receipt = till.tender(TenderKind.CASH, till.view.due).last_receipt
    assert receipt
    return receipt


def words(receipt: Receipt) -> list[str]:
    return [f"{x.text} {x.right}".strip() for x in receipt_slip(receipt, ShopSign("MIDORI")).blocks if x.text]


def test_three_at_99_yen_are_320_yen_to_pay_on_paper_and_in_the_days_figures(shop: Shop, till: Till) -> None:
    till.ring("onigiri", 3)
    assert till.view.due == till.view.priced.total == 320
    receipt = paid(till)
    assert (receipt.total, receipt.tax_added, receipt.net_total, receipt.list_total) == (320, 23, 297, 297)
    assert shop.whole_sale(receipt)
    figures = shop.day.figures()
    assert (figures.gross, figures.tax_added, figures.sold, figures.cash.taken) == (297, 23, 320, 320)
    assert [(x.rate, x.gross, x.tax) for x in figures.rates] == [(8, 320, 23)]
    said = words(receipt)
    assert [x for x in said if "¥" in x][1:5] == [
        "小計（税抜） ¥297",
        "8%対象※（税抜） ¥297",
        "外税 8% ¥23",
        "合計 ¥320",
    ]


def test_what_prices_are_changes_only_while_no_order_is_open_or_put_aside(shop: Shop, till: Till) -> None:
    office = shop.manage("店長")
    till.ring("onigiri")
    with pytest.raises(Refused, match="prices_while_open"):
        office.set_settings({PRICES.name: Prices.INCLUDED})
    till.hold()
    with pytest.raises(Refused, match="prices_while_open"):
        office.set_settings({PRICES.name: None})
    (entry,) = office.history(limit=1)
    with pytest.raises(Refused, match="prices_while_open"):  # and no undo either
        office.undo(entry.id)
    till.recall(till.view.held[0].key)
    paid(till)
    office.set_settings({PRICES.name: Prices.INCLUDED})
    assert till.ring("onigiri", 3).priced.total == 297


def test_each_card_promises_what_the_amount_to_pay_changes_by_and_its_line_says_it(till: Till, clock: Clock) -> None:
    till.ring(till.search("バーガー", 1)[0].code)
    offers = till.view.panel.offers()
    assert offers
    for offer in offers:
        clock.pass_by(2)  # a card that has only just appeared cannot be taken
        before = till.view.priced
        assert offer.with_tax is not None
        taken = till.accept(offer.id).priced
        assert (taken.total - before.total, taken.net_total - before.net_total) == (offer.to_pay, offer.adds)
        till.undo()
    assert any(f"{offer.to_pay:,}" in offer.line for offer in offers)


def test_what_a_card_saves_is_with_tax_where_its_price_is(shop: Shop, till: Till) -> None:
    """Two for ¥159 instead of ¥198: with tax 171 instead of 213, so the second costs 65 where it would have cost 107."""
    two = SetPrice(id="two", name="2個で", price=159, slots=(Slot(2, frozenset({"onigiri"})),))
    shop.storage.catalog.put_deals([two])
    till.ring("onigiri")
    offer = next(x for x in till.view.panel.offers() if x.deal == "two")
    assert (offer.adds, offer.saving) == (60, 39)
    assert (offer.to_pay, offer.saved) == (65, 42)
    shown = customer_view(till.view, "ja", shop.taxing).offer
    assert shown
    assert (shown.adds, shown.saving) == (till.view.panel.offers()[0].to_pay, till.view.panel.offers()[0].saved)


def test_what_costs_nothing_before_tax_but_more_tax_is_not_called_free(shop: Shop, till: Till) -> None:
    """The bread's 300 yen are shared between the two: half of them bear 10 % now."""
    bread, soup = Item("bread", "パン", 300, tax=TaxClass.REDUCED), Item("soup", "スープ", 300, tax=TaxClass.STANDARD)
    shop.storage.catalog.put_items([bread, soup])
    one_more = SetPrice(
        id="plus", name="プラス1", price=300, slots=tuple(Slot(1, frozenset({x})) for x in ("bread", "soup"))
    )
    shop.storage.catalog.put_deals([one_more])
    till.ring("bread")
    (offer,) = (x for x in till.view.panel.offers() if x.items == ("soup",))
    assert (offer.adds, offer.to_pay) == (0, 3)
    assert "無料" not in offer.line


def test_given_back_in_steps_it_is_what_was_paid_and_nothing_stays_in_the_figures(shop: Shop, till: Till) -> None:
    till.ring("onigiri", 3)
    till.ring("towel")
    receipt = paid(till)
    assert receipt.total == 320 + 366
    back = [till.past.refund(receipt.key, {1: 1}, "返品").amount, till.past.refund(receipt.key, {1: 1}, "返品").amount]
    back.append(till.past.void(receipt.key, "返品").amount)
    assert sum(back) == receipt.total
    figures = shop.day.figures()
    assert figures.net == 0
    assert [(x.gross, x.tax) for x in figures.rates] == [(0, 0), (0, 0)]


def test_a_days_figures_add_up_though_the_rounding_was_changed_after_a_return(shop: Shop, till: Till) -> None:
    till.ring("onigiri", 3)
    receipt = paid(till)
    till.past.refund(receipt.key, {1: 1}, "返品")
    shop.manage("店長").set_settings({TAX_ROUNDING.name: Rounding.CEIL})
    figures = shop.day.figures()
    assert sum(x.gross for x in figures.rates) == figures.net == receipt.total - figures.refunded


@pytest.mark.parametrize("stored", [True, False])  # False: a receipt of an older version, which does not say how
def test_a_return_after_the_rounding_was_changed_gives_back_the_tax_that_was_printed(
    shop: Shop, till: Till, stored: bool
) -> None:
    till.ring("onigiri", 3)
    till.ring("towel", 1)
    receipt = paid(till)
    assert receipt.taxes == (TaxPart(8, 320, 23), TaxPart(10, 366, 33))
    if not stored:
        forget = "UPDATE receipts SET more = json_remove(more, '$.rounding')"
        assert shop.storage._writer
        shop.storage._writer.now(lambda connection: connection.execute(forget))
    shop.manage("店長").set_settings({TAX_ROUNDING.name: Rounding.CEIL})
    first = till.past.refund(receipt.key, {1: 1}, "返品")
    assert (first.amount, first.taxes) == (107, (TaxPart(8, 107, 8),))
    shop.manage("店長").set_settings({TAX_ROUNDING.name: Rounding.HALF_UP})
    rest = till.past.void(receipt.key, "返品")
    assert rest.amount == 320 + 366 - 107
    figures = shop.day.figures()
    assert (figures.net, [(x.gross, x.tax) for x in figures.rates]) == (0, [(0, 0), (0, 0)])


def test_a_day_of_both_ways_names_each_gross_sum_by_its_own(shop: Shop, till: Till, tmp_path: Path) -> None:
    till.ring("onigiri", 3)
    paid(till)
    only = shop.day.x_slip()
    assert [x for x in said_on(only) if "総売上" in x] == ["総売上（税抜） ¥297"]
    shop.manage("店長").set_settings({PRICES.name: Prices.INCLUDED})
    till.ring("towel")
    paid(till)
    figures = shop.day.figures()
    assert (figures.gross, figures.gross_without_tax, figures.sold) == (630, 297, 653)
    close = shop.day.close(counted=653)
    both = ["総売上（税込） ¥333", "総売上（税抜） ¥297"]
    assert [x for x in said_on(loads_slip(close)) if "総売上" in x] == both
    assert [x for x in said_on(loads_slip(close)) if "外税" in x or x.startswith("売上")] == ["外税 ¥23", "売上 ¥653"]
    set_language("ja")
    files = write_daily_figures(shop.storage, tmp_path / "days.csv", NOON.date(), NOON.date())
    days = next(x for x in files if x.stem == "days-days").read_text(encoding="utf-8-sig").splitlines()
    (row,) = csv.DictReader(days)
    assert (row["総売上（税込）"], row["総売上（税抜）"], row["外税"], row["売上"]) == ("333", "297", "23", "653")


def said_on(slip: Slip) -> list[str]:
    return [f"{x.text.strip()} {x.right}".strip() for x in slip.blocks if x.text]


def test_a_discount_by_hand_is_taken_off_before_tax_and_points_come_after_it(till: Till) -> None:
    till.ring("onigiri", 3)
    till.discount(Discount(By.AMOUNT, 97), None)
    assert (till.view.priced.net_total, till.view.priced.total) == (200, 216)
    with pytest.raises(Refused, match="bad_discount"):
        till.discount(Discount(By.AMOUNT, 298), None)
    till.pay()
    till.tender(TenderKind.POINTS, 16)
    receipt = till.tender(TenderKind.CASH, 200).last_receipt
    assert receipt
    assert (receipt.total, receipt.tax_added, [x.amount for x in receipt.tenders]) == (216, 16, [16, 200])


def test_a_receipt_of_the_other_way_is_given_back_as_it_was_made_and_not_opened_again(shop: Shop, till: Till) -> None:
    till.ring("onigiri", 3)
    receipt = paid(till)
    shop.manage("店長").set_settings({PRICES.name: Prices.INCLUDED})
    with pytest.raises(Refused, match="other_prices_then"):
        till.ring_again(receipt.key, "間違い")
    assert till.past.refund(receipt.key, {1: 2}, "返品").amount + till.past.void(receipt.key, "返品").amount == 320


def test_the_receipt_comes_back_out_of_the_journal_and_other_tills_count_it_with_tax(
    shop: Shop, till: Till, tmp_path: Path
) -> None:
    till.ring("onigiri", 3)
    till.ring("towel")
    receipt = paid(till)
    with shop.storage.reader() as connection:
        rows = lambda sql, *values: connection.execute(sql, values).fetchall()  # noqa: E731 — what the reader gives
        (record,) = own_records(rows, [], 0, 10**9).values()
    sale = json.loads(record)
    flat = sale[-2] if isinstance(sale[-1][0], list) else sale[-1]
    assert (sale[5], sale[6], flat[2::3]) == (297 + 333 + 23 + 33, 686, [320, 366])
    path = shop.path
    result = rebuild(path.with_suffix(".journal"), tmp_path / "again.db")
    assert result.lost == ()
    with Storage.open(tmp_path / "again.db") as again:
        assert again.sales.receipt(receipt.key) == receipt
        assert again.catalog.setting(PRICES) is Prices.ADDED


def test_a_pack_of_the_other_way_is_refused_in_words_and_a_new_shop_takes_its_way_along(
    shop: Shop, tmp_path: Path
) -> None:
    office = shop.manage("店長")
    office.make_pack(tmp_path / "net.pospack")
    office.set_settings({PRICES.name: Prices.INCLUDED})
    with pytest.raises(BadInput, match="other_prices"):
        office.preview_pack(tmp_path / "net.pospack")
    shop_from_pack(tmp_path / "net.pospack", tmp_path / "new.db", "店長", NOON)
    with Storage.open(tmp_path / "new.db") as new:
        assert new.catalog.setting(PRICES) is Prices.ADDED


def test_customers_see_what_it_comes_to_with_tax(shop: Shop, till: Till) -> None:
    till.ring("onigiri", 3)
    seen = customer_view(till.view, "ja", shop.taxing)
    assert [(x.price, x.with_tax) for x in seen.lines] == [(297, 320)]
    assert seen.total == 320
    assert "¥320" in " ".join(map(str, pole_lines(seen, "MIDORI", "")))
    till.set_mode(ServiceMode.EAT_IN)
    assert customer_view(till.view, "ja", shop.taxing).lines[0].with_tax == 326


def test_a_set_is_formed_at_its_net_price_and_the_paper_adds_up(shop: Shop, till: Till) -> None:
    shop.storage.catalog.put_deals(
        [SetPrice(id="two", name="2個で", price=180, slots=(Slot(2, frozenset({"onigiri"})),))]
    )
    till.ring("onigiri", 2)
    assert (till.view.priced.saving, till.view.priced.net_total, till.view.priced.total) == (18, 180, 194)
    said = words(paid(till))
    assert [x for x in said if "¥" in x][-7:-2] == [
        "値引合計 -¥18",
        "8%対象※（税抜） ¥180",
        "外税 8% ¥14",
        "合計 ¥194",
        "お預り(現金) ¥194",
    ]


def test_an_order_that_is_put_aside_and_taken_up_after_a_restart_has_one_total(
    shop: Shop, open_burger: OpenShop, till: Till
) -> None:
    till.ring("onigiri", 3)
    assert till.hold().held[0].total == 320
    again = open_burger().till
    assert again.view.held[0].total == 320
    assert again.recall(again.view.held[0].key).priced.total == 320
