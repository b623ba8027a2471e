"""A day at the register: what X and Z say, what a close keeps for good, what a wrong count does and does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from pos_assist.devices.slip import slip_text
from pos_assist.domain.day import EntryKind, RateFigures
from pos_assist.domain.print_jobs import JobKind, JobState
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.day.business_day import BusinessDay, loads_slip
from pos_assist.shop import Shop, open_shop, rebuild_shop
from tests.clocks import WallClock
from tests.services.day.conftest import CHEESEBURGER, COLA, sell


def test_the_float_of_the_day_is_counted_once(shop: Shop) -> None:
    shop.day.open(30_000, ((10_000, 2), (1_000, 10)))
    assert shop.day.figures().float_ == 30_000
    with pytest.raises(Refused, match="day_open_already"):
        shop.day.open(20_000)


@pytest.mark.parametrize(
    ("amount", "count"),
    [(1_000, ((1_000, 2),)), (3, ((3, 1),)), (-1, ()), (-1_000, ((1_000, -1),)), (10**8, ((1, 10**8),))],
)
def test_a_count_that_does_not_add_up_is_refused(shop: Shop, amount: int, count: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(Refused, match="bad_count"):
        shop.day.open(amount, count)
    with pytest.raises(Refused, match="bad_count"):
        shop.day.close(counted=amount, count=count)
    assert shop.day.status().opened is None


def test_what_should_be_in_the_drawer(shop: Shop) -> None:
    shop.day.open(30_000)
    cash = sell(shop, CHEESEBURGER).total
    sell(shop, COLA, paid=TenderKind.CARD)
    shop.day.move_cash(EntryKind.IN, 5_000, "両替")
    shop.day.move_cash(EntryKind.OUT, 1_200, "氷を買う")
    assert shop.day.figures().expected == 30_000 + cash + 5_000 - 1_200


@pytest.mark.parametrize("kind", [EntryKind.IN, EntryKind.OUT])
def test_cash_moves_only_with_an_amount_and_a_reason(shop: Shop, kind: EntryKind) -> None:
    for amount, reason, code in ((0, "両替", "bad_amount"), (-5, "両替", "bad_amount"), (5, "  ", "reason_missing")):
        with pytest.raises(Refused, match=code):
            shop.day.move_cash(kind, amount, reason)
    assert shop.day.figures().moved == ()


def test_an_x_report_changes_nothing(shop: Shop) -> None:
    sell(shop)
    first = slip_text(shop.day.x_slip())
    assert shop.day.figures() == shop.day.figures()
    assert "点検" in first
    assert shop.day.closes() == []


def test_a_refund_goes_back_the_way_it_came_and_out_of_its_tax(shop: Shop) -> None:
    receipt = sell(shop, CHEESEBURGER, COLA, paid=TenderKind.CARD)
    shop.till.past.refund(receipt.key, {1: 1}, "返品")
    figures = shop.day.figures()
    [card] = figures.tenders
    assert (card.kind, card.taken) == ("card", receipt.total)
    assert card.back == figures.refunded > 0
    assert figures.expected == 0
    left = shop.till.past.what_is_left(receipt)
    assert figures.rates == tuple(RateFigures(x.rate, x.gross, x.tax) for x in left.taxes)
    assert figures.net == left.total


def test_what_was_paid_in_two_ways_comes_back_by_card_first(shop: Shop) -> None:
    receipt = sell(shop, CHEESEBURGER, COLA, split=100)
    shop.till.past.void(receipt.key, "取消")
    kinds = {x.kind: (x.taken, x.back) for x in shop.day.figures().tenders}
    assert kinds == {"card": (100, 100), "cash": (receipt.total - 100, receipt.total - 100)}
    assert shop.day.figures().net == 0
    assert all((x.gross, x.tax) == (0, 0) for x in shop.day.figures().rates)


def test_the_sums_of_a_report_agree_with_each_other(shop: Shop) -> None:
    for _ in range(6):
        sell(shop, CHEESEBURGER, "ポテト", COLA)
    refunded = sell(shop, CHEESEBURGER, CHEESEBURGER)
    shop.till.past.refund(refunded.key, {1: 1}, "返品")
    shop.till.past.void(sell(shop, COLA).key, "取消")
    x = shop.day.figures()
    assert x.set_discounts > 0
    assert x.gross - x.set_discounts - x.order_discounts - x.hand_discounts == x.sold
    assert sum(part.gross for part in x.rates) == x.net
    assert sum(t.taken - t.back for t in x.tenders) == x.net
    assert (x.customers, x.voids, x.refunds) == (8, 1, 1)


def test_a_wrong_count_is_kept_and_stops_nothing(shop: Shop) -> None:
    shop.day.open(10_000)
    total = sell(shop).total
    close = shop.day.close(counted=10_000, reason="釣銭間違い")
    assert (close.number, close.expected, close.difference) == (1, 10_000 + total, -total)
    assert "釣銭間違い" in slip_text(loads_slip(close))


def test_a_close_is_never_worked_out_again(shop: Shop, now: WallClock) -> None:
    receipt = sell(shop, CHEESEBURGER)
    close = shop.day.close(counted=receipt.total)
    shop.till.past.void(receipt.key, "翌日の取消")
    shop.manage("店長").set_settings({"name": "別の店", "tax_rounding": "ceil"})
    assert shop.day.closed(1) == close
    assert shop.day.figures().voided == receipt.total
    assert (shop.day.figures().customers, shop.day.figures().expected) == (0, -receipt.total)


def test_every_sale_stands_on_exactly_one_close_whatever_the_clock_said(shop: Shop, now: WallClock) -> None:
    totals = []
    for back in (0, 300, -4_000, 20_000, -30):
        now.at += timedelta(minutes=back)
        totals.append(sell(shop).total)
        shop.day.close(counted=0)
    assert [x.figures.sold if x.figures else 0 for x in reversed(shop.day.closes())] == totals
    assert [x.number for x in shop.day.closes()] == [5, 4, 3, 2, 1]


def test_a_difference_at_the_opening_is_counted_once_and_apart_from_the_close(shop: Shop) -> None:
    shop.day.close(counted=50_000, next_float=30_000)
    opened = shop.day.open(29_500)
    assert (opened.expected, opened.difference) == (30_000, -500)
    total = sell(shop).total
    close = shop.day.close(counted=29_500 + total)
    assert close.figures is not None
    assert (close.figures.float_difference, close.difference) == (-500, 0)


def test_a_day_that_nobody_opened_begins_with_what_the_last_close_left(shop: Shop) -> None:
    close = shop.day.close(counted=50_000, next_float=30_000)
    assert close.to_bank == 20_000
    total = sell(shop).total
    assert shop.day.figures().expected == 30_000 + total
    assert shop.day.status().float_expected == 30_000


def test_the_next_float_is_no_more_than_was_counted(shop: Shop) -> None:
    with pytest.raises(Refused, match="bad_next_float"):
        shop.day.close(counted=100, next_float=101)
    assert shop.day.closes() == []


def test_a_day_past_midnight_is_one_day_and_one_left_open_is_told(shop: Shop, now: WallClock) -> None:
    shop.manage("店長").set_settings({"day_end": "25:30"})
    shop.day.open(0)
    sell(shop)
    now.at = now.at.replace(hour=1, minute=0) + timedelta(days=1)
    sell(shop)
    assert shop.day.status().overdue is None
    now.at = now.at.replace(hour=9)
    assert str(shop.day.status().overdue) == "2026-11-25"
    close = shop.day.close(counted=0)
    assert (str(close.day), close.figures and close.figures.customers) == ("2026-11-25", 2)


def test_a_shop_that_never_closed_begins_with_today(shop: Shop, now: WallClock) -> None:
    sell(shop)
    now.at += timedelta(days=3)
    assert shop.day.figures().customers == 0
    sell(shop)
    assert shop.day.figures().customers == 1
    shop.day.open(0)
    assert shop.day.close(counted=0).figures == shop.day.closed(1).figures
    assert shop.day.figures().customers == 0


def accept_one(shop: Shop) -> int:
    """Sell a cheeseburger and what goes with it; what the offer added."""
    shop.till.ring(shop.till.search(CHEESEBURGER, 1)[0].code)
    panel = shop.till.view.panel
    offer = panel.upgrade or panel.addons[0]
    assert offer
    shop.till._ticks = count(shop.till._ticks() + 100.0, 10.0).__next__  # a cashier who looks for a while
    shop.till._log._ticks = shop.till._ticks
    shop.till.accept(offer.id)
    shop.till.pay()
    shop.till.tender(TenderKind.CARD, shop.till.view.due)
    return offer.adds


def test_what_offers_brought_stands_on_the_report(shop: Shop) -> None:
    shop.manage("店長").set_settings({"control_share": "0"})
    adds = accept_one(shop)
    figures = shop.day.figures()
    assert figures.offers_accepted == 1
    assert figures.offers_brought == adds
    assert figures.offers_shown >= 1


def test_a_close_ends_what_waits_to_be_printed_and_signs_out(shop: Shop) -> None:
    shop.manage("店長").staff.found("店長", "482915", "482915")
    shop.people.sign_in("店長")
    shop.manage("店長").set_settings({"printer": "tcp:127.0.0.1:1", "drawer": "2"})
    shop.printing._on = True
    sell(shop)
    close = shop.day.close(counted=0)
    jobs = shop.storage.print_queue.of_receipt(f"Z{close.number}")
    assert [x.state for x in shop.printing.open_jobs()] == [JobState.QUEUED]
    assert [(x.job.kind, x.job.who, x.state) for x in jobs] == [(JobKind.REPORT, "店長", JobState.QUEUED)]
    assert shop.people.signed_in == ""


def test_the_drawer_is_journalled_with_reason_and_who(shop: Shop) -> None:
    with pytest.raises(Refused, match="no_drawer"):
        shop.day.open_drawer("両替")
    shop.manage("店長").set_settings({"printer": "tcp:127.0.0.1:1", "drawer": "2"})
    with pytest.raises(Refused, match="reason_missing"):
        shop.day.open_drawer(" ")
    shop.day.open_drawer("両替", "佐藤")
    [entry] = shop.storage.day.entries(EntryKind.DRAWER)
    assert (entry.reason, entry.who) == ("両替", "佐藤")
    assert shop.day.figures().drawer_openings == 1


def test_cash_in_opens_the_drawer_and_counts_as_no_opening_without_a_sale(shop: Shop) -> None:
    shop.manage("店長").set_settings({"printer": "tcp:127.0.0.1:1", "drawer": "2"})
    shop.day.move_cash(EntryKind.IN, 1_000, "両替")
    assert [x.job.kind for x in shop.printing.open_jobs()] == [JobKind.DRAWER, JobKind.REPORT]
    assert shop.day.figures().drawer_openings == 0


def test_what_is_counted_bit_by_bit_comes_to_what_is_counted_at_once(shop: Shop, now: WallClock) -> None:
    def at_once() -> BusinessDay:
        return BusinessDay(shop.storage, shop.printing, shop.people, now)

    for n in range(12):
        if n == 3:
            shop.day.open(20_000)
        receipt = sell(shop, CHEESEBURGER, COLA) if n % 2 else sell(shop, COLA, paid=TenderKind.CARD)
        if n % 4 == 1:
            shop.till.past.refund(receipt.key, {1: 1}, "返品")
        if n % 4 == 2:
            shop.till.past.void(receipt.key, "取消")
        if n == 7:
            shop.day.close(counted=1_000)
        assert shop.day.figures() == at_once().figures()
        assert shop.day.status() == at_once().status()


def test_a_void_takes_back_what_its_offers_brought_on_the_day_of_the_sale_alone(shop: Shop) -> None:
    shop.manage("店長").set_settings({"control_share": "0"})
    accept_one(shop)
    first = shop.day.figures()
    assert first.offers_accepted == 1
    receipt = shop.till.past.find(limit=1)[0]
    shop.till.past.void(receipt.key, "取消")
    figures = shop.day.figures()
    assert (figures.offers_shown, figures.offers_accepted, figures.offers_brought) == (0, 0, 0)
    accept_one(shop)
    closed = shop.day.close(counted=0).figures
    assert closed
    assert closed.offers_accepted == 1
    shop.till.past.void(shop.till.past.find(limit=1)[0].key, "翌日")
    assert shop.day.figures().offers_brought == 0


def test_a_blind_x_report_does_not_say_what_should_be_there(shop: Shop) -> None:
    shop.day.open(12_345)
    assert "12,345" in slip_text(shop.day.x_slip())
    shop.manage("店長").set_settings({"blind_count": "1"})
    assert "12,345" not in slip_text(shop.day.x_slip())


def a_day(shop: Shop) -> None:
    shop.day.open(30_000, ((10_000, 3),))
    receipt = sell(shop, CHEESEBURGER, COLA)
    shop.day.move_cash(EntryKind.OUT, 500, "切手")
    shop.till.past.refund(receipt.key, {1: 1}, "返品")
    shop.day.close(counted=30_000, next_float=30_000)
    shop.day.open(30_000)
    sell(shop)


@pytest.mark.parametrize("backup", [False, True])
def test_the_day_comes_back_from_the_journal(
    shop: Shop, shop_file: Path, now: Callable[[], object], backup: bool
) -> None:
    if backup:
        shop.storage.backup()
    a_day(shop)
    before = shop.storage.day.entries()
    figures, closes = shop.day.figures(), shop.day.closes()
    shop.close()
    again = shop_file.with_name("again.db")
    rebuild_shop(shop_file.with_suffix(".journal"), again, None)
    opened = open_shop(again)
    assert opened.storage.day.entries() == before
    assert opened.day.closes() == closes
    assert opened.day.figures() == figures
    opened.close()


def test_lines_lost_from_the_journal_are_written_again_with_the_day(shop: Shop, shop_file: Path) -> None:
    a_day(shop)
    closes, figures = shop.day.closes(), shop.day.figures()
    shop.close()
    journal = shop_file.with_suffix(".journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-4]))
    open_shop(shop_file).close()
    rebuild_shop(journal, shop_file.with_name("again.db"))
    again = open_shop(shop_file.with_name("again.db"))
    assert (again.day.closes(), again.day.figures()) == (closes, figures)
    again.close()
