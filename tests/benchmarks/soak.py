"""A till that sells for days without a pause: memory, open files, time and sizes must stay where they are.

    python tests/benchmarks/soak.py [SALES] [--folder F]

Orders with cards taken and refused, held and taken up again, through the counter's own use cases; the clock goes on by itself, so that
days begin and end. Prints a row a tenth, SQLite's page caches (which fill, at most 8 MiB a connection) and Python's objects by themselves, and how
much more the memory without SQLite's was in each thousand sales of the second half. Ends with 1 where memory or open files still grow in the second half, or an order
at the end costs half as much again as one in the middle. 1,000,000 sales are the full run (2 kB a sale twice).
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # run as a script

from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.shop import Shop, make_sample, open_shop
from tests.benchmarks.memory import Memory, look, slope

MORE_MEMORY, MORE_TIME = 16, 1.5  # MB, times: allowed in the second half


class Days:
    """A clock whose days are long enough for the sales of one."""

    def __init__(self) -> None:
        self.at, self.seconds = datetime(2026, 11, 21, 10), 0.0

    def pause(self, seconds: float) -> None:
        self.at, self.seconds = self.at + timedelta(seconds=seconds), self.seconds + seconds


def order(shop: Shop, days: Days, dice: random.Random, items: list[str]) -> None:
    """One customer."""
    till = shop.till
    for _ in range(dice.choice((1, 2, 2, 3, 4))):
        with suppress(Refused):  # sold out today
            till.ring(dice.choice(items))
        days.pause(3)
        offers = till.view.panel.offers()
        if offers and dice.random() < 0.2:
            (till.accept if dice.random() < 0.5 else till.decline)(dice.choice(offers).id)
    if not till.view.order.lines:
        return
    if dice.random() < 0.05:
        till.hold()
        till.recall(till.view.held[0].key)
    till.pay()
    days.pause(4)
    till.tender(TenderKind.CASH, till.view.due)
    days.pause(20)


def mb(kib: int) -> float:
    """KiB in MB."""
    return kib * 1.024 / 1_000


def main() -> int:
    """Sell so often and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sales", type=int, nargs="?", default=20_000)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    days, dice = Days(), random.Random(1)
    rows: list[tuple[Memory, int, float]] = []
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        path = Path(name) / "burger.db"
        make_sample("burger", path)
        shop = open_shop(path, now=lambda: days.at, ticks=lambda: days.seconds)
        items = [
            x.code for kind in shop.catalog.departments() for x in shop.catalog.keys(kind.code, 0) if x.may_be_offered
        ]
        print(
            "   sales  memory MB  SQLite's  Python's  files  ms an order  database MB  log MB  journal MB", flush=True
        )
        for tenth in range(10):
            before = time.process_time()
            for _ in range(args.sales // 10):
                order(shop, days, dice, items)
            spent = 1000 * (time.process_time() - before) / (args.sales // 10)
            rows.append((look(), len(os.listdir("/proc/self/fd")), spent))  # noqa: PTH208 — numbers, no paths
            sizes = [
                file.stat().st_size / 1e6 if file.exists() else 0.0
                for file in (path, path.with_name("burger.db-wal"), path.with_suffix(".journal"))
            ]
            print(
                f"{(tenth + 1) * args.sales // 10:8}  {mb(rows[-1][0].resident):9.1f}  {mb(rows[-1][0].sqlite):8.1f}"
                f"  {mb(rows[-1][0].python):8.1f}  {rows[-1][1]:5}  {spent:11.2f}"
                f"  {sizes[0]:11.1f}  {sizes[1]:6.1f}  {sizes[2]:10.1f}",
                flush=True,
            )
        receipts = len(shop.storage.sales.receipts(limit=10))
        shop.close()
    middle, end = rows[4], rows[-1]
    bad = [
        what
        for what, grew in (
            ("memory", mb(end[0].resident) > mb(middle[0].resident) + MORE_MEMORY),
            ("open files", end[1] > middle[1] + 2),
            ("time", end[2] > middle[2] * MORE_TIME),
            ("receipts", receipts < min(10, args.sales)),
        )
        if grew
    ]
    own = [row[0].resident - row[0].sqlite for row in rows[4:]]
    print(f"memory without SQLite's in the second half: {slope(own, args.sales / 10):+.0f} KB per 1,000 sales")
    print(f"{args.sales} sales: " + (", ".join(bad) + " grow" if bad else "nothing grows but the shop's own files"))
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
