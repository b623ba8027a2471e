"""Past receipts from a CSV."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist.domain.problems import BadInput
from pos_assist.domain.receipts import HistoryLine
from pos_assist.exchange.receipts import receipts_file
from pos_assist.exchange.receipts import sorted_receipts as history_module
from pos_assist.exchange.receipts.receipts_file import check_receipts, read_receipts
from pos_assist.exchange.receipts.sorted_receipts import NO_CURRENCY, History
from tests.exchange.conftest import RECEIPTS, Write

HEAD = "receipt_id,timestamp,item,qty,price\n"


def lines(path: Path) -> list[HistoryLine]:
    return list(read_receipts(path))


def validated(path: Path, **how: str) -> History:
    with check_receipts(path, **how) as history:  # type: ignore[arg-type]
        return history


def problem(path: Path) -> BadInput:
    with pytest.raises(BadInput) as caught:
        lines(path)
    return caught.value


def test_every_line_comes_with_its_receipt_time_quantity_and_price(write: Write) -> None:
    found = lines(write("r.csv", RECEIPTS))
    assert found[2] == HistoryLine("2026-11-20/2", datetime(2026, 11, 20, 10, 5, 34), "食パン", 2, 320, "M0001")
    assert [x.receipt for x in found] == ["2026-11-20/1", "2026-11-20/1", "2026-11-20/2", "2026-11-21/3"]


def test_a_cp932_file_reads_the_same_as_utf8(write: Write) -> None:
    assert lines(write("a.csv", RECEIPTS, "cp932")) == lines(write("b.csv", RECEIPTS))


def test_an_empty_quantity_is_one_and_an_empty_price_unknown(write: Write) -> None:
    (line,) = lines(write("r.csv", HEAD + "1,2026-11-20 09:58:11,パン,,\n"))
    assert (line.qty, line.price) == (1, 0)


def test_an_items_price_is_its_latest_one_wherever_that_row_stands(write: Write) -> None:
    text = HEAD + "2,2026-11-21 09:00:00,パン,1,260\n1,2026-11-20 09:00:00,パン,1,240\n3,2026-11-22 09:00:00,パン,1,\n"
    assert validated(write("r.csv", text)).items[0].price == 26000


def test_whole_prices_are_yen(write: Write) -> None:
    text = HEAD + "1,2026-11-20 09:00:00,パン,1,260.0\n"
    assert validated(write("r.csv", text)).currency == "JPY"
    assert lines(write("r.csv", text))[0].price == 260


def test_a_price_with_decimals_makes_a_currency_without_a_name(write: Write) -> None:
    text = HEAD + "1,2026-11-20 09:00:00,Latte,1,3.75\n2,2026-11-20 09:01:00,Tea,1,2.5\n"
    assert validated(write("r.csv", text)).currency == NO_CURRENCY
    assert [x.price for x in lines(write("r.csv", text))] == [375, 250]


def test_the_currency_can_be_said(write: Write) -> None:
    path = write("r.csv", HEAD + "1,2026-11-20 09:00:00,Tea,1,2\n")
    with check_receipts(path, currency="EUR") as history:
        assert [x.price for x in history.history()] == [200]
    with pytest.raises(BadInput, match="bad_currency"):
        check_receipts(path, currency="euro")
    with pytest.raises(BadInput, match="price_has_fraction"):
        check_receipts(write("s.csv", HEAD + "1,2026-11-20 09:00:00,Tea,1,2.5\n"), currency="JPY")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20 09:05:00",
        "2026-11-20T09:05:00",
        "2026/11/20 09:05",
        "2026/11/20 9:05",
        "2026-11-20T09:05:00.000+09:00",
    ],
)
def test_times_as_files_have_them(write: Write, text: str) -> None:
    assert lines(write("r.csv", HEAD + f"1,{text},パン,1,\n"))[0].at == datetime(2026, 11, 20, 9, 5)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("4,2026-13-20 09:00:00,パン,1,250", "timestamp", "bad_time"),
        ("4,0001-01-01 09:00:00,パン,1,250", "timestamp", "bad_time"),
        ("4,20.11.2026,パン,1,250", "timestamp", "bad_time"),
        ("4,,パン,1,250", "timestamp", "empty_cell"),
        (",2026-11-20 09:00:00,パン,1,250", "receipt_id", "empty_cell"),
        ("4,2026-11-20 09:00:00,,1,250", "item", "empty_cell"),
        ("4,2026-11-20 09:00:00," + "x" * 86 + ",1,250", "item", "cell_too_long"),
        ("4,2026-11-20 09:00:00,パン,0,250", "qty", "bad_quantity"),
        ("4,2026-11-20 09:00:00,パン,-1,250", "qty", "bad_quantity"),
        ("4,2026-11-20 09:00:00,パン,1.5,250", "qty", "bad_quantity"),
        ("4,2026-11-20 09:00:00,パン,1,1e3", "price", "bad_price"),
        ("4,2026-11-20 09:00:00,パン,1,-250", "price", "bad_price"),
        ("4,2026-11-20 09:00:00,パン,1,2.505", "price", "bad_price"),
        ("4,2026-11-20 09:00:00,パン,1,99999999", "price", "bad_price"),
        ("4,2026-11-20 09:00:00,パン,1,nan", "price", "bad_price"),
    ],
)
def test_a_bad_cell_names_row_and_column(write: Write, row: str, column: str, code: str) -> None:
    found = problem(write("r.csv", HEAD + "1,2026-11-20 09:58:11,パン,1,250\n" * 2 + row + "\n"))
    assert (found.code, found.data["row"], found.data["column"]) == (code, 4, column)


def test_a_file_without_rows_is_refused(write: Write) -> None:
    assert problem(write("r.csv", HEAD)).code == "no_rows"


def test_one_number_on_two_days_is_two_receipts(write: Write) -> None:
    text = HEAD + "1,2026-11-20 09:00:00,パン,1,\n1,2026-11-21 09:00:00,紅茶,1,\n"
    assert [x.receipt for x in lines(write("r.csv", text))] == ["2026-11-20/1", "2026-11-21/1"]


def test_rows_of_a_receipt_come_together_where_two_tills_wrote_by_turns(write: Write) -> None:
    rows = ["A,2026-11-20 09:00:00,パン", "B,2026-11-20 09:00:00,紅茶", "A,2026-11-20 09:00:00,ジャム"]
    text = "receipt_id,timestamp,item\n" + "\n".join(rows)
    assert [(x.receipt[-1], x.item) for x in lines(write("r.csv", text))] == [
        ("A", "パン"),
        ("A", "ジャム"),
        ("B", "紅茶"),
    ]


def test_receipts_come_in_order_of_time_whatever_the_files_order(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "_AT_ONCE", 7)  # so that days are spread over the temporary file
    rows = [f"{n},2026-11-{1 + n % 9:02d} {n % 24:02d}:00:00,item {n % 5},1,{n + 1}" for n in range(200)]
    inorder = lines(write("a.csv", HEAD + "\n".join(rows)))
    random.Random(1).shuffle(rows)
    shuffled = lines(write("b.csv", HEAD + "\n".join(rows)))
    assert [x.at for x in shuffled] == sorted(x.at for x in shuffled)
    assert sorted(shuffled) == sorted(inorder)
    assert len({x.receipt for x in shuffled}) == 200


def test_a_size_in_its_own_column_makes_another_item(write: Write) -> None:
    text = "receipt_id,timestamp,item,size\n1,2026-11-20 09:00:00,ラテ,S\n2,2026-11-20 09:00:00,ラテ,L\n3,2026-11-20 09:01:00,茶 L,L\n"
    assert [x.item for x in lines(write("r.csv", text))] == ["ラテ S", "ラテ L", "茶 L"]


def test_memory_holds_a_part_of_the_file_at_a_time(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "_AT_ONCE", 100)
    text = HEAD + "".join(f"{n},2026-11-20 09:00:00,パン,1,\n" for n in range(1_000))
    most = 0
    put_by = History.put_by

    def watching(self: History) -> None:
        nonlocal most
        most = max(most, sum(len(r[3]) // 3 for day in self._pending.values() for r in day.values()))
        put_by(self)

    monkeypatch.setattr(History, "put_by", watching)
    assert len(lines(write("r.csv", text))) == 1_000
    assert most == 100


def test_a_receipt_without_end_means_a_wrong_column(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts_file, "MAX_LINES", 50)
    found = problem(write("r.csv", HEAD + "1,2026-11-20 09:00:00,パン,1,\n" * 60))
    assert (found.code, found.data["row"], found.data["column"]) == ("too_many_lines", 53, "receipt_id")


def test_an_item_keeps_its_latest_price_when_it_has_had_many(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts_file, "_REMEMBERED", 3)
    rows = [f"{n},2026-11-{1 + n % 28:02d} 09:00:00,パン {n % 2},1,{n}" for n in range(1, 60)]
    items = validated(write("r.csv", HEAD + "\n".join(rows))).items
    assert {item.name: (item.lines, item.price) for item in items} == {"パン 0": (29, 5400), "パン 1": (30, 5500)}
