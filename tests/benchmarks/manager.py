"""The back office at the size of a large shop: item table, import, replay. `python tests/benchmarks/manager.py [RECEIPTS]`

Prints seconds (wall, and CPU of this process) beside the goals. RECEIPTS: how many to replay (default 100,000); they are made
from the sample burger shop's, each with something added, left out or doubled, so that few baskets are the same.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.codes import check_digit
from pos_assist.domain.deals import SetPrice, Slot
from pos_assist.domain.items import Department, Item
from pos_assist.domain.receipts import HistoryLine
from pos_assist.exchange.catalog.shop_folder import read_shop
from pos_assist.exchange.receipts.receipts_file import check_receipts
from pos_assist.services.management.management import Management
from pos_assist.storage import Storage
from pos_assist.system.paths import resources

ITEMS = 20_000


@contextmanager
def timed(what: str, goal: str = "") -> Iterator[None]:
    """Print how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    print(f"{what:<58} {time.perf_counter() - wall:8.3f} s  cpu {time.process_time() - cpu:8.3f} s  {goal}", flush=True)


def large_shop() -> Iterator[Item]:
    """20,000 items with readings, costs and barcodes."""
    rng = random.Random(6)
    kana = "あいうえおかきくけこさしすせそたちつてとなにぬねの"
    for n in range(ITEMS):
        digits = f"29{n:010d}"
        reading = "".join(rng.choices(kana, k=6))
        yield Item(
            f"{n:08d}", f"商品{reading}{n}", rng.randrange(50, 3000, 10), f"d{n % 40}", cost=rng.randrange(20, 900),
            reading=reading, barcodes=(digits + check_digit(digits),), page=n // 40 // 15 % 99, rank=n % 15,
        )  # fmt: skip


def item_table(folder: Path) -> None:
    """Open, search, import."""
    with Storage.create(folder / "large.db") as storage:
        manager = Management(storage, "bench")
        storage.catalog.put_departments([Department(f"d{n}", f"部門{n}") for n in range(40)])
        before = memory()
        with timed("put 20,000 items"):
            storage.catalog.put_items(large_shop())
        for suffix in ("csv", "xlsx"):
            path = folder / f"items.{suffix}"
            with timed(f"export 20,000 items to {suffix}"):
                manager.export("items", path)
            with timed(f"dry run of the same {suffix}: no change"):
                assert manager.plan_import(path).differences == []
        dearer = [replace(x, price=x.price + 10) for x in large_shop()]
        other = Storage.create(folder / "other.db")
        other.catalog.put_departments(storage.catalog.departments())
        other.catalog.put_items(dearer)
        for suffix in ("csv", "xlsx"):
            Management(other, "bench").export("items", folder / f"dearer.{suffix}")
        other.close()
        for suffix in ("csv", "xlsx"):
            with timed(f"import of 20,000 changed items from {suffix}", "goal: 5 s"):
                change = manager.apply(manager.plan_import(folder / f"dearer.{suffix}"))
            with timed("undo of it"):
                manager.undo(change)
        for sort in ("key", "name", "price", "code"):
            with timed(f"item table opens, sorted by {sort}: list and 50 rows", "goal: 0.3 s a page"):
                manager.list_items(sort=sort).rows(0, 50)
        for typed in ("あ", "あい", "商品", "kaki", "2900000012", "00012"):
            with timed(f"keystroke in search: {typed!r}, list and 50 rows", "goal: 0.05 s"):
                manager.list_items(typed).rows(0, 50)
        rows = manager.list_items()
        with timed("scroll: 100 pages of 50 rows"):
            for start in range(0, ITEMS, ITEMS // 100):
                rows.rows(start, 50)
        print(f"memory: {before} MB before, {memory()} MB at most")


def replays(folder: Path, count: int) -> None:
    """A set tried on past receipts."""
    source = resources() / "shops" / "burger"
    files = read_shop(source)
    rng = random.Random(7)
    codes = [item.code for item in files.items]
    with check_receipts(source / "receipts.csv", currency="JPY", known={code: code for code in codes}) as history:
        baskets = [(items, at) for items, at in history.baskets()]

    def lines() -> Iterator[HistoryLine]:
        start = datetime(2026, 1, 1)
        for n in range(count):
            items, at = rng.choice(baskets)
            basket = [x for x in items if rng.random() > 0.1] or items[:1]
            basket += rng.sample(codes, rng.randrange(0, 3))
            day = start + timedelta(minutes=n * 3)
            when = day.replace(hour=at.hour, minute=at.minute)
            for code in basket:
                yield HistoryLine(f"{n}", when, code, 1 + (rng.random() < 0.1), 0)

    with Storage.create(folder / "replay.db") as storage:
        catalog = Change(files.items, files.departments, files.upgrades, files.pairings, files.deals, files.perks)
        storage.catalog.write(catalog)
        with timed(f"make {count:,} receipts"):
            storage.sales.add_history(lines())
        manager = Management(storage, "bench")
        drinks = frozenset(item.code for item in files.items if item.department == "drink")
        sides = frozenset(item.code for item in files.items if item.department == "side")
        new = SetPrice(id="new", name="新", price=420, slots=(Slot(1, drinks, n_max=1), Slot(1, sides, n_max=1)))
        run("replay of a new set", lambda: manager.replay(manager.with_deal(new)), count)
        run("replay of no sets at all (every receipt is touched)", lambda: manager.replay([]), count)
        with timed(f"ideas from {count:,} receipts"):
            manager.ideas()


def run(what: str, replay: Callable[[], object], count: int) -> None:
    """One replay and what it found."""
    with timed(f"{what}, {count:,} receipts", "goal: 60 s"):
        result = replay()
    print(f"  {str(result)[:160]}")


def memory() -> int:
    """The most this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-manager-") as name:
        item_table(Path(name))
        replays(Path(name), int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 100_000)
