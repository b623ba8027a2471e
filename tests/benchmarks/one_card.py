"""Whether one card is shown first to everybody, and what it would cost to show the next best one in its place.

    python tests/benchmarks/one_card.py [SHOP.db …]        # without one: the sample shops

Each item that sells is rung up alone, weighed by how often it is sold. Printed: the item that comes first most often, in what share of
those orders, and by how much the worth (P(accept) × margin) of the first card is above that of the next one there: what a bound by
taste, such as «at most in half of the orders», would give away.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))
from pos_assist.domain.offers import Panel
from pos_assist.shop import Shop, make_sample, open_shop

AT = datetime(2026, 11, 20, 12, 10)
SAMPLES = ("burger", "bakery", "camera")


def first_two(panel: Panel) -> tuple[tuple[str, ...], float, float]:
    """(items of the first card, its worth, the next one's: 0 where there is none); no items where there is no card."""
    cards = sorted((x for x in (panel.upgrade, *panel.addons) if x), key=lambda x: -x.score)
    if not cards:
        return (), 0.0, 0.0
    return cards[0].items, cards[0].score, cards[1].score if len(cards) > 1 else 0.0


def measure(name: str, shop: Shop) -> None:
    """Print one line."""
    sold: Counter[str] = Counter()
    for receipt in shop.storage.sales.receipts(limit=2_000):
        sold.update(line.item.code for line in receipt.lines)
    leads: Counter[tuple[str, ...]] = Counter()
    worth: dict[tuple[str, ...], list[tuple[float, float, int]]] = defaultdict(list)
    for code, n in sorted(sold.items()):
        item = shop.catalog.item(code)
        if item is None or item.retired or item.sold_out or item.by_weight or item.open_price:
            continue
        view = shop.till.ring(code)
        first, best, second = first_two(view.panel)
        for line in view.order.lines:
            shop.till.void(line.id)
        if first:
            leads[first] += n
            worth[first].append((best, second, n))
    if not leads:
        print(f"{name:24} no cards")
        return
    [(items, orders)] = leads.most_common(1)
    of, lost = sum(leads.values()), 0.0
    for best, second, n in worth[items]:
        lost += (best - second) * n
    title = " + ".join(x.title if (x := shop.catalog.item(code)) else code for code in items)
    total = sum(best * n for rows in worth.values() for best, _, n in rows)
    print(
        f"{name:24} {title}: first in {orders / of:.0%} of {of:,} orders, {len(leads)} items come first somewhere;"
        f" the next card in its place would cost {lost / total:.1%} of the worth of all first cards",
        flush=True,
    )


def main(files: list[Path]) -> None:
    """Measure the samples or these shops."""
    with TemporaryDirectory() as folder:
        for name in () if files else SAMPLES:
            make_sample(name, Path(folder) / f"{name}.db")
        for file in files or [Path(folder) / f"{name}.db" for name in SAMPLES]:
            shop = open_shop(file, now=lambda: AT)
            try:
                measure(file.stem, shop)
            finally:
                shop.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    main(parser.parse_args().files)
