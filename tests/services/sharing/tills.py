"""Tills of a shop around one folder, and what is true of their sales: kept beside them in plain lists."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Department, Item
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import Arm, Receipt, ReceiptLine, Refunded, TaxPart, Tender, TenderKind, Voided
from pos_assist.domain.settings import NAME, SHARED_SHOP, TILL
from pos_assist.learning.counting import Increment, increments
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage
from tests.stock import item_of

NOON = datetime(2026, 11, 16, 12, 0)
MENU = [Item(f"I{i}", f"品物{i}", 100 + 10 * i, "main") for i in range(9)]


def new_till(path: Path, till: str = "1", shop: str = "本店") -> Storage:
    storage = Storage.create(path)
    storage.catalog.put_departments([Department("main", "品物")])
    storage.catalog.put_items(MENU)
    storage.catalog.write(Change(settings={NAME.name: shop, TILL.name: till, SHARED_SHOP.name: shop}))
    return storage


def around(folder: Path, storage: Storage) -> SharedShop:
    return SharedShop(folder, storage.catalog.setting(SHARED_SHOP), storage.catalog.setting(TILL))


def receipt(rng: random.Random, number: int, at: datetime, till: str) -> Receipt:
    items = rng.sample(MENU, rng.choice((1, 2, 2, 3)))
    lines = tuple(ReceiptLine(i, x, 1, x.price, x.price, 8) for i, x in enumerate(items, 1))
    total = sum(x.net for x in lines)
    return Receipt(
        uuid.UUID(int=rng.getrandbits(128)).hex, number, at, ServiceMode.TAKEOUT, lines, (), (TaxPart(8, total, total * 8 // 108),),
        (Tender(TenderKind.CASH, total),), total, total, till=till, member="M7", cashier="佐藤", arm=rng.choice((Arm.OFFERS, Arm.CONTROL)),
    )  # fmt: skip


def sell(storage: Storage, rng: random.Random, n: int, at: datetime = NOON) -> list[Receipt]:
    """Sell n receipts; as they were stored."""
    till, made = storage.catalog.setting(TILL), []
    for i in range(n):
        new = receipt(rng, storage.sales.next_number(), at + timedelta(seconds=20 * i), till)
        epoch = storage.learned.epoch()
        codes = [x.item.code for x in new.lines]
        made.append(storage.sales.finish(new, (), lambda when, c=codes, e=epoch: increments(c, when, e)))  # type: ignore[misc]
    return made


def price(storage: Storage, code: str = "I1") -> int:
    return item_of(storage, code).price


def void(storage: Storage, sold: Receipt) -> None:
    codes = [x.item.code for x in sold.lines]
    storage.sales.void(
        sold.key,
        lambda x, _: Voided(x.sold_at, "", x.total, "", ""),
        increments(codes, sold.sold_at, storage.learned.epoch()),
    )


def refund(storage: Storage, sold: Receipt, amount: int) -> None:
    storage.sales.refund(sold.key, lambda x, _: Refunded(x.sold_at, "", ((1, 1),), amount))


def counted(sold: Iterable[Receipt], epoch: datetime) -> Counter[tuple[str, str]]:
    """n of every pair, as the counters must have it."""
    found: Counter[tuple[str, str]] = Counter()
    for x in sold:
        for a, b, n, _ in increments([y.item.code for y in x.lines], x.sold_at, epoch):
            found[a, b] += n
    return found


def counts_of(storage: Storage) -> Counter[tuple[str, str]]:
    """n of every pair, as the till has it."""
    connection = storage.reader()
    try:
        return Counter(
            {(a, b): n for a, b, n, _ in storage.learned.all_counts(connection) if n and not a.startswith("!")}
        )
    finally:
        connection.close()


def all_counts(storage: Storage) -> list[Increment]:
    connection = storage.reader()
    try:
        return list(storage.learned.all_counts(connection))
    finally:
        connection.close()


def signature(x: Receipt) -> tuple[datetime, tuple[str, ...], int, str]:
    """What of a sale others see."""
    return x.sold_at.replace(microsecond=0), tuple(y.item.code for y in x.lines), x.total, x.key[-2:]


def others_sales(storage: Storage) -> Counter[tuple[datetime, tuple[str, ...], int, str]]:
    """The sales of others that a till has, each as often as it has it."""
    return Counter((x.at, tuple(y.item for y in x.lines), x.total, x.tag) for x in storage.sharing.sales())


def repriced(code: str, price: int) -> Item:
    return replace(next(x for x in MENU if x.code == code), price=price)
