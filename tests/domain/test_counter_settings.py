"""The lists of tenders and of discounts, as a shop types them."""

from __future__ import annotations

import pytest

from pos_assist.domain.counter_settings import DISCOUNTS, TENDERS, QuickDiscount, TenderChoice
from pos_assist.domain.discounts import By
from pos_assist.domain.receipts import TenderKind

CARD, QR, OWN = TenderKind.CARD, TenderKind.QR, TenderKind.OWN


def test_a_shop_names_its_tenders_in_its_own_words() -> None:
    read = TENDERS.kind.read
    assert read("カード、QR、社員カード") == (TenderChoice(CARD), TenderChoice(QR), TenderChoice(OWN, "社員カード"))
    assert read(" card, card ,電子マネー") == (TenderChoice(CARD), TenderChoice(TenderKind.EMONEY))
    assert read("") == ()


@pytest.mark.parametrize("text", ["カード, 社員カード, qr, gift", "", "points"])
def test_tenders_are_written_as_they_are_read(text: str) -> None:
    kind = TENDERS.kind
    assert kind.read(kind.write(kind.read(text))) == kind.read(text)


@pytest.mark.parametrize("text", [",".join("abcdefghijklmn"), "x" * 30])
def test_too_many_or_too_long_names_are_no_list_of_tenders(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        TENDERS.kind.read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20%", QuickDiscount("", By.PERCENT, 20)),
        ("半額 50%", QuickDiscount("半額", By.PERCENT, 50)),
        ("半額 <Half price> 50%", QuickDiscount("半額", By.PERCENT, 50, title_en="Half price")),
        ("見切り＜Last call＞=2090000000201: 5", QuickDiscount("見切り", By.AMOUNT, 5, "2090000000201", "Last call")),
        ("¥50", QuickDiscount("", By.AMOUNT, 50)),
        ("５０", QuickDiscount("", By.AMOUNT, 50)),
        ("見切り=2090000000201: 30％", QuickDiscount("見切り", By.PERCENT, 30, "2090000000201")),
        ("=2090000000201: 20", QuickDiscount("", By.AMOUNT, 20, "2090000000201")),
    ],
)
def test_a_discount_is_read_as_it_is_typed(text: str, expected: QuickDiscount) -> None:
    kind = DISCOUNTS.kind
    assert kind.read(text) == (expected,)
    assert kind.read(kind.write((expected,))) == (expected,)


@pytest.mark.parametrize("text", ["0%", "101%", "half", "20% off", "=12: 5"])
def test_what_takes_nothing_off_is_no_discount(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        DISCOUNTS.kind.read(text)
