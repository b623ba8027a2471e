"""What a scanner sends is found, and a label's own price goes all the way: order, deals, receipt, refund, rebuild."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist.domain.codes import check_digit, value_check_digit
from pos_assist.domain.deals import SetPercent, Slot
from pos_assist.domain.items import Item
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop, make_shop, open_shop
from pos_assist.storage import rebuild

NOON = datetime(2026, 11, 25, 12, 0)
CASES = Path(__file__).parent / "cases" / "codes.csv"


@pytest.fixture
def codes_shop(tmp_path: Path) -> Iterator[Shop]:
    folder = tmp_path / "files"
    folder.mkdir()
    shutil.copy(CASES, folder / "items.csv")
    (folder / "shop.json").write_text(
        json.dumps({"name": {"ja": "試験店", "en": "Test"}, "settings": {"control_share": "0"}})
    )
    make_shop(folder, tmp_path / "codes.db")
    with closing(open_shop(tmp_path / "codes.db", now=lambda: NOON)) as shop:
        yield shop


@pytest.fixture
def till(codes_shop: Shop) -> Till:
    return codes_shop.till


def pork(price: int) -> str:
    """A label of 豚ロース as a scale prints it."""
    body = f"0212345{value_check_digit(f'{price:04}')}{price:04}"
    return body + check_digit(body)


def sell(till: Till) -> Receipt:
    till.pay()
    receipt = till.tender(TenderKind.CASH, 10_000).last_receipt
    assert receipt is not None
    return receipt


@pytest.mark.parametrize(("scanned", "code"), [
    ("0012345678905", "upc12"), ("12345678905", "upc12"), ("]E00012345678905", "upc12"), ("]C10100012345678905", "upc12"),
    ("036000291452", "ean0"), ("36000291452", "ean0"), ("00036000291452", "ean0"),
    ("]E04901234567894", "jan"), ("(01)04901234567894(17)271231", "jan"), ("]d2010490123456789410A1\x1d17271231", "jan"),
    ("4901234567894", "jan"), ("04901234567894", "jan"), ("0000049123456", "jan8"), ("]E449123456", "jan8"),
    ("abc-123456", "own"), ("]C0ABC-123456", "own"), ("10012", "short"), ("*PN-77*", "c39"), ("pn-77", "c39"),
    ("0007", "0007"), ("UPC12", "upc12"), ("meat", "meat"),
])  # fmt: skip
def test_every_form_that_a_scanner_may_send_is_found(till: Till, scanned: str, code: str) -> None:
    assert [line.item.code for line in till.scan(scanned).order.lines] == [code]


@pytest.mark.parametrize("typed", ["0123456", "123456789", "00123456789", "pn-7"])
def test_a_code_is_searched_for_in_any_of_its_forms(till: Till, typed: str) -> None:
    assert till.search(typed)[0].code in ("upc12", "c39")


def test_an_unknown_code_is_refused_and_said_as_it_was_sent(till: Till) -> None:
    with pytest.raises(Refused, match="unknown_barcode"):
        till.scan("]E04900000000009")
    assert not till.view.order.lines


def test_a_label_rings_up_its_own_price(till: Till) -> None:
    view = till.scan(pork(398))
    (line,) = view.order.lines
    assert (line.item.name, line.price, view.priced.total) == ("豚ロース", 398, 398)


def test_a_label_without_a_check_digit_for_its_price_rings_up_the_same(till: Till) -> None:
    body = "021234500398"
    assert till.scan(body + check_digit(body)).priced.total == 398


def test_labels_of_two_prices_are_two_lines_and_of_one_price_are_one(till: Till) -> None:
    for price in (398, 398, 512):
        till.scan(pork(price))
    assert [(line.qty, line.price) for line in till.view.order.lines] == [(2, 398), (1, 512)]
    assert till.view.priced.total == 2 * 398 + 512


def test_a_label_that_no_pattern_reads_is_refused_aloud(till: Till) -> None:
    wrong = value_check_digit("0398")
    body = f"0212345{(int(wrong) + 1) % 10}0398"
    with pytest.raises(Refused, match="unknown_label"):
        till.scan(body + check_digit(body))


def test_the_item_of_a_label_may_hold_any_label_the_first_digits_or_the_number_of_the_scale(codes_shop: Shop) -> None:
    catalog = codes_shop.storage.catalog
    meat = catalog.item("meat")
    assert meat is not None
    for barcodes in ((pork(1_280),), ("0212345",), ("12345",)):
        catalog.put_items([replace(meat, barcodes=barcodes)])
        assert codes_shop.till.scan(pork(398)).order.lines[-1].price == 398
    catalog.put_items([replace(meat, barcodes=()), Item("12345", "鶏もも", 99)])
    assert codes_shop.till.scan(pork(398)).order.lines[-1].item.name == "鶏もも"


def test_a_pattern_of_the_shop_reads_weights(codes_shop: Shop) -> None:
    catalog = codes_shop.storage.catalog
    catalog.put_setting("label_patterns", "28IIIIIWWWWWX")
    catalog.put_items([Item("00077", "豚こま", 198, by_weight=True), Item("00078", "皿", 300)])
    body = "280007700412"
    (line,) = codes_shop.till.scan(body + check_digit(body)).order.lines
    assert (line.price, line.grams, line.title) == (816, 412, "豚こま 412 g")
    body = "280007800412"
    with pytest.raises(Refused, match="no_price_by_weight"):
        codes_shop.till.scan(body + check_digit(body))


def test_an_element_string_says_weight_or_price(codes_shop: Shop) -> None:
    catalog, till = codes_shop.storage.catalog, codes_shop.till
    catalog.put_items(
        [Item("cheese", "チーズ", 350, by_weight=True, barcodes=("4900000000016"[:12] + check_digit("490000000001"),))]
    )
    gtin = "0" + "490000000001" + check_digit("490000000001")
    assert till.scan(f"]C101{gtin}3103000250").priced.total == 875
    assert till.scan(f"]C101{gtin}3103000250\x1d3920900").order.lines[-1].price == 900
    with pytest.raises(Refused, match="needs_weight"):
        till.scan(gtin)
    assert till.scan("]C10104901234567894" + "3103000250").order.lines[-1].price == 120  # the jar costs what it costs


def test_an_item_by_weight_is_rung_up_by_key_with_its_grams(codes_shop: Shop) -> None:
    codes_shop.storage.catalog.put_items([Item("ham", "ハム", 298, by_weight=True)])
    till = codes_shop.till
    with pytest.raises(Refused, match="needs_weight"):
        till.ring("ham")
    (line,) = till.ring("ham", 350).order.lines
    assert (line.qty, line.grams, line.price) == (1, 350, 1_043)


def test_deals_count_a_piece_at_its_own_price(codes_shop: Shop) -> None:
    tenth = SetPercent(id="tenth", name="肉の日", slots=(Slot(n=1, items=frozenset({"meat"}), percent=10),))
    codes_shop.storage.catalog.put_deals([tenth])
    view = codes_shop.till.scan(pork(398))
    assert view.priced.total == 398 - 39
    view = codes_shop.till.scan(pork(512))
    assert view.priced.total == 398 - 39 + 512 - 51


def test_a_receipt_keeps_the_price_and_the_weight_through_refund_and_rebuild(codes_shop: Shop, tmp_path: Path) -> None:
    codes_shop.storage.catalog.put_items([Item("ham", "ハム", 298, by_weight=True)])
    till = codes_shop.till
    till.scan(pork(398))
    till.ring("ham", 350)
    till.scan(pork(512))
    receipt = sell(till)
    assert [(x.list_price, x.net, x.grams) for x in receipt.lines] == [
        (398, 398, None),
        (1_043, 1_043, 350),
        (512, 512, None),
    ]
    assert till.past.find()[0].lines == receipt.lines
    assert codes_shop.storage.learned.pair("meat", "ham")[0] == 1
    assert till.past.refund(receipt.key, {receipt.lines[0].line: 1}, "").amount == 398
    codes_shop.close()
    rebuild(tmp_path / "codes.journal", tmp_path / "again.db", None)
    with closing(open_shop(tmp_path / "again.db", now=lambda: NOON)) as again:
        found = again.till.past.find()[0]
        assert [(x.item.code, x.list_price, x.grams) for x in found.lines] == [
            ("meat", 398, None),
            ("ham", 1_043, 350),
            ("meat", 512, None),
        ]


def test_an_open_order_keeps_its_own_prices_through_a_restart(codes_shop: Shop, tmp_path: Path) -> None:
    codes_shop.till.scan(pork(398))
    codes_shop.close()
    with closing(open_shop(tmp_path / "codes.db", now=lambda: NOON)) as again:
        assert again.till.view.priced.total == 398


def test_no_two_items_may_have_one_code_in_two_spellings(codes_shop: Shop) -> None:
    catalog = codes_shop.storage.catalog
    with pytest.raises(Refused, match="barcode_taken"):
        catalog.put_items([Item("other", "別", 10, barcodes=("0012345678905",))])
    with pytest.raises(Refused, match="barcode_taken"):
        catalog.put_items([Item("other", "別", 10, barcodes=("abc-123456",))])


def test_two_items_whose_codes_differ_in_capitals_alone_are_not_mistaken(codes_shop: Shop) -> None:
    codes_shop.storage.catalog.put_items([Item("tea-a", "煎茶", 100), Item("TEA-A", "番茶", 90)])
    with pytest.raises(Refused, match="unknown_barcode"):
        codes_shop.till.scan("Tea-A")
