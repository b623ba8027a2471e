"""A clock that was ahead or behind: noticed, told, taken back; planned prices ask first; receipts are dated anew."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.cli.main import OK, main
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.shop import Shop, rebuild_shop
from pos_assist.storage import Storage
from pos_assist.system import clock as machine
from tests.services.till.conftest import NOON, Clock, OpenShop
from tests.stock import item_of


def sold(shop: Shop, *codes: str) -> Receipt:
    for code in codes or ("hamburger", "potato-m"):
        shop.till.ring(code)
    shop.till.pay()
    receipt = shop.till.tender(TenderKind.CASH, shop.till.view.due).last_receipt
    assert receipt
    return receipt


def times(shop: Shop) -> list[datetime]:
    return [x.sold_at for x in shop.receipts()][::-1]


def test_a_clock_ahead_for_two_sales_dates_no_later_sale(shop: Shop, clock: Clock) -> None:
    sold(shop)
    clock.at = NOON.replace(year=2036)
    sold(shop)
    sold(shop)
    clock.at = NOON + timedelta(minutes=5)
    assert sold(shop).sold_at == clock.at
    clock.pass_by(60)
    newest = sold(shop)
    assert newest.sold_at == clock.at
    assert shop.till.past.find()[0] == newest


def test_a_clock_put_right_is_told_and_the_receipts_are_dated_anew(open_burger: OpenShop, clock: Clock) -> None:
    shop = open_burger()
    sold(shop)
    clock.at = NOON.replace(year=2036)
    sold(shop)
    clock.at = NOON + timedelta(minutes=5)
    shop = open_burger()
    assert shop.dates.behind() == NOON.replace(year=2036) - clock.at
    sold(shop)
    assert shop.dates.jumped()
    [wrong] = shop.dates.redate("佐藤")
    assert (wrong.was, wrong.is_now) == (NOON.replace(year=2036), NOON + timedelta(minutes=5))
    assert not shop.dates.jumped()
    assert not shop.dates.behind()
    assert times(shop) == [NOON, clock.at, clock.at]
    with shop.storage.reader() as reader:
        assert ("2036-11-21 12:00:00",) in reader.execute("SELECT clock_at FROM receipts").fetchall()
    assert shop.storage.sales.receipts(text="2036") == []


def test_dates_made_good_survive_the_loss_of_the_file(open_burger: OpenShop, clock: Clock) -> None:
    shop = open_burger()
    sold(shop)
    clock.at = NOON.replace(year=2036)
    sold(shop)
    clock.at = NOON + timedelta(minutes=5)
    sold(shop)
    shop.dates.redate("佐藤")
    good = times(shop)
    path = shop.path
    shop.close()
    new = path.with_name("again.db")
    rebuild_shop(path.with_suffix(".journal"), new)
    with Storage.open(new, readonly=True) as storage:
        assert [x.sold_at for x in storage.sales.receipts()][::-1][-3:] == good


def test_what_a_clock_ahead_sold_weighs_no_more_than_a_sale_of_today(shop: Shop, clock: Clock) -> None:
    clock.at = NOON.replace(year=2036)
    ahead = sold(shop, "hamburger", "cola-m")
    clock.at = NOON
    sold(shop, "hamburger", "cola-m")
    shop.background.begin()
    shop.background.wait()
    _, weight = shop.storage.learned.pair("hamburger", "cola-m")
    shop.till.past.void(ahead.key, "test")
    shop.background.begin()
    shop.background.wait()
    count, left = shop.storage.learned.pair("hamburger", "cola-m")
    assert count > 0
    assert 0 < left < weight < 10 * left + 10 * 2**16


def test_prices_of_the_far_future_wait_for_a_manager(open_burger: OpenShop, clock: Clock) -> None:
    shop = open_burger()
    before = shop.catalog.item("hamburger")
    assert before
    shop.manage("佐藤").set_price("hamburger", 999, date(2027, 4, 1))
    clock.at = datetime(2027, 6, 1, 9, 0)
    shop = open_burger()
    shop.background.begin()
    shop.background.wait()
    assert shop.till.ring("hamburger").order.lines[0].item.price == before.price
    assert shop.dates.waiting_prices() == 1
    assert shop.dates.ahead().days > 180
    assert shop.dates.date_is_right("佐藤") == 1
    assert item_of(shop, "hamburger").price == 999
    assert not shop.dates.ahead()


def test_a_clock_ahead_for_one_start_leaves_planned_prices_planned(open_burger: OpenShop, clock: Clock) -> None:
    shop = open_burger()
    shop.manage("佐藤").set_price("hamburger", 999, date(2027, 4, 1))
    clock.at = datetime(2027, 6, 1, 9, 0)
    shop = open_burger()
    shop.background.begin()
    shop.background.wait()
    clock.at = NOON + timedelta(days=1)
    item = open_burger().catalog.item("hamburger")
    assert item
    assert (item.next_price, item.next_from) == (999, date(2027, 4, 1))
    assert item.price != 999


def test_prices_that_a_clock_some_days_ahead_began_are_taken_back(open_burger: OpenShop, clock: Clock) -> None:
    shop = open_burger()
    shop.manage("佐藤").set_price("hamburger", 999, date(2026, 11, 25))
    clock.at = NOON + timedelta(days=6)
    assert item_of(open_burger(), "hamburger").price == 999
    clock.at = NOON + timedelta(hours=1)
    item = open_burger().catalog.item("hamburger")
    assert item
    assert item.price != 999
    assert item.next_from == date(2026, 11, 25)
    clock.at = NOON + timedelta(days=4)
    assert item_of(open_burger(), "hamburger").price == 999


def test_a_till_used_every_day_asks_nothing(open_burger: OpenShop, clock: Clock) -> None:
    open_burger().manage("佐藤").set_price("hamburger", 999, date(2026, 12, 21))
    for _ in range(30):
        clock.at += timedelta(days=1)
        shop = open_burger()
        assert not shop.dates.ahead()
        shop.background.begin()
        shop.background.wait()
    assert item_of(open_burger(), "hamburger").price == 999


def test_the_terminal_says_what_a_wrong_clock_did_and_repairs_it(
    open_burger: OpenShop, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = open_burger()
    sold(shop)
    clock.at = NOON.replace(year=2036)
    sold(shop)
    clock.at = NOON + timedelta(minutes=5)
    sold(shop)
    path, folder = shop.path, shop.path.parent
    shop.close()
    monkeypatch.setattr(machine, "machine_time", clock.now)
    arguments = ["shop", "clock", "--shop", str(path), "--data-dir", str(folder), "--lang", "en"]
    assert main(arguments) == OK
    assert "2036-11-21 12:00:00 → 2026-11-21 12:05:00" in capsys.readouterr().out
    assert main([*arguments, "--repair"]) == OK
    assert "dated anew" in capsys.readouterr().out
    assert main(arguments) == OK
    assert "No receipt was dated by a wrong clock." in capsys.readouterr().out


def test_a_shop_of_the_version_before_is_repaired_by_the_kept_clock(tmp_path: Path, shop: Shop, clock: Clock) -> None:
    """It held every later receipt at the time of the last one; the true time is kept beside."""
    sold(shop)
    for minute in range(1, 5):
        clock.at = NOON + timedelta(minutes=minute)
        sold(shop)

    def as_it_was(connection: object) -> None:
        connection.execute(  # type: ignore[attr-defined]
            "UPDATE receipts SET clock_at = sold_at, sold_at = '2036-11-21 12:00:30.152413'"
            " WHERE till <> 'import' AND sold_at > '2026-11-21 12:01:00'"
        )
        connection.execute(  # type: ignore[attr-defined]
            "UPDATE receipts SET sold_at = '2036-11-21 12:00:30.152413' WHERE till <> 'import' AND sold_at = '2026-11-21 12:01:00'"
        )

    assert shop.storage._writer
    shop.storage._writer.now(as_it_was)
    shop.dates.redate("佐藤")
    assert times(shop) == [NOON + timedelta(minutes=m) for m in (0, 2, 2, 3, 4)]
