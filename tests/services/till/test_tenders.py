"""Tenders beside cash: e-money, vouchers without change, points, and the shop's own; a receipt and the day know them by name."""

from __future__ import annotations

import pytest

from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, Tender, TenderKind
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """One that takes a staff card and a voucher of the town beside what all take."""
    shop.manage("店長").set_settings({"tenders": "カード、電子マネー、商品券、ポイント、社員カード、券"})
    return shop


def paid(till: Till, *tenders: tuple[TenderKind, int, str]) -> Receipt:
    till.ring("cheeseburger", 2)
    till.pay()
    for kind, amount, name in tenders:
        till.tender(kind, amount, name)
    receipt = till.view.last_receipt
    assert receipt is not None
    return receipt


def test_a_voucher_of_more_than_is_due_gives_no_change(till: Till) -> None:
    receipt = paid(till, (TenderKind.VOUCHER, 500, ""))
    assert receipt.tenders == (Tender(TenderKind.VOUCHER, 480, face=500),)
    assert receipt.change == 0
    assert till.past.find()[0].tenders == receipt.tenders


def test_points_and_a_tender_of_the_shops_own_are_kept_by_name(till: Till) -> None:
    receipt = paid(till, (TenderKind.POINTS, 100, ""), (TenderKind.OWN, 200, "社員カード"), (TenderKind.CASH, 200, ""))
    assert [(x.kind, x.amount, x.name) for x in till.past.find()[0].tenders] == [
        (TenderKind.POINTS, 100, ""), (TenderKind.OWN, 200, "社員カード"), (TenderKind.CASH, 200, ""),
    ]  # fmt: skip
    assert receipt.change == 20
    assert receipt.total == 480  # points are money, no discount: the tax is that of the whole


@pytest.mark.parametrize("kind", [TenderKind.EMONEY, TenderKind.POINTS, TenderKind.OWN])
def test_no_change_is_given_for_them(till: Till, kind: TenderKind) -> None:
    till.ring("cheeseburger")
    till.pay()
    with pytest.raises(Refused, match="no_change_from_card"):
        till.tender(kind, 500, "券" if kind is TenderKind.OWN else "")


def test_the_day_counts_each_tender_by_its_name(shop: Shop) -> None:
    till = shop.till
    paid(till, (TenderKind.OWN, 480, "社員カード"))
    paid(till, (TenderKind.VOUCHER, 500, ""))
    receipt = paid(till, (TenderKind.EMONEY, 300, ""), (TenderKind.CASH, 180, ""))
    till.past.refund(receipt.key, {receipt.lines[0].line: 1}, "cold")
    figures = {(x.kind, x.name): (x.taken, x.back) for x in shop.day.figures().tenders}
    assert figures == {
        ("own", "社員カード"): (480, 0), ("voucher", ""): (480, 0), ("emoney", ""): (300, 240), ("cash", ""): (180, 0),
    }  # fmt: skip
