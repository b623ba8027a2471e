"""Deals and prices count as of when an order was opened; what time changes is said before paying; a day begins by itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.domain.deals import When
from pos_assist.domain.offers import Moment
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.management.management import Management
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop, make_shop, open_shop
from tests.services.till.conftest import Clock

CASE = (
    Path(__file__).parent / "cases" / "night-set"
)  # a set of 640 until 14:00, 930 without; the pie is dearer from tomorrow on
OPENED = datetime(2026, 11, 25, 13, 58)


@pytest.fixture
def clock() -> Clock:
    return Clock(OPENED)


@pytest.fixture
def cafe(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    make_shop(CASE, tmp_path / "cafe.db")
    with closing(open_shop(tmp_path / "cafe.db", now=clock.now, ticks=clock.ticks)) as shop:
        yield shop


@pytest.fixture
def manager(cafe: Shop, clock: Clock) -> Management:
    return Management(cafe.storage, "佐藤", clock.now)


def set_of_three(till: Till) -> None:
    for code in ("fish", "potato", "cola"):
        till.ring(code)


def minutes(clock: Clock, n: float) -> None:
    clock.pass_by(n * 60)


# -- the grace -----------------------------------------------------------------------------------------------------


def test_a_set_rung_up_in_its_time_is_paid_at_its_price(cafe: Shop, clock: Clock) -> None:
    set_of_three(cafe.till)
    assert cafe.till.view.priced.total == 640
    minutes(clock, 3)
    view = cafe.till.pay()
    assert (view.priced.total, view.change) == (640, None)
    receipt = cafe.till.tender(TenderKind.CASH, 640).last_receipt
    assert receipt is not None
    assert receipt.total == 640


def test_after_the_grace_the_price_of_now_counts_and_is_said_before_any_money_is_taken(
    cafe: Shop, clock: Clock
) -> None:
    set_of_three(cafe.till)
    minutes(clock, 16)
    view = cafe.till.pay()
    assert view.moment is Moment.PAYING
    assert view.priced.total == 930
    assert view.change is not None
    assert (view.change.before, view.change.after, [x.name for x in view.change.ended]) == (640, 930, ["ランチ"])


def test_the_price_stands_once_the_customer_pays(cafe: Shop, clock: Clock) -> None:
    set_of_three(cafe.till)
    cafe.till.pay()
    minutes(clock, 30)
    receipt = cafe.till.tender(TenderKind.CASH, 1_000).last_receipt
    assert receipt is not None
    assert receipt.total == 640


@pytest.mark.parametrize("what", ["pay again", "sold out", "no more offers"])
def test_nothing_that_happens_at_the_till_moves_the_price_that_stands(cafe: Shop, clock: Clock, what: str) -> None:
    """The set's time is over while the customer looks for the purse. A further item is another matter: that is said."""
    till = cafe.till
    set_of_three(till)
    till.pay()
    minutes(clock, 30)
    happens: dict[str, Callable[[], object]] = {
        "pay again": till.pay,
        "sold out": lambda: till.set_sold_out("pie", True),
        "no more offers": till.no_more_offers,
    }
    happens[what]()
    assert (till.view.priced.total, till.view.moment, till.view.change) == (640, Moment.PAYING, None)
    assert till.tender(TenderKind.CASH, 640).last_receipt


def test_the_grace_is_a_setting(cafe: Shop, manager: Management, clock: Clock) -> None:
    manager.set_settings({"order_grace": "0"})
    set_of_three(cafe.till)
    minutes(clock, 3)
    assert cafe.till.pay().priced.total == 930


def test_an_order_that_was_opened_before_a_set_begins_has_it_after_its_grace(cafe: Shop, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 25, 10, 20)
    set_of_three(cafe.till)
    minutes(clock, 14)
    assert cafe.till.settle().priced.total == 930
    minutes(clock, 2)
    view = cafe.till.settle()
    assert view.change is not None
    assert (view.priced.total, [x.name for x in view.change.begun]) == (640, ["ランチ"])


def test_a_held_order_keeps_its_price_as_long_as_it_is_held(cafe: Shop, clock: Clock) -> None:
    set_of_three(cafe.till)
    key = cafe.till.view.order.key
    assert cafe.till.hold().held[0].total == 640
    minutes(clock, 200)
    view = cafe.till.recall(key)
    assert (view.priced.total, view.change) == (640, None)
    minutes(clock, 14)
    assert cafe.till.pay().priced.total == 640


def test_an_order_whose_grace_is_over_is_held_at_the_price_of_now_and_it_is_said(cafe: Shop, clock: Clock) -> None:
    set_of_three(cafe.till)
    key, number = cafe.till.view.order.key, cafe.till.view.order.number
    minutes(clock, 20)
    view = cafe.till.hold()
    assert view.held[0].total == 930
    assert view.change is not None
    assert (view.change.number, view.change.before, view.change.after) == (number, 640, 930)
    minutes(clock, 90)
    view = cafe.till.recall(key)
    assert (view.priced.total, view.change) == (930, None)


def test_a_held_order_keeps_its_price_over_a_restart_and_a_changed_deal(
    cafe: Shop, manager: Management, clock: Clock, tmp_path: Path
) -> None:
    set_of_three(cafe.till)
    key = cafe.till.view.order.key
    cafe.till.hold()
    (lunch,) = cafe.storage.catalog.deals()
    manager.remove_deal(lunch)
    manager.set_price("fish", 500)
    cafe.close()
    minutes(clock, 60 * 20)
    with closing(open_shop(tmp_path / "cafe.db", now=clock.now, ticks=clock.ticks)) as again:
        assert again.till.view.held[0].total == 640
        assert again.till.recall(key).priced.total == 640
        assert again.till.ring("fish").priced.total == 640 + 390
        minutes(clock, 20)
        view = again.till.settle()
        assert view.priced.total == 2 * 500 + 290 + 250
        assert view.change is not None
        assert dict(view.change.prices) == {"フィッシュ": 500}


# -- prices changed in the back office -----------------------------------------------------------------------------


def test_a_new_price_does_not_split_an_open_order(cafe: Shop, manager: Management, clock: Clock) -> None:
    cafe.till.ring("cola")
    manager.set_price("cola", 300)
    manager.set_price("pie", 500)
    minutes(clock, 2)
    cafe.till.ring("potato")
    view = cafe.till.ring("cola")
    assert [(line.item.code, line.price) for line in view.order.lines] == [
        ("cola", 250),
        ("potato", 290),
        ("cola", 250),
    ]
    assert cafe.till.ring("pie").order.lines[-1].price == 160  # not in the order yet, and as of its clock all the same


def test_every_line_of_an_item_gets_the_new_price_at_once_and_it_is_said(
    cafe: Shop, manager: Management, clock: Clock
) -> None:
    cafe.till.ring("cola")
    cafe.till.ring("potato")
    manager.set_price("cola", 300)
    minutes(clock, 16)
    view = cafe.till.ring("cola")
    assert [line.price for line in view.order.lines] == [300, 290, 300]
    assert view.change is not None
    assert view.change.prices == (("コーラ", 300),)


def test_the_next_order_has_the_new_price(cafe: Shop, manager: Management) -> None:
    cafe.till.ring("cola")
    manager.set_price("cola", 300)
    cafe.till.pay()
    cafe.till.tender(TenderKind.CASH, 250)
    assert cafe.till.ring("cola").priced.total == 300


def test_a_card_costs_what_it_says_although_prices_have_changed(cafe: Shop, manager: Management, clock: Clock) -> None:
    cafe.till.ring("fish")
    manager.set_price("potato", 350)
    view = cafe.till.set_rush(False)  # shows the panel again
    assert view.panel.offers()
    for offer in view.panel.offers():
        minutes(clock, 0.1)
        assert cafe.till.accept(offer.id).priced.total == view.priced.total + offer.adds
        cafe.till.undo()


def test_undo_and_redo_never_bring_an_old_price_back(cafe: Shop, manager: Management, clock: Clock) -> None:
    cafe.till.ring("cola")
    cafe.till.ring("potato")
    manager.set_price("cola", 300)
    minutes(clock, 20)
    cafe.till.settle()
    assert cafe.till.undo().priced.total == 300
    assert cafe.till.redo().priced.total == 590


# -- the day -------------------------------------------------------------------------------------------------------


def test_a_till_left_on_overnight_begins_the_day_before_its_first_order(cafe: Shop, clock: Clock) -> None:
    cafe.till.set_sold_out("cola", sold_out=True)
    clock.at = datetime(2026, 11, 26, 7, 0)
    assert cafe.till.ring("pie").priced.total == 180
    assert cafe.till.ring("cola").order.units()["cola"] == 1
    cafe.background.wait()
    assert len(list(cafe.path.parent.glob("cafe-backups/*.db"))) == 1


def test_the_screen_is_told_of_the_new_day(cafe: Shop, clock: Clock) -> None:
    told: list[int | None] = []
    cafe.background.on_new_day = lambda: told.append(pie.price if (pie := cafe.till.item("pie")) else None)
    cafe.background.check_the_day()
    assert told == []
    clock.at = datetime(2026, 11, 26, 0, 1)
    cafe.background.check_the_day()
    cafe.background.check_the_day()
    assert told == [180]


def test_what_is_sold_out_today_is_sold_out_after_a_restart_and_not_tomorrow(
    cafe: Shop, clock: Clock, tmp_path: Path
) -> None:
    cafe.till.set_sold_out("cola", sold_out=True)
    cafe.close()
    for at, sold_out in ((OPENED, True), (OPENED + timedelta(hours=9), True), (OPENED + timedelta(hours=18), False)):
        clock.at = at
        with closing(open_shop(tmp_path / "cafe.db", now=clock.now, ticks=clock.ticks)) as again:
            cola = again.till.item("cola")
            assert cola is not None
            assert cola.sold_out is sold_out


def test_a_business_day_may_end_after_midnight(cafe: Shop, manager: Management, clock: Clock) -> None:
    manager.set_settings({"day_end": "25:30"})
    cafe.till.set_sold_out("cola", sold_out=True)
    clock.at = datetime(2026, 11, 26, 1, 29)
    assert cafe.till.ring("pie").priced.total == 160
    cafe.till.pay()
    cafe.till.tender(TenderKind.CASH, 160)
    clock.at = datetime(2026, 11, 26, 1, 30)
    assert cafe.till.ring("pie").priced.total == 180
    cafe.till.pay()
    cafe.till.tender(TenderKind.CASH, 180)
    assert [x.total for x in cafe.till.past.find("2026-11-25")] == [160]
    assert [x.total for x in cafe.till.past.find("2026-11-26")] == [180]
    assert [x.total for x in cafe.till.past.find("2026-11")] == [180, 160]


def test_a_price_planned_for_a_business_day_that_has_not_ended_begins_at_once(
    cafe: Shop, manager: Management, clock: Clock
) -> None:
    manager.set_settings({"day_end": "26:00"})
    clock.at = datetime(2026, 11, 26, 1, 0)
    manager.set_price("cola", 260, date(2026, 11, 26))
    cola = cafe.till.item("cola")
    assert cola is not None
    assert (cola.price, cola.next_price) == (250, 260)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_an_item_has_one_price_in_an_order_and_a_total_never_moves_in_silence(
    cafe: Shop, manager: Management, clock: Clock, seed: int
) -> None:
    chance, till = random.Random(seed), cafe.till
    codes = ("fish", "potato", "cola", "pie")
    for _ in range(120):
        before = till.view
        match chance.randrange(9):
            case 0 | 1 | 2:
                till.ring(chance.choice(codes))
            case 3:
                manager.set_price(chance.choice(codes), chance.randrange(100, 600, 10))
            case 4:
                clock.pass_by(chance.choice((20, 300, 1_000, 4_000)))
                view = till.settle()
                assert view.priced.total == before.priced.total or view.change is not None or not before.order.lines
            case 5 if before.order.lines:
                till.hold()
            case 6 if before.held:
                held = chance.choice(before.held)
                clock.pass_by(chance.choice((60, 4_000)))
                assert till.recall(held.key).priced.total == held.total
            case 7 if before.can_undo:
                till.undo()
            case 8 if before.order.lines and chance.random() < 0.3:
                due = till.pay().priced.total
                receipt = till.tender(TenderKind.CASH, due).last_receipt
                assert receipt is not None
                assert receipt.total == due == sum(line.net for line in receipt.lines)
        for code in codes:
            assert len({line.price for line in till.view.order.lines if line.item.code == code}) <= 1


def test_a_set_of_a_weekday_holds_until_the_business_day_ends(cafe: Shop, manager: Management, clock: Clock) -> None:
    (lunch,) = cafe.storage.catalog.deals()
    manager.save_deal(replace(lunch, when=When(days=frozenset({"fri"}))))
    for day_end, total in (("24:00", 930), ("25:30", 640)):
        manager.set_settings({"day_end": day_end})
        clock.at = datetime(2026, 11, 28, 0, 40)  # Saturday
        set_of_three(cafe.till)
        assert cafe.till.view.priced.total == total
        cafe.till.pay()
        cafe.till.tender(TenderKind.CASH, total)


def test_a_new_way_to_round_tax_reaches_the_next_order(cafe: Shop, manager: Management) -> None:
    for rounding, tax in (("floor", 18), ("ceil", 19)):
        manager.set_settings({"tax_rounding": rounding})
        assert cafe.till.ring("cola").priced.taxes[0].tax == tax  # 18.5
        cafe.till.pay()
        cafe.till.tender(TenderKind.CASH, 250)


def test_a_clock_that_was_years_ahead_does_not_stop_the_days(cafe: Shop, clock: Clock) -> None:
    clock.at = datetime(2031, 5, 5, 9, 0)
    cafe.background.check_the_day()
    clock.at = OPENED
    cafe.background.check_the_day()
    cafe.till.set_sold_out("cola", sold_out=True)
    clock.at = OPENED + timedelta(days=1)
    assert cafe.till.ring("cola").order.units() == {"cola": 1}


def test_a_clock_that_goes_back_over_midnight_begins_no_day(cafe: Shop, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 26, 0, 5)
    cafe.background.check_the_day()
    cafe.till.set_sold_out("cola", sold_out=True)
    clock.at = datetime(2026, 11, 25, 23, 58)
    cafe.background.check_the_day()
    clock.at = datetime(2026, 11, 26, 0, 2)
    cafe.background.check_the_day()
    cola = cafe.till.item("cola")
    assert cola is not None
    assert cola.sold_out
