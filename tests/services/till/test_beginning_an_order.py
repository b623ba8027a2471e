"""An order opens in one way, whatever brought its first item in: on a full disk none begins, one under way is finished."""

from __future__ import annotations

import pytest

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop
from pos_assist.storage import disk_space as rooms
from tests.services.till.conftest import Clock

CHEESEBURGER = "2901000000015"


@pytest.fixture
def coupon(shop: Shop, clock: Clock) -> str:
    """The code of an offer for the next visit, printed on an earlier receipt."""
    for _ in range(40):
        shop.till.ring("cheeseburger")
        receipt = shop.till.tender(TenderKind.CASH, 1000).last_receipt
        assert receipt is not None
        if receipt.next_visit:
            return receipt.next_visit.code
        clock.pass_by(60)
    raise AssertionError("no receipt of forty had an offer for the next visit")


def fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "free_bytes", lambda _: 1_000_000)


def test_on_a_full_disk_no_order_begins_by_key_scan_or_coupon(
    shop: Shop, coupon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_the_disk(monkeypatch)
    till = shop.till
    for begin, code in (
        (till.ring, "cheeseburger"),
        (till.scan, CHEESEBURGER),
        (till.scan, coupon),
        (till.redeem, coupon),
    ):
        with pytest.raises(EnvironmentProblem, match="no_room"):
            begin(code)
        assert till.view.order.lines == ()
        assert till.view.order.coupons == ()


def test_an_order_under_way_when_the_disk_fills_takes_more_items_and_is_paid(
    shop: Shop, coupon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = shop.till
    till.ring("cheeseburger")
    fill_the_disk(monkeypatch)
    till.scan(coupon)
    receipt = till.tender(TenderKind.CASH, 10_000).last_receipt
    assert receipt is not None


def test_a_held_order_is_taken_up_and_paid_on_a_full_disk(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    till = shop.till
    till.ring("cheeseburger")
    key = till.view.order.key
    till.hold()
    fill_the_disk(monkeypatch)
    till.recall(key)
    assert till.tender(TenderKind.CASH, 240).last_receipt is not None


@pytest.mark.parametrize("begin", ["ring", "scan", "coupon"])
def test_the_clock_of_an_order_starts_with_its_first_item(shop: Shop, coupon: str, clock: Clock, begin: str) -> None:
    till: Till = shop.till
    clock.pass_by(600)
    at = clock.now()
    if begin == "ring":
        till.ring("cheeseburger")
    else:
        till.scan(CHEESEBURGER if begin == "scan" else coupon)
    clock.pass_by(60)
    till.ring("cola-m")
    assert till.view.order.opened_at == at
