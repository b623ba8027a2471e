"""A real shop file per test, and sales that add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.domain.items import Department, Item
from pos_assist.domain.offers import Moment, Offer, OfferKind, OfferRecord, Outcome, Reason
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import DealUsed, Receipt, ReceiptLine, Refunded, TaxPart, Tender, TenderKind, Voided
from pos_assist.storage import Storage
from pos_assist.storage.sales import GiveBack

NOON = datetime(2026, 11, 22, 12, 0)
BURGER = Item("B1", "ハンバーガー", 170, "main", cost=60, reading="ハンバーガー", barcodes=("2000000000015",))
POTATO = Item("F1", "フライドポテト", 200, "side", reading="フライドポテト", size="M")
COFFEE = Item("C1", "コーヒー", 150, "drink", reading="コーヒー", barcodes=("2000000000022", "2000000000039"))

SaleOf = Callable[..., Receipt]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "till.db"


@pytest.fixture
def storage(path: Path) -> Iterator[Storage]:
    with Storage.create(path) as made:
        made.catalog.put_departments([Department("main", "バーガー"), Department("side", "サイド", rank=1)])
        made.catalog.put_items([BURGER, POTATO, COFFEE])
        yield made


def sale(key: str, number: int = 1, *items: Item, at: datetime = NOON) -> Receipt:
    """A whole receipt: the items, 30 yen off by a deal, paid in cash and by card."""
    items = items or (BURGER, POTATO)
    total = sum(x.price for x in items) - 30
    lines = tuple(ReceiptLine(i, x, 1, x.price, x.price - (30 if i == 1 else 0), 8, "") for i, x in enumerate(items, 1))
    return Receipt(
        key,
        number,
        at + timedelta(seconds=number),
        ServiceMode.TAKEOUT,
        lines,
        (DealUsed("d1", "セット", ((1, 1),), 30),),
        (TaxPart(8, total, total * 8 // 108),),
        (Tender(TenderKind.CARD, 100), Tender(TenderKind.CASH, total)),
        total + 30,
        total,
        member="#0000000000000a7",  # a member's id: the number of a card is never in a receipt
        till="1",
        cashier="佐藤",
        seconds=41,
    )


def voiding(reason: str = "", at: datetime = NOON, who: str = "") -> GiveBack[Voided]:
    """Everything back that was not given back before."""

    def decide(stored: Receipt, before: Sequence[Refunded]) -> Voided:
        return Voided(at, reason, stored.total - sum(x.amount for x in before), who, stored.till)

    return decide


def refunding(amount: int, *units: tuple[int, int], at: datetime = NOON, who: str = "") -> GiveBack[Refunded]:
    return lambda _stored, _before: Refunded(at, "冷めていた", units, amount, who, "1")


def offered(key: str, n: int = 1, outcome: Outcome = Outcome.ACCEPTED) -> OfferRecord:
    offer = Offer(
        f"{key}-{n}", OfferKind.ADDON, ("F1",), "ポテト", 200, 170, "ご一緒に？", Reason("together", 3, 4), "B1"
    )
    return OfferRecord(offer, Moment.CHOOSING, n, outcome, 1200, 900)


def sell(storage: Storage, first: int, last: int) -> None:
    """Sell those numbers, one sale each."""
    for i in range(first, last + 1):
        storage.sales.finish(sale(f"k{i}", i))


@pytest.fixture
def ten_sold(storage: Storage) -> Storage:
    """Ten sales, closed."""
    sell(storage, 1, 10)
    storage.close()
    return storage
