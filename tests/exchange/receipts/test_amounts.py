"""Amounts and quantities as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.exchange.receipts.amounts import (
    amount,
    became_day,
    code_text,
    has_decimal_comma,
    hundredths,
    is_ruined,
    quantity,
)
from tests.profiles import examples


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("1200", "1200"),
        ("¥1,200", "1200"),
        ("\\1,200", "1200"),
        ("￥１，２００", "1200"),
        ("1,200円", "1200"),
        ("1200 円(税込)", "1200"),
        ("税込", None),
        ("JPY 1,200", "1200"),
        ("1 200", "1200"),
        ("1'200.50", "1200.50"),
        ("$3.75", "3.75"),
        ("3.75 USD", "3.75"),
        ("▲50", "-50"),
        ("△1,050円", "-1050"),
        ("(200)", "-200"),
        ("−200", "-200"),
        ("-¥200", "-200"),
        ("¥-200", "-200"),
        ("200-", "-200"),
        ("0", "0"),
        ("1e3", None),
        ("4.90123E+12", None),
        ("NaN", None),
        ("", None),
        ("百円", None),
        ("12:30", None),
        ("1,23", None),
        ("1.2.3", None),
        ("٣", None),
    ],
)
def test_an_amount_is_read_or_none(text: str, right: str | None) -> None:
    assert amount(text) == (None if right is None else Decimal(right))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("3,50", "3.50"),
        ("3,50 €", "3.50"),
        ("1.200,50", "1200.50"),
        ("1.200", "1200"),
        ("-0,5", "-0.5"),
        ("1 200,5", "1200.5"),
    ],
)
def test_decimals_after_a_comma(text: str, right: str) -> None:
    assert amount(text, comma=True) == Decimal(right)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("3,50", True),
        ("1.200,50", True),
        ("1,200", False),
        ("1,200.50", False),
        ("1,20,000", False),
        ("200", False),
        ("12,5", True),
    ],
)
def test_a_decimal_comma_is_noticed(text: str, right: bool) -> None:
    assert has_decimal_comma(text) is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("", (Decimal(1), False)),
        ("2", (Decimal(2), False)),
        ("2.0", (Decimal(2), False)),
        ("３個", (Decimal(3), False)),
        ("x2", (Decimal(2), False)),
        ("2 pcs", (Decimal(2), False)),
        ("1杯", (Decimal(1), False)),
        ("2人前", (Decimal(2), False)),
        ("-1", (Decimal(-1), False)),
        ("▲1", (Decimal(-1), False)),
        ("0", (Decimal(0), False)),
        ("0.35", (Decimal("0.35"), True)),
        ("0.35kg", (Decimal("0.35"), True)),
        ("350 g", (Decimal(350), True)),
        ("1.5㎏", (Decimal("1.5"), True)),
        ("2L", (Decimal(2), True)),
        ("1e3", None),
        ("たくさん", None),
    ],
)
def test_a_quantity_is_a_number_or_a_weight(text: str, right: tuple[Decimal, bool] | None) -> None:
    assert quantity(text) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("4.90123E+12", True),
        ("4.9E+12", True),
        ("1E+05", True),
        ("4,90E+12", True),
        ("E12", False),
        ("4901234567894", False),
        ("A4E+", False),
        ("2E3", False),
    ],
)
def test_a_ruined_code_is_noticed(text: str, right: bool) -> None:
    assert is_ruined(text) is right


numbers = st.decimals(Decimal("-9999999"), Decimal("9999999"), places=2)


@examples(200)
@given(number=numbers, sign=st.sampled_from(["", "¥", "$"]), after=st.sampled_from(["", "円", " 円"]))
def test_what_is_written_with_thousands_is_read_again(number: Decimal, sign: str, after: str) -> None:
    assert amount(f"{sign}{number:,}{after}") == number
    assert amount(hundredths(number)) == number


@examples(200)
@given(number=numbers)
def test_what_is_written_with_a_decimal_comma_is_read_again(number: Decimal) -> None:
    text = f"{number:,}".translate(str.maketrans(",.", ".,"))
    assert amount(text, comma=True) == number


@examples(200)
@given(st.text(max_size=20))
def test_no_text_makes_it_stumble(text: str) -> None:
    amount(text)
    amount(text, comma=True)
    quantity(text)
    is_ruined(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [("101.0", "101"), ("4901234567894.00", "4901234567894"), ("007.0", "007"), ("1.5", "1.5"), ("A1.0", "A1.0"), ("#N/A", ""), ("#REF!", ""), ("nan", ""), ("NaN", ""), ("ナン", "ナン"), ("#12", "#12")],
)  # fmt: skip
def test_a_code_is_read_without_what_a_spreadsheet_made_of_it(text: str, right: str) -> None:
    assert code_text(text) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [("1-Feb", True), ("12-MAR", True), ("Jan-05", True), ("2月3日", True), ("1-2", False), ("A-Feb", False), ("2月3日弁当", False), ("Mar", False)],
)  # fmt: skip
def test_a_code_that_became_a_day_is_known(text: str, right: bool) -> None:
    assert became_day(text) is right
