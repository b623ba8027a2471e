"""What goes wrong at a register: late opening, late sales, a clock put back, people who left; no yen is lost or counted twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.domain.day import EntryKind, TenderFigures
from pos_assist.domain.discounts import By, Discount
from pos_assist.domain.print_jobs import JobState
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.services.people import Right, Role
from pos_assist.shop import Shop, open_shop
from tests.clocks import WallClock
from tests.services.day.conftest import CHEESEBURGER, COLA, sell


def agrees(shop: Shop) -> None:
    """Every sum of the open day's figures against the others."""
    x = shop.day.figures()
    assert x.gross - x.set_discounts - x.order_discounts - x.hand_discounts == x.sold
    assert sum(part.gross for part in x.rates) == x.net
    assert sum(t.taken - t.back for t in x.tenders) == x.net
    assert all(t.back <= t.taken for t in x.tenders)


def test_a_float_counted_late_has_the_cash_that_was_taken_until_then_in_it(shop: Shop) -> None:
    shop.day.close(counted=30_000, next_float=30_000)
    early = sell(shop).total
    assert (shop.day.status().float_expected, shop.day.status().cash_moved) == (30_000, early)
    entry = shop.day.open(30_000 + early)
    assert entry.difference == 0
    late = sell(shop, CHEESEBURGER).total
    x = shop.day.figures()
    assert (x.float_, x.float_difference, x.expected) == (30_000, 0, 30_000 + early + late)
    assert shop.day.close(counted=30_000 + early + late).difference == 0


def test_what_a_late_float_lacks_is_told_once(shop: Shop) -> None:
    shop.day.close(counted=30_000, next_float=30_000)
    early = sell(shop).total
    shop.day.move_cash(EntryKind.OUT, 5_000, "備品")
    entry = shop.day.open(25_000 + early - 100)
    assert entry.difference == -100
    assert shop.day.figures().float_difference == -100
    assert shop.day.close(counted=25_000 + early - 100).difference == 0


def test_the_first_float_of_a_shop_may_be_counted_after_its_first_sale(shop: Shop) -> None:
    early = sell(shop).total
    shop.day.open(20_000 + early)
    assert shop.day.figures().expected == 20_000 + early
    assert shop.day.close(counted=20_000 + early).difference == 0


def test_a_sale_after_the_close_takes_no_later_day_with_it(shop: Shop, now: WallClock) -> None:
    """The last order after the Z is of yesterday; the day that is opened in the morning is today's all the same."""
    shop.manage("店長").set_settings({"day_end": "25:30"})
    now.at = datetime(2026, 11, 25, 9, 0)
    shop.day.open(30_000)
    sell(shop)
    now.at = datetime(2026, 11, 25, 23, 58)
    first = shop.day.close(counted=30_000, next_float=30_000)
    now.at = datetime(2026, 11, 26, 1, 10)
    late = sell(shop).total
    now.at = datetime(2026, 11, 26, 9, 0)
    assert shop.day.status().overdue == datetime(2026, 11, 25).date()
    shop.day.open(30_000 + late)
    assert shop.day.status().overdue is None
    sell(shop)
    now.at = datetime(2026, 11, 27, 1, 20)
    second = shop.day.close(counted=0)
    assert [f"{x.day}" for x in (first, second)] == ["2026-11-25", "2026-11-26"]
    assert second.figures is not None
    assert second.figures.customers == 2


def test_a_day_forgotten_until_the_morning_is_still_yesterdays(shop: Shop, now: WallClock) -> None:
    now.at = datetime(2026, 11, 25, 9, 0)
    shop.day.open(10_000)
    sell(shop)
    now.at = datetime(2026, 11, 26, 8, 0)
    assert f"{shop.day.close(counted=0).day}" == "2026-11-25"


def test_a_second_close_right_after_the_first_makes_no_report_unless_it_is_wanted(shop: Shop) -> None:
    assert not shop.day.status().empty
    shop.day.open(10_000)
    sell(shop)
    shop.day.close(counted=12_000, next_float=10_000)
    assert shop.day.status().empty
    with pytest.raises(Refused) as refused:
        shop.day.close(counted=10_000)
    assert (refused.value.code, refused.value.data["number"], len(shop.day.closes())) == ("nothing_to_close", 1, 1)
    again = shop.day.close(counted=10_000, empty=True)
    assert (again.number, again.expected, again.difference, again.next_float) == (2, 10_000, 0, 10_000)
    assert again.figures is not None
    assert (again.figures.sold, again.figures.customers, again.figures.tenders) == (0, 0, ())


@pytest.mark.parametrize("back", [1, 60, 600, 24 * 60, 40 * 24 * 60])
def test_a_clock_put_back_loses_nothing(shop: Shop, now: WallClock, back: int) -> None:
    shop.manage("店長").set_settings({"printer": "tcp:127.0.0.1:1"})
    shop.day.close(counted=0)
    receipt = sell(shop)
    for _ in range(2):
        shop.printing.print_receipt(receipt)
    now.at -= timedelta(minutes=back)
    total = receipt.total + sell(shop, CHEESEBURGER).total
    shop.printing.print_receipt(receipt)
    x = shop.day.figures()
    assert (x.sold, x.customers, x.expected, x.reprints) == (total, 2, total, 2)
    assert shop.day.close(counted=total).difference == 0
    assert shop.day.figures().reprints == 0


def test_a_receipt_printed_again_before_the_first_sale_counts(shop: Shop) -> None:
    shop.manage("店長").set_settings({"printer": "tcp:127.0.0.1:1"})
    receipt = sell(shop)
    shop.printing.print_receipt(receipt)
    shop.day.close(counted=0)
    for _ in range(2):
        shop.printing.print_receipt(receipt)
    sell(shop)
    assert shop.day.figures().reprints == 1


KINDS = [x for x in TenderKind if x is not TenderKind.OWN]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("whole", [True, False])
def test_every_tender_goes_through_its_z_and_back(shop: Shop, kind: TenderKind, *, whole: bool) -> None:
    receipt = sell(shop, CHEESEBURGER, COLA, paid=kind)
    if whole:
        shop.till.past.void(receipt.key, "取消")
        back = receipt.total
    else:
        back = shop.till.past.refund(receipt.key, {1: 1}, "返品").amount
    agrees(shop)
    close = shop.day.close(counted=0)
    assert close.figures is not None
    assert close.figures.tenders == (TenderFigures(str(kind), receipt.total, 1, back),)
    assert close.expected == (receipt.total - back if kind is TenderKind.CASH else 0)


def test_own_tenders_stand_apart_by_their_names(shop: Shop) -> None:
    shop.manage("店長").set_settings({"tenders": "社員証, ギフト"})
    for name in ("社員証", "ギフト", "社員証"):
        shop.till.ring("cola-m")
        shop.till.pay()
        shop.till.tender(TenderKind.OWN, shop.till.view.due, name)
    agrees(shop)
    assert {(x.name, x.times) for x in shop.day.figures().tenders} == {("社員証", 2), ("ギフト", 1)}


def test_a_voucher_over_the_total_counts_what_was_due(shop: Shop) -> None:
    shop.till.ring("cola-m")
    shop.till.pay()
    receipt = shop.till.tender(TenderKind.VOUCHER, 1_000).last_receipt
    assert receipt is not None
    assert (receipt.tenders[0].amount, receipt.tenders[0].face, receipt.change) == (receipt.total, 1_000, 0)
    agrees(shop)
    shop.till.past.void(receipt.key, "取消")
    [voucher] = shop.day.figures().tenders
    assert (voucher.taken, voucher.back) == (receipt.total, receipt.total)
    assert shop.day.figures().expected == 0


def test_many_tenders_and_change(shop: Shop) -> None:
    for code in ("cheeseburger", "potato-m", "cola-m", "apple-pie"):
        shop.till.ring(code)
    shop.till.pay()
    for kind, amount in (
        (TenderKind.POINTS, 11),
        (TenderKind.CARD, 101),
        (TenderKind.CARD, 50),
        (TenderKind.VOUCHER, 100),
    ):
        shop.till.tender(kind, amount)
    receipt = shop.till.tender(TenderKind.CASH, 2_000).last_receipt
    assert receipt is not None
    agrees(shop)
    cash = receipt.total - 262
    assert shop.day.figures().expected == cash
    for line in receipt.lines:
        shop.till.past.refund(receipt.key, {line.line: 1}, "返品")
        agrees(shop)
    assert shop.day.figures().net == 0
    assert shop.day.figures().expected == 0


def by_hand(shop: Shop) -> Receipt:
    till = shop.till
    till.ring("cheeseburger", 3)
    till.discount(Discount(By.PERCENT, 33, "見切り"), till.view.order.lines[0].id)
    till.ring("cola-m")
    till.discount(Discount(By.AMOUNT, 37, "お得意様"), None)
    till.pay()
    receipt = till.tender(TenderKind.CASH, 5_000).last_receipt
    assert receipt is not None
    return receipt


def test_a_part_given_back_of_what_was_discounted_by_hand_then_all_of_it(shop: Shop) -> None:
    receipt = by_hand(shop)
    assert shop.day.figures().hand_discounts > 0
    agrees(shop)
    shop.till.past.refund(receipt.key, {receipt.lines[0].line: 1}, "返品")
    agrees(shop)
    shop.till.past.void(receipt.key, "取消")
    agrees(shop)
    x = shop.day.figures()
    assert (x.net, x.expected, x.refunds, x.voids) == (0, 0, 1, 1)
    assert all((part.gross, part.tax) == (0, 0) for part in x.rates)


def test_yesterdays_receipt_given_back_and_rung_again_after_the_z(shop: Shop) -> None:
    receipt = by_hand(shop)
    shop.day.close(counted=receipt.total, next_float=receipt.total)
    shop.till.ring_again(receipt.key, "打ち直し", "店長")
    shop.till.pay()
    paid = shop.till.tender(TenderKind.CARD, shop.till.view.due).last_receipt
    assert paid is not None
    x = shop.day.figures()
    assert (x.voided, x.sold, x.net) == (receipt.total, paid.total, paid.total - receipt.total)
    assert x.expected == 0


def test_the_z_waits_for_its_paper_also_when_the_program_was_cut_off(
    shop: Shop, shop_file: Path, now: WallClock
) -> None:
    shop.manage("店長").set_settings({"printer": "tcp:127.0.0.1:1"})
    shop.printing._on = True
    receipts = [sell(shop) for _ in range(3)]
    close = shop.day.close(counted=0)
    shop.close()
    again = open_shop(shop_file, now=now)
    try:
        states = {x.key: again.storage.print_queue.of_receipt(x.key)[-1].state for x in receipts}
        assert set(states.values()) == {JobState.EXPIRED}
        [z] = again.storage.print_queue.of_receipt(f"Z{close.number}")
        assert z.state is JobState.QUEUED
        assert again.day.closed(1) == close
    finally:
        again.close()


def test_ten_wrong_pins_lock_and_close_nothing(shop: Shop) -> None:
    shop.manage("店長").staff.found("店長", "482915", "482915")
    shop.manage("店長").set_settings({"ask.close": "manager"})
    codes = []
    for n in range(10):
        with pytest.raises(Refused) as refused:
            shop.people.permit(Right.CLOSE, "店長", f"11{n:04}")
        codes.append(refused.value.code)
    assert "pin_wait" in codes
    with pytest.raises(Refused):
        shop.people.permit(Right.CLOSE, "店長", "482915")
    assert shop.day.closes() == []


def named(shop: Shop) -> None:
    staff = shop.manage("店長").staff
    staff.found("店長", "482915", "482915")
    staff.add("佐藤", Role.CASHIER, "", "", "901")
    shop.people.sign_in("佐藤")


def test_who_no_longer_works_here_sells_nothing_more(shop: Shop) -> None:
    named(shop)
    shop.manage("店長").set_settings({"cashier_needed": "1"})
    shop.manage("店長").staff.set_role("佐藤", Role.CASHIER, active=False)
    assert shop.people.signed_in == ""
    with pytest.raises(Refused, match="cashier_missing"):
        sell(shop)


def test_who_signed_in_yesterday_has_to_do_so_today(shop: Shop, now: WallClock) -> None:
    named(shop)
    now.at = datetime(2026, 11, 25, 23, 50)
    assert shop.people.signed_in == "佐藤"
    now.at = datetime(2026, 11, 26, 0, 5)
    assert shop.people.signed_in == ""
