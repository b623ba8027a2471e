"""A shop that lived a day with all that a counter does, lost and brought back: table by table what it was."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist.domain.day import EntryKind
from pos_assist.domain.discounts import By, Discount
from pos_assist.domain.items import Item
from pos_assist.domain.options import Chosen, parse_groups
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.services.management.backup_restore import put_file_back
from pos_assist.shop import Shop, open_shop, rebuild_shop, recover_shop
from tests.clocks import minute_by_minute
from tests.conftest import CopySample

CARD = "2900000000017"
COUNTED_ANEW = {"counts", "member_counts", "model"}  # from the receipts, after every rebuild
OF_THE_MOMENT = {"state"}  # which business day began, who is signed in, what is due


def paid(shop: Shop, kind: TenderKind = TenderKind.CASH, *, by_card: int = 0) -> Receipt:
    shop.till.pay()
    if by_card:
        shop.till.tender(TenderKind.CARD, by_card)
    receipt = shop.till.tender(kind, shop.till.view.due).last_receipt
    assert receipt
    return receipt


def latte(shop: Shop, milk: str, more: int) -> None:
    shop.till.ring("latte")
    shop.till.set_options(shop.till.view.order.lines[-1].id, [Chosen("ミルク", milk, more)])


def live(shop: Shop) -> None:
    """People, members, options, discounts by hand, tenders, refunds, voids, cash in and out, two closes, edits, a date."""
    till, manager = shop.till, shop.manage("店長")
    shop.storage.staff.cost = 4
    shop.staff.found("店長", "482915", "482915")
    options = parse_groups("ミルク[1]: 牛乳 | 豆乳 +50; 氷: 氷なし")
    shop.storage.catalog.put_items([Item("latte", "ラテ", 400, "drink", options=options)])
    manager.set_settings({"next_visit_amount": "30"})
    manager.set_price("hamburger", 190)
    shop.members.add(CARD, name="山田")
    shop.day.open(30_000)
    latte(shop, "豆乳", 50)
    till.ring("hamburger", 3)
    till.discount(Discount(By.PERCENT, 33, "見切り", "店長"), till.view.order.lines[-1].id, units=2)
    till.discount(Discount(By.AMOUNT, 77, "お詫び", "店長"))
    till.set_member(CARD)
    till.note(guests=3, table="A1")
    mixed = paid(shop, by_card=300)
    one = till.past.refund(mixed.key, {mixed.lines[1].line: 1}, "冷めていた", "店長")
    rest = till.past.void(mixed.key, "取消", "店長")
    assert one.amount + rest.amount == mixed.total
    assert sum(x.amount for x in (*one.tenders, *rest.tenders) if x.kind is TenderKind.CARD) == 300
    till.ring("cheeseburger")
    card = paid(shop, TenderKind.CARD)
    till.past.refund(card.key, {1: 1}, "返品")
    with pytest.raises(Refused, match="all_given_back"):
        till.past.void(card.key, "もう一度")
    shop.day.move_cash(EntryKind.OUT, 500, "切手")
    shop.day.close(counted=29_500, next_float=29_500)
    shop.day.open(29_000)
    latte(shop, "牛乳", 0)
    till.set_member(CARD)
    paid(shop)
    shop.day.close(counted=29_400)
    till.ring("hamburger")
    paid(shop)


def tables(path: Path) -> dict[str, Counter[str]]:
    """Every row of every table of a shop that is not open."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: Counter(map(repr, connection.execute(f"SELECT * FROM {name}")))
            for (name,) in names
            if name not in COUNTED_ANEW | OF_THE_MOMENT
        }


@pytest.mark.parametrize(
    "way", ["journal alone", "recover", "of a copy", "recover, backup midway", "older file put back"]
)
def test_all_of_it_comes_back(way: str, tmp_path: Path, copy_sample: CopySample) -> None:
    path = copy_sample("burger", tmp_path / "shop" / "shop.db")
    if way == "of a copy":
        open_shop(path).close()
        path = shutil.copytree(path.parent, tmp_path / "another computer") / path.name
    shop = open_shop(path, now=minute_by_minute(datetime(2026, 11, 20, 10, 0)))
    midway = shop.storage.backup(datetime(2026, 11, 20, 9)) if "older" in way or "midway" in way else None
    live(shop)
    figures, closes = shop.day.figures(), shop.day.closes()
    shop.close()
    before = tables(path)
    match way:
        case "journal alone":
            found = tmp_path / "again.db"
            made = rebuild_shop(path.with_suffix(".journal"), found)
            assert made.complete
        case "older file put back":
            assert midway
            put_file_back(path, midway)
            found = path
        case _:
            path.unlink()
            found = path
            assert recover_shop(path).complete
    again = open_shop(found, now=minute_by_minute(datetime(2026, 11, 20, 10, 0)))
    assert (again.day.figures(), again.day.closes()) == (figures, closes)
    assert again.members.find(CARD).name == "山田"
    assert [x.name for x in again.staff.people()] == ["店長"]
    again.close()
    after = tables(found)
    assert {name: lost for name, rows in before.items() if (lost := rows - after[name])} == {}
    more = {name for name, rows in after.items() if rows - before[name]}
    assert more <= {
        "events",
        "peers",
    }  # a file that takes the place of another has a life of its own among tills that share
