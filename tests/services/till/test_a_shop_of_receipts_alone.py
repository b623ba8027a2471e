"""A shop that was made of a receipts file alone: no prices, no pairings, no departments, and yet it suggests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_assist.domain.offers import Panel
from pos_assist.services.setup.build_shop import shop_from_receipts
from pos_assist.shop import open_shop
from tests.services.till.conftest import NOON, Clock


@pytest.fixture
def bakery(tmp_path: Path) -> Path:
    rows = ["receipt_id,timestamp,item,qty,price,category,customer,size"]
    for n in range(200):
        items = ["Coffee", "Bread"] if n % 2 else ["Tea", "Cake"] if n % 5 else ["Coffee", "Medialuna"]
        rows += [f"{n},2026-11-{1 + n // 10:02} 10:{n % 60:02}:00,{item},,,,," for item in items]
    file = tmp_path / "bakery.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    shop_from_receipts(file, tmp_path / "bakery.db")
    return tmp_path / "bakery.db"


def test_it_offers_what_was_bought_together_and_says_so_in_true_counts(bakery: Path) -> None:
    clock = Clock(NOON)
    shop = open_shop(bakery, now=clock.now, ticks=clock.ticks, new_key=lambda: "k")
    try:
        [bread, *_] = [x for x in shop.till.ring("Coffee").panel.addons if x]
        assert bread.items == ("Bread",)
        assert bread.line.startswith("Would you like Bread") or bread.line.startswith("How about Bread")
        assert (bread.reason.n, bread.reason.of, bread.reason.text) == (100, 120, "Coffee")
    finally:
        shop.close()


def test_sizes_of_one_thing_are_an_upgrade_and_never_an_add_on(tmp_path: Path) -> None:
    rows = ["receipt_id,timestamp,item,qty,price"]
    for n in range(300):
        size, price = (("S", 350), ("M", 400), ("L", 450))[n % 3]
        rows += [f"{n},2026-11-{1 + n // 15:02} 10:{n % 60:02}:00,ラテ {size},1,{price}"]
        rows += [f"{n},2026-11-{1 + n // 15:02} 10:{n % 60:02}:00,ラテ M,1,400"] * (n % 4 == 0)
        rows += [f"{n},2026-11-{1 + n // 15:02} 10:{n % 60:02}:00,スコーン,1,280"] * (n % 3 == 0)
    panel = _panel_of(tmp_path, rows, "ラテ S")
    assert panel.upgrade
    assert panel.upgrade.items == ("ラテ M",)
    assert [x.items for x in panel.addons if x] == [("スコーン",)]


def test_charges_bags_and_alcohol_are_offered_to_nobody_before_a_manager_has_looked(tmp_path: Path) -> None:
    rows = ["receipt_id,timestamp,item,qty,price"]
    for n in range(300):
        more = [("お通し", 300), ("生ビール", 500), ("レジ袋", 5)] + [("枝豆", 380)] * (n % 3 == 0)
        rows += [
            f"{n},2026-11-{1 + n // 15:02} 19:{n % 60:02}:00,{name},1,{price}"
            for name, price in [("焼き魚", 600), *more]
        ]
    assert [x.items for x in _panel_of(tmp_path, rows, "焼き魚").addons if x] == [("枝豆",)]


def _panel_of(folder: Path, rows: list[str], code: str) -> Panel:
    (folder / "r.csv").write_text("\n".join(rows), encoding="utf-8")
    shop_from_receipts(folder / "r.csv", folder / "r.db")
    clock = Clock(NOON)
    shop = open_shop(folder / "r.db", now=clock.now, ticks=clock.ticks, new_key=lambda: "k")
    try:
        return shop.till.ring(code).panel
    finally:
        shop.close()


def test_what_is_on_every_receipt_is_popular_and_not_said_to_be_bought_together(tmp_path: Path) -> None:
    """Coffee is with bread as often as with anything else: no more often than by chance."""
    rows = ["receipt_id,timestamp,item,qty,price"]
    for n in range(300):
        when = f"{n},2026-11-{1 + n // 15:02} 10:{n % 60:02}:00"
        rows += [f"{when},{('トースト', 'サンドイッチ', 'カレー')[n % 3]},1,500", f"{when},コーヒー,1,400"]
        rows += [f"{when},ジャム,1,90"] * (n % 3 == 0)
    reasons = {x.items[0]: x.reason for x in _panel_of(tmp_path, rows, "トースト").addons if x}
    assert (reasons["コーヒー"].code, reasons["コーヒー"].n, reasons["コーヒー"].of) == ("popular", 300, 300)
    assert (reasons["ジャム"].code, reasons["ジャム"].n, reasons["ジャム"].of) == ("together", 100, 100)


def test_one_who_buys_for_a_company_does_not_decide_for_everybody(tmp_path: Path) -> None:
    rows = ["receipt_id,timestamp,item,qty,price,customer"]
    for n in range(600):
        when = f"{n},2026-11-{1 + n // 30:02} 10:{n % 60:02}:00"
        wholesaler = n >= 350  # the newest 250 receipts
        basket = (
            ("トースト", "業務用ジャム")
            if wholesaler
            else ("トースト", "コーヒー")
            if n % 2
            else ("トースト", "サラダ")
        )
        rows += [f"{when},{item},1,400,{'m1' if wholesaler else ''}" for item in basket]
    first = next(x for x in _panel_of(tmp_path, rows, "トースト").addons if x)
    assert first.items != ("業務用ジャム",)
