"""How far a few odd receipts lead: one bulk order, tests by the staff, a wholesaler, among 500, 5,000 and 50,000 receipts.

    python tests/benchmarks/poisoned.py [receipts.csv …]
    python tests/benchmarks/poisoned.py --small        # a shop of five items, and a wholesaler with a card

Each history is learned with and without the odd receipts. For each item as the order, what is among the first three only
with them must have been among the first ten without. Prints how many items broke in, the largest rise of a chance, and the rank it
came from. A shop of 24 items is made up, its customers drawn with a fixed seed; files are real histories, cut to their newest.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))
from pos_assist.cli.history import read_baskets
from pos_assist.learning.measuring import Basket
from pos_assist.learning.ranking import Ranker
from pos_assist.learning.repeats import Repeats
from pos_assist.learning.solving import CatalogItem, solve
from pos_assist.services.setup.build_shop import shop_from_receipts
from pos_assist.shop import open_shop

BEGIN, NOW = datetime(2026, 1, 5, 8, 0), datetime(2026, 11, 20, 12, 0)
SIZES = (500, 5_000, 50_000)
FIRST, BEFORE = 3, 10


def made_up(n: int, items: int = 24, alone: float = 0.3, seed: int = 1) -> list[Basket]:
    """So many receipts of a shop whose items sell like 1/rank; each has three items it goes with, but for a share of receipts of one
    item."""
    dice = Random(seed)
    names = [f"i{i:02}" for i in range(items)]
    weights = [1 / (i + 1) for i in range(items)]
    beside = {name: dice.sample(names, 3) for name in names}
    step = (NOW - BEGIN) / n
    found: list[Basket] = []
    for i in range(n):
        [first] = dice.choices(names, weights)
        basket = [first]
        if dice.random() >= alone:
            basket += [x for x in beside[first] if dice.random() < 0.25] or dice.choices(names, weights)
        found.append((list(dict.fromkeys(basket)), BEGIN + i * step))
    return found


def odd(kind: str, receipts: Sequence[Basket]) -> list[Basket]:
    """The receipts that do not belong, the newest of all: of the items that sell least."""
    sold: dict[str, int] = {}
    for basket, _ in receipts:
        for item in basket:
            sold[item] = sold.get(item, 0) + 1
    rare = sorted(sold, key=lambda x: (sold[x], x))
    usual = max(sold, key=lambda x: (sold[x], x))
    last = max(when for _, when in receipts)
    return {
        "bulk of two": [([usual, rare[0]], last)],  # 50 + 50 of them: a receipt names an item once, however many
        "bulk of two rare ones": [([rare[1], rare[0]], last)],
        "everything once": [(list(sold)[:40], last)],
    }[kind]


def learned(receipts: Sequence[Basket]) -> Ranker:
    """What a shop made of these receipts ranks by: all its items in one department, at one price."""
    weights = solve(receipts, {item: CatalogItem("items", 300) for basket, _ in receipts for item in basket})
    assert weights
    return Ranker(weights.rows(1, 1).get)


def broke_in(before: Ranker, after: Ranker, items: Sequence[str], when: datetime) -> tuple[int, float, int]:
    """(orders of one item that show something new in front, the largest rise of its chance, from what place)."""
    count, rise, place = 0, 0.0, 0
    for item in items:
        was = before.rank([item], when, len(items))
        at = {x.item: i for i, x in enumerate(was)}
        for x in after.rank([item], when, FIRST):
            old = at.get(x.item, len(items))
            if old >= BEFORE:
                count += 1
                chance = was[old].chance if old < len(was) else 0.0
                rise, place = max((rise, place), (x.chance - chance, old + 1))
    return count, rise, place


def five_items(n: int) -> tuple[float, float]:
    """(chance beside the best seller of an item that was bought with it once in n receipts, long ago; that of the average item)."""
    dice = Random(2)
    step = (NOW - BEGIN) / n
    names = ["a", "b", "c", "d"]
    receipts: list[Basket] = [(dice.sample(names, 2), BEGIN + i * step) for i in range(n)]
    receipts[n // 10] = (["a", "once"], receipts[n // 10][1])
    ranked = {x.item: x.chance for x in learned(receipts).rank(["a"], NOW, 5)}
    return ranked.get("once", 0.0), sum(ranked.values()) / len(ranked)


def wholesaler(n: int, his: int, every: int = 1, later: int = 0) -> tuple[float, float]:
    """(chance beside bread of what one member alone buys with it, in `his` of n receipts of a real shop file, `every` so many of the newest
    but for `later` ones; the same without a member's card, when nobody can tell that it is one customer)."""
    found = []
    for card in ("m1", ""):
        rows = ["receipt_id,timestamp,item,qty,price,customer"]
        step = (NOW - BEGIN) / n
        for i in range(n):
            is_his = n - his * every <= i + later < n and (n - 1 - i - later) % every == 0
            basket = ("bread", "jam in tins") if is_his else ("bread", "coffee") if i % 2 else ("bread", "salad")
            rows += [
                f"{i},{BEGIN + i * step:%Y-%m-%d %H:%M:%S},{item},1,400,{card if is_his else ''}" for item in basket
            ]
        with TemporaryDirectory() as folder:
            (file := Path(folder) / "r.csv").write_text("\n".join(rows), encoding="utf-8")
            shop_from_receipts(file, Path(folder) / "r.db")
            shop = open_shop(Path(folder) / "r.db")
            try:
                ranked = Ranker(shop.storage.learned.row).rank(["bread"], NOW, 5)
            finally:
                shop.close()
        found.append(next((x.chance for x in ranked if x.item == "jam in tins"), 0.0))
    return found[0], found[1]


def small() -> None:
    """Print both."""
    for n in SIZES[:2]:
        once, average = five_items(n)
        print(
            f"five items, {n:,} receipts: bought together once {once:.2%}, the average item {average:.1%}", flush=True
        )
    for n, his, every, later in (
        (600, 250, 1, 0), (2_000, 250, 1, 0), (600, 250, 1, 100), (2_000, 250, 1, 100), (600, 250, 2, 0), (2_000, 250, 5, 0)
    ):  # fmt: skip
        known, unknown = wholesaler(n, his, every, later)
        between = f", one in {every} of the newest" if every > 1 else f" in a row, {later} others later"
        print(
            f"a wholesaler's {his} of {n:,} receipts{between}: {known:.1%} with his card, {unknown:.1%} without one",
            flush=True,
        )
    for staff in (2, 4):
        print(f"{staff} meals of the staff after each day of 30 receipts: {staff_meals(staff):.1%}", flush=True)


def staff_meals(each_day: int, days: int = 60, customers: int = 30) -> float:
    """The chance of soup beside rice where nobody but the staff eats both: after closing, at no price."""
    dice = Random(3)
    found: list[Basket] = []
    for day in range(days):
        begin = NOW - timedelta(days=days - day)
        for i in range(customers):
            items = ["rice", *dice.sample(["tea", "fish", "pickles", "egg"], 1 + (i % 3 == 0))]
            found.append((items, begin + timedelta(minutes=12 * i)))
        found += [(["rice", "soup"], begin + timedelta(hours=9, minutes=i)) for i in range(each_day)]
    ranker = learned(Repeats().those_that_teach(found))
    return next((x.chance for x in ranker.rank(["rice"], NOW, 9) if x.item == "soup"), 0.0)


def main(files: Sequence[Path], sizes: Sequence[int] = SIZES) -> int:
    """Print a line for each history and kind; return how many items broke in."""
    histories = {f"made up, {n:,}": made_up(n) for n in sizes}
    histories |= {f"mostly one item, {n:,}": made_up(n, alone=0.97) for n in sizes}
    histories |= {f"made up, 12 items, {n:,}": made_up(n, 12) for n in sizes[:2]}
    for file in files:
        baskets = read_baskets(file)
        histories |= {f"{file.stem}, newest {n:,}": baskets[-n:] for n in sizes if n <= len(baskets)}
    broken = 0
    for name, receipts in histories.items():
        start = time.process_time()
        before, when = learned(receipts), max(at for _, at in receipts) + timedelta(minutes=5)
        items = sorted({item for basket, _ in receipts for item in basket})
        for kind in ("bulk of two", "bulk of two rare ones", "everything once"):
            count, rise, place = broke_in(before, learned([*receipts, *odd(kind, receipts)]), items, when)
            broken += count
            from_place = f", from place {place}, + {rise:.1%}" if count else ""
            print(f"{name:28} {kind:24} {count:3} of {len(items)} orders led astray{from_place}", flush=True)
        print(f"{'':28} {time.process_time() - start:.1f} s CPU")
    return broken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--small", action="store_true")
    asked = parser.parse_args()
    if asked.small:
        small()
    else:
        sys.exit(1 if main(asked.files) else 0)
