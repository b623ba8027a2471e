"""Receipts files of every make: titles, order, extra rows, sheets, encodings. Each test says what the trade means by it."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from pos_assist.domain.problems import BadInput, Problem, others_of
from pos_assist.exchange.receipts.any_file import FileAnswers
from pos_assist.exchange.receipts.row_kinds import without_sticker
from pos_assist.exchange.receipts.usual_prices import usual_price
from pos_assist.services.setup.build_shop import read_receipts_file
from tests.exchange.conftest import Write
from tests.profiles import examples

HEAD = "レシート番号,日時,商品名,数量,単価\n"
ROW = "1,2026/11/1 9:30,パン,1,200\n"


class Read:
    """What came out of a file."""

    def __init__(self, path: Path, answers: FileAnswers | None = None, currency: str = "") -> None:
        with read_receipts_file(path, answers, currency=currency) as found:
            self.lines = list(found.history.history())
            self.items = {x.full_name: x for x in found.history.items}
            self.left_out = dict(found.table.left_out)
            self.shown = found.table.shown
            self.questions = found.table.questions
            self.columns = found.table.columns
            self.weights = found.table.weights

    @property
    def sold(self) -> list[tuple[str, int, int]]:
        return [(x.item, x.qty, x.price) for x in self.lines]

    @property
    def receipts(self) -> set[str]:
        return {x.receipt.partition("/")[2] for x in self.lines}


@pytest.fixture
def read(write: Write) -> Callable[..., Read]:
    def of(text: str, encoding: str = "utf-8", **how: object) -> Read:
        return Read(write("r.csv", text, encoding), **how)  # type: ignore[arg-type]

    return of


def problem(write: Write, text: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        Read(write("r.csv", text))
    return caught.value


# -- columns -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "伝票番号,売上日時,品名,個数,売価",
        "取引番号,会計日時,メニュー名,販売数,販売単価",
        "会計ID,日付,商品,点数,単価(税込)",
        "【必須】レシートNo,【必須】日時,【必須】商品名称,数量,税込価格",
        "オーダー番号,注文日時,アイテム名,数量,価格",
        "Receipt #,Date & Time,Item,Qty,Unit Price",
        "Order No.,Order Date,Product,Quantity,Price",
        "Transaction ID,Timestamp,Product Name,Units,Each",
        "check_number,opened,menu_item,count,item_price",
        "INVOICE NO,SALE DATE,DESCRIPTION,QTY,SELLING PRICE",
        "ジャーナル番号,取引日時,商品名称,売上点数,売単価",
        "お会計伝票番号,ご利用日時,ご注文商品名,ご注文数量,税込単価",
    ],
)
def test_titles_as_other_systems_have_them(read: Callable[..., Read], header: str) -> None:
    found = read(header + "\n7,2026/11/1 9:30,パン,2,200\n8,2026/11/1 9:40,茶,1,150\n")
    assert (found.sold, found.receipts) == ([("パン", 2, 200), ("茶", 1, 150)], {"7", "8"})
    assert found.questions == ()


def test_titles_that_say_nothing_are_guessed_from_the_cells_and_asked_about(read: Callable[..., Read]) -> None:
    found = read("A1,A2,A3\nx,2026/11/1 9:30,パン\ny,2026/11/1 9:40,茶\n")
    assert [x.at.minute for x in found.lines] == [30, 40]
    assert "columns" in found.questions


def test_what_is_said_about_columns_is_taken(read: Callable[..., Read]) -> None:
    text = "a,b,c,d\n2026/11/1 9:30,パン,菓子,1\n"
    found = read(text, answers=FileAnswers({"timestamp": "a", "category": "b", "item": "c", "receipt": "d"}))
    assert [(x.full_name, x.category) for x in found.items.values()] == [("菓子", "パン")]
    assert found.questions == ()


def test_a_column_that_is_not_there_is_refused_with_those_that_are(write: Write) -> None:
    with pytest.raises(BadInput) as caught:
        Read(write("r.csv", HEAD + ROW), FileAnswers({"date": "日付"}))
    assert (caught.value.code, caught.value.data["name"]) == ("missing_column", "日付")
    with pytest.raises(BadInput, match="no_such_column"):
        Read(write("r.csv", HEAD + ROW), FileAnswers({"weather": "日時"}))


@pytest.mark.parametrize(
    "above",
    [
        "売上明細\n",
        "売上明細,,,,\n期間,2026/11/1,2026/11/30,,\n\n",
        "v1300\n",
        "店名：試験店\n出力日時：2026/12/1 10:00\n\n\n",
    ],
)
def test_titles_may_stand_above_the_header(read: Callable[..., Read], above: str) -> None:
    assert read(above + HEAD + ROW).sold == [("パン", 1, 200)]


def test_a_bad_cell_below_a_title_is_told_with_the_row_that_a_spreadsheet_shows(write: Write) -> None:
    found = problem(write, "売上明細\n\n" + HEAD + "1,いつか,パン,1,200\n")
    assert (found.code, found.data["column"], found.data["value"]) == ("bad_time", "日時", "いつか")
    found = problem(write, "売上明細\n" + HEAD + ROW + "1,2026/11/1 9:30,パン,たくさん,200\n")
    assert (found.code, found.data["row"], found.data["column"]) == ("bad_quantity", 4, "数量")


def test_a_bad_time_in_its_own_column_is_told_there(write: Write) -> None:
    found = problem(write, "番号,日付,時刻,商品名\n1,2026/11/1,9:30,パン\n2,2026/11/1,昼,パン\n")
    assert (found.data["row"], found.data["column"], found.data["value"]) == (3, "時刻", "昼")


def test_a_number_on_the_first_row_only_goes_for_those_below(read: Callable[..., Read]) -> None:
    found = read(HEAD + "1,2026/11/1 9:30,パン,1,200\n,,茶,1,150\n2,2026/11/1 9:40,菓子,1,100\n,,水,1,90\n")
    assert [(x.receipt[-1], x.item) for x in found.lines] == [("1", "パン"), ("1", "茶"), ("2", "菓子"), ("2", "水")]


def test_a_number_may_stand_in_a_row_of_its_own_above_what_was_sold(read: Callable[..., Read]) -> None:
    found = read(HEAD + "1,2026/11/1 9:30,,,\n,,パン,1,200\n,,茶,1,150\n2,2026/11/1 9:40,,,\n,,水,1,90\n")
    assert [(x.receipt[-1], x.item) for x in found.lines] == [("1", "パン"), ("1", "茶"), ("2", "水")]
    assert (found.left_out, found.questions) == ({}, ())


def test_what_follows_the_first_row_of_a_cancelled_receipt_is_cancelled_too(read: Callable[..., Read]) -> None:
    text = (
        HEAD.strip()
        + ",状態\n1,2026/11/1 9:30,パン,1,200,取消\n,,茶,1,150,\n1,,水,1,90,\n2,2026/11/1 9:40,水,1,90,会計済\n"
    )
    found = read(text)
    assert (found.sold, found.left_out) == ([("水", 1, 90)], {"void": 3})


def test_sums_of_days_are_no_receipts(write: Write) -> None:
    found = problem(write, "日付,商品名,数量,金額\n2026/10/1,パン,12,2400\n2026/10/1,茶,3,450\n")
    assert found.code == "missing_column"


def test_a_list_of_items_is_told_where_it_goes(write: Write) -> None:
    found = problem(write, "JAN,品名,売価(税込),税率\n4901000000006,缶コーヒー,132,8%\n4901000000372,弁当,560,8%\n")
    assert found.code == "list_no_receipts"


def test_words_of_another_language_are_seen_through_by_their_cells(read: Callable[..., Read]) -> None:
    found = read("Bon;Datum;Artikel;Menge;Preis\n1;05.11.2026 14:03;Brot;1;3,50\n2;13.11.2026 14:03;Tee;2;2,00\n")
    assert {x.item for x in found.lines} == {"Brot", "Tee"}
    assert "columns" in found.questions


def test_without_a_number_rows_of_one_moment_are_one_receipt_and_that_is_asked(read: Callable[..., Read]) -> None:
    found = read("日時,商品名\n2026/11/1 9:30:05,パン\n2026/11/1 9:30:05,茶\n2026/11/1 9:31:00,水\n")
    assert len(found.receipts) == 2
    assert found.questions == ("receipt",)


def test_the_code_of_an_item_is_kept_beside_its_name(read: Callable[..., Read]) -> None:
    found = read("番号,日時,商品コード,商品名\n1,2026/11/1 9:30,00012,パン\n2,2026/11/2 9:30,00012,パン（新）\n")
    assert [x.code for x in found.items.values()] == ["00012"]


def test_the_member_is_kept(read: Callable[..., Read]) -> None:
    found = read(
        "番号,日時,商品名,会員番号\n1,2026/11/1 9:30,パン,M01\n1,2026/11/1 9:30,茶,M01\n2,2026/11/1 9:40,茶,\n"
    )
    assert [x.customer for x in found.lines] == ["M01", "M01", ""]


def test_extra_columns_are_never_looked_at(read: Callable[..., Read]) -> None:
    wide = ",".join(f"メモ{i}" for i in range(300))
    found = read(f"{HEAD.strip()},{wide}\n{ROW.strip()}," + ",".join(["\u200b長い" * 500, *["x\x0by"] * 299]) + "\n")
    assert found.sold == [("パン", 1, 200)]


def test_a_price_per_line_is_divided_by_the_quantity(read: Callable[..., Read]) -> None:
    assert read("番号,日時,商品名,数量,金額\n1,2026/11/1 9:30,パン,3,600\n").sold == [("パン", 3, 200)]


def test_all_unreadable_rows_are_told_at_once(write: Write) -> None:
    rows = "1,2026/11/1 9:30,パン,たくさん,200\n2,いつか,パン,1,200\n3,2026/11/1 9:30,茶,1,200\n4,2026/11/1 9:30,パン,1,高い\n"
    found = problem(write, HEAD + rows)
    every = [found, *others_of(found)]
    assert [(x.data["row"], x.data["column"]) for x in every] == [(2, "数量"), (3, "日時"), (5, "単価")]
    assert len(others_of(problem(write, HEAD + "1,いつか,パン,1,200\n" * 30))) == 9


# -- rows that are no sales --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2,2026/11/1 9:40,パン,-1,200", "return"),
        ("2,2026/11/1 9:40,返品 パン,1,200", "return"),
        ("2,2026/11/1 9:40,パン,0,200", "zero"),
        ("2,2026/11/1 9:40,値引,1,-50", "discount"),
        ("2,2026/11/1 9:40,値引き 10%,1,▲50", "discount"),
        ("2,2026/11/1 9:40,クーポン利用,1,50", "discount"),
        ("2,2026/11/1 9:40,Discount,1,(50)", "discount"),
        ("2,2026/11/1 9:40,調整,1,▲50", "negative"),
        ("2,2026/11/1 9:40,小計,,350", "total"),
        ("2,2026/11/1 9:40,合計,3,350", "total"),
        ("合計,,,3,350", "total"),
        ("総合計,,,,350", "total"),
        (",,合計,3,350", "total"),
        ("2026/11/1 計,,,3,350", "total"),
        ("Grand Total,,,3,350", "total"),
        ("2,2026/11/1 9:40,消費税,1,30", "tax"),
        ("2,2026/11/1 9:40,内税(8%),1,30", "tax"),
        ("2,2026/11/1 9:40,現金,1,500", "payment"),
        ("2,2026/11/1 9:40,お釣り,1,150", "payment"),
        ("2,2026/11/1 9:40,,1,200", "blank_name"),
        ("2,2026/11/1 9:40,部門打ち,1,200", "department"),
        ("2,2026/11/1 9:40,部門01,1,200", "department"),
        (",,※税込み,,", "note"),
        ("以上,,,,", "note"),
    ],
)
def test_a_row_that_is_no_sale_is_left_out_and_counted(read: Callable[..., Read], row: str, reason: str) -> None:
    found = read(HEAD + ROW + row + "\n" + "3,2026/11/1 9:50,茶,1,150\n")
    assert found.sold == [("パン", 1, 200), ("茶", 1, 150)]
    assert found.left_out == {reason: 1}
    assert (found.shown[0].row, found.shown[0].reason) == (3, reason)


@pytest.mark.parametrize(
    "name",
    [
        "体温計",
        "時計",
        "税理士の本",
        "現金出納帳",
        "返礼ギフト",
        "割引券ホルダー",
        "Total Wine",
        "Taxi Coffee",
        "計量スプーン",
        "合計ノート",
    ],
)
def test_an_item_whose_name_only_begins_like_that_is_sold(read: Callable[..., Read], name: str) -> None:
    found = read(HEAD + f"1,2026/11/1 9:30,{name},1,200\n")
    assert (found.sold, found.left_out) == ([(name, 1, 200)], {})


@pytest.mark.parametrize(
    ("title", "sale", "other", "reason"),
    [
        ("取引区分", "販売", "返品", "return"),
        ("取引区分", "1", "2", "return"),
        ("取消区分", "0", "1", "void"),
        ("状態", "会計済", "取消", "void"),
        ("ステータス", "完了", "キャンセル", "void"),
        ("種別", "売上", "返金", "return"),
        ("Status", "Closed", "Cancelled", "void"),
        ("Void?", "false", "true", "void"),
        ("Event Type", "Payment", "Refund", "return"),
        ("Line Type", "Sale Line", "Payment", "not_a_sale"),
        ("Financial Status", "paid", "refunded", "return"),
        ("取消フラグ", "", "1", "void"),
    ],
)
def test_a_column_says_what_kind_of_row_it_is(
    read: Callable[..., Read], title: str, sale: str, other: str, reason: str
) -> None:
    found = read(f"{HEAD.strip()},{title}\n{ROW.strip()},{sale}\n2,2026/11/1 9:40,茶,1,150,{other}\n")
    assert (found.sold, found.left_out) == ([("パン", 1, 200)], {reason: 1})


def test_a_column_of_kinds_with_departments_in_it_is_the_department(read: Callable[..., Read]) -> None:
    found = read(f"{HEAD.strip()},区分\n{ROW.strip()},ベーカリー\n2,2026/11/1 9:40,茶,1,150,ドリンク\n")
    assert [x.category for x in found.items.values()] == ["ベーカリー", "ドリンク"]
    assert found.left_out == {}


@pytest.mark.parametrize(
    ("qty", "price", "paid"), [("0.35", "1200", 420), ("0.35kg", "1200", 420), ("1.5kg", "1000", 1500)]
)
def test_a_weight_counts_as_one(read: Callable[..., Read], qty: str, price: str, paid: int) -> None:
    found = read(HEAD + f"1,2026/11/1 9:30,牛肉,{qty},{price}\n")
    assert (found.sold, found.weights) == ([("牛肉", 1, paid)], 1)


def test_a_weight_s_own_amount_is_what_it_cost(read: Callable[..., Read]) -> None:
    found = read("番号,日時,商品名,数量,単価,金額\n1,2026/11/1 9:30,牛肉,350g,400,1400\n")
    assert found.sold == [("牛肉", 1, 1400)]


def test_a_file_of_totals_alone_is_told_so(write: Write) -> None:
    assert problem(write, HEAD + "合計,,,3,350\n小計,,,3,350\n").code == "nothing_sold"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("番号,日時,商品コード,商品名", "1,2026/11/1 9:30,4.90123E+12,パン"),
        ("番号,日時,商品コード", "1,2026/11/1 9:30,4.90123E+12"),
    ],
)
def test_a_code_that_a_spreadsheet_rounded_is_refused_in_words(write: Write, header: str, row: str) -> None:
    found = problem(write, f"{header}\n{row}\n")
    assert (found.code, found.data["row"], found.data["column"]) == ("ruined_code", 2, "商品コード")


# -- never silently wrong ----------------------------------------------------------------------------------------


def test_two_tills_with_one_number_on_a_day_are_two_receipts(read: Callable[..., Read]) -> None:
    rows = "0001,2026/11/1 9:30,パン,1\n0001,2026/11/1 9:31,ビール,2\n0001,2026/11/1 9:30,水,1\n"
    found = read("レシート番号,日時,商品名,レジ番号\n" + rows)
    assert found.receipts == {"1/0001", "2/0001"}
    assert [x.item for x in found.lines if x.receipt.endswith("1/0001")] == ["パン", "水"]


def test_two_shops_with_one_number_on_a_day_are_two_receipts(read: Callable[..., Read]) -> None:
    found = read("レシート番号,日時,商品名,店舗名\n1,2026/11/1 9:30,パン,神田\n1,2026/11/1 9:30,花,銀座\n")
    assert found.receipts == {"神田/1", "銀座/1"}


def test_one_number_hours_apart_is_of_two_tills_though_no_column_says_so(read: Callable[..., Read]) -> None:
    found = read(HEAD + "1,2026/11/1 9:30,パン,1,200\n1,2026/11/1 13:00,ビール,1,500\n1,2026/11/1 18:30,花,1,800\n")
    assert found.receipts == {"1", "1 13:00", "1 18:30"}


def test_a_long_evening_with_an_order_now_and_then_is_one_receipt(read: Callable[..., Read]) -> None:
    found = read(HEAD + "".join(f"1,2026/11/1 {h}:15,酒{h},1,500\n" for h in (18, 19, 21, 22)))
    assert found.receipts == {"1"}


def test_a_receipt_over_midnight_is_one(read: Callable[..., Read]) -> None:
    found = read(HEAD + "7,2026/11/1 23:58,ラーメン,1,800\n7,2026/11/2 0:02,餃子,1,300\n8,2026/11/2 0:10,水,1,100\n")
    assert [x.receipt for x in found.lines] == ["2026-11-01/7", "2026-11-01/7", "2026-11-02/8"]


def test_an_evening_s_sticker_is_not_the_price(read: Callable[..., Read]) -> None:
    days = "".join(f"{d},2026/10/{d} 12:00,弁当,1,550\n" for d in range(1, 25))
    found = read(HEAD + days + "90,2026/10/24 19:30,弁当,1,275\n91,2026/10/24 19:40,弁当,1,275\n")
    assert found.items["弁当"].price == 55000


def test_a_new_price_is_the_price_once_nothing_else_is_paid(read: Callable[..., Read]) -> None:
    days = "".join(f"{d},2026/10/{d} 12:00,弁当,1,{550 if d < 20 else 580}\n" for d in range(1, 25))
    assert read(HEAD + days).items["弁当"].price == 58000


@examples(100)
@given(
    st.dictionaries(
        st.integers(1, 9),
        st.dictionaries(st.integers(1, 28).map(lambda d: f"2026-11-{d:02d}"), st.integers(1, 50), min_size=1),
        min_size=1,
    )
)
def test_the_usual_price_is_one_that_was_paid(prices: dict[int, dict[str, int]]) -> None:
    assert usual_price(prices) in prices


def test_the_tax_follows_the_file(read: Callable[..., Read]) -> None:
    found = read(
        "番号,日時,商品名,税率\n1,2026/11/1 9:30,パン,8%\n1,2026/11/1 9:30,皿,10%\n1,2026/11/1 9:30,切手,非課税\n"
    )
    assert [x.tax for x in found.items.values()] == ["reduced", "standard", "exempt"]


def test_an_amount_of_tax_is_no_rate(read: Callable[..., Read]) -> None:
    found = read("番号,日時,商品名,税\n1,2026/11/1 9:30,パン,8\n1,2026/11/1 9:30,皿,110\n")
    assert [x.tax for x in found.items.values()] == ["", ""]


# -- how the file is written -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be", "euc_jp", "iso2022_jp"]
)
def test_encodings_of_japan(read: Callable[..., Read], encoding: str) -> None:
    assert read(HEAD + ROW + "2,2026/11/1 9:40,ｶﾌｪﾗﾃ 珈琲,1,400\n".replace("ｶﾌｪﾗﾃ", "カフェラテ"), encoding).sold[
        0
    ] == ("パン", 1, 200)


def test_a_european_file(read: Callable[..., Read]) -> None:
    found = read(
        "Receipt;Date;Item;Qty;Price\n1;20.11.2026 9:30;Café crème;2;3,50 €\n2;21.11.2026;Thé;1;1.200,00\n", "cp1252"
    )
    assert found.sold == [("Café crème", 2, 350), ("Thé", 1, 120000)]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(read: Callable[..., Read], separator: str, end: str) -> None:
    assert read((HEAD + ROW).replace(",", separator).replace("\n", end)).sold == [("パン", 1, 200)]


@pytest.mark.parametrize(
    "sign", ["\u200b", "\u200e", "\ufeff", "\x0b", "\x0c", "\x85", "\u2028", "\x00", "\u202e", "\x1f"]
)
def test_signs_that_nobody_sees_are_dropped(read: Callable[..., Read], sign: str) -> None:
    assert read(HEAD + f"1,2026/11/1{sign} 9:30,パ{sign}ン,1,20{sign}0\n").sold == [("パン", 1, 200)]


def test_months_put_together_with_columns_in_another_order(read: Callable[..., Read]) -> None:
    found = read(HEAD + ROW + "日時,レシート番号,単価,数量,商品名\n2026/11/2 9:30,2,150,3,茶\n")
    assert found.sold == [("パン", 1, 200), ("茶", 3, 150)]


@pytest.mark.parametrize("mark", ["'{}", '"=""{}"""'])
def test_marks_that_made_a_spreadsheet_keep_zeros_are_taken_off(read: Callable[..., Read], mark: str) -> None:
    text = f"番号,日時,商品コード,商品名\n{mark.format('0001')},{mark.format('2026/11/1 9:30')},{mark.format('00012')},パン\n"
    found = read(text)
    assert (found.receipts, [x.code for x in found.items.values()]) == ({"0001"}, ["00012"])


def test_utc_is_turned_into_the_shop_s_time(read: Callable[..., Read]) -> None:
    found = read(HEAD + "1,2026-10-31T15:30:00Z,パン,1,200\n")
    assert found.lines[0].at == datetime(2026, 11, 1, 0, 30)


# -- workbooks ---------------------------------------------------------------------------------------------------

CELLS: list[list[object]] = [
    ["番号", "日時", "商品名", "数量", "単価"],
    [1, datetime(2026, 11, 1, 9, 30), "パン", 2, 200],
    [2, datetime(2026, 11, 1, 9, 40), "茶", 1, 150.0],
]


def workbook(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook(tmp_path: Path) -> None:
    found = Read(workbook(tmp_path / "r.xlsx", ("売上", CELLS)))
    assert found.sold == [("パン", 2, 200), ("茶", 1, 150)]
    assert found.lines[0].at == datetime(2026, 11, 1, 9, 30)


def test_a_workbook_with_a_cover_and_a_sheet_for_each_month(tmp_path: Path) -> None:
    december = [CELLS[0], [3, datetime(2026, 10, 1, 9), "水", 1, 90]]
    cover: list[list[object]] = [["売上報告"], ["店舗", "神田"], ["担当", "佐藤"]]
    found = Read(workbook(tmp_path / "r.xlsx", ("表紙", cover), ("11月", CELLS), ("10月", december), ("メモ", [["x"]])))
    assert sorted(x[0] for x in found.sold) == ["パン", "水", "茶"]
    assert found.questions == ()


def test_of_two_unlike_sheets_the_wanted_one_is_read(tmp_path: Path) -> None:
    other: list[list[object]] = [["番号", "日時", "品名", "数量", "単価"], [9, datetime(2026, 10, 1, 9), "水", 1, 90]]
    path = workbook(tmp_path / "r.xlsx", ("一", CELLS), ("二", other))
    assert Read(path).questions == ("sheet",)
    assert Read(path, FileAnswers(sheet="二")).sold == [("水", 1, 90)]


def test_a_workbook_with_a_long_text_and_many_columns(tmp_path: Path) -> None:
    rows = [[*CELLS[0], *(f"列{i}" for i in range(100))], [*CELLS[1], "x" * 5_000]]
    assert Read(workbook(tmp_path / "r.xlsx", ("売上", rows))).sold == [("パン", 2, 200)]


def test_a_workbook_with_one_cell_far_away_is_read_without_the_memory_of_all_between(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", ("売上", CELLS))
    book = load_workbook(path)
    book.worksheets[0].cell(1_048_576, 16_384, "x")
    book.save(path)
    assert Read(path).sold == [("パン", 2, 200), ("茶", 1, 150)]


def test_a_broken_workbook_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(workbook(tmp_path / "good.xlsx", ("売上", CELLS)).read_bytes()[:-300])
    with pytest.raises(BadInput, match="bad_xlsx"):
        Read(path)
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<100I", *range(100)))
    with pytest.raises(BadInput, match="bad_xlsx"):
        Read(tmp_path / "old.xls")


@examples(150)
@given(
    data=st.binary(max_size=300),
    head=st.sampled_from([b"", HEAD.encode(), HEAD.encode("cp932"), b"Date,Item,Receipt\n", b"PK\x03\x04"]),
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, head: bytes) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(head + data)
    try:
        found = Read(path)
    except Problem:
        return
    assert all(x.qty >= 1 and x.price >= 0 and x.item and x.receipt for x in found.lines)


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("弁当 半額", "弁当"), ("【半額】弁当", "弁当"), ("弁当(見切り品)", "弁当"), ("★３割引★弁当", "弁当"), ("弁当 30%引", "弁当"), ("30％OFF 弁当", "弁当"), ("[おつとめ品] 幕の内 弁当", "幕の内 弁当"),
        ("半額", "半額"), ("半額弁当", "半額弁当"), ("果汁30%オレンジ", "果汁30%オレンジ"), ("カカオ72% チョコ", "カカオ72% チョコ"), ("見切りパン", "見切りパン"),
    ],
)  # fmt: skip
def test_a_sticker_in_the_name_makes_no_second_item(name: str, item: str) -> None:
    assert without_sticker(name) == item


def test_an_item_with_a_sticker_is_the_same_item_at_its_usual_price(read: Callable[..., Read]) -> None:
    rows = "".join(
        f"{n},2026/11/{1 + n // 9} {10 + n % 9}:00,{'【半額】弁当' if n % 9 > 5 else '弁当'},1,{275 if n % 9 > 5 else 550}\n"
        for n in range(90)
    )
    found = read(HEAD + rows)
    assert {name: item.price // 100 for name, item in found.items.items()} == {"弁当": 550}
    assert len(found.lines) == 90


def test_two_codes_stay_two_items_whatever_their_names_say(read: Callable[..., Read]) -> None:
    rows = "".join(
        f"{n},2026/11/1 9:30,{n % 2 + 1}.0,{'パン 半額' if n % 2 else 'パン'},1,{100 if n % 2 else 200}\n"
        for n in range(8)
    )
    found = read("レシート番号,日時,商品コード,商品名,数量,単価\n" + rows)
    assert {item.code for item in found.items.values()} == {"1", "2"}


def test_an_error_of_a_spreadsheet_is_no_code_and_no_name(read: Callable[..., Read]) -> None:
    head = "レシート番号,日時,商品コード,商品名,数量,単価\n"
    found = read(
        head + "1,2026/11/1 9:30,#N/A,パン,1,200\n1,2026/11/1 9:30,7,茶,1,200\n2,2026/11/1 9:40,#REF!,#REF!,1,200\n"
    )
    assert found.sold == [("パン", 1, 200), ("7", 1, 200)]
    assert found.left_out == {"blank_name": 1}


def test_a_code_that_a_spreadsheet_took_for_a_day_is_refused_with_its_row(write: Write) -> None:
    told = problem(
        write,
        "レシート番号,日時,商品コード,商品名,数量,単価\n1,2026/11/1 9:30,1-2,パン,1,200\n1,2026/11/1 9:30,2-Feb,茶,1,200\n",
    )
    assert (told.code, told.data["row"], told.data["column"], told.data["value"]) == (
        "code_became_day",
        3,
        "商品コード",
        "2-Feb",
    )


@pytest.mark.parametrize("title", ["会計時間", "注文時刻", "打刻", "At", "レジ通過"])
def test_times_beside_days_are_found_whatever_their_column_is_called(read: Callable[..., Read], title: str) -> None:
    found = read(
        f"レシート番号,会計日,{title},商品名,数量,単価\n1,2026/11/1,9:30,パン,1,200\n2,2026/11/1,21時5分,茶,1,200\n"
    )
    assert [(x.at.hour, x.at.minute) for x in found.lines] == [(9, 30), (21, 5)]


@pytest.mark.parametrize("total", ["【合計】", "＝＝ 小計 ＝＝", "<TOTAL>", "■総計", "（合計）", "[税抜合計]"])
def test_a_total_in_a_frame_is_no_item(read: Callable[..., Read], total: str) -> None:
    found = read(HEAD + ROW + f"2,2026/11/1 9:40,茶,1,100\n,,{total},2,300\n")
    assert set(found.items) == {"パン", "茶"}
    assert found.left_out == {"total": 1}


@pytest.mark.parametrize("name", ["【新】パン", "★茶★", "(小) パン", "#12"])
def test_a_frame_around_a_name_is_part_of_it(read: Callable[..., Read], name: str) -> None:
    assert list(read(HEAD + ROW.replace("パン", name)).items) == [name]
