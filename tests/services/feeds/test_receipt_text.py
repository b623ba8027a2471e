"""From a register's paper to a receipt: lines, quantities, discounts, total, and what names it; nobody's person stays in it."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from pos_assist.services.feeds.paper.paper_rows import SlipKind
from pos_assist.services.feeds.paper.printed_text import PrintedText
from pos_assist.services.feeds.paper.private_rows import without_persons
from pos_assist.services.feeds.paper.receipt_text import PaperReceipt, read_receipts
from tests.services.feeds.paper_register import PERSONS

DOCUMENTS = Path(__file__).parent / "receiptline"  # see its NOTICE.md


def one(text: str) -> PaperReceipt:
    [receipt] = read_receipts(text.splitlines())
    return receipt


def goods(receipt: PaperReceipt) -> list[tuple[str, int, int]]:
    """Name, pieces and amount of each line, as it is likeliest read."""
    return [(x.readings[0].name, x.readings[0].qty, x.amount - x.discount) for x in receipt.lines]


def of_document(name: str) -> list[PaperReceipt]:
    reader = PrintedText()
    slips = reader.feed((DOCUMENTS / f"{name}.bin").read_bytes()) + reader.end()
    return [x for slip in slips for x in read_receipts(without_persons(slip.rows)[0])]


@pytest.mark.parametrize("commands", ["epson", "impact", "sii", "generic"])
def test_a_receipt_adds_up_in_every_command_set(commands: str) -> None:
    [receipt] = of_document(f"receipt.{commands}")
    assert goods(receipt) == [("ビール", 2, 1300), ("千鳥コース", 2, 17280)]
    assert (receipt.total, receipt.day, receipt.at) == (18580, date(2019, 2, 19), time(19, 0))
    assert receipt.adds_up


@pytest.mark.parametrize("name", ["receipt2", "credit1", "credit2", "guest", "kitchen"])
def test_what_is_no_sale_is_none(name: str) -> None:
    """A made-out 領収証, a card's slips, a bill that is still to be paid, an order for the kitchen."""
    assert all(x.kind is SlipKind.NO_SALE for x in of_document(f"{name}.epson"))


@pytest.mark.parametrize(
    ("paper", "total", "number", "pieces"),
    [
        ("cash_register", 1950, "000123", [1, 3, 1]), ("cash_register_2", 750, "000042", [1, 2]), ("supermarket", 701, "1234", [1, 2, 1, 1]),
        ("convenience_store", 649, "", [2, 1, 1]), ("cafe", 1390, "15", [1, 2, 1]), ("tablet_register", 650, "12345", [2, 1]),
        ("tablet_register_2", 770, "aB3x", [2, 1]), ("return", 200, "0050", [1]), ("restaurant", 2288, "0007", [2, 1, 2]), ("weighed", 1393, "77", [1]),
        ("discount_after_total", 450, "42", [1, 1]), ("full_width", 490, "0042", [1, 1]), ("pieces_below", 490, "42", [2, 1]), ("options", 300, "42", [1]),
        ("name_in_two_rows", 880, "0042", [1, 1]), ("codes_below", 300, "42", [1, 1]), ("two_taxes_added", 370, "42", [1, 1]),
        ("goods_called_like_tenders", 3880, "42", [1] * 6),
    ],
)  # fmt: skip
def test_papers_as_registers_of_many_kinds_print_them_add_up(
    paper: str, total: int, number: str, pieces: list[int]
) -> None:
    text = (DOCUMENTS.parent / "papers" / f"{paper}.txt").read_text(encoding="utf-8")
    [receipt] = read_receipts(without_persons(text.splitlines())[0])
    assert receipt.adds_up
    assert (receipt.total, receipt.number) == (total, number)
    assert [x.readings[0].qty for x in receipt.lines] == pieces
    assert receipt.kind is (SlipKind.RETURN if paper == "return" else SlipKind.SALE)


HEAD = "レシート\n2026年11月26日(木) 12:34\nレジ01  No.0042\n"
FOOT = "合計             ¥650\nお預り         ¥1,000\nお釣り           ¥350\n"


@pytest.mark.parametrize(
    ("rows", "qty"),
    [
        ("ハンバーガー     ¥360\n   2コX単180", 2),
        ("ハンバーガー     ¥360\n   (180 × 2点)", 2),
        ("ハンバーガー\n   @180 x 2     ¥360", 2),
        ("ハンバーガー\n   2個 @180     ¥360", 2),
        ("   2コX単180\nハンバーガー     ¥360", 2),
        ("ハンバーガー   2   360", 2),
        ("ハンバーガー 2点  ¥360", 2),
        ("ハンバーガー x2   ¥360", 2),
        ("2 ハンバーガー    ¥360", 2),
        ("ハンバーガー   180  2   360", 2),
        ("ハンバーガー  @180   ¥360", 2),
        ("ﾊﾝﾊﾞｰｶﾞｰ         ¥360外\n値引 -0", 1),
        ("ハンバーガー     ¥180\nハンバーガー     ¥180\nハンバーガー     ¥180\n取消 ハンバーガー -180", 1),
        ("ハンバーガー     ¥180\nハンバーガー     ¥180\n直前取消 -180\nハンバーガー     ¥180", 1),
        ("4901234567894 ハンバーガー  ¥360", 1),
        ("JAN 4901234567894\nハンバーガー  ¥360", 1),
    ],
)
def test_how_many_is_read_wherever_a_register_says_it(rows: str, qty: int) -> None:
    receipt = one(HEAD + rows + "\nポテトM          ¥290\n" + FOOT)
    assert receipt.adds_up, receipt
    assert receipt.lines[0].readings[0].qty == qty
    assert receipt.lines[0].readings[0].name in ("ハンバーガー", "ハンバーガー ")
    assert sum(x.amount - x.discount for x in receipt.lines) == 650
    assert (receipt.number, receipt.register) == ("0042", "01")
    if "4901234567894" in rows:
        assert receipt.lines[0].readings[0].code == "4901234567894"


@pytest.mark.parametrize(
    "rows",
    [
        "ハンバーガー     ¥400\n 割引 10%     -40\nポテトM    ¥290",
        "ハンバーガー     ¥360\nポテトM    ¥340\n小計  ¥700\nクーポン値引   50",
        "ハンバーガー     ¥360\nポテトM    ¥340\nセット値引  ▲50",
        "ハンバーガー     ¥360\nポテトM    ¥242\n小計  ¥602\n外税 8%   ¥48",
        "ハンバーガー     ¥360\nポテトM    ¥290\n小計  ¥650\n(内消費税等  ¥48)\n お買上点数  2点",
        "ハンバーガー     ¥300\nポテトM    ¥290\nサービス料  ¥60",
        "レジ袋   ¥5\nカードケース   ¥645",
    ],
)
def test_discounts_added_tax_and_service_are_part_of_the_sum(rows: str) -> None:
    assert one(HEAD + rows + "\n" + FOOT).adds_up


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        ("ハンバーガー     ¥360\nポテトM    ¥291", "total"),
        ("ハンバーガー     ¥360\nポテトM    ¥290\nお買上点数   3点", "pieces"),
        ("ハンバーガー     ¥360\nポテトM    ¥290\nコーラ  ¥100\n取消 シェイク  -100", "void"),
    ],
)
def test_what_does_not_agree_is_not_believed(rows: str, doubt: str) -> None:
    assert doubt in one(HEAD + rows + "\n" + FOOT).doubts


@pytest.mark.parametrize(
    ("head", "day", "number", "register"),
    [
        ("2026/11/26 12:34  レジ:0001\n伝票番号 0042", date(2026, 11, 26), "0042", "0001"),
        ("26-11-26 12:34\n#000042  POS2", date(2026, 11, 26), "000042", "2"),
        ("令和8年11月26日 12時34分\nレシートNo.:A-42 レジNo.3", date(2026, 11, 26), "A-42", "3"),
        ("2026年11月26日(木) 12:34\n取引番号:0042  担当:山田", date(2026, 11, 26), "0042", ""),
        ("R08/11/26 12:34\nRECEIPT No 42  REG 01", date(2026, 11, 26), "42", "01"),
    ],
)
def test_date_number_and_register_are_read_in_every_spelling(head: str, day: date, number: str, register: str) -> None:
    rows = (f"{head}\nハンバーガー     ¥650\n{FOOT}").splitlines()
    [receipt] = read_receipts(without_persons(rows)[0])
    assert (receipt.day, receipt.at, receipt.number, receipt.register) == (day, time(12, 34), number, register)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("*** 返品 ***", SlipKind.RETURN), ("取引取消", SlipKind.VOID), ("＜再発行＞", SlipKind.NO_SALE), ("【点検】", SlipKind.NO_SALE),
        ("練習モード", SlipKind.NO_SALE), ("お 買 上 明 細", SlipKind.SALE),
    ],
)  # fmt: skip
def test_a_title_says_what_a_paper_is(title: str, kind: SlipKind) -> None:
    assert one(f"{title}\n{HEAD}元レシートNo.0041\nハンバーガー     ¥650\n{FOOT}").kind is kind


def test_numbers_in_rows_of_their_own_belong_to_the_line_that_they_stand_with() -> None:
    chips, cola, foot = "ポテトチップス  ¥150", "コーラ  ¥150", "合計  ¥300\n現金  ¥300\n"
    one_, two = "4901111111111", "4902222222222"
    for rows, codes in (
        ((one_, chips, two, cola), (one_, two)),
        ((chips, one_, cola, two), (one_, two)),
        ((chips, one_, cola), ("", "")),  # open: nobody's
    ):
        receipt = one("\n".join(("2026-11-20 12:00 No.1", *rows, foot)))
        assert tuple(x.readings[0].code for x in receipt.lines) == codes


def test_a_journal_whose_receipts_say_no_total_is_parted_too() -> None:
    text = (DOCUMENTS.parent / "papers" / "journal_without_totals.txt").read_text(encoding="utf-8")
    found = [x for x in read_receipts(text.splitlines()) if x.kind is SlipKind.SALE]
    assert [(x.number, x.total, x.adds_up) for x in found] == [("000042", 200, True), ("000044", 290, True)]


def test_a_journal_of_many_receipts_is_parted() -> None:
    each = [
        f"2026-11-26 12:{n:02}\nNo.{n:04}\nハンバーガー  ¥180\nポテトM  ¥290\n合計  ¥470\n現金  ¥470\n"
        for n in range(1, 6)
    ]
    for between in ("", "--------\n", "\n\n", "領収証\n"):
        found = read_receipts((between.join(each)).splitlines())
        assert [int(x.number) for x in found] == [1, 2, 3, 4, 5]
        assert all(x.adds_up for x in found)
    below = [f"ハンバーガー  ¥180\n合計  ¥180\n現金  ¥180\n2026-11-26 12:{n:02} No.{n:04}\n" for n in range(1, 4)]
    assert [int(x.number) for x in read_receipts("".join(below).splitlines())] == [1, 2, 3]


@pytest.mark.parametrize(
    "row",
    [*PERSONS, "クレジット売上票", "上様", "〒100-0001 東京都千代田区", "e-mail a.b@example.jp", "XXXXXXXXXXXX7890"],
)
def test_a_row_that_concerns_a_person_is_dropped(row: str) -> None:
    kept, dropped = without_persons(["ハンバーガー  ¥180", "合計  ¥180", row])
    assert dropped == 1
    assert [x.strip() for x in kept if x.strip()] == ["ハンバーガー  ¥180", "合計  ¥180"]


@pytest.mark.parametrize(
    "row",
    [
        "4901234567894 お茶  ¥150", "会員割引  -50", "2026-11-26 12:34 No.0042", "カードケース ¥980", "レジ01 No.0042", "登録番号 T0123456789012",
        "お客様には感謝", "PASTEL ¥300", "サインペン ¥150", "********************", "-----",
    ],
)  # fmt: skip
def test_what_concerns_nobody_stays(row: str) -> None:
    assert without_persons([row]) == ([row], 0)


def test_of_a_row_that_says_who_served_the_rest_stays() -> None:
    assert without_persons(["No.00042 レジ01 担当:山田花子"])[0] == ["No.00042 レジ01  "]
