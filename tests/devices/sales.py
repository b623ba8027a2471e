"""Receipts to print, made by hand so that every yen is known."""

from __future__ import annotations

from datetime import date, datetime

from pos_assist.devices.receipt_slip import ShopSign
from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.offers import NextVisit
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import DealUsed, Receipt, ReceiptLine, TaxPart, Tender, TenderKind

AT = datetime(2026, 11, 21, 12, 34)
SIGN = ShopSign("みどり橋店", "T1234567890123", "またどうぞ")
BURGER = Item("burger", "チーズバーガー", 240)
FRIES = Item("fries", "ポテト", 290, size="M")
COLA = Item("cola", "コーラ", 250, size="M")
BAG = Item("bag", "紙袋", 11, tax=TaxClass.STANDARD)
VISIT = NextVisit("NVABCDEFGH2345", "rings", "オニオンリング", 50, date(2026, 12, 21), "次回はオニオンリングもどうぞ。")


def sale(**changes: object) -> Receipt:
    """Two burgers, of which one is in a set with fries and a cola, and a bag: ¥1,031 less ¥200."""
    fields: dict[str, object] = {
        "key": "k1",
        "number": 123,
        "sold_at": AT,
        "mode": ServiceMode.TAKEOUT,
        "lines": (
            ReceiptLine(1, BURGER, 2, 240, 418, 8),
            ReceiptLine(2, FRIES, 1, 290, 216, 8),
            ReceiptLine(3, COLA, 1, 250, 186, 8),
            ReceiptLine(4, BAG, 1, 11, 11, 10),
        ),
        "deals": (DealUsed("set", "バーガーセット", ((1, 1), (2, 1), (3, 1)), 200),),
        "taxes": (TaxPart(8, 820, 60), TaxPart(10, 11, 1)),
        "tenders": (Tender(TenderKind.CASH, 1000),),
        "list_total": 1031,
        "total": 831,
        "till": "2",
        "cashier": "佐藤 花子",
    }
    return Receipt(**{**fields, **changes})  # type: ignore[arg-type]
