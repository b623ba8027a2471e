"""Files as small shops and other systems make them, of kinds that were tried by hand: each says what must come out of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pos_assist.domain.problems import BadInput
from pos_assist.exchange.receipts.any_file import FileAnswers
from pos_assist.exchange.receipts.dates import moment
from pos_assist.exchange.receipts.years import Years, past_year, told, yearless
from pos_assist.services.setup.build_shop import read_receipts_file
from tests.exchange.conftest import Write

HEAD = "日付,時刻,レシート番号,商品名,数量,単価\n"
Sold = list[tuple[str, str, str, int, int]]  # receipt, moment, item, quantity, price


class Read:
    """What came out of a file."""

    def __init__(self, path: Path, answers: FileAnswers | None = None) -> None:
        with read_receipts_file(path, answers) as found:
            lines = list(found.history.history())
            self.sold = sorted(
                (x.receipt.partition("/")[2], f"{x.at:%Y-%m-%d %H:%M}", x.item, x.qty, x.price) for x in lines
            )
            self.items = {x.full_name: x for x in found.history.items}
            self.left_out = dict(found.table.left_out)
            self.questions = found.table.questions


@pytest.fixture
def read(write: Write) -> Callable[..., Read]:
    def of(text: str, encoding: str = "utf-8", name: str = "r.csv", answers: FileAnswers | None = None) -> Read:
        return Read(write(name, text, encoding), answers)

    return of


def refused(path: Path) -> BadInput:
    with pytest.raises(BadInput) as caught:
        Read(path)
    return caught.value


# -- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("令和八年一月五日", "十四時三分"),
        ("二〇二六年一月五日(月)", "午後二時三分"),
        ("令8.1.5", "14.03"),
        ("26.1.5", "14h03"),
        ("26/1/5", "2:03p"),
        ("20260105T050300Z", ""),
        ("2026/01/05-14:03", ""),
        ("20260105-1403", ""),
        ("2026.01.05. 14:03", ""),
        ("Mon Jan 05 2026 14:03:00 GMT+0900 (JST)", ""),
        ("Mon Jan 05 2026 05:03:00 GMT+0000 (UTC)", ""),
    ],
)
def test_dates_and_times_as_people_and_registers_write_them(day: str, clock: str) -> None:
    assert moment(day, clock).isoformat(" ", "minutes") == "2026-01-05 14:03"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("売上_202601", "2026-01-01", "2026-01-31"),
        ("2026年2月 売上", "2026-02-01", "2026-02-28"),
        ("令和八年一月分", "2026-01-01", "2026-01-31"),
        ("令和7年度", "2025-04-01", "2026-03-31"),
        ("sales 2025", "2025-01-01", "2025-12-31"),
        ("2025/12/16～2026/1/15", "2025-12-16", "2026-01-15"),
    ],
)
def test_a_title_or_a_file_s_name_says_of_which_days_it_speaks(text: str, first: str, last: str) -> None:
    assert told([text]) == Years(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["パン 2,026円", "12:30", "1-2-3", "No. 20"])
def test_numbers_are_no_years_and_no_days(text: str) -> None:
    assert told([text]) is None
    assert yearless(text) is None


@pytest.mark.parametrize(
    ("name", "above", "days", "found"),
    [
        ("売上_2026年.csv", "", ["1/5", "1月6日", "1/7(水)"], ["2026-01-05", "2026-01-06", "2026-01-07"]),
        ("r.csv", "2025年12月分\n", ["12/30", "1/2"], ["2025-12-30", "2026-01-02"]),
        ("r.csv", "", ["2025/12/31", "1/5"], ["2025-12-31", "2026-01-05"]),
        ("2026-02.csv", "", ["5-Feb", "Feb 6"], ["2026-02-05", "2026-02-06"]),
    ],
)
def test_the_year_of_a_date_without_one_is_what_the_file_says_elsewhere(
    read: Callable[..., Read], name: str, above: str, days: list[str], found: list[str]
) -> None:
    rows = "".join(f"{day},14:03,{i},パン,1,300\n" for i, day in enumerate(days))
    table = read(above + HEAD + rows, name=name)
    assert [x[1] for x in table.sold] == [f"{day} 14:03" for day in found]
    assert table.questions == ()


def test_a_year_that_the_file_says_nowhere_is_guessed_and_asked(read: Callable[..., Read]) -> None:
    text = HEAD + "12/30,14:03,1,パン,1,300\n1/2,14:03,2,パン,1,300\n"
    guessed = read(text)
    assert [x[1][:10] for x in guessed.sold] == ["2025-12-30", "2026-01-02"]  # up to today, in one winter
    assert guessed.questions == ("year",)
    said = read(text, answers=FileAnswers(year=2025))
    assert [x[1][:10] for x in said.sold] == ["2024-12-30", "2025-01-02"]
    assert said.questions == ()


@given(st.dates(date(2000, 3, 1), date(2099, 1, 1)), st.sets(st.dates(date(2023, 1, 1), date(2023, 12, 31))))
def test_every_day_of_a_year_lies_in_the_year_up_to_today(today: date, days: set[date]) -> None:
    span = past_year(today, days=[(x.month, x.day) for x in days])
    found = [span.of(x.month, x.day) for x in days]
    assert all(x and span.first <= x <= today for x in found)


def test_29_february_is_of_the_latest_year_that_had_one(read: Callable[..., Read]) -> None:
    found = read(HEAD + "2/29,14:03,1,パン,1,300\n3/1,14:03,2,パン,1,300\n")
    assert [x[1][:10] for x in found.sold] == ["2024-02-29", "2024-03-01"]


def test_years_of_reiwa_without_the_era_s_name(read: Callable[..., Read]) -> None:
    found = read(HEAD + "08/01/05,14:03,1,パン,1,300\n8.1.16,14:03,2,パン,1,300\n")
    assert [x[1][:10] for x in found.sold] == ["2026-01-05", "2026-01-16"]


def test_year_month_and_day_in_columns_of_their_own(read: Callable[..., Read]) -> None:
    found = read("年,月,日,時,分,伝票,品名,数,金額\n2026,1,5,14,3,1,パン,1,300\n,,,,,,茶,1,150\n,,6,9,0,2,茶,1,150\n")
    assert found.sold == [
        ("1", "2026-01-05 14:03", "パン", 1, 300),
        ("1", "2026-01-05 14:03", "茶", 1, 150),
        ("2", "2026-01-06 09:00", "茶", 1, 150),
    ]


@pytest.mark.parametrize(
    ("name", "above"),
    [("r.csv", "売上日報 令和8年1月5日(月)\n\n"), ("売上20260105.csv", ""), ("r_2026年.csv", "1月5日\n")],
)
def test_a_day_that_stands_above_the_table_or_in_the_file_s_name(
    read: Callable[..., Read], name: str, above: str
) -> None:
    found = read(above + "時刻,No,品名,数量,金額\n9:00,1,パン,1,300\n,,茶,1,150\n9:05,2,茶,1,150\n", name=name)
    assert [x[:3] for x in found.sold] == [
        ("1", "2026-01-05 09:00", "パン"), ("1", "2026-01-05 09:00", "茶"), ("2", "2026-01-05 09:05", "茶"),
    ]  # fmt: skip
    assert found.questions == ()


def test_a_sheet_for_each_day_with_the_day_as_its_title(tmp_path: Path) -> None:
    book = Workbook()
    for title in ("1月5日", "1月6日"):
        sheet = book.create_sheet(title)
        for row in (["時刻", "No", "品名", "数量", "金額"], ["9:00", 1, "パン", 1, 300], [None, None, "合計", 1, 300]):
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "2026年1月.xlsx")
    found = Read(tmp_path / "2026年1月.xlsx")
    assert [x[1] for x in found.sold] == ["2026-01-05 09:00", "2026-01-06 09:00"]
    assert (found.left_out, found.questions) == ({"total": 2}, ())


@pytest.mark.parametrize(
    ("name", "above"), [("r.csv", "令和8年2月 売上\n"), ("売上_202602.csv", ""), ("2026年.csv", "2月分\n")]
)
def test_days_alone_are_of_the_month_that_stands_above_them(read: Callable[..., Read], name: str, above: str) -> None:
    found = read(
        above + "日,時刻,No,品名,数量,金額\n5,9:00,1,パン,1,300\n5,9:00,1,茶,1,150\n17日(火),9:05,2,茶,1,150\n",
        name=name,
    )
    assert [x[1] for x in found.sold] == ["2026-02-05 09:00", "2026-02-05 09:00", "2026-02-17 09:05"]
    assert found.questions == ()


def test_a_sheet_for_each_month_with_days_alone(tmp_path: Path) -> None:
    book = Workbook()
    for title in ("12月", "1月"):
        sheet = book.create_sheet(title)
        for row in (
            ["日", "時刻", "No", "品名", "数量", "金額"],
            [5, "9:00", 1, "パン", 1, 300],
            ["合計", None, None, None, 1, 300],
        ):
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "売上.xlsx")
    found = Read(tmp_path / "売上.xlsx")
    assert [x[1] for x in found.sold] == ["2025-12-05 09:00", "2026-01-05 09:00"]
    assert (found.left_out, found.questions) == ({"total": 2}, ("year",))  # the file says it nowhere
    said = Read(tmp_path / "売上.xlsx", FileAnswers(year=2025))
    assert [x[1] for x in said.sold] == ["2024-12-05 09:00", "2025-01-05 09:00"]
    assert said.questions == ()


def test_a_business_day_that_goes_on_past_midnight_is_one_receipt(read: Callable[..., Read]) -> None:
    found = read(HEAD + "2026/1/5,23:58,9,ビール,1,500\n2026/1/5,0:02,9,枝豆,1,300\n")
    assert {x[:2] for x in found.sold} == {("9", "2026-01-05 23:58")}


def test_clocks_of_unlike_spelling_are_all_read_and_never_midnight(read: Callable[..., Read]) -> None:
    found = read(
        HEAD
        + "2026/1/5,2:03 PM,1,パン,1,300\n2026/1/5,14h05,2,パン,1,300\n2026/1/5,ひる,3,パン,1,300\n".replace(
            "ひる", "12.30"
        )
    )
    assert [x[1][-5:] for x in found.sold] == ["14:03", "14:05", "12:30"]


# -- tables that are not of one sale a row ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "日時,レシート番号,商品1,数量1,金額1,商品2,数量2,金額2\n2026/1/5 9:00,1,パン,1,300,茶,2,300\n",
        "日時,商品名,数量,金額,,日時,商品名,数量,金額\n2026/1/5 9:00,パン,1,300,,2026/1/5 9:00,茶,2,300\n",
    ],
)
def test_several_items_in_one_row_are_all_of_them_sold(read: Callable[..., Read], text: str) -> None:
    assert [x[2:] for x in read(text).sold] == [("パン", 1, 300), ("茶", 2, 150)]


@pytest.mark.parametrize(
    "cell", ["パン x1, 茶 x2", "1 x パン\n2 x 茶", "パン×1、茶×2", "パン(1) / 茶(2)", "パン、茶 2個"]
)
def test_several_items_in_one_cell_are_all_of_them_sold(read: Callable[..., Read], cell: str) -> None:
    found = read(f'日時,番号,商品,合計\n2026/1/5 9:00,1,"{cell}",600\n2026/1/5 9:05,2,水 x1,90\n')
    assert [x[2:] for x in found.sold] == [("パン", 1, 0), ("茶", 2, 0), ("水", 1, 90)]


def test_a_second_line_of_the_name_is_no_second_item(read: Callable[..., Read]) -> None:
    found = read("日時,番号,商品名1,商品名2,数量,単価\n2026/1/5 9:00,1,パン,(6枚),1,300\n")
    assert len(found.sold) == 1


@pytest.mark.parametrize(
    "second", ["日付,レシート番号,時刻,商品名,単価,数量", "日付,時刻,備考,レシート番号,商品名,数量,単価"]
)
def test_months_put_together_that_have_other_columns(read: Callable[..., Read], second: str) -> None:
    cells = {
        "日付": "2026/2/5",
        "時刻": "14:03",
        "レシート番号": "1",
        "商品名": "茶",
        "数量": "2",
        "単価": "150",
        "備考": "x",
    }
    row = ",".join(cells[x] for x in second.split(","))
    found = read(f"{HEAD}2026/1/5,14:03,1,パン,1,300\n合計,,,,1,300\n\n{second}\n{row}\n")
    assert [x[1:] for x in found.sold] == [
        ("2026-01-05 14:03", "パン", 1, 300), ("2026-02-05 14:03", "茶", 2, 150),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ('"日時,番号,商品名,数量,単価"\n"2026/1/5 9:00,1,パン,1,300"\n', "utf-8"),
        ("<table><tr><td colspan=5>売上明細<tr><td>日時<td>番号<td>商品名<td>数量<td>単価<tr><td>2026/1/5&nbsp;9:00<td>1<td>パン<td>1<td>300</table>", "cp932"),
        ('<html><head><style>td{}</style></head><table><tr><th>日時</th><th>番号</th><th>商品名</th><th>単価</th></tr><tr><td>2026/1/5 9:00</td><td>1</td><td>パン</td><td>300</td></tr></table></html>', "utf-8"),
        ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="売上"><Table><Row><Cell><Data>日時</Data></Cell><Cell><Data>番号</Data></Cell><Cell><Data>商品名</Data></Cell><Cell><Data>数量</Data></Cell><Cell><Data>単価</Data></Cell></Row><Row><Cell><Data>2026-01-05T09:00:00.000</Data></Cell><Cell><Data>1</Data></Cell><Cell><Data>パン</Data></Cell><Cell ss:Index="5"><Data>300</Data></Cell></Row></Table></Worksheet></Workbook>', "utf-8"),
        ("sep=\t\n日時\t番号\t商品名\t数量\t単価\n2026/1/5 9:00\t1\tパン\t1\t300\n", "utf-16"),
    ],
)  # fmt: skip
def test_tables_in_quotes_in_web_pages_and_in_xml(read: Callable[..., Read], text: str, encoding: str) -> None:
    assert read(text, encoding, "r.xls").sold == [("1", "2026-01-05 09:00", "パン", 1, 300)]


def test_a_table_without_titles_is_guessed_whole(read: Callable[..., Read]) -> None:
    found = read("2026/1/5 14:03,1,パン,1,300\n2026/1/5 14:03,1,茶,1,150\n2026/1/5 14:08,2,パン,2,300\n")
    assert [(x[0], *x[2:]) for x in found.sold] == [("1", "パン", 1, 300), ("1", "茶", 1, 150), ("2", "パン", 2, 300)]
    assert found.questions == ("columns",)


# -- never silently wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2026/1/5,14:03,2.02601E+11,4901234567894", "レシート番号"),
        ("2026/1/5,14:03,1,4901230000000", "商品コード"),
        ("2026/1/5,14:03,1,4.90E12", "商品コード"),
    ],
)
def test_numbers_that_a_spreadsheet_ruined_are_refused(write: Write, row: str, column: str) -> None:
    found = refused(write("r.csv", f"日付,時刻,レシート番号,商品コード,商品名\n{row},パン\n"))
    assert (found.code, found.data["column"]) == ("ruined_code", column)


def test_a_code_that_unlike_things_go_by_makes_them_no_single_item(read: Callable[..., Read]) -> None:
    rows = "".join(f"2026/1/5 14:0{i},{i},{code},{name},1,{100 + i}\n" for i, (code, name) in enumerate(
        [("101", "ラテ"), ("101", "ラテ(氷なし)"), ("101", "ラテ 豆乳"), ("9999", "花"), ("9999", "本"), ("9999", "水"), ("0", "茶"), ("-", "卵")]
    ))  # fmt: skip
    found = read("日時,伝票番号,商品コード,商品名,数量,単価\n" + rows)
    assert [x[2] for x in found.sold] == ["101", "101", "101", "花", "本", "水", "茶", "卵"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("【取消】パン", "void"), ("パン(返品)", "return"), ("直前訂正", "void"), ("部門1 食品", "department")],
)
def test_names_that_say_that_nothing_was_sold(read: Callable[..., Read], name: str, reason: str) -> None:
    found = read(HEAD + f"2026/1/5,9:00,1,茶,1,150\n2026/1/5,9:01,2,{name},1,300\n")
    assert (len(found.sold), found.left_out) == (1, {reason: 1})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("レジ計", "total"), ("お会計", "total"), ("対象計(8%)", "total"), ("税率8%対象額", "total"), ("お買上点数", "total"), ("純売上高", "total"),
        ("PayPay", "payment"), ("釣銭準備金", "payment"), ("交通系IC", "payment"), ("端数値引", "discount"), ("ポイント利用額", "discount"), ("割引券", "discount"),
    ],
)  # fmt: skip
def test_what_a_printed_receipt_says_below_its_items_is_no_item(
    read: Callable[..., Read], name: str, reason: str
) -> None:
    assert read(HEAD + f"2026/1/5,9:00,1,茶,1,150\n2026/1/5,9:00,1,{name},1,150\n").left_out == {reason: 1}


def test_a_part_below_its_set_is_the_item_that_it_is(read: Callable[..., Read]) -> None:
    found = read(
        HEAD + "2026/1/5,9:00,1,バーガーセット,1,690\n2026/1/5,9:00,1,　└ポテトM,1,0\n2026/1/5,9:05,2,ポテトM,1,280\n"
    )
    assert {x.full_name: x.price for x in found.items.values()} == {"バーガーセット": 69000, "ポテトM": 28000}


@pytest.mark.parametrize(
    "name",
    [
        "訂正テープ",
        "対象年齢6歳のパズル",
        "会計ソフト",
        "点数表",
        "VISAカードケース",
        "売上げノート",
        "部門対抗Tシャツ",
        "(返品不可)パン",
        "取消線ノート",
    ],
)
def test_names_that_only_sound_like_it_are_sold(read: Callable[..., Read], name: str) -> None:
    assert len(read(HEAD + f"2026/1/5,9:01,2,{name},1,300\n").sold) == 1


@pytest.mark.parametrize(
    ("word", "reason"),
    [("取消済み", "void"), ("全額返金済", "return"), ("未会計", "not_a_sale"), ("On hold", "not_a_sale"), ("一部返品", ""), ("取消不可", "")],
)  # fmt: skip
def test_words_of_a_column_of_kinds(read: Callable[..., Read], word: str, reason: str) -> None:
    found = read(f"日時,番号,品名,数,単価,状態\n2026/1/5 9:00,1,茶,1,150,会計済み\n2026/1/5 9:01,2,パン,1,300,{word}\n")
    assert found.left_out == ({reason: 1} if reason else {})


def test_refunds_are_known_in_a_column_whatever_its_title(read: Callable[..., Read]) -> None:
    found = read("日時,番号,品名,数,単価,なにか\n2026/1/5 9:00,1,茶,1,150,販売\n2026/1/5 9:01,2,パン,1,300,払い戻し\n")
    assert found.left_out == {"return": 1}


@pytest.mark.parametrize(
    "price",
    ["@200", "200※", "￥200 軽", "200*", "¥200-", '"200,-"', "200.-", "200円/個", "税込200", "200(8%)", "200 内"],
)
def test_marks_beside_a_price(read: Callable[..., Read], price: str) -> None:
    assert read(HEAD + f"2026/1/5,9:00,1,パン,1,{price}\n").sold[0][-1] == 200


def test_a_weight_below_one_shows_that_decimals_follow_a_comma(read: Callable[..., Read]) -> None:
    found = read("日付;時刻;伝票;品名;数量;金額\n2026/1/5;14:03;1;牛肉;0,350;1.400\n")
    assert [x[2:] for x in found.sold] == [("牛肉", 1, 1400)]


def test_no_column_of_people_or_payments_is_taken_for_items(write: Write) -> None:
    assert refused(write("r.csv", "伝票番号,日時,担当者,合計\n1,2026/1/5 9:00,佐藤,300\n")).code == "no_receipts"


# -- other systems ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sold"),
    [
        ("""Receipt Number,Date,Line Type,Quantity,Subtotal,Sales Tax,Total,Details,Register,Status,Sku
1001,2026-10-01 12:00:00,Sale,3,455,45,500,,Main,CLOSED,
1001,2026-10-01 12:00:00,Sale Line,2,364,36,400,パン,Main,CLOSED,
1001,2026-10-01 12:00:00,Payment,,,,500,Cash,Main,CLOSED,
""",
         [("lightspeed:1001", "2026-10-01 12:00", "パン", 2, 200)]),
        ("Line Item Date,Order ID,Item Name,Item Revenue,Discounts,Refunded,Item Total\n01-Oct-2026 12:00 PM JST,A1,パン,200,0,No,200\n01-Oct-2026 12:05 PM JST,A2,茶,150,0,Yes,150\n",
         [("A1", "2026-10-01 12:00", "パン", 1, 200)]),
        ('Order Ref,Date,Order Lines/Product,Order Lines/Quantity,Order Lines/Unit Price\nS/1,2026-10-01 03:00:00,パン,1.0,200.0\n,,茶,2.0,150.0\n',
         [("odoo:S/1", "2026-10-01 03:00", "パン", 1, 200), ("odoo:S/1", "2026-10-01 03:00", "茶", 2, 150)]),
        ("会計ID,会計日,会計時間,商品名,種別1,種別2,単価,数量\nA1,2026/1/5,14:03,ラテ,L,,520,1\nA1,2026/1/5,14:03,ラテ,M,,470,1\n",
         [("A1", "2026-01-05 14:03", "ラテ L", 1, 520), ("A1", "2026-01-05 14:03", "ラテ M", 1, 470)]),
        ("日付,レシート番号,レシートタイプ,商品,数量,総売上,ステータス\n2026/01/05 14:03,1-1,販売,ラテ,1.000,400,クローズ\n2026/01/05 14:08,1-2,払い戻し,ラテ,1.000,400,クローズ\n",
         [("1-1", "2026-01-05 14:03", "ラテ", 1, 400)]),
        ('"Sale ID","Date","Name","Category","Item number","Description","Quantity","Subtotal","Tax","Total"\n"POS 1","13/10/2026 12:00","パン","Bakery","0001","","1","182","18","200"\n',
         [("ospos:POS 1", "2026-10-13 12:00", "0001", 1, 200)]),
    ],
)  # fmt: skip
def test_exports_of_other_systems(read: Callable[..., Read], text: str, sold: Sold) -> None:
    found = read(text)
    assert (found.sold, found.questions) == (sold, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Location,Order Id,Order #,Opened,# of Guests,Server,Amount\nK,13,5,10/8/26 5:17 PM,2,Sato,30\n", "foreign_list"),
        ("Payment Date,Payment ID,Order ID,Tender,Result,Amount\n01-Oct-2026 12:00 PM,P1,A1,Cash,SUCCESS,350\n", "foreign_list"),
        ("Sale ID,Type,Date,Quantity,Employee,Total\nPOS 1,Sale,01/10/2026 12:00,3,Sato,500\n", "foreign_list"),
        ("日付,売上,客数,客単価,天気\n2026/1/5,30000,40,750,晴\n", "no_receipts"),
        ("商品名,販売数,売上金額,構成比\nラテ,120,62400,30%\n", "no_receipts"),
        ("取引No,日時,レジ,合計\n1,2026/1/5 9:00,1,300\n", "no_receipts"),
        ("%PDF-1.4\n1 0 obj\n", "not_a_table"),
    ],
)  # fmt: skip
def test_what_has_no_receipts_is_told_in_words(write: Write, text: str, code: str) -> None:
    assert refused(write("r.csv", text)).code == code
