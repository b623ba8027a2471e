"""What stands on a receipt: the law's list, sets as brackets, money to the yen, in both languages and on both papers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.devices.receipt_slip import (
    GivenBack,
    MadeOut,
    needs_stamp,
    receipt_slip,
    registration_number,
    return_slip,
    shop_sign,
)
from pos_assist.devices.slip import Block, cells, rows_of, slip_text
from pos_assist.domain.items import Item
from pos_assist.domain.receipts import Receipt, ReceiptLine, TaxPart, Tender, TenderKind
from tests.devices.sales import AT, SIGN, VISIT, sale

ENGLISH = replace(SIGN, language="en", name="Midoribashi")


def rows(receipt: Receipt, width: int = 48, **how: object) -> list[str]:
    """Every row, with one space for many."""
    text = slip_text(receipt_slip(receipt, how.pop("sign", SIGN), **how), width)  # type: ignore[arg-type]
    return [" ".join(row.split()) for row in text.splitlines()]


def test_it_has_what_a_simplified_invoice_must_have() -> None:
    said = rows(sale())
    assert "みどり橋店" in said
    assert any("T1234567890123" in row for row in said)
    assert any(row.startswith("2026年11月21日(土) 12:34") and row.endswith("No.000123") for row in said)
    assert "チーズバーガー※ ¥240" in said
    assert "紙袋 ¥11" in said
    assert "8%対象※ ¥820" in said
    assert "内消費税 (¥60)" in said
    assert "10%対象 ¥11" in said
    assert "内消費税 (¥1)" in said
    assert any("※" in row and "軽減税率" in row for row in said)


def test_it_names_till_and_staff() -> None:
    assert "レジ 2 担当: 佐藤 花子" in rows(sale())


def test_a_set_is_a_bracket_around_what_it_took_and_says_what_it_saves() -> None:
    said = rows(sale())
    head = said.index("┌ バーガーセット")
    assert said[head + 1 : head + 5] == [
        "│ チーズバーガー※ ¥240",
        "│ ポテト M※ ¥290",
        "│ コーラ M※ ¥250",
        "└ セット値引 -¥200",
    ]
    assert said[head + 5] == "チーズバーガー※ ¥240"  # the second one, in no set


def test_totals_tenders_and_change_are_there_to_the_yen() -> None:
    said = rows(sale())
    for row in ("小計 ¥1,031", "値引合計 -¥200", "合計 ¥831", "お預り(現金) ¥1,000", "おつり ¥169", "5点"):
        assert row in said


def test_every_tender_of_a_split_payment_is_named() -> None:
    said = rows(sale(tenders=(Tender(TenderKind.CARD, 500), Tender(TenderKind.CASH, 331))))
    assert "クレジットカード ¥500" in said
    assert "お預り(現金) ¥331" in said


def test_a_line_taxed_at_two_rates_shows_both_parts() -> None:
    line = ReceiptLine(1, Item("b", "パン", 108), 2, 108, 216, 8, rates=((8, 108), (10, 108)))
    said = rows(
        sale(lines=(line,), deals=(), list_total=216, total=216, taxes=(TaxPart(8, 108, 8), TaxPart(10, 108, 9)))
    )
    assert "パン※" in said
    assert "2 × ¥108 ¥216" in said
    assert "(8%: ¥108 10%: ¥108)" in said


def test_without_reduced_goods_there_is_no_legend() -> None:
    bag = sale().lines[3]
    said = rows(sale(lines=(bag,), deals=(), list_total=11, total=11, taxes=(TaxPart(8, 0, 0), TaxPart(10, 11, 1))))
    assert not any("※" in row for row in said)


def test_the_offer_for_the_next_visit_comes_with_its_code() -> None:
    slip = receipt_slip(sale(next_visit=VISIT), SIGN)
    assert [x.text for x in slip.blocks if x.kind is Block.CODE] == [VISIT.code]
    said = rows(sale(next_visit=VISIT))
    assert "次回はオニオンリングもどうぞ。" in said
    assert "オニオンリング ¥50引き" in said
    assert "2026年12月21日まで" in said


def test_a_voided_receipt_says_so_and_offers_nothing() -> None:
    said = rows(sale(voided=True, next_visit=VISIT))
    assert "取消済み" in said
    assert VISIT.code not in " ".join(said)


def test_a_reprint_is_marked_at_its_head() -> None:
    assert rows(sale(), reprint=True)[0] == "再発行"
    assert "再発行" not in rows(sale())


def test_made_out_it_is_a_ryoshusho_with_name_amount_and_purpose() -> None:
    said = rows(sale(), made_out=MadeOut("髙﨑㈱", "お食事代として"))
    for row in ("領収書", "髙﨑㈱ 様", "¥831-", "但し お食事代として"):
        assert row in said
    assert any("8%対象" in row for row in said)  # its details


def test_made_out_to_nobody_it_leaves_lines_to_write_on() -> None:
    said = rows(sale(), made_out=MadeOut())
    assert any(row.startswith("____") and row.endswith("様") for row in said)


def big(cash: int, card: int = 0, tax: int = 0, change: int = 0, voucher: int = 0, emoney: int = 0) -> Receipt:
    kinds = (TenderKind.CASH, TenderKind.CARD, TenderKind.VOUCHER, TenderKind.EMONEY)
    amounts = (cash + change, card, voucher, emoney)
    tenders = tuple(Tender(kind, amount) for kind, amount in zip(kinds, amounts, strict=True) if amount)
    total = cash + card + voucher + emoney
    return sale(total=total, tenders=tenders, taxes=(TaxPart(10, total, tax),))


@pytest.mark.parametrize(
    ("receipt", "needed"),
    [
        (big(50_000), True),
        (big(49_999), False),
        (big(54_999, tax=4_999), True),  # 50,000 without the tax that stands there
        (big(54_998, tax=4_999), False),
        (big(0, card=200_000), False),  # nothing was received in cash
        (big(49_000, card=60_000), False),
        (big(50_000, card=60_000), True),
        (big(49_999, change=50_001), False),  # what was handed over is not what was received
        (big(0, voucher=50_000), True),  # 商品券 are 有価証券
        (big(30_000, voucher=20_000, card=10_000), True),
        (big(30_000, voucher=19_999, card=10_000), False),
        (big(0, emoney=60_000), False),
    ],
)
def test_a_stamp_belongs_on_50000_yen_in_cash_without_the_tax(receipt: Receipt, needed: bool) -> None:
    assert needs_stamp(receipt) is needed
    assert (Block.STAMP in {x.kind for x in receipt_slip(receipt, SIGN).blocks}) is needed


def test_no_stamp_is_asked_for_in_another_currency() -> None:
    assert not needs_stamp(big(6_000_000), "USD")


def test_a_return_slip_says_what_came_back_of_which_receipt() -> None:
    back = GivenBack(((1, 1, 209), (2, 1, 216)), 425, (TaxPart(8, 425, 31),), AT, "お客様都合", "田中", "2")
    said = [" ".join(row.split()) for row in slip_text(return_slip(sale(), back, SIGN)).splitlines()]
    for row in (
        "返品・返金", "2026年11月21日 のレシート #123", "理由: お客様都合", "チーズバーガー※ -¥209", "ポテト M※ -¥216", "返金 -¥425",
        "8%対象※ ¥425", "内消費税 (¥31)",
    ):  # fmt: skip
        assert row in said, row


def test_the_same_in_english() -> None:
    said = rows(sale(), sign=ENGLISH)
    for row in (
        "Midoribashi",
        "2026-11-21 12:34 No.000123",
        "Till 2 Staff: 佐藤 花子",
        "Total ¥831",
        "At 8%※ ¥820",
        "tax in it (¥60)",
        "Change ¥169",
    ):
        assert row in said, row


@pytest.mark.parametrize("width", [48, 32])
@pytest.mark.parametrize("sign", [SIGN, ENGLISH], ids=["ja", "en"])
def test_no_row_is_wider_than_the_paper(width: int, sign: object) -> None:
    receipt = sale(next_visit=VISIT, cashier="とても長い名前の担当者さん、それでも全部", till="本店二階の奥のレジ")
    for made_out in (None, MadeOut("株式会社" * 12, "お品代として" * 9)):
        for row in rows_of(receipt_slip(receipt, sign, reprint=True, made_out=made_out), width):  # type: ignore[arg-type]
            assert cells(row.text) * row.size <= width or row.kind is not Block.TEXT


NAMES = st.text(st.characters(codec="utf-8"), max_size=60)


@given(name=NAMES, qty=st.integers(1, 999), price=st.integers(0, 9_999_999), width=st.sampled_from((32, 48)))
def test_any_name_and_amount_stay_on_the_paper_and_no_amount_is_cut(
    name: str, qty: int, price: int, width: int
) -> None:
    line = ReceiptLine(1, Item("x", name or "x", price), qty, price, qty * price, 8)
    receipt = sale(lines=(line,), deals=(), list_total=qty * price, total=qty * price, tenders=())
    printed = rows_of(receipt_slip(receipt, SIGN), width)
    assert all(cells(row.text) * row.size <= width for row in printed if row.kind is Block.TEXT)
    assert f"¥{qty * price:,}" in "".join(row.text for row in printed).replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("T1234567890123", "T1234567890123"),
        ("t1234567890123", "T1234567890123"),
        ("Ｔ１２３４５６７８９０１２３", "T1234567890123"),
        ("T1-2345-6789-0123", "T1234567890123"),
        ("Ｔ－１２３４　５６７８９－０１２３", "T1234567890123"),
        ("1234567890123", None),
        ("T123456789012", None),
        ("T12345678901234", None),
        ("T12345678901２x", None),
        ("", None),
    ],
)
def test_a_registration_number_is_t_and_13_digits(typed: str, printed: str | None) -> None:
    assert registration_number(typed) == printed


def test_the_sign_speaks_the_receipts_language_and_prints_no_wrong_number() -> None:
    settings = {
        "name": "M", "name.ja": "みどり", "name.en": "Midori", "receipt_language": "en", "receipt_footer.en": "Bye",
        "registration_number": "T12",
    }  # fmt: skip
    sign = shop_sign(settings)
    assert (sign.name, sign.footer, sign.registration) == ("Midori", "Bye", "")
