"""What the panel costs at the counter: candidates, prices, worth, words. p50 and p99 in milliseconds of wall and of CPU.

    python tests/benchmarks/panel.py [--orders 400] [--items 20000] [--receipts 60000]

Random orders of up to eight items are rung up on the burger sample, with prices that include tax and with prices that it is added to, and on a shop with 20,000 items (its receipts, deals,
pairings and upgrades made up by a seed); the time is that of PanelDesk.panel alone.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPrice, Slot
from pos_assist.domain.items import Pairing, Upgrade
from pos_assist.domain.settings import PRICES
from pos_assist.domain.tax import Prices
from pos_assist.services.setup.build_shop import shop_from_receipts
from pos_assist.services.till.suggestions import SuggestionService
from pos_assist.shop import Shop, make_sample, open_shop

AT = datetime(2026, 11, 20, 12, 10)


@contextmanager
def timed(spans: list[tuple[float, float]]) -> Iterator[None]:
    """Note wall and CPU time of every panel that is worked out meanwhile."""
    plain = SuggestionService.panel

    def panel(self: SuggestionService, *args: Any, **how: Any) -> Any:
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return plain(self, *args, **how)
        finally:
            spans.append((time.perf_counter() - wall, time.thread_time() - cpu))

    SuggestionService.panel = panel  # type: ignore[method-assign]
    try:
        yield
    finally:
        SuggestionService.panel = plain  # type: ignore[method-assign]


def measure(name: str, shop: Shop, codes: list[str], weights: list[float], orders: int) -> None:
    """Ring up random orders."""
    shop.storage.catalog.put_setting("control_share", "0")
    dice, till, cumulated = Random(5), shop.till, list(accumulate(weights))
    spans: list[tuple[float, float]] = []
    for phase in ("warming up", "measured"):
        spans.clear()
        cards = 0
        with timed(spans):
            for _ in range(orders if phase == "measured" else orders // 4):
                for code in dice.choices(codes, cum_weights=cumulated, k=dice.randint(1, 8)):
                    cards += len(till.ring(code).panel.offers())
                till.settle()
                while till.view.order.lines:
                    till.void(till.view.order.lines[-1].id)
    for kind, of in (("wall", 0), ("CPU", 1)):
        times = sorted(span[of] * 1000 for span in spans)
        p50, p95, p99 = (times[int(len(times) * p)] for p in (0.50, 0.95, 0.99))
        print(
            f"  {name:<14} {kind:<5} p50 {p50:5.2f}  p95 {p95:5.2f}  p99 {p99:5.2f}  max {times[-1]:6.2f} ms",
            flush=True,
        )
    print(f"  {name:<14} {len(spans):,} panels, {cards / len(spans):.1f} cards each")


def sellable(shop: Shop) -> list[str]:
    """Codes of everything that can be rung up."""
    catalog = shop.storage.catalog
    found = [
        item.code
        for department in catalog.departments()
        for page in range(catalog.pages(department.code))
        for item in catalog.keys(department.code, page)
    ]
    return [code for code in found if (item := catalog.item(code)) and not item.sold_out]


def large_shop(path: Path, items: int, receipts: int) -> None:
    """A shop of so many items, with 500 deals, 5,000 pairings and an upgrade for every fourth item."""
    dice = Random(20261122)
    weights = list(accumulate(1 / (n + 3) for n in range(items)))
    at, file = datetime(2026, 1, 1, 8), path.with_suffix(".csv")
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("receipt_id", "timestamp", "item", "qty", "price", "category"))
        for i in range(items):  # each at least once, so that the shop has it
            rows.writerow((f"first {i // 20}", at.isoformat(" "), f"Item {i:05d}", 1, 80 + i * 7 % 900, f"D{i % 40}"))
        for receipt in range(receipts):
            at += timedelta(minutes=5)
            for i in set(dice.choices(range(items), cum_weights=weights, k=dice.choice((1, 2, 2, 3, 4, 6)))):
                rows.writerow((receipt, at.isoformat(" "), f"Item {i:05d}", 1, 80 + i * 7 % 900, f"D{i % 40}"))
    shop_from_receipts(file, path)
    shop = open_shop(path)
    codes = [item.code for item in shop.storage.catalog.search("Item 0", limit=10_000)]
    deals: list[Deal] = []
    for n in range(500):
        slots = tuple(Slot(1, frozenset(dice.sample(codes, 8))) for _ in range(3))
        deals.append(
            SetPrice(id=f"s{n}", price=600, slots=slots)
            if n % 3 == 0
            else SetAmount(id=f"a{n}", amount=60, slots=slots[:2])
            if n % 3 == 1
            else Cheapest(id=f"c{n}", n=2, free=1, percent=50, items=slots[0].items)
        )
    shop.storage.catalog.put_deals(deals)
    shop.storage.catalog.put_pairings(Pairing(a, b) for a, b in {tuple(dice.sample(codes, 2)) for _ in range(5000)})
    shop.storage.catalog.put_upgrades(Upgrade(a, b) for a, b in zip(codes[::4], codes[1::4], strict=False))
    shop.close()


def main() -> int:
    """Measure both shops side by side."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=400)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--receipts", type=int, default=60_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        burger, large = Path(folder) / "burger.db", Path(folder) / "large.db"
        make_sample("burger", burger)
        shop = open_shop(burger, now=lambda: AT)
        codes = sellable(shop)
        measure("burger", shop, codes, [1.0] * len(codes), args.orders)
        shop.manage("bench").set_settings({PRICES.name: Prices.ADDED})
        measure("tax added", shop, codes, [1.0] * len(codes), args.orders)
        shop.close()
        if not args.items:
            return 0
        large_shop(large, args.items, args.receipts)
        shop = open_shop(large, now=lambda: AT)
        names = {f"Item {i:05d}": 1 / (i + 3) for i in range(args.items)}
        codes = sellable(shop)
        popularity = [names.get(item.name, 1e-6) for code in codes if (item := shop.storage.catalog.item(code))]
        measure(f"{args.items:,} items", shop, codes, popularity, args.orders)
        shop.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
