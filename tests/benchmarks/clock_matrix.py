"""Wrong clocks: a shop born at one time, used at another, put right, and every rule of times asked.

    python tests/benchmarks/clock_matrix.py [HOW MANY OF THEM, BY CHANCE]

Births × wrong times × sales made then × how long until it was put right. In each the till must sell whatever the clock says; once
the clock is right a receipt has its time (a step back of minutes is held); planned prices have not begun; numbers rise; the
repair dates every receipt between its neighbours and not in the future; and the shop comes back from its journal as it was.
"""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

from pos_assist.domain.items import Department, Item
from pos_assist.domain.problems import Problem
from pos_assist.domain.receipt_times import HOLD
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.translate import sentence
from pos_assist.shop import Shop, open_shop, rebuild_shop
from pos_assist.storage import Storage
from pos_assist.system import clock

NOW = datetime(2026, 11, 25, 14, 0)
BORN = (
    datetime(1970, 1, 1),
    datetime(2000, 1, 1),
    datetime(2026, 11, 24, 9),
    datetime(2036, 5, 5, 5),
    datetime(2099, 12, 31, 23, 59),
)
OFF = (
    *(timedelta(days=x) for x in (-365 * 56, -365 * 26, -400, -31, -8, -1)),
    *(timedelta(minutes=x) for x in (-180, -75, -61, -10, 0, 10, 61, 75, 180)),
    *(timedelta(days=x) for x in (1, 6, 8, 31, 181, 3650, 365 * 73)),
)
SALES = (0, 1, 3)
BEFORE = 5  # sales with a right clock: the repair believes the longer series, and has nothing else to go by
LATER = (timedelta(minutes=1), timedelta(hours=9))
ITEMS = (Item("a", "A", 100, "main"), Item("b", "B", 250, "main"))


class Machine:
    """The clock of the computer."""

    def __init__(self) -> None:
        self.at, self.seconds = NOW, 0.0


def sell(shop: Shop, machine: Machine) -> datetime:
    """One sale; its time on the receipt."""
    shop.till.ring("a")
    shop.till.ring("b")
    machine.at, machine.seconds = machine.at + timedelta(seconds=20), machine.seconds + 20
    shop.till.pay()
    receipt = shop.till.tender(TenderKind.CASH, shop.till.view.due).last_receipt
    assert receipt is not None
    return receipt.sold_at


def fill(new: Storage) -> None:
    """Two things to sell."""
    new.catalog.put_departments([Department("main", "M")])
    new.catalog.put_items(ITEMS)


def one(folder: Path, born: datetime, off: timedelta, sales: int, later: timedelta) -> list[str]:
    """What was wrong with one course of events."""
    machine, wrong = Machine(), list[str]()
    clock.machine_time = lambda: machine.at
    path = folder / "till.db"
    machine.at = born
    Storage.create(path, fill).close()

    def opened() -> Shop:
        return open_shop(path, now=lambda: machine.at, ticks=lambda: machine.seconds)

    machine.at = NOW
    shop = opened()
    for _ in range(BEFORE):
        if (at := sell(shop, machine)) != machine.at:
            wrong.append(f"a sale of {machine.at} is dated {at}")
    shop.close()
    machine.at = NOW + timedelta(minutes=5) + off
    shop = opened()
    for _ in range(sales):
        sell(shop, machine)
    shop.close()
    machine.at = right = NOW + timedelta(minutes=10) + later
    shop = opened()
    at = sell(shop, machine)
    held = timedelta(0) <= at - machine.at <= HOLD
    if not (held or at == machine.at):
        wrong.append(f"once the clock is right a sale is dated {at - machine.at} off")
    shop.dates.redate("x")
    receipts = shop.storage.sales.receipts()[::-1]
    times, numbers = [x.sold_at for x in receipts], [x.number for x in receipts]
    if numbers != sorted(set(numbers)) or len(numbers) != sales + BEFORE + 1:
        wrong.append(f"the numbers are {numbers}")
    if times != sorted(times):
        wrong.append(f"repaired, the times go back: {times}")
    if times[0] < NOW or times[-1] > right + HOLD + timedelta(minutes=1):
        wrong.append(f"repaired, the times run from {times[0]} to {times[-1]}")
    shop.close()
    again = folder / "again.db"
    rebuild_shop(path.with_suffix(".journal"), again)
    with Storage.open(again, readonly=True) as storage:
        if [x.sold_at for x in storage.sales.receipts()][::-1] != times:
            wrong.append("brought back from the journal the times are others")
    return wrong


def main() -> int:
    """Try all of them; 1 where a rule was broken."""
    bad = tried = 0
    every = list(product(BORN, OFF, SALES, LATER))
    for born, off, sales, later in random.Random(1).sample(every, int(sys.argv[1])) if len(sys.argv) > 1 else every:
        with tempfile.TemporaryDirectory() as name:
            try:
                wrong = one(Path(name), born, off, sales, later)
            except Problem as problem:
                wrong = [sentence(problem)]
        tried += 1
        bad += bool(wrong)
        for what in wrong:
            print(f"born {born}, {off} off, {sales} sales, right {later} later: {what}", flush=True)
    print(f"{tried} clocks, {bad} bad")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
