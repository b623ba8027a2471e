"""`pos-assist day …`: a day from its float to its close at a terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from pos_assist.cli.main import BAD_INPUT, OK, USAGE, main
from pos_assist.services.people import Role
from pos_assist.shop import open_shop
from pos_assist.storage import staff
from tests.conftest import CopySample
from tests.devices.fake_printer import FakePrinter

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def folder(tmp_path: Path, copy_sample: CopySample) -> Path:
    return copy_sample("burger", tmp_path / "burger.db").parent


def day(folder: Path, *words: str, lang: str = "en") -> int:
    return main(["day", *words, "--data-dir", str(folder), "--shop", "burger", "--lang", lang])


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(x) for x in capsys.readouterr().out.splitlines()]


def sell(folder: Path, n: int = 5) -> None:
    assert main(["sell", str(n), "--seed", "3", "--data-dir", str(folder), "--shop", "burger"]) == OK


def test_a_whole_day(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert day(folder, "open", "10000x2,1000x10") == OK
    sell(folder)
    assert day(folder, "in", "5000", "change") == OK
    assert day(folder, "out", "300", "stamps") == OK
    capsys.readouterr()
    assert day(folder, "x", "--json") == OK
    [x] = said(capsys)
    assert (x["customers"], x["float"], x["net"]) == (5, 30_000, x["sold"])
    cash = next((t["taken"] for t in x["tenders"] if t["kind"] == "cash"), 0)
    assert x["expected"] == 30_000 + cash + 5_000 - 300
    assert day(folder, "close", str(x["expected"] - 10), "--reason", "short", "--float", "20000", "--json") == OK
    [z] = said(capsys)
    assert (z["number"], z["difference"], z["reason"]) == (1, -10, "short")
    assert z["to_bank"] == x["expected"] - 10 - 20_000
    assert z["figures"]["sold"] == x["sold"]
    assert day(folder, "list", "--json") == OK
    assert [row["number"] for row in said(capsys)] == [1]
    assert day(folder, "show", "1", lang="ja") == OK
    assert "精算レポート No.0001" in capsys.readouterr().out
    assert day(folder, "journal", "stamps", "--json") == OK
    assert [(row["amount"], row["what"]) for row in said(capsys)] == [(300, "stamps")]
    assert day(folder, "export", str(tmp_path / "f.csv")) == OK
    assert capsys.readouterr().out.split() == [
        str(tmp_path / f"f-{x}.csv") for x in ("days", "rates", "tenders", "items")
    ]


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("open", "many"), BAD_INPUT, "“many” is not an amount"),
        (("open", "3x4"), USAGE, "no count"),
        (("in", "0", "change"), USAGE, "greater than zero"),
        (("out", "5", " "), USAGE, "Say why"),
        (("show", "9"), USAGE, "no Z report 9"),
        (("close", "5", "--float", "6"), USAGE, "more than was counted"),
        (("export", "f.pdf"), BAD_INPUT, "NAME.xlsx"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, part: str
) -> None:
    assert day(folder, *words) == code
    assert part in capsys.readouterr().err
    shop = open_shop(folder / "burger.db")
    assert shop.storage.day.entries() == []
    shop.close()


@pytest.mark.parametrize("written", ["2026-02-30", "yesterday", "2026-11"])
def test_a_day_that_is_none_is_refused(folder: Path, written: str) -> None:
    with pytest.raises(SystemExit):
        day(folder, "journal", "--from", written)


def test_a_close_asks_for_the_pin_that_the_shop_wants(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(staff, "SCRYPT_COST", 4)
    shop = open_shop(folder / "burger.db")
    shop.storage.staff.cost = 4
    shop.manage("店長").staff.found("店長", "482915", "482915")
    shop.manage("店長").staff.add("佐藤", Role.CASHIER, "7392", "7392")
    shop.manage("店長").set_settings({"ask.close": "manager"})
    shop.close()
    assert day(folder, "close", "0") == USAGE
    assert "needs a PIN" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("7392\n482915\n"))
    assert day(folder, "close", "0", "--who", "佐藤") == USAGE
    assert day(folder, "close", "0", "--who", "店長", "--json") == OK
    assert said(capsys)[-1]["who"] == "店長"


def test_a_close_is_printed_and_printed_again(folder: Path, printer: FakePrinter) -> None:
    shop = open_shop(folder / "burger.db")
    shop.manage("店長").set_settings({"printer": printer.address})
    shop.close()
    assert day(folder, "close", "0") == OK
    assert day(folder, "show", "1", "--print") == OK
    assert day(folder, "x", "--print") == OK
    assert len(printer.printed) == 3
