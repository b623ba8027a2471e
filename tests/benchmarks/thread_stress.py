"""What one thread does not see of what another has been promised: `python tests/benchmarks/thread_stress.py [--seconds 10]`.

Threads read the shop without pause, as the learning worker and the back office do, while the till sells, changes prices,
gives units back and takes coupons. Prints how many acknowledged writes the very next read did not see, how many refunds
and coupons counted twice, and what a read costs; each of the first four must be 0. Ends with 1 where one is not.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from pos_assist.domain.items import Item
from pos_assist.domain.offers import NextVisit
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, ReceiptLine, TaxPart, Tender, TenderKind
from pos_assist.shop import Shop, open_shop
from pos_assist.storage import Storage

MENU = [Item(f"I{i:03}", f"品物{i}", 100 + i, "main", reading=f"シナモノ{i}") for i in range(300)]
START = datetime(2026, 11, 22, 9)
VISIT = NextVisit("29" + "0" * 11, "I001", "品物1", 10, date(2027, 1, 1))


@dataclass
class Count:
    """How often something was tried, and how often it went wrong."""

    name: str
    tried: int = 0
    bad: int = 0

    def take(self, bad: bool) -> None:
        self.tried += 1
        self.bad += bad


def sale(n: int, item: Item, qty: int = 1) -> Receipt:
    total = item.price * qty
    return Receipt(
        f"sale-{n}", n, START + timedelta(seconds=n), ServiceMode.TAKEOUT,
        (ReceiptLine(1, item, qty, item.price, total, 8),), (), (TaxPart(8, total, total * 8 // 108),),
        (Tender(TenderKind.CASH, total),), total, total,
    )  # fmt: skip


def readers(shop: Shop, threads: int, stop: threading.Event) -> list[threading.Thread]:
    """One by key, as the learning worker; the others through lists, as the back office."""

    def by_key() -> None:
        while not stop.is_set():
            for item in MENU:
                shop.storage.learned.neighbours(item.code, 50)

    def lists() -> None:
        while not stop.is_set():
            shop.storage.sales.receipts(limit=200)

    made = [threading.Thread(target=by_key if i == 0 else lists) for i in range(threads)]
    for thread in made:
        thread.start()
    return made


def both(first: Callable[[], object], second: Callable[[], object]) -> int:
    """Run two at the same moment, on two threads; how many of them were not refused."""
    done: list[object] = []
    ready = threading.Barrier(2)

    def run(job: Callable[[], object]) -> None:
        ready.wait()
        with suppress(Refused):
            job()
            done.append(job)

    other = threading.Thread(target=run, args=(second,))
    other.start()
    run(first)
    other.join()
    return len(done)


def stress(shop: Shop, seconds: float, choose: random.Random, n: int) -> list[Count]:
    sales, prices, refunds, coupons = (
        Count("a sale is not seen by the next read"),
        Count("a price change is not seen 0.05 s later"),
        Count("a unit is given back twice"),
        Count("a coupon is used twice"),
    )
    storage, end = shop.storage, time.monotonic() + seconds
    while time.monotonic() < end:
        for _ in range(8):
            n += 1
            made = storage.sales.finish(sale(n, choose.choice(MENU)))
            sales.take(storage.sales.receipt(made.key) is None)
        item = replace(MENU[0], price=choose.randrange(100, 9_000))
        storage.catalog.put_items([item])
        storage.catalog.item(item.code)  # what it finds now is kept
        time.sleep(0.05)
        found = storage.catalog.item(item.code)
        prices.take(found is None or found.price != item.price)

        key = made.key
        given = both(
            lambda key=key: shop.till.past.refund(key, {1: 1}, "cold"),  # type: ignore[misc]  # bound at once
            lambda key=key: shop.till.past.refund(key, {1: 1}, "cold"),  # type: ignore[misc]  # bound at once
        )
        refunds.take(given != 1)

        code = f"29{n:011}"
        n += 1
        storage.sales.finish(replace(sale(n, MENU[2]), next_visit=replace(VISIT, code=code)))
        one, two = (replace(sale(n + i, MENU[2]), redeemed=(code,)) for i in (1, 2))
        n += 2
        used = both(lambda x=one: storage.sales.finish(x), lambda x=two: storage.sales.finish(x))  # type: ignore[misc]
        coupons.take(used != 1)
    return [sales, prices, refunds, coupons]


def cost(shop: Shop) -> float:
    """Processor seconds of one read by key, nobody else reading."""
    start, n = time.process_time(), 20_000
    for i in range(n):
        shop.storage.learned.pair(MENU[i % 300].code, MENU[7].code)
    return (time.process_time() - start) / n


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each number of reading threads")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2, 3])
    args = parser.parse_args()
    sys.setswitchinterval(1e-5)  # as hostile as a busy machine
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stress.db"
        with Storage.create(path) as made:
            made.catalog.put_items(MENU)
            made.learned.put_counts((a.code, b.code, 3, 1_000_000) for a in MENU for b in MENU)
        shop = open_shop(path)
        try:
            print(f"one read by key: {cost(shop) * 1e6:.1f} µs of processor time")
            for threads in args.threads:
                stop = threading.Event()
                reading = readers(shop, threads, stop)
                try:
                    found = stress(shop, args.seconds, random.Random(threads), threads * 1_000_000)
                finally:
                    stop.set()
                    for thread in reading:
                        thread.join()
                print(f"{threads} reading threads, {args.seconds:g} s")
                for count in found:
                    print(f"  {count.name:<42}{count.bad:>6} of {count.tried}")
                    bad += count.bad
        finally:
            shop.close()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
