"""What happened is found by day, amount and text; an accountant's tables agree with the reports."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pos_assist.devices.slip import slip_text
from pos_assist.domain.day import EntryKind
from pos_assist.domain.problems import BadInput
from pos_assist.domain.receipts import TenderKind
from pos_assist.shop import Shop
from tests.clocks import WallClock
from tests.services.day.conftest import CHEESEBURGER, COLA, sell

FIRST = date(2026, 11, 25)


@pytest.fixture
def lived(shop: Shop, now: WallClock) -> Shop:
    """Two days with a bit of everything."""
    shop.day.open(30_000)
    sell(shop, CHEESEBURGER, COLA)
    receipt = sell(shop, CHEESEBURGER, CHEESEBURGER, paid=TenderKind.CARD)
    shop.till.past.refund(receipt.key, {1: 1}, "冷めていた", "佐藤")
    shop.day.move_cash(EntryKind.OUT, 980, "氷の購入", "鈴木")
    shop.till.past.void(sell(shop, COLA).key, "打ち間違い", "佐藤")
    shop.day.close(counted=30_000, next_float=20_000)
    now.at += timedelta(days=1)
    sell(shop, COLA, COLA, paid=TenderKind.QR)
    shop.day.close(counted=20_000)
    return shop


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("冷めて", ["返品 #2"]),
        ("氷", ["出金"]),
        ("鈴木", ["出金"]),
        ("打ち間違い", ["取消 #3"]),
        ("#4", ["レシート #4"]),
        ("ｺｰﾗ", ["レシート #4", "レシート #3", "レシート #1"]),
        ("精算", ["精算レポート 2", "精算レポート 1"]),
        ("カード", ["レシート #2"]),
        ("無いもの", []),
    ],
)
def test_the_journal_is_searched_by_any_text(lived: Shop, text: str, titles: list[str]) -> None:
    assert [x.title for x in lived.day.journal(text)] == titles


def test_the_journal_is_searched_by_day_and_by_amount(lived: Shop) -> None:
    second = FIRST + timedelta(days=1)
    assert [x.title for x in lived.day.journal(first=second)] == ["精算レポート 2", "レシート #4"]
    assert len(lived.day.journal(first=FIRST, last=FIRST)) == 8
    assert [x.title for x in lived.day.journal(amount=980)] == ["出金"]
    [sale] = [x for x in lived.day.journal(last=FIRST) if x.title == "レシート #1"]
    assert sale.title in [x.title for x in lived.day.journal(amount=sale.amount)]
    assert sale.title in [x.title for x in lived.day.journal(amount=sale.amount + 1_000)], "by what was handed over"
    assert lived.day.journal(amount=123_456_789) == []
    assert len(lived.day.journal(limit=3)) == 3


def test_every_entry_of_the_journal_has_its_slip(lived: Shop) -> None:
    for entry in lived.day.journal():
        assert slip_text(entry.slip(lived.printing.sign)).strip()
    [close] = lived.day.journal("精算レポート 1")
    assert "精算レポート No.0001" in slip_text(close.slip(lived.printing.sign))


def tables(path: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for name in ("days", "rates", "tenders", "items"):
        with path.with_name(f"{path.stem}-{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            found[name] = [*csv.DictReader(file)]
    return found


def test_the_tables_agree_with_the_reports_of_their_days(lived: Shop, tmp_path: Path) -> None:
    lived.day.export(tmp_path / "f.csv", FIRST, FIRST + timedelta(days=9))
    found = tables(tmp_path / "f.csv")
    closes = [x.figures for x in reversed(lived.day.closes())]
    assert [x["営業日"] for x in found["days"]] == ["2026-11-25", "2026-11-26"]
    for row, figures in zip(found["days"], closes, strict=True):
        assert figures is not None
        day = row["営業日"]
        assert int(row["純売上"]) == figures.net
        assert (int(row["客数"]), int(row["総売上"])) == (figures.customers, figures.gross)
        rates = [x for x in found["rates"] if x["営業日"] == day]
        assert [(int(x["税率（%）"]), int(x["税込"]), int(x["内消費税"])) for x in rates] == [
            (x.rate, x.gross, x.tax) for x in figures.rates
        ]
        assert all(int(x["税抜"]) == int(x["税込"]) - int(x["内消費税"]) for x in rates)
        assert sum(int(x["差引"]) for x in found["tenders"] if x["営業日"] == day) == figures.net
        assert sum(int(x["純売上"]) for x in found["items"] if x["営業日"] == day) == figures.net
    assert [x["精算No."] for x in found["days"]] == ["1", "2"]


def test_one_excel_file_has_a_sheet_for_each_table(lived: Shop, tmp_path: Path) -> None:
    assert lived.day.export(tmp_path / "f.xlsx", FIRST, FIRST) == [tmp_path / "f.xlsx"]
    book = load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["日別", "税率別", "支払方法別", "商品"]
    assert book["日別"].max_row == 2
    assert book["商品"]["B2"].number_format == "@"


def test_days_without_anything_have_no_row(lived: Shop, tmp_path: Path) -> None:
    lived.day.export(tmp_path / "f.csv", FIRST - timedelta(days=5), FIRST - timedelta(days=1))
    assert tables(tmp_path / "f.csv") == {"days": [], "rates": [], "tenders": [], "items": []}


def test_another_kind_of_file_is_refused(lived: Shop, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="bad_table_name"):
        lived.day.export(tmp_path / "f.pdf", FIRST, FIRST)
    assert [*tmp_path.glob("f*")] == []
