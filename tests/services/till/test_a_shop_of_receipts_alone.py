"""A shop that was made of a receipts file alone: no prices, no pairings, no departments, and yet it suggests."""

from __future__ import annotations

from pathlib import Path

import pytest

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
