"""`learn`: a pair's evidence in true counts, and everything learned anew to the same values."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist.cli.main import OK, USAGE, main

Basket = tuple[list[str], datetime]


@pytest.fixture
def shop(tmp_path: Path, paired: Callable[[int], list[Basket]], capsys: pytest.CaptureFixture[str]) -> Path:
    rows = ["receipt_id,timestamp,item,qty,price"]
    for i, (items, when) in enumerate(paired(200)):
        rows += [f"{i},{when:%Y-%m-%d %H:%M:%S},{item},1,100" for item in items]
    file = tmp_path / "receipts.csv"
    file.write_text("\n".join(rows), "utf-8")
    path = tmp_path / "shop.db"
    assert main(["import", "receipts", str(file), "--shop", str(path), "--lang", "en"]) == OK
    capsys.readouterr()
    return path


def counts(path: Path) -> list[tuple[str, str, int, int]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT a, b, n, w FROM counts ORDER BY a, b").fetchall()


def test_a_pair_is_told_in_counts_of_receipts(
    shop: Path, paired: Callable[[int], list[Basket]], capsys: pytest.CaptureFixture[str]
) -> None:
    baskets = [items for items, _ in paired(200)]
    of = sum("bread" in x for x in baskets)
    together = sum("bread" in x and "jam" in x for x in baskets)
    assert main(["learn", "info", "bread", "jam", "--shop", str(shop), "--lang", "en"]) == OK
    assert f"on {together} of {of} receipts with bread" in capsys.readouterr().out


def test_an_item_alone_lists_what_goes_with_it_best_first(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "info", "bread", "--shop", str(shop), "--lang", "en"]) == OK
    assert capsys.readouterr().out.startswith("jam: ")


def test_an_unknown_item_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "info", "caviar", "--shop", str(shop), "--lang", "en"]) == USAGE
    assert "caviar" in capsys.readouterr().err


def test_the_overview_tells_receipts_and_items(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "info", "--shop", str(shop), "--lang", "en"]) == OK
    out = capsys.readouterr().out
    assert "200 receipts" in out
    assert "10 items" in out


def test_learning_anew_gives_the_same_counters(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = counts(shop)
    assert before
    assert main(["learn", "rebuild", "--shop", str(shop), "--lang", "en"]) == OK
    assert "200 receipts" in capsys.readouterr().out
    assert counts(shop) == before
