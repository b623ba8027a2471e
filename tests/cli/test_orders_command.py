"""`pos-assist orders`: what is open or held, as it is on disk, while the counter goes on selling."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pos_assist.cli.main import OK, main
from pos_assist.domain.receipts import TenderKind
from pos_assist.shop import open_shop

AT = datetime(2026, 11, 21, 12, 0)


def orders(folder: Path, *more: str) -> list[dict[str, Any]]:
    """From a process of its own, as a program beside the counter."""
    command = [sys.executable, "-m", "pos_assist", "orders", "--json", "--data-dir", str(folder), *more]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_open_and_held_orders_are_listed_beside_the_running_counter(folder: Path) -> None:
    with closing(open_shop(folder / "burger.db", now=lambda: AT)) as shop:
        till = shop.till
        till.ring("cheeseburger", 2)
        till.ring("potato-m")
        refused = till.view.order.refuse("add:cola-m")
        till._change(refused, None)
        held = till.view.priced.total
        till.hold()
        till.ring("apple-pie")
        total = till.view.priced.total
        shop.storage.together(lambda: None)  # what was to be written before is on disk now
        under_way, aside = orders(folder)
        assert (under_way["held"], under_way["total"], under_way["units"]) == (False, total, 1)
        assert (aside["held"], aside["total"]) == (True, held)
        assert [(x["code"], x["qty"], x["price"]) for x in aside["lines"]] == [
            ("cheeseburger", 2, 240),
            ("potato-m", 1, 290),
        ]
        assert sum(x["net"] for x in aside["lines"]) == held
        assert aside["refused"] == ["add:cola-m"]
        assert aside["refused_names"] == ["コーラ M"]
        till.pay()
        assert till.tender(TenderKind.CASH, 1_000).last_receipt is not None
        assert [x["held"] for x in orders(folder)] == [True]


def test_people_read_them_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["orders", "--data-dir", str(folder), "--lang", "ja"]
    assert main(words) == OK
    assert capsys.readouterr().out == "開いている注文はありません。\n"
    with closing(open_shop(folder / "burger.db", now=lambda: AT)) as shop:
        shop.till.ring("cheeseburger", 2)
        shop.till.hold()
    assert main(words) == OK
    out = capsys.readouterr().out
    assert "チーズバーガー" in out
    assert "¥480" in out
    assert "保留 11-21 12:00" in out


def test_whose_an_order_is_and_what_was_taken_for_it_are_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(open_shop(folder / "burger.db", now=lambda: AT)) as shop:
        till = shop.till
        till.ring("cheeseburger")
        till.note(guests=2, table="B3")
        key = till.view.order.key
        till.hold()
        till.note_held(key, "赤い傘")
        till.recall(key)
        till.pay()
        till.tender(TenderKind.CARD, 100)
    [said] = orders(folder)
    assert (said["note"], said["table"], said["guests"]) == ("赤い傘", "B3", 2)
    assert said["tenders"] == [{"kind": "card", "name": "", "amount": 100}]
    assert main(["orders", "--data-dir", str(folder), "--lang", "ja"]) == OK
    out = capsys.readouterr().out
    assert "赤い傘  B3  2名" in out
    assert "カード ¥100" in out


def test_to_look_makes_no_shop(tmp_path: Path) -> None:
    assert main(["orders", "--data-dir", str(tmp_path / "none")]) == OK
    assert not (tmp_path / "none").exists()
