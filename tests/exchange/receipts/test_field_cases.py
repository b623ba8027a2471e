"""Files as shops have them, each with what its name says: read as it should be, or told which export is needed."""

from __future__ import annotations

import json
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest

from pos_assist.cli.main import BAD_INPUT, OK, USAGE, main
from pos_assist.domain.problems import BadInput
from pos_assist.domain.receipts import HistoryLine
from pos_assist.exchange.receipts.sorted_receipts import HistoryItem
from pos_assist.i18n.translate import LANGUAGES, sentence, set_language
from pos_assist.services.setup.build_shop import read_receipts_file

CASES = Path(__file__).parents[1] / "cases"


def read(name: str) -> tuple[list[HistoryLine], list[HistoryItem], dict[str, int], tuple[str, ...]]:
    with read_receipts_file(CASES / name) as found:
        return list(found.history.history()), found.history.items, dict(found.table.left_out), found.table.questions


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("30/short_cp932.csv", ["点検"]),
        ("30/tiny_cp932.csv", ["茶"]),
        ("31/dame.csv", ["機構ソーダ表", "予約ソ"]),
        ("31/izon.csv", ["セット①", "髙島屋ギフト～﨑", "ワイン㎝Ⅲ㈱"]),
        ("32/blank_lines_trailing.csv", ["パン"]),
        ("32/bom_semicolon.csv", ["パン", "茶"]),
        ("32/quotes_newlines.csv", ['パン "特製" クリーム', "a,b"]),
        ("32/sep_line.csv", ["パン"]),
        ("32/tab.tsv", ["パン"]),
        ("36/bom_in_middle.csv", ["パン", "茶"]),
        ("36/joined_months.csv", ["パン", "茶"]),
        ("36/lrm_in_name.csv", ["パン"]),
        ("36/nbsp.csv", ["パン 小"]),
        ("36/vt_in_notes.csv", ["パン"]),
        ("36/zwsp_in_notes.csv", ["パン"]),
        ("37/cols65.csv", ["パン"]),
    ],
)
def test_a_file_is_read_whatever_wrote_it_and_nothing_is_asked(name: str, items: list[str]) -> None:
    lines, _, left_out, questions = read(name)
    assert [x.item for x in lines] == items
    assert (left_out, questions) == ({}, ())


@pytest.mark.parametrize("name", sorted(x.name for x in (CASES / "33").glob("*.csv")))
def test_every_spelling_of_a_date_is_the_same_moment(name: str) -> None:
    right = datetime(2026, 1, 6, 1, 30) if name == "date14.csv" else datetime(2026, 1, 5, 14, 3)
    lines, _, _, questions = read(f"33/{name}")
    assert ([x.at for x in lines], questions) == ([right], ())


@pytest.mark.parametrize(
    ("name", "line", "item"),
    [
        ("code_and_name.csv", ("00012", 1, 200), ("パン", "00012", 20000, "")),
        ("dept_code_and_name.csv", ("パン", 1, 0), ("パン", "", 0, "ベーカリー")),
        ("list_and_sold_price.csv", ("パン", 2, 180), ("パン", "", 20000, "")),
        ("other_words.csv", ("パン", 2, 200), ("パン", "", 20000, "")),
        ("separate_date_time.csv", ("パン", 1, 200), ("パン", "", 20000, "")),
        ("unit_price_and_amount.csv", ("パン", 2, 200), ("パン", "", 20000, "")),
    ],
)
def test_columns_that_go_by_two_names(name: str, line: tuple[str, int, int], item: tuple[str, str, int, str]) -> None:
    [found], [sold], _, questions = read(f"34/{name}")
    assert (found.item, found.qty, found.price) == line
    assert (sold.full_name, sold.own_code, sold.price, sold.category) == item
    assert found.at == datetime(2026, 11, 1, 9, 30)
    assert questions == ()


@pytest.mark.parametrize(
    ("name", "receipt", "at", "lines"),
    [
        ("clover", "clover:ABC", "2026-10-01 12:00", [("パン", 1, 200)]),
        ("lightspeed", "lightspeed:1001", "2026-10-01 12:00", [("1", 1, 200)]),
        ("odoo_lines", "odoo:Shop/0001", "2026-10-01 03:00", [("パン", 1, 200)]),
        ("shopify", "shopify:#1001", "2026-03-12 09:14", [("L1", 1, 540), ("S1", 1, 280)]),
        ("toast", "toast:13", "2026-10-08 17:17", [("Martini", 1, 20)]),
        ("woocommerce", "woo:1001", "2026-10-01 12:00", [("パン", 1, 200)]),
    ],
)
def test_another_system_s_receipts(name: str, receipt: str, at: str, lines: list[tuple[str, int, int]]) -> None:
    found, _, _, questions = read(f"47/{name}.csv")
    assert {x.receipt.partition("/")[2] for x in found} == {receipt}
    assert {f"{x.at:%Y-%m-%d %H:%M}" for x in found} == {at}
    assert [(x.item, x.qty, x.price) for x in found] == lines
    assert questions == ()


@pytest.mark.parametrize(("name", "system"), [("odoo_products", "Odoo"), ("ospos_items", "OSPOS")])
def test_another_system_s_products_are_called_so_and_the_right_export_is_named(name: str, system: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(f"47/{name}.csv")
    assert caught.value.code == "foreign_list"
    for each in LANGUAGES:
        set_language(each)
        assert sentence(caught.value).count(system) == 2


def test_a_cafe_s_totals_row_is_left_out_and_counted() -> None:
    lines, items, left_out, _ = read("cafe/messy-a-cp932.csv")
    assert (len({x.receipt for x in lines}), len(lines), len(items), left_out) == (467, 928, 14, {"total": 1})


def test_a_cafe_s_date_and_time_in_two_columns() -> None:
    lines, items, left_out, _ = read("cafe/messy-b2-date-time-apart.csv")
    assert (len({x.receipt for x in lines}), len(lines), len(items), left_out) == (467, 928, 14, {})
    assert {x.category for x in items} == {"ドリンク", "デザート", "フード", "物販"}


def test_the_command_ends_with_one_line_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(CASES / "cafe" / "messy-a-cp932.csv")
    assert main(["import", "receipts", file, "--shop", str(tmp_path / "s.db"), "--yes", "--json"]) == OK
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {
        "receipts": 467, "items": 14, "lines": 928, "left_out": {"total": 1},
        "columns": {"date": "日時", "receipt": "レシート番号", "item": "商品名", "qty": "数量", "price": "単価", "category": "部門"},
    }  # fmt: skip


def test_without_a_person_to_ask_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    file = str(CASES / "cafe" / "messy-a-cp932.csv")
    assert main(["import", "receipts", file, "--shop", str(tmp_path / "s.db"), "--lang", "en"]) == BAD_INPUT
    assert not list(tmp_path.glob("*"))
    told = capsys.readouterr().err
    assert "row 941: totals" in told
    assert "--yes" in told


@pytest.mark.parametrize("name", ["receipts.xls", "receipts.ods"])
def test_an_old_workbook_and_one_of_libreoffice(name: str) -> None:
    lines, _, left_out, questions = read(f"48/{name}")
    assert [(x.receipt, x.item, x.qty, x.price) for x in lines] == [
        ("2026-11-01/1", "パン", 2, 200),
        ("2026-11-01/1", "茶", 1, 150),
        ("2026-11-01/2", "水", 1, 90),
    ]
    assert {f"{x.at:%H:%M}" for x in lines} == {"09:30", "09:40"}
    assert (left_out, questions) == ({"total": 1}, ())


def test_columns_are_said_in_the_terminal_and_remembered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, shop = tmp_path / "r.csv", tmp_path / "s.db"
    file.write_text("a,b,c,d\n7,2026/11/1,9:30,パン\n8,2026/11/1,9:40,茶\n", encoding="utf-8")
    said = "receipt=a,date=b,time=c,item=d"
    assert main(["import", "receipts", str(file), "--shop", str(shop), "--columns", said, "--json"]) == OK
    file.write_text("a,b,c,d\n9,2026/11/2,9:30,水\n", encoding="utf-8")
    assert main(["import", "receipts", str(file), "--shop", str(shop), "--json"]) == OK  # next month: no question
    first, second = (json.loads(x) for x in capsys.readouterr().out.splitlines())
    assert first["columns"] == second["columns"] == {"date": "b", "time": "c", "receipt": "a", "item": "d"}
    assert (first["receipts"], second["receipts"]) == (2, 1)


@pytest.mark.parametrize(("answer", "code"), [("y", OK), ("はい", OK), ("", USAGE), ("n", USAGE)])
def test_in_a_terminal_the_person_says_go_or_stop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer + "\n"))
    file = str(CASES / "cafe" / "messy-a-cp932.csv")
    assert main(["import", "receipts", file, "--shop", str(tmp_path / "s.db"), "--lang", "ja"]) == code
    assert (tmp_path / "s.db").exists() is (code == OK)
    assert "941行目：合計行" in capsys.readouterr().out


class Terminal(StringIO):
    """A keyboard with a person at it."""

    def isatty(self) -> bool:
        return True


def test_programs_that_are_served_get_the_question_as_an_error_unless_they_said_yes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, file = tmp_path / "s.db", CASES / "cafe" / "messy-a-cp932.csv"
    for more in ([], ["--yes"]):
        monkeypatch.setattr("sys.stdin", StringIO(f"{file}\n"))
        assert main(["import", "receipts", "--serve", "--shop", str(shop), *more]) == OK
    refused, done = (json.loads(x) for x in capsys.readouterr().out.splitlines())
    assert (refused["ok"], refused["code"]) == (False, "needs_answer")
    assert (done["ok"], done["receipts"], done["left_out"]) == (True, 467, {"total": 1})
