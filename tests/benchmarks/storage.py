"""What the storage costs: `python tests/benchmarks/storage.py [--receipts 1000000] [--sales 300] [--folder DIR]`.

A sale (with and without learning), the start of a till with and without a history, a history read in beside what plain
sqlite3 takes for the same rows, and memory. Prints figures and ratios; asserts nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.domain.receipts import HistoryLine, Receipt, ReceiptLine, TaxPart, Tender, TenderKind
from pos_assist.learning.counting import increments
from pos_assist.storage import SavedOrder, Storage

MENU = [Item(f"I{i:03}", f"品物{i}", 100 + i, "main", reading=f"シナモノ{i}") for i in range(300)]
START = datetime(2023, 1, 1, 8)


def history(receipts: int) -> Iterator[HistoryLine]:
    """About three lines a receipt, sold by a long-tailed popularity."""
    choose = random.Random(1)
    weights = [1 / (i + 3) for i in range(len(MENU))]
    picks: Iterator[Item] = iter(())
    for i in range(receipts):
        at = START + timedelta(minutes=i)
        key = f"{at:%Y%m%d}-{i}"
        for _ in range(1 + i % 5):
            item = next(picks, None)
            if item is None:
                picks = iter(choose.choices(MENU, weights, k=100_000))
                item = next(picks)
            yield HistoryLine(key, at, item.code, 1, item.price)


def sale(i: int, choose: random.Random) -> Receipt:
    items = choose.sample(MENU, 4)
    lines = tuple(ReceiptLine(n, x, 1, x.price, x.price, 8) for n, x in enumerate(items, 1))
    total = sum(x.price for x in items)
    at = datetime(2026, 11, 22, 9) + timedelta(seconds=i)
    tax, tender = (TaxPart(8, total, total * 8 // 108),), (Tender(TenderKind.CASH, total),)
    return Receipt(f"sale-{i}", i + 1, at, ServiceMode.TAKEOUT, lines, (), tax, tender, total, total)


def spread(name: str, seconds: list[float]) -> None:
    ordered = sorted(x * 1000 for x in seconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(f"{name:44} p50 {statistics.median(ordered):7.2f} ms   p95 {p95:7.2f} ms   max {ordered[-1]:7.2f} ms")


def clock(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def sales(storage: Storage, n: int, start: int, *, learn: bool) -> list[float]:
    choose, took = random.Random(start), []
    for i in range(start, start + n):
        receipt = sale(i, choose)
        codes = [x.item.code for x in receipt.lines]
        order = Order(receipt.key, receipt.number, receipt.sold_at)
        for line in receipt.lines:
            order = order.ring(line.item)
            storage.sales.save_open(SavedOrder(order, False, (), receipt.sold_at))
        learned = increments(codes, receipt.sold_at, storage.learned.epoch()) if learn else ()
        took.append(clock(partial(storage.sales.finish, receipt, (), learned)))
    return took


def plain(path: Path, receipts: int) -> float:
    """The same rows by plain sqlite3: two tables, one transaction, no indexes but the keys."""
    rows = [(x.receipt, x.at.isoformat(" "), x.item, x.qty, x.price) for x in history(receipts)]

    def load() -> None:
        with sqlite3.connect(path) as raw:
            raw.execute("CREATE TABLE receipts (id INTEGER PRIMARY KEY, key TEXT UNIQUE, at TEXT)")
            raw.execute("CREATE TABLE lines (receipt INTEGER, item TEXT, qty INTEGER, price INTEGER)")
            ids: dict[str, int] = {}
            for row in rows:
                ids.setdefault(row[0], len(ids) + 1)
            heads = {row[0]: (ids[row[0]], row[0], row[1]) for row in rows}
            raw.executemany("INSERT INTO receipts VALUES (?, ?, ?)", heads.values())
            raw.executemany("INSERT INTO lines VALUES (?, ?, ?, ?)", ((ids[r[0]], *r[2:]) for r in rows))
        raw.close()

    return clock(load)


def in_a_process(folder: Path, what: str, receipts: int) -> tuple[float, float]:
    """Seconds of the work and MB of the process at its highest, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--child", what, "--folder", str(folder), "--receipts", str(receipts)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def child(what: str, folder: Path, receipts: int) -> None:
    def fill(storage: Storage) -> None:
        storage.catalog.put_items(MENU)
        storage.sales.add_history(history(receipts))

    if what == "plain":
        seconds = plain(folder / "plain.db", receipts)
    elif what == "history":
        seconds = clock(lambda: Storage.create(folder / "big.db", fill).close())
    elif what == "kill":
        storage = Storage.open(folder / "big.db")
        storage.sales.finish(sale(10**6, random.Random(1)))
        os._exit(0)
    elif what == "only rows":
        seconds = clock(lambda: sum(1 for _ in history(receipts)))
    else:
        began = time.perf_counter()
        storage = Storage.open(folder / f"{what}.db")
        storage.catalog.item("I001")
        storage.sales.open_orders()
        seconds = time.perf_counter() - began
        storage.close()
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, default=1_000_000)
    parser.add_argument("--sales", type=int, default=300)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--child")
    args = parser.parse_args()
    if args.child:
        child(args.child, args.folder, args.receipts)
        return
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        measure(Path(folder), args.receipts, args.sales)


def measure(folder: Path, receipts: int, n: int) -> None:
    with Storage.create(folder / "small.db", lambda new: new.catalog.put_items(MENU)) as small:
        spread("a sale, nothing learned", sales(small, n, 0, learn=False))
        spread("a sale, learned from", sales(small, n, n, learn=True))
    rows, _ = in_a_process(folder, "only rows", receipts)
    raw, raw_memory = in_a_process(folder, "plain", receipts)
    whole, memory = in_a_process(folder, "history", receipts)
    print(
        f"{receipts:,} receipts as rows                     {rows:7.1f} s (making them, part of the next line but one)"
    )
    print(f"plain sqlite3, rows in memory                {raw:7.1f} s   {raw_memory:6.0f} MB")
    size = (folder / "big.db").stat().st_size / 1e6
    print(f"a shop with them, checked backup and all     {whole:7.1f} s   {memory:6.0f} MB   {size:.0f} MB on the disk")
    print(f"  {receipts / (whole - rows):,.0f} receipts a second; {(whole - rows) / raw:.2f} x plain sqlite3")
    opened = {x: [in_a_process(folder, x, 0) for _ in range(7)] for x in ("small", "big")}
    for name, found in opened.items():
        spread(f"opening, {name}", [x for x, _ in found])
        print(f"  memory {statistics.median(m for _, m in found):.1f} MB")
    ratio = statistics.median(x for x, _ in opened["big"]) / statistics.median(x for x, _ in opened["small"])
    print(f"  big / small {ratio:.2f}")
    subprocess.run([sys.executable, __file__, "--child", "kill", "--folder", str(folder)], check=True)
    print(f"opening, big, after a kill (whole file checked) {in_a_process(folder, 'big', 0)[0]:.2f} s")
    with Storage.open(folder / "big.db") as big:
        spread("a sale on the big shop, learned from", sales(big, n, 2 * n, learn=True))
        spread("the newest 50 receipts", [clock(big.sales.receipts) for _ in range(20)])
        spread("receipts with an item's name", [clock(lambda: big.sales.receipts(text="品物299")) for _ in range(5)])
        spread("search, 300 items", [clock(lambda: big.catalog.search("sinamono29")) for _ in range(20)])
        print(f"backup, checked: {clock(big.backup):.1f} s")
    many = [Item(f"N{i:05}", f"商品 {i}", 100, "x", reading=f"ショウヒン{i}", page=i // 30) for i in range(20_000)]
    with Storage.create(folder / "wide.db") as wide:
        print(f"20,000 items written: {clock(lambda: wide.catalog.put_items(many)):.1f} s")
        for text in ("s", "syouhin1999", "商品 19999"):
            spread(f"search among 20,000 items: {text}", [clock(partial(wide.catalog.search, text)) for _ in range(9)])


if __name__ == "__main__":
    main()
